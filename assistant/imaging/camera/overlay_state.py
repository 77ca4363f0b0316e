"""What the mirror's overlay shows. Plain data: drawing it is ``overlay``'s."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Warn(StrEnum):
    """What a driver should know at once, worst first."""

    BRAKES = "brakes"
    PARKING_BRAKE = "parking_brake"
    DOOR = "door"
    HOOD = "hood"
    TRUNK = "trunk"
    BELT = "belt"
    TIRE = "tire"
    SKID = "skid"


@dataclass(frozen=True, slots=True)
class OverlayState:
    """What is shown. ``speed`` and ``speed_limit`` are in the unit of the speedometer.

    ``turn`` is an arrow of ``arrows.draw_arrow``, empty without a trip; ``distance`` is how far it
    is, as text; ``exit`` the number of a roundabout's exit. ``imperial`` says mph instead of
    km/h. ``over`` is True when the car is too fast.
    """

    language: str = "en"
    speed: int | None = None
    speed_limit: int | None = None
    over: bool = False
    imperial: bool = False
    turn: str = ""
    distance: str = ""
    exit: int | None = None
    warnings: tuple[Warn, ...] = ()
