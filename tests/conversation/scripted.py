"""A scripted person for the pure turn machine: voice chunks and recognition results."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.conversation.endpointing import CHUNK_S
from assistant.conversation.machine import step
from assistant.conversation.state import (
    Command,
    Decode,
    Decoded,
    Happening,
    Hypothesis,
    Perform,
    SoundStarted,
    State,
    TurnOptions,
    TurnPerformed,
    VoiceHeard,
)
from assistant.events import Route
from assistant.recognition.interface import Transcript
from assistant.understanding.interface import Completeness, Interpretation, ToolCall


def command(text: str, completeness: Completeness = Completeness.COMPLETE) -> Interpretation:
    return Interpretation(
        text=text,
        language="en",
        calls=(ToolCall("test.tool"),),
        route=Route.GRAMMAR,
        completeness=completeness,
        score=1.0,
    )


def nothing(text: str = "") -> Interpretation:
    return Interpretation(text=text, language="en")


@dataclass
class Person:
    """Speaks to the machine. ``words`` maps a time to what decoding until then gives."""

    options: TurnOptions = field(default_factory=TurnOptions)
    state: State = field(default_factory=State)
    now_s: float = 0.0
    decode_takes_s: float = 0.1
    heard: list[tuple[float, Interpretation, str]] = field(default_factory=list)
    log: list[tuple[float, Command]] = field(default_factory=list)
    _answers: list[tuple[float, Decoded]] = field(default_factory=list)

    def tell(self, happening: Happening) -> None:
        self.state, commands = step(self.state, happening, self.options)
        for item in commands:
            self.log.append((happening.at_s, item))
            if isinstance(item, Decode):
                self._answer(item, happening.at_s)

    def _answer(self, asked: Decode, at_s: float) -> None:
        known = [m for t, m, _ in self.heard if t <= asked.until_s]
        meaning = known[-1] if known else nothing()
        ready = at_s + self.decode_takes_s
        found = Hypothesis(
            transcript=Transcript(meaning.text, "en", 0.9),
            meaning=meaning,
            from_s=asked.from_s,
            until_s=asked.until_s,
            ready_at=ready,
            thorough=asked.thorough,
        )
        self._answers.append((ready, Decoded(ready, found)))

    def voice(self, seconds: float, probability: float) -> None:
        for _ in range(round(seconds / CHUNK_S)):
            self.now_s += CHUNK_S
            due = [a for t, a in self._answers if t <= self.now_s]
            self._answers = [(t, a) for t, a in self._answers if t > self.now_s]
            for answer in due:
                self.tell(answer)
            self.tell(VoiceHeard(self.now_s, "driver", probability))

    def says(self, meaning: Interpretation, seconds: float) -> None:
        self.heard.append((self.now_s + seconds - 0.05, meaning, ""))
        self.voice(seconds, 0.95)

    def is_quiet(self, seconds: float) -> None:
        self.voice(seconds, 0.02)

    def car_answers(self, seconds: float, *, asked: bool = False) -> None:
        """The car performs the open turn: sound begins, the person is quiet, it ends."""
        turn_id = self.state.turn_id
        assert turn_id is not None
        self.tell(SoundStarted(self.now_s, turn_id))
        self.is_quiet(seconds)
        self.tell(TurnPerformed(self.now_s, turn_id, asked=asked))

    def done(self, kind: type) -> list[tuple[float, Command]]:
        return [(t, c) for t, c in self.log if isinstance(c, kind)]

    @property
    def performed(self) -> list[Perform]:
        return [c for _, c in self.log if isinstance(c, Perform)]
