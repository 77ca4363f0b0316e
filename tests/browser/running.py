"""The real service in a thread of its own, for a browser that is driven from this one."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from assistant.api.driving import Driving
from assistant.api.pairing import DRIVER, Pairing, Profile
from assistant.clock import MonotonicClock
from assistant.config import ApiSettings, Config, load_config
from assistant.diary.profiles import Profiles
from assistant.events import Event
from assistant.imaging.camera.settings import CameraSettings
from assistant.imaging.open import PictureParts, open_pictures
from assistant.navigation.interface import Point
from assistant.navigation.open import open_navigation
from assistant.navigation.simulated_drive import place
from assistant.policy.state import DrivingState
from assistant.routing.privacy.open import open_privacy
from tests.api.served import Fitted, Served, served

Result = TypeVar("Result")
START_S = 60
DRIVERS = ("Anna", "Ben")
CAMERAS = {"rear": "pattern:", "front": "pattern:"}
START = Point(60.1684, 24.9428)
"""Where the car with a map stands: in the centre of Helsinki."""


Serve = Callable[[Path, ApiSettings], AbstractAsyncContextManager[Served]]
"""Serves a car whose data are in a folder."""


def without_models(folder: Path, settings: ApiSettings) -> AbstractAsyncContextManager[Served]:
    """Serve a car that understands typed words."""
    shutil.rmtree(folder / "skills", ignore_errors=True)  # they are laid out anew
    return served(folder, settings=settings)


@asynccontextmanager
async def with_map(folder: Path, settings: ApiSettings) -> AsyncIterator[Served]:
    """Serve a car that understands typed words, keeps profiles and draws.

    It has the installed map, if there is one.
    """
    maps = load_config().data_dir / "maps"
    if maps.is_dir() and not (folder / "maps").exists():
        (folder / "maps").symlink_to(maps)
    shutil.rmtree(folder / "skills", ignore_errors=True)
    skills = ("windows", "climate", "navigation", "profiles", "pictures")
    fitted = Fitted(skills, camera=CameraSettings(CAMERAS, fps=8))
    place(fitted.vehicle, START, 90.0)
    config, now = Config(data_dir=folder), MonotonicClock().now
    profiles = Profiles(None)
    for name in DRIVERS:
        profiles.add(name)
    async with (
        open_privacy(config, fitted.bus, live=False) as privacy,
        open_navigation(config, fitted.vehicle, fitted.bus, now) as navigation,
        open_pictures(
            config,
            PictureParts(fitted.vehicle, (navigation,), None, fitted.bus.emit, now),
        ) as pictures,
        served(
            folder,
            settings=settings,
            services=(navigation, profiles, pictures, privacy),
            fitted=fitted,
        ) as running,
    ):
        privacy.gate.ledger.record("home", "text", "chat", 1240, 5890)
        yield running


class Running:
    """A served car that can be told things from another thread, stopped, and started again."""

    def __init__(self, folder: Path, serve: Serve = without_models) -> None:
        self._folder = folder
        self._serve = serve
        self._port = 0
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event
        self._thread: threading.Thread
        self.served: Served

    def start(self) -> None:
        """Serve, at the same port as before."""
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(ready)), daemon=True)
        self._thread.start()
        assert ready.wait(START_S), "the service did not start"

    def stop(self) -> None:
        """End the service and its links."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(START_S)
        assert not self._thread.is_alive(), "the service did not stop"

    async def _run(self, ready: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with self._serve(self._folder, ApiSettings(port=self._port)) as self.served:
            self._port = int(self.served.url.rpartition(":")[2])
            ready.set()
            await self._stop.wait()

    # --- from the browser's thread --------------------------------------------------------

    def do(self, work: Callable[[Served], Coroutine[Any, Any, Result]]) -> Result:
        """Run something in the service's loop and return what it returns."""
        return asyncio.run_coroutine_threadsafe(work(self.served), self._loop).result(START_S)

    def emit(self, *events: Event) -> None:
        """Let things happen in the car."""

        async def emit(running: Served) -> None:
            for event in events:
                running.car.bus.emit(event)

        self.do(emit)

    def drive(self, state: DrivingState) -> None:
        """Park the car, or let it roll, or stand in gear; the screen knows at once.

        A second of calm before more is shown is a matter of `tests/api`, not waited for here.
        """

        async def drive(running: Served) -> None:
            if state is DrivingState.PARKED:
                running.vehicle.park()
            else:
                running.vehicle.drive(50 if state is DrivingState.MOVING else 0)
            running.hub._driving = Driving(state)
            running.hub.car.bus.emit(running.hub._restrictions())

        self.do(drive)

    def address(self, profile: Profile = DRIVER) -> str:
        """Return an address that opens the screen, once."""
        pairing = Pairing(self._folder / "api", self.served.hub.tokens)
        return f"{self.served.url}/#{pairing.code(profile)}"
