"""Seats as people name them and as VSS names them, and answers that skills share. Pure.

    for seat in seats_of(ctx, "rear"):
        path = place(ctx, seat).door("IsOpen")    # Vehicle.Cabin.Door.Row2.DriverSide.IsOpen

For skills: everything here takes the ``Context`` of a call.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from assistant.skillhost.sdk import Context, Effect, ToolResult

SEATS = ("driver", "passenger", "rear_left", "rear_right")
GROUPS = {"front": SEATS[:2], "rear": SEATS[2:], "all": SEATS}
SEAT_NAMES = {
    "en": {
        "driver": "Driver", "passenger": "Passenger",
        "front_left": "Front left", "front_right": "Front right",
        "rear_left": "Rear left", "rear_right": "Rear right",
    },
    "zh": {
        "driver": "主驾", "passenger": "副驾",
        "front_left": "左前", "front_right": "右前", "rear_left": "左后", "rear_right": "右后",
    },
}  # fmt: skip
"""How cards name the seats, and the corners of the car."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a seat is in VSS: its row, and on the driver's side or not."""

    row: int
    driver_side: bool

    @property
    def side(self) -> str:
        """``DriverSide`` or ``PassengerSide``."""
        return "DriverSide" if self.driver_side else "PassengerSide"

    def seat(self, leaf: str) -> str:
        """Return the path of a signal of the seat itself."""
        return f"Vehicle.Cabin.Seat.Row{self.row}.{self.side}.{leaf}"

    def door(self, leaf: str) -> str:
        """Return the path of a signal of the door beside the seat."""
        return f"Vehicle.Cabin.Door.Row{self.row}.{self.side}.{leaf}"

    def station(self, leaf: str) -> str:
        """Return the path of a signal of the seat's air."""
        side = "Driver" if self.driver_side else "Passenger"
        return f"Vehicle.Cabin.HVAC.Station.Row{self.row}.{side}.{leaf}"

    def light(self, kind: str, leaf: str) -> str:
        """Return the path of a light at the seat; ``kind`` is Spotlight or AmbientLight."""
        return f"Vehicle.Cabin.Light.{kind}.Row{self.row}.{self.side}.{leaf}"


def place(ctx: Context, seat: str) -> Place:
    """Return where a single seat is; the driver sits left unless the car says else."""
    if seat in ("driver", "passenger"):
        return Place(1, seat == "driver")
    driver_right = ctx.signals.get("Vehicle.Cabin.DriverPosition") == "RIGHT"
    return Place(2, (seat == "rear_right") == driver_right)


def seats_of(ctx: Context, seat: str) -> tuple[str, ...]:
    """Return the single seats that a seat argument means for this speaker."""
    single = ctx.zone if seat == "mine" else seat
    return GROUPS.get(single, (single,))


def named(ctx: Context, seat: str) -> str:
    """Return how a reply names the seat: the speaker's own is ``yours``."""
    return "yours" if seat in ("mine", ctx.zone) else seat


def number(ctx: Context, path: str) -> float | None:
    """Return a numeric signal, None when the car does not report it."""
    value = ctx.signals.get(path)
    return None if value is None or isinstance(value, (bool, str)) else float(value)


def flag(ctx: Context, path: str) -> bool | None:
    """Return a boolean signal, None when the car does not report it."""
    value = ctx.signals.get(path)
    return value if isinstance(value, bool) else None


def after(ctx: Context, effects: Iterable[Effect]) -> dict[str, Any]:
    """Return the signals as they will be once the effects have worked."""
    return {**ctx.signals, **{one.target: one.value for one in effects if one.kind == "set"}}


def done(reply: str, effects: Iterable[Effect], **values: object) -> ToolResult:
    """Return a result that asks for effects."""
    return ToolResult(reply=reply, values=values, effects=tuple(effects), outcome="done")


def answered(reply: str, **values: object) -> ToolResult:
    """Return the answer to a question, or that nothing is left to do."""
    return ToolResult(reply=reply, values=values)


def refused(reply: str, **values: object) -> ToolResult:
    """Return an honest no."""
    return ToolResult(reply=reply, values=values, outcome="refused")
