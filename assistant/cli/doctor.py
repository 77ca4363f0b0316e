"""``assistant doctor``: is everything there, and if not, what to do about it."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import click
import psutil

from assistant.cli.doctor_cameras import camera_rows
from assistant.cli.doctor_maps import map_rows
from assistant.clock import MonotonicClock
from assistant.config import Config, VehicleSettings, load_config
from assistant.errors import AssistantError, DeviceError
from assistant.media.mpv import load_library
from assistant.phone.contacts import read_contacts
from assistant.phone.ofono import open_ofono
from assistant.policy.state import GEAR, SPEED, DrivingState, driving_state
from assistant.skillhost.sandbox import sandbox_facts, try_walls
from assistant.store.store import State, open_store
from assistant.store.tiers import TierChoice, choose_tier, models_for, this_machine
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.link import LinkState
from assistant.vehicle.open import open_vehicle

_SMALLEST_DISK = 2 * 2**30
_PACKAGES = {
    "ctranslate2": "speech recognition",
    "piper": "the English voice",
    "ai_edge_litert": "the Mandarin voice",
    "llama_cpp": "free questions",
    "pymicro_wakeword": "wake words",
    "pywebrtc_audio": "echo cancellation",
    "skia": "pictures",
    "cv2": "pictures and cameras",
    "onnxruntime": "generated pictures",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``remedy`` is empty when all is well."""

    what: str
    found: str
    remedy: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON.")
def doctor(as_json: bool) -> None:
    """Name devices, rates, missing models, free memory, and what to do about each."""
    config = load_config()
    findings = [finding for check in CHECKS for finding in check(config)]
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            mark = "!" if finding.remedy else "·"
            click.echo(f"{mark} {finding.what:<27} {finding.found}")
            if finding.remedy:
                click.echo(f"  {'':<28}→ {finding.remedy}")
    if any(finding.remedy for finding in findings):
        raise click.exceptions.Exit(1)


def _settings(config: Config) -> Iterator[Finding]:
    yield Finding("data folder", str(config.data_dir))
    path = Path(os.environ.get("ASSISTANT_CONFIG") or config.data_dir / "config.toml")
    yield Finding("settings", str(path) if path.exists() else f"defaults ({path} is not there)")


def _machine(config: Config) -> Iterator[Finding]:
    memory = psutil.virtual_memory()
    free = f"{memory.available / 2**30:.1f} of {memory.total / 2**30:.1f} GB free"
    choice = _tier(config)
    yield Finding("memory", free, choice.warning or "")
    yield Finding("cores", str(os.cpu_count()))
    yield Finding("tier", f"{choice.tier} ({choice.reason})")
    existing = next(p for p in (config.data_dir, *config.data_dir.parents) if p.exists())
    disk = shutil.disk_usage(existing).free
    remedy = "" if disk > _SMALLEST_DISK else "Free at least 2 GB: models need the room."
    yield Finding("disk", f"{disk / 2**30:.1f} GB free", remedy)


def _tier(config: Config) -> TierChoice:
    machine = this_machine()
    return choose_tier(machine.memory_bytes, machine.cores, config.tier)


def _packages(_config: Config) -> Iterator[Finding]:
    for package, use in _PACKAGES.items():
        there = find_spec(package) is not None
        remedy = "" if there else "Run `make setup`."
        yield Finding(use, package if there else f"{package} is not installed", remedy)


def _sandbox(config: Config) -> Iterator[Finding]:
    problem = try_walls()
    found = problem or sandbox_facts().detail
    what = {"required": "are refused", "degraded": "run behind fewer", "off": "run behind none"}
    remedy = f"Added skills {what[config.skills.sandbox]}: see skills.sandbox." if problem else ""
    yield Finding("walls around skills", found, remedy)


def _models(config: Config) -> Iterator[Finding]:
    store = open_store(config)
    choice = _tier(config)
    for model in models_for(store.catalogue, choice.tier, config.voice.languages):
        state = store.state(model)
        remedy = "" if state is State.INSTALLED else f"Run `assistant models pull {model.id}`."
        yield Finding(f"model {model.id}", str(state.value), remedy)


