"""What stands between a skill's effects and the car: the policy, told how things are now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from assistant.policy.decide import decide
from assistant.policy.decision import Decision, PolicyInput
from assistant.policy.roles import role_of
from assistant.policy.state import (
    GEAR,
    SPEED,
    DrivingState,
    driving_state,
    fresh_number,
    restrictions,
)
from assistant.skillhost.sdk import Effect
from assistant.vehicle.interface import Value, Vehicle

WRITES_KEPT_S = 60.0
"""How far back effects count for the rates of the policy."""


class Gate:
    """Asks the policy, and remembers how often what was done.

    Args:
        vehicle: tells speed and gear.
        market: names the policy's rules.
        seats: the roles that were given to seats.
        now: monotonic time in seconds, of the vehicle's readings.
    """

    def __init__(
        self, vehicle: Vehicle, market: str, seats: Mapping[str, str], now: Callable[[], float]
    ) -> None:
        self._vehicle = vehicle
        self._market = market
        self._seats = seats
        self._now = now
        self._done_at: dict[str, list[float]] = defaultdict(list)

    @property
    def parked(self) -> bool:
        """True when the car is parked for certain."""
        return self._state() is DrivingState.PARKED

    def decide(
        self,
        effects: Iterable[Effect],
        zone: str,
        allowed: tuple[str, ...],
        readings: Mapping[str, Value],
    ) -> tuple[Decision, ...]:
        """Return the policy's decision on each effect of one call.

        Args:
            effects: what is asked for; those of one call count for each other's rate.
            zone: the speaker's seat.
            allowed: what the skill has declared.
            readings: fresh values by path.
        """
        now, state = self._now(), self._state()
        speed_kmh = fresh_number(self._vehicle.read(SPEED), now)
        done_at = {name: list(times) for name, times in self._done_at.items()}
        decisions = []
        for effect in effects:
            times = done_at.setdefault(_counted(effect), [])
            seen = PolicyInput(
                zone=zone,
                role=role_of(zone, self._seats),
                driving_state=state,
                speed_kmh=speed_kmh,
                restrictions=restrictions(state, self._market),
                allowed_effects=allowed,
                recent_writes_s=tuple(now - at for at in times),
                market=self._market,
                readings=readings,
            )
            decisions.append(decide(effect, seen))
            times.append(now)
        return tuple(decisions)

    def note(self, effects: Iterable[Effect]) -> None:
        """Remember that effects are carried out now."""
        now = self._now()
        for name in map(_counted, effects):
            recent = [at for at in self._done_at[name] if now - at <= WRITES_KEPT_S]
            self._done_at[name] = [*recent, now]

    def _state(self) -> DrivingState:
        return driving_state(self._vehicle.read(SPEED), self._vehicle.read(GEAR), self._now())


def _counted(effect: Effect) -> str:
    """Return the name under which effects are counted."""
    return effect.target if effect.kind == "set" else effect.kind
