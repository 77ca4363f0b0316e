"""A car for the policy: real skills, engine and services, the simulated car and phone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from assistant.clock import MonotonicClock
from assistant.conversation.actions import Actions, CallResult, CarParts
from assistant.conversation.timers import Timers
from assistant.diary.notes import Notes
from assistant.events import EffectDone, Event, PolicyDecided
from assistant.phone.contacts import Contact, Number
from assistant.phone.messages import Messages
from assistant.phone.service import Phone
from assistant.phone.simulated import SimulatedTelephone
from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import Bundle, load_bundles
from assistant.understanding.interface import ToolCall
from assistant.vehicle.catalogue import SignalKind, load_catalogue
from assistant.vehicle.interface import Value
from assistant.vehicle.simulated import SimulatedVehicle

SKILLS = Path(__file__).resolve().parents[2] / "skills"
CATALOGUE = load_catalogue()
WALL_S = 1_700_000_000.0


@cache
def shipped() -> tuple[Bundle, ...]:
    """Return the skills that come along."""
    return load_bundles(SKILLS)


@cache
def shipped_host() -> LocalSkillHost:
    """Return the host of the skills that come along; it keeps nothing of a call."""
    return LocalSkillHost(shipped())


class Cabin:
    """Runs tool calls; ``events`` tells what came of them. Needs a running event loop."""

    def __init__(self, bundles: Sequence[Bundle] = (), seats: dict[str, str] | None = None) -> None:
        clock = MonotonicClock()
        self.events: list[Event] = []
        self.vehicle = SimulatedVehicle(CATALOGUE, clock.now)
        self.host = LocalSkillHost(bundles) if bundles else shipped_host()
        self.line = SimulatedTelephone()
        contacts = [Contact("Anna Müller", (Number("+49 170 1234567", "mobile"),))]
        phone = Phone(self.line, contacts, "eu", None, lambda: WALL_S)
        self.notes = Notes(None, lambda: WALL_S)
        services = (
            Timers(None, lambda: WALL_S),
            phone,
            Messages(self.line, phone.who, None, lambda: WALL_S),
            self.notes,
        )
        self.actions = Actions(
            CarParts(
                host=self.host,
                vehicle=self.vehicle,
                services=services,
                paths=CATALOGUE.paths,
                market="eu",
                now=clock.now,
                local_time=lambda: "2026-11-21T10:00:00+01:00",
                emit=self.events.append,
                seats=seats or {},
            )
        )

    async def run(
        self, tool: str, zone: str = "driver", *, confirmed: bool = False, **arguments: object
    ) -> CallResult:
        """Carry out one call."""
        call = ToolCall(tool, arguments)
        return await self.actions.run(call, zone, "en", "t1", confirmed=confirmed)

    @property
    def asked(self) -> list[str]:
        """What the policy was asked for: signals, and effects of services."""
        return [event.path for event in self.events if isinstance(event, PolicyDecided)]

    @property
    def reasons(self) -> list[str]:
        """Why the policy decided as it did."""
        return [event.reason for event in self.events if isinstance(event, PolicyDecided)]

    @property
    def done(self) -> list[str]:
        """What was asked of the car and its services."""
        return [event.path for event in self.events if isinstance(event, EffectDone)]

    def actuators(self) -> dict[str, Value]:
        """Return where everything stands that can be moved."""
        seen = {
            signal.path: self.vehicle.read(signal.path)
            for signal in CATALOGUE.signals.values()
            if signal.kind is SignalKind.ACTUATOR
        }
        return {path: reading.value for path, reading in seen.items() if reading is not None}