def _devices(config: Config) -> Iterator[Finding]:
    from assistant.audio.devices import list_devices  # noqa: PLC0415  PortAudio may be missing

    try:
        devices = list_devices()
    except DeviceError as error:
        yield Finding("sound", "no sound system", str(error))
        return
    for kind in ("input", "output"):
        found = [d for d in devices if getattr(d, f"{kind}s") > 0]
        for device in found:
            rate = f"{device.rate_hz:.0f} Hz"
            yield Finding(
                f"sound {kind}", f"{device.name}, {getattr(device, f'{kind}s')} ch, {rate}"
            )
        if not found:
            yield Finding(
                f"sound {kind}",
                "none",
                "Plug in a microphone or loudspeaker; until then use `assistant ask` and `hear`.",
            )
    if config.voice.zone_devices:
        yield Finding("zones", json.dumps(config.voice.zone_devices))


def _vehicle(config: Config) -> Iterator[Finding]:
    backend = config.vehicle.backend
    if backend == "simulated":
        yield Finding("vehicle", "simulated: no car is connected")
        return
    link, driving = asyncio.run(_look_at_car(config.vehicle))
    remedy = "" if link.connected else "Compare the settings with docs/vehicle.md."
    yield Finding("vehicle", f"{backend}: {link.detail}", remedy)
    if link.connected:
        unknown = driving is DrivingState.MOVING
        yield Finding(
            "driving state",
            driving,
            "If the car stands: speed and gear must be reported each second." if unknown else "",
        )


async def _look_at_car(settings: VehicleSettings) -> tuple[LinkState, DrivingState]:
    catalogue, now = load_catalogue(), MonotonicClock().now
    states = [LinkState(connected=False, detail="no answer")]
    async with open_vehicle(settings, catalogue, now, states.append) as car:
        return states[-1], driving_state(car.read(SPEED), car.read(GEAR), now())


def _maps(config: Config) -> Iterator[Finding]:
    yield from (Finding(*row) for row in map_rows(config, date.today()))  # noqa: DTZ011  an age in months


def _media(config: Config) -> Iterator[Finding]:
    try:
        load_library()
    except DeviceError as error:
        yield Finding("music", "no player", str(error))
        return
    folders = [Path(folder).expanduser() for folder in config.media.folders]
    there = [str(folder) for folder in folders if folder.is_dir()]
    yield Finding("music", f"mpv; folders: {', '.join(there) or 'none is there (media.folders)'}")


def _phone(config: Config) -> Iterator[Finding]:
    contacts = read_contacts(Path(config.phone.contacts).expanduser())
    known = f"{len(contacts)} contacts"
    if config.phone.backend == "simulated":
        yield Finding("phone", f"simulated: no phone is connected; {known}")
        return
    ready = asyncio.run(_phone_ready(config.phone.modem))
    remedy = "" if ready else "Start oFono, and pair a phone or insert a SIM."
    yield Finding(
        "phone", f"ofono: {'ready' if ready else 'no modem that can call'}; {known}", remedy
    )


async def _phone_ready(modem: str) -> bool:
    async with open_ofono(modem) as telephone:
        return telephone.ready


def _cameras(config: Config) -> Iterator[Finding]:
    yield from (Finding(*row) for row in camera_rows(config.camera))


def _service(config: Config) -> Iterator[Finding]:
    running = config.socket_path.exists()
    yield Finding("service", "running" if running else "not running")


def _guarded(check: Callable[[Config], Iterator[Finding]]) -> Callable[[Config], list[Finding]]:
    def run(config: Config) -> list[Finding]:
        try:
            return list(check(config))
        except AssistantError as error:
            return [Finding(check.__name__.strip("_"), "can't be checked", str(error))]

    return run


_CHECKS = (
    _settings,
    _machine,
    _packages,
    _sandbox,
    _models,
    _devices,
    _vehicle,
    _maps,
    _media,
    _phone,
    _cameras,
    _service,
)
CHECKS = tuple(_guarded(check) for check in _CHECKS)
