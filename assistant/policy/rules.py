"""The policy's table: which signals may be set, by whom, and at what speed.

A signal that no rule names is refused. Sources: UN R21 5.8 (power-operated windows close only
under supervision: a driver can see their own seats), Euro NCAP and common owner's manuals for
opening windows and sunroofs at speed; the speed limits below are our own choice (ADR 0005).
"""

from __future__ import annotations

from dataclasses import dataclass

DRIVER_ONLY = ("driver",)
FRONT = ("driver", "passenger")
EVERYONE = ("driver", "passenger", "rear_left", "rear_right")


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for the signals that match ``pattern`` (shell-style).

    ``zones`` may set it. ``max_opening_kmh`` forbids raising the value above that speed.
    ``parked_only`` forbids it otherwise; ``confirm`` asks first; ``never`` refuses always.
    """

    pattern: str
    zones: tuple[str, ...] = EVERYONE
    max_opening_kmh: float | None = None
    parked_only: bool = False
    confirm: bool = False
    never: bool = False


def _own(row: int, side: str, zone: str) -> tuple[Rule, ...]:
    """Comfort of one seat: its own person and the driver."""
    zones = tuple(dict.fromkeys(("driver", zone)))
    door_side = f"{side}Side"
    return (
        Rule(f"Vehicle.Cabin.HVAC.Station.Row{row}.{side}.*", zones),
        Rule(f"Vehicle.Cabin.Seat.Row{row}.{door_side}.Seating.HeatingCooling", zones),
        Rule(
            f"Vehicle.Cabin.Door.Row{row}.{door_side}.Window.Position",
            zones,
            max_opening_kmh=130.0,
        ),
    )


RULES: tuple[Rule, ...] = (
    *_own(1, "Driver", "driver"),
    *_own(1, "Passenger", "passenger"),
    *_own(2, "Driver", "rear_left"),
    *_own(2, "Passenger", "rear_right"),
    Rule("Vehicle.Cabin.HVAC.Is*", FRONT),
    Rule("Vehicle.Chassis.SteeringWheel.HeatingCooling", DRIVER_ONLY),
    Rule("Vehicle.Cabin.Sunroof.Switch", FRONT, max_opening_kmh=120.0),
    Rule("Vehicle.Cabin.Sunroof.Shade.Position"),
    Rule("Vehicle.Cabin.RearShade.Position"),
    Rule("Vehicle.Cabin.Door.*.IsOpen", FRONT, parked_only=True, confirm=True),
    Rule("Vehicle.Cabin.Door.*.IsLocked", FRONT, parked_only=True, confirm=True),
    Rule("Vehicle.Body.Trunk.Rear.IsOpen", FRONT, parked_only=True, confirm=True),
    Rule("Vehicle.Body.Hood.IsOpen", never=True),
    Rule("Vehicle.Body.Mirrors.*.IsFolded", DRIVER_ONLY, parked_only=True, confirm=True),
    Rule("Vehicle.Chassis.ParkingBrake.*", never=True),
    Rule("Vehicle.Powertrain.*", never=True),
)
