"""What all doors of the API share: the car, its events so far, and what may be shown now."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from assistant.api.board import Board, Standing, after
from assistant.api.driving import LOOK_S, Driving, looked, told
from assistant.api.feed import Feed
from assistant.api.history import History
from assistant.api.metrics import Metrics
from assistant.api.mirror_view import MirrorView
from assistant.api.scopes import Client, Permission, Scope
from assistant.api.tokens import TokenStore
from assistant.api.view import hears, visible
from assistant.car import Assistant, Devices
from assistant.conversation.calls import Confirmation
from assistant.errors import DeviceError
from assistant.events import Event, MuteChanged, to_json
from assistant.imaging.camera.cameras import Cameras
from assistant.observe.bus import Listener
from assistant.policy.state import GEAR, SPEED, DrivingState, driving_state, restrictions

VERSION = 1
"""The version of the snapshot, the commands and the sound frames."""


Doctor = Callable[[], list[dict[str, str]]]
"""Returns the findings of ``assistant doctor``: ``what``, ``found``, ``remedy`` ("": all well)."""


def service_version() -> str:
    """Return the installed package's version; ``0`` when it runs from its sources."""
    try:
        return version("in-vehicle-assistant")
    except PackageNotFoundError:
        return "0"


class Hub:
    """The shared state of one running API."""

    def __init__(self, car: Assistant, doctor: Doctor) -> None:
        self.car = car
        self.doctor = doctor
        folder = car.config.data_dir / "api"
        self.tokens = TokenStore(folder / "tokens.json")
        self.history = History(folder / "consent.json", lambda: datetime.now().astimezone())
        self.feed = Feed(car.precedence)
        self.metrics = Metrics()
        self.board = Board()
        self.cameras = Cameras(car.config.camera, MirrorView(car).state)
        self.sockets: Counter[str] = Counter()
        """Open event sockets by client."""
        self.started_at = car.now()
        self._driving = Driving()
        self._told: dict[tuple[frozenset[Scope], str], tuple[object, str]] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow the car's events, and what its screen may show, for the duration of a block."""
        with ExitStack() as listening:
            for listener in (
                self._note,
                self._unless_guest(self.history.record),
                self.metrics.record,
                self.feed.record,
            ):
                listening.enter_context(self.car.bus.listening(listener))
            self.car.bus.emit(self._restrictions())
            watching = asyncio.create_task(self._watch())
            try:
                yield
            finally:
                watching.cancel()
                await asyncio.gather(watching, self.cameras.aclose(), return_exceptions=True)

    def _unless_guest(self, listener: Listener) -> Listener:
        """Return a listener that keeps nothing in guest mode."""
        privacy = self.car.privacy
        return privacy.unless_guest(listener) if privacy is not None else listener

    @contextmanager
    def counted(self, client: Client) -> Iterator[None]:
        """Count an open socket of a client for the duration of a block."""
        self.sockets[client.id] += 1
        self.metrics.sockets.inc()
        try:
            yield
        finally:
            self.metrics.sockets.dec()
            self.sockets[client.id] -= 1

    # --- what is so -----------------------------------------------------------------------

    @property
    def flags(self) -> frozenset[str]:
        """The restrictions of the driver's screen now."""
        return _flags(self._driving.state, self.car.config.market)

    @property
    def devices(self) -> Devices:
        """The car's microphones and loudspeaker.

        Raises:
            DeviceError: the service runs without them.
        """
        if self.car.devices is None:
            raise DeviceError("The car has no microphone now: plug one in, or send text or sound.")
        return self.car.devices

    def snapshot(self, client: Client) -> dict[str, Any]:
        """Return where the assistant stands, as a client may see it."""
        board = self.board

        def shown(event: Event | None) -> dict[str, Any] | None:
            if event is None:
                return None
            return visible(to_json(event), board.zone, client, self.flags)

        return {
            "type": "snapshot",
            "v": VERSION,
            "stream": self.feed.stream,
            "seq": self.feed.seq,
            "state": str(board.standing),
            "turn_id": board.turn_id,
            "zone": board.zone,
            "muted": board.muted,
            "microphone": self.car.devices is not None,
            "failing": list(board.failing),
            "languages": list(self.car.config.voice.languages),
            "restrictions": to_json(self._restrictions()),
            "partial": shown(board.partial),
            "card": shown(board.card),
            "asks": board.asks if board.standing is Standing.CONFIRMING else None,
            "turn_end": shown(board.ended),
            "confirmations": list(map(_confirmation, self.confirmations(client))),
            "timers": self.timers(client),
        }

    def told(self, client: Client) -> str:
        """Return the snapshot's JSON; made once for all clients alike while nothing changes."""
        alike = (client.scopes, client.zone)
        holds = (
            self.feed.seq,
            self.flags,
            self.car.devices is not None,
            self.car.calls.waiting,
            self.car.timers.seen(),
        )
        before = self._told.get(alike)
        if before is not None and before[0] == holds:
            return before[1]
        text = json.dumps(self.snapshot(client), ensure_ascii=False)
        self._told[alike] = (holds, text)
        return text

    def confirmations(self, client: Client) -> tuple[Confirmation, ...]:
        """Return the calls whose yes this client may give."""
        if not client.may(Permission.CONFIRM):
            return ()
        return tuple(c for c in self.car.calls.waiting if hears(client, c.asker.zone))

    def timers(self, client: Client) -> list[dict[str, Any]]:
        """Return the running timers; their labels only to the people in the car."""
        people = client.may(Permission.TALK)
        return [t if people else {**t, "label": ""} for t in self.car.timers.seen()]

    # --- what is done ---------------------------------------------------------------------

    def mute(self, muted: bool) -> None:
        """Switch the microphones off or on; what was being said is dropped.

        Raises:
            DeviceError: there is no microphone.
        """
        devices = self.devices
        devices.microphones.muted = muted
        if muted:
            devices.session.cancel()
        self.car.bus.emit(MuteChanged(at_s=self.car.now(), muted=muted))

    def _note(self, event: Event) -> None:
        self.board = after(self.board, event)

    def _restrictions(self) -> Event:
        return told(self._driving.state, self.car.config.market, self.car.now())

    async def _watch(self) -> None:
        """Look at the car's motion and tell when its screen may show more or less."""
        while True:
            now, vehicle = self.car.now(), self.car.vehicle
            seen = driving_state(vehicle.read(SPEED), vehicle.read(GEAR), now)
            before, self._driving = self._driving, looked(self._driving, seen, now)
            if before.state is not self._driving.state:
                self.car.bus.emit(self._restrictions())
            await asyncio.sleep(LOOK_S)


@cache
def _flags(state: DrivingState, market: str) -> frozenset[str]:
    return frozenset(map(str, restrictions(state, market)))


def _confirmation(waits: Confirmation) -> dict[str, Any]:
    return {
        "id": waits.id,
        "question": waits.question,
        "tool": waits.call.tool,
        "zone": waits.asker.zone,
    }
