"""What every evaluation reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

MAX_CLIP_S = 4 * 3600.0
"""Evaluations read recordings of up to this length; a turn takes far shorter ones."""

Progress = Callable[[int, int], None]
"""Is told how many clips are done, of how many."""


@dataclass(slots=True)
class Report:
    """What an evaluation found; ``values`` are its measures by name."""

    clips: int = 0
    seconds: float = 0.0
    values: dict[str, Any] = field(default_factory=dict)
    failing: list[dict[str, Any]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return the report as ``assistant eval --json`` prints it."""
        head = {"clips": self.clips, "hours": round(self.seconds / 3600, 4)}
        return {**head, **self.values, "failing": self.failing}


def rate(part: float, whole: float) -> float | None:
    """Return a share to four digits, None of nothing."""
    return round(part / whole, 4) if whole else None
