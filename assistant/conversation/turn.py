"""What a turn starts from, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assistant.events import EffectRecord, Outcome, Route
from assistant.understanding.interface import Interpretation

ANSWER_TOOL = "chat.answer"
"""The tool that stands for "let the language model answer freely"."""

MIN_CONFIDENCE = 0.45
"""Below this mean token probability, words that fit no sentence are asked for again."""

CORE = "core"
"""Why what is understood without a language model is done in the car (docs/routing.md)."""

MIN_WORDS = 2
"""Spoken words (characters, in Mandarin) that a free question has at least."""


@dataclass(frozen=True, slots=True)
class TurnRequest:
    """What a turn starts from. ``confidence`` is the recognizer's, 1.0 for typed text."""

    turn_id: str
    zone: str
    source: str
    text: str
    language: str
    meaning: Interpretation
    confidence: float = 1.0

    @property
    def doubtful(self) -> bool:
        """True when what was heard is too unsure, or too little, to be a free question."""
        words = self.text.split() if self.language == "en" else list(self.text)
        few = self.source != "text" and len(words) < MIN_WORDS
        return few or self.confidence < MIN_CONFIDENCE


@dataclass(slots=True)
class TurnResult:
    """What a turn came to; ``sentences`` is what to say, possibly still growing."""

    outcome: Outcome = Outcome.ANSWERED
    intent: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    effects: list[EffectRecord] = field(default_factory=list)
    route: Route = Route.NONE
    reason: str = ""
    listen: bool = True
    error: str | None = None
    spoken: list[str] = field(default_factory=list)


def overall(outcomes: tuple[Outcome, ...]) -> Outcome:
    """Return one outcome for a turn of several calls: the one the driver must know about."""
    order = (Outcome.FAILED, Outcome.ASKED, Outcome.REFUSED, Outcome.DONE, Outcome.ANSWERED)
    return next((o for o in order if o in outcomes), Outcome.ANSWERED)
