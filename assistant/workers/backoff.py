"""When to start an engine again that died. Pure: times are passed in."""

from __future__ import annotations

from collections.abc import Sequence

WINDOW_S = 60.0
"""Deaths longer ago than this are forgiven."""

_DELAYS_S = (0.0, 0.0, 0.5, 2.0, 8.0, 20.0)


def restart_delay_s(deaths_s: Sequence[float], now_s: float) -> float:
    """Return how long to wait before the next start, given when the engine died before.

    The first two deaths within ``WINDOW_S`` cost nothing, since a person is waiting; an engine
    that keeps dying must not eat the CPU that voice needs.
    """
    recent = sum(1 for at_s in deaths_s if now_s - at_s < WINDOW_S)
    return _DELAYS_S[min(max(recent - 1, 0), len(_DELAYS_S) - 1)]
