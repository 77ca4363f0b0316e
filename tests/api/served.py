"""A real car without models behind the real API on a real port."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx2

from assistant.api.driving import Driving
from assistant.api.hub import Hub
from assistant.api.scopes import Scope
from assistant.api.server import serving
from assistant.car import Assistant, Parts
from assistant.clock import MonotonicClock
from assistant.config import ApiSettings, Config, VoiceSettings
from assistant.engines import Engines, Voice
from assistant.imaging.camera.settings import CameraSettings
from assistant.observe.bus import EventBus
from assistant.observe.journal import Journal
from assistant.policy.state import DrivingState
from assistant.recognition.fake import FakeRecognizer
from assistant.skillhost.opened import skills_here
from assistant.skillhost.services import Service
from assistant.synthesis.fake import FakeSynthesizer
from assistant.understanding.fake import FakeLanguageModel
from assistant.understanding.installed import understand
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.simulated import SimulatedVehicle
from tests.sentences import share_sentences

Result = TypeVar("Result")
REPOSITORY = Path(__file__).resolve().parents[2]
TAILGATE = Path(__file__).with_name("bundles") / "tailgate"
WINDOW = "Vehicle.Cabin.Door.Row1.DriverSide.Window.Position"


@dataclass
class Served:
    """A running API: its address, its car, and tokens for it."""

    url: str
    car: Assistant
    hub: Hub

    def token(self, *scopes: Scope, zone: str | None = None, name: str = "") -> str:
        name = name or f"{'+'.join(scopes)} {zone} {len(self.hub.tokens.records())}"
        return self.hub.tokens.issue(name, scopes, zone)

    def http(self, *scopes: Scope, zone: str | None = None) -> httpx2.AsyncClient:
        headers = {"authorization": f"Bearer {self.token(*scopes, zone=zone)}"} if scopes else {}
        return httpx2.AsyncClient(base_url=self.url, headers=headers, trust_env=False, timeout=20)

    @property
    def vehicle(self) -> SimulatedVehicle:
        assert isinstance(self.car.vehicle, SimulatedVehicle)
        return self.car.vehicle

    @property
    def socket_url(self) -> str:
        return f"{self.url.replace('http', 'ws', 1)}/api/v1/events"


def _vehicle() -> SimulatedVehicle:
    return SimulatedVehicle(load_catalogue(), MonotonicClock().now)


@dataclass
class Fitted:
    """The car that is served, and its skills: for services that know it before it is."""

    skills: tuple[str, ...] = ("windows", "climate")
    vehicle: SimulatedVehicle = field(default_factory=_vehicle)
    bus: EventBus = field(default_factory=EventBus)
    camera: CameraSettings = field(default_factory=CameraSettings)


@asynccontextmanager
async def served(
    folder: Path,
    *,
    settings: ApiSettings | None = None,
    model: FakeLanguageModel | None = None,
    recognizer: FakeRecognizer | None = None,
    services: tuple[Service, ...] = (),
    fitted: Fitted | None = None,
) -> AsyncIterator[Served]:
    settings, fitted = settings or ApiSettings(port=0), fitted or Fitted()
    voice = VoiceSettings(zones=("driver", "passenger"))
    share_sentences(folder)
    config = Config(
        data_dir=folder,
        api=settings,
        voice=voice,
        camera=fitted.camera,
        skills_dir=_skills(folder, fitted.skills),
    )
    synthesizer = FakeSynthesizer()
    engines = Engines(
        model or FakeLanguageModel(),
        Voice(recognizer or FakeRecognizer(), folder, synthesizer, synthesizer),
    )
    bus, vehicle = fitted.bus, fitted.vehicle
    opened = skills_here(config)
    understanding = understand(config, opened.host.bundles)
    car = Assistant(config, bus, Parts(engines, vehicle, opened, understanding, services))
    hub = Hub(car, lambda: [{"what": "sound", "found": "none", "remedy": "Plug it in."}])
    journal = Journal(folder / "traces.jsonl")
    with bus.listening(journal.record):
        async with serving(hub, settings) as url:
            yield Served(url, car, hub)


def run_served(
    folder: Path, work: Callable[[Served], Coroutine[Any, Any, Result]], **options: Any
) -> Result:
    """Serve for the duration of ``work``."""

    async def run() -> Result:
        async with served(folder, **options) as running:
            return await work(running)

    return asyncio.run(run())


def _skills(folder: Path, names: tuple[str, ...]) -> Path:
    """Return a folder with shipped skills and one whose effect the policy confirms."""
    skills = folder / "skills"
    skills.mkdir(exist_ok=True)
    for source in (*(REPOSITORY / "skills" / name for name in names), TAILGATE):
        (skills / source.name).symlink_to(source)
    return skills


async def parked(running: Served) -> None:
    """Let the screen show everything at once; that this takes a second of calm is tested alone."""
    running.vehicle.park()
    running.hub._driving = Driving(DrivingState.PARKED)
    running.car.bus.emit(running.hub._restrictions())
