"""Settings: one frozen dataclass, read from a TOML file and the environment.

The file is ``$ASSISTANT_CONFIG`` or ``config.toml`` in the data folder (``assistant doctor``
prints which). Every setting has a default, so that no file is needed.

    [voice]
    wake_words = ["hey_jarvis", "okay_nabu"]
    sensitivity = 0.5
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import platformdirs

from assistant.choices import check_voice, chosen
from assistant.errors import ConfigError
from assistant.imaging.camera.settings import CameraSettings
from assistant.imaging.settings import ImagingSettings
from assistant.policy import roles
from assistant.policy.markets import MARKETS
from assistant.routing.outbox_settings import OutboxSettings, check_outbox
from assistant.routing.settings import CloudSettings, check_cloud
from assistant.settings_file import filled, read_table

APP_NAME = "in-vehicle-assistant"
ZONES = roles.ZONES
SEAT_ROLES = tuple(sorted(roles.EVERYBODY - {roles.Role.DRIVER}))
TIERS = ("tiny", "small", "base", "large")
SANDBOXES = ("required", "degraded", "off")
PHONES = ("simulated", "ofono")
BACKENDS = ("simulated", "kuksa", "can")
DATUMS = ("wgs84", "gcj02")


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """Listening and speaking.

    ``sensitivity`` is 0 (strict) to 1 (eager); 0.5 is the model's own threshold.
    ``zone_devices`` maps a zone to a device name or number and channel, e.g.
    ``{"driver": "USB Mic:0"}``; empty means the default device, channel 0, for the driver.
    ``more_wake_words`` can be chosen on the screen besides those that the engine brings.
    ``expected`` is the one language to listen for; empty: what is said tells. ``voices`` names
    a voice by language; ``rate`` and ``volume`` are factors of the usual ones.
    """

    languages: tuple[str, ...] = ("en", "zh")
    wake_words: tuple[str, ...] = ("hey_jarvis", "okay_nabu", "alexa")
    wake_engine: str = "micro"
    sensitivity: float = 0.5
    zones: tuple[str, ...] = ("driver",)
    zone_devices: dict[str, str] = field(default_factory=dict)
    output_device: str = ""
    follow_up_s: float = 6.0
    barge_in: bool = True
    more_wake_words: tuple[str, ...] = ()
    expected: str = ""
    voices: dict[str, str] = field(default_factory=dict)
    rate: float = 1.0
    volume: float = 1.0


@dataclass(frozen=True, slots=True)
class VehicleSettings:
    """Which car, and how to reach it. File names; empty means none, or the bundled one.

    ``kuksa`` reads ``address`` to ``server_name``, ``can`` the rest: ``interface``, ``channel``
    and ``bitrate`` (bit/s) are python-can's, as is what ``adapter`` holds. ``datum`` is that of
    the receiver: ``wgs84``, or ``gcj02`` as some in China give.
    """

    backend: str = "simulated"
    address: str = "127.0.0.1:55555"
    token_file: str = ""
    ca_file: str = ""
    certificate_file: str = ""
    key_file: str = ""
    server_name: str = ""
    interface: str = "socketcan"
    channel: str = "can0"
    bitrate: int = 500_000
    adapter: dict[str, Any] = field(default_factory=dict)
    dbc: str = ""
    mapping: str = ""
    datum: str = "wgs84"


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """The local API: where it listens, and for whom.

    Beyond loopback it needs ``tls_certificate`` and ``tls_key`` (PEM files). ``hosts`` are
    further names that it is called by, ``origins`` further pages that may call it, e.g.
    ``https://screen.car``. ``rate_per_s`` are requests of one client a second.
    ``wyoming_port`` offers wake words, recognition and speech to Wyoming peers on loopback, which
    need no token; 0: not at all.
    """

    enabled: bool = True
    host: str = "127.0.0.1"
    port: int = 8765
    tls_certificate: str = ""
    tls_key: str = ""
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    rate_per_s: float = 1000.0
    wyoming_port: int = 0


@dataclass(frozen=True, slots=True)
class SkillSettings:
    """What skills may do that the assistant did not come with.

    ``sandbox`` is ``required`` (a skill whose walls this kernel can't build is refused),
    ``degraded`` (it runs behind those that can be built) or ``off`` (behind none).
    """

    sandbox: str = "required"


@dataclass(frozen=True, slots=True)
class OutsideSettings:
    """What is fetched from outside, and from where; empty: never.

    ``forecast_url`` answers as Open-Meteo does and is told a rounded place; ``rates_url``
    serves the European Central Bank's daily file of exchange rates.
    """

    forecast_url: str = ""
    rates_url: str = ""


@dataclass(frozen=True, slots=True)
class MediaSettings:
    """Music and radio. ``output`` is an audio output of mpv, e.g. ``alsa``; empty: the best.

    ``stations`` is a TOML or m3u file of radio stations; empty: the bundled ones.
    """

    folders: tuple[str, ...] = ("~/Music",)
    stations: str = ""
    output: str = ""


@dataclass(frozen=True, slots=True)
class PhoneSettings:
    """The phone. ``contacts`` is a file of vCards, or a folder with such files.

    ``modem`` is oFono's object path; empty: the first one that is online.
    """

    backend: str = "simulated"
    contacts: str = "~/contacts.vcf"
    modem: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of a car's assistant.

    ``seats`` gives a zone a role, e.g. ``{"rear_left": "child"}``.
    """

    data_dir: Path
    tier: str = "auto"
    voice: VoiceSettings = field(default_factory=VoiceSettings)
    vehicle: VehicleSettings = field(default_factory=VehicleSettings)
    api: ApiSettings = field(default_factory=ApiSettings)
    skills: SkillSettings = field(default_factory=SkillSettings)
    outside: OutsideSettings = field(default_factory=OutsideSettings)
    media: MediaSettings = field(default_factory=MediaSettings)
    phone: PhoneSettings = field(default_factory=PhoneSettings)
    cloud: CloudSettings = field(default_factory=CloudSettings)
    outbox: OutboxSettings = field(default_factory=OutboxSettings)
    camera: CameraSettings = field(default_factory=CameraSettings)
    imaging: ImagingSettings = field(default_factory=ImagingSettings)
    skills_dir: Path | None = None
    market: str = "eu"
    seats: dict[str, str] = field(default_factory=dict)

    @property
    def models_dir(self) -> Path:
        """Where installed models lie."""
        return self.data_dir / "models"

    @property
    def cache_dir(self) -> Path:
        """What may be deleted at any time: spoken phrases, partial downloads."""
        return self.data_dir / "cache"

    @property
    def socket_path(self) -> Path:
        """The running service's control socket, for this user only."""
        return self.data_dir / "control.sock"


SECTIONS: dict[str, Any] = {
    "voice": VoiceSettings,
    "vehicle": VehicleSettings,
    "api": ApiSettings,
    "skills": SkillSettings,
    "outside": OutsideSettings,
    "media": MediaSettings,
    "phone": PhoneSettings,
    "cloud": CloudSettings,
    "outbox": OutboxSettings,
    "camera": CameraSettings,
    "imaging": ImagingSettings,
}
"""The tables of the file, by name."""


def load_config(environment: dict[str, str] | None = None) -> Config:
    """Return the settings from the environment and the file.

    Raises:
        ConfigError: the file is no TOML, or a setting is unknown or of the wrong kind.
    """
    env = dict(os.environ) if environment is None else environment
    default_dir = platformdirs.user_data_path(APP_NAME)
    data_dir = Path(env.get("ASSISTANT_DATA", "") or default_dir).expanduser().absolute()
    path = Path(env.get("ASSISTANT_CONFIG", "") or data_dir / "config.toml")
    table = read_table(path) if path.exists() or env.get("ASSISTANT_CONFIG") else {}
    sections: dict[str, Any] = {
        name: filled(kind(), dict(table.pop(name, {})), f"{path}: [{name}]")
        for name, kind in SECTIONS.items()
    }
    config = filled(Config(data_dir=data_dir), table, str(path), ("data_dir", *SECTIONS))
    config = replace(config, **sections, tier=env.get("ASSISTANT_TIER") or config.tier)
    _check(config, str(path))
    return replace(config, voice=chosen(config.data_dir, config.voice))


def _check(config: Config, where: str) -> None:
    check_cloud(config.cloud, where)
    check_outbox(config.outbox, where)
    if config.tier not in ("auto", *TIERS):
        raise ConfigError(f"{where}: tier must be auto, {', '.join(TIERS)}; not {config.tier!r}")
    check_voice(config.voice, where)
    for zone, role in config.seats.items():
        if zone not in ZONES or role not in SEAT_ROLES:
            raise ConfigError(
                f"{where}: [seats] gives {', '.join(ZONES)} a role of {', '.join(SEAT_ROLES)}; "
                f"not {zone} = {role!r}"
            )
    for name, value, known in (
        ("market", config.market, MARKETS),
        ("vehicle.backend", config.vehicle.backend, BACKENDS),
        ("vehicle.datum", config.vehicle.datum, DATUMS),
        ("skills.sandbox", config.skills.sandbox, SANDBOXES),
        ("phone.backend", config.phone.backend, PHONES),
    ):
        if value not in known:
            raise ConfigError(f"{where}: {name} must be one of {', '.join(known)}; not {value!r}")
    for name, settings in (("camera", config.camera), ("imaging", config.imaging)):
        try:
            settings.check()
        except ConfigError as error:
            raise ConfigError(f"{where}: [{name}] {error}") from error
