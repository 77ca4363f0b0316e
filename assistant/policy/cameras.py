"""May a camera's picture be shown on a screen now? Pure.

The mirror is no film: it shows what is behind the car, as it is now, which laws on mirrors and
rear view want the driver to see. Everything else that moves is video.

    >>> decide_camera(CameraUse.MIRROR, frozenset(UxRestriction), "eu", driver_sees=True).reason
    'policy.allowed'
    >>> decide_camera(CameraUse.WATCH, frozenset(UxRestriction), "eu", driver_sees=True).reason
    'policy.picture'
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from assistant.policy.decision import ALLOWED, Decision, refuse
from assistant.policy.markets import MARKETS
from assistant.policy.state import UxRestriction


class CameraUse(StrEnum):
    """What a camera's picture is for."""

    MIRROR = "mirror"  # the rear camera, live, shown as a mirror shows it
    WATCH = "watch"  # any other camera, and a recording in place of one


def use_of(*, rear: bool, live: bool) -> CameraUse:
    """Return what a camera is for; ``live`` is False for a recording, whatever its name."""
    return CameraUse.MIRROR if rear and live else CameraUse.WATCH


def decide_camera(
    use: CameraUse, restrictions: Collection[str], market: str, *, driver_sees: bool
) -> Decision:
    """Return whether the picture may be shown.

    ``restrictions`` are those of the driver's screen now; ``driver_sees`` is True when the
    picture is for that screen. In a market whose rules are unknown the mirror is video too.
    """
    if not driver_sees or UxRestriction.NO_VIDEO not in restrictions:
        return ALLOWED
    if use is CameraUse.MIRROR and market in MARKETS:
        return ALLOWED
    return refuse("picture")
