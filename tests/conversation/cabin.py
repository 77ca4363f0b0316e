"""A whole car without models under virtual time: real skills, policy, vehicle and engine.

Speech is coded: each word is a constant level of its own, which ``CodedRecognizer`` reads
back. So recognition depends on the very sound that the engine handed over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from assistant.audio.interface import RATE_HZ, Samples
from assistant.audio.recording import RecordingInput
from assistant.audio.sink import FileOutput
from assistant.audio.voice_activity import FakeActivity
from assistant.clock import MonotonicClock, run_virtual
from assistant.conversation.actions import Actions, CarParts
from assistant.conversation.ear import Ear
from assistant.conversation.free_answer import FreeAnswer
from assistant.conversation.performer import Performer
from assistant.conversation.precedence import Precedence
from assistant.conversation.session import Session, SessionParts
from assistant.conversation.speaker import Speaker
from assistant.conversation.state import TurnOptions
from assistant.conversation.timers import Timers
from assistant.conversation.turns import TurnRunner
from assistant.errors import EngineError
from assistant.events import Event, EventType, TurnEnded
from assistant.recognition.interface import RecognizeOptions, Transcript
from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import Bundle, load_bundles
from assistant.synthesis.fake import FakeSynthesizer
from assistant.understanding.compiled import compiled
from assistant.understanding.fake import FakeLanguageModel
from assistant.understanding.understand import Understanding
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.simulated import SimulatedVehicle
from assistant.wake.fake import FakeDetector, spoken_mark
from tests.sentences import kept_sentences

SKILLS = Path(__file__).resolve().parents[2] / "skills"
WORD_S = 0.3
_STEP = 40


@cache
def bundles() -> tuple[Bundle, ...]:
    return load_bundles(SKILLS)


@cache
def understanding() -> Understanding:
    return compiled(bundles(), ("en",), kept_sentences("english"))


@dataclass
class Script:
    """What is said when: ``say`` and ``pause`` one after the other."""

    length_s: float = 0.0
    words: list[str] = field(default_factory=list)
    spans: list[tuple[float, float]] = field(default_factory=list)
    pieces: list[Samples] = field(default_factory=list)

    def pause(self, seconds: float) -> Script:
        self.pieces.append(np.zeros(round(seconds * RATE_HZ), dtype=np.int16))
        self.length_s += seconds
        return self

    def say(self, text: str) -> Script:
        start = self.length_s
        for word in text.split():
            self.words.append(word)
            level = 4000 + _STEP * len(self.words)
            self.pieces.append(np.full(round(WORD_S * RATE_HZ), level, dtype=np.int16))
            self.length_s += WORD_S
        self.spans.append((start, self.length_s))
        return self

    def cough(self, seconds: float = 0.3) -> Script:
        self.spans.append((self.length_s, self.length_s + seconds))
        self.pieces.append(np.full(round(seconds * RATE_HZ), 3000, dtype=np.int16))
        self.length_s += seconds
        return self

    def wake(self) -> Script:
        self.pieces.append(spoken_mark(0))
        return self

    @property
    def sound(self) -> Samples:
        return np.concatenate(self.pieces)


class CodedRecognizer:
    """Reads coded speech; takes ``delay_s``; fails or hangs when told to."""

    def __init__(self, script: Script, delay_s: float = 0.1) -> None:
        self._words = script.words
        self.delay_s = delay_s
        self.failures: list[EngineError] = []

    async def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        await asyncio.sleep(self.delay_s)
        if self.failures:
            raise self.failures.pop(0)
        levels, counts = np.unique(samples, return_counts=True)
        text = " ".join(
            self._words[(int(level) - 4000) // _STEP - 1]
            for level, count in zip(levels, counts, strict=True)
            if level > 4000 and count > RATE_HZ * WORD_S / 2
        )
        return Transcript(text, "en", 0.9 if text else 0.0, None if text else "no_speech")

    async def close(self) -> None:
        return None


@dataclass
class Cabin:
    """Parts of a car that tests may change before ``drive``."""

    script: Script
    model: FakeLanguageModel | None = None
    synthesizer: FakeSynthesizer = field(default_factory=FakeSynthesizer)
    recognizer: CodedRecognizer = field(init=False)
    events: list[Event] = field(default_factory=list)
    vehicle: SimulatedVehicle = field(init=False)
    output: FileOutput = field(init=False)
    fault: Callable[[SimulatedVehicle], None] = lambda _vehicle: None
    precedence: Precedence = field(default_factory=Precedence)
    waited_for: dict[EventType, bool] = field(default_factory=dict)
    timers: Timers = field(default_factory=lambda: Timers(None, lambda: 1_700_000_000.0))

    def __post_init__(self) -> None:
        self.recognizer = CodedRecognizer(self.script)
        self.vehicle = SimulatedVehicle(load_catalogue(), MonotonicClock().now)

    @property
    def ends(self) -> list[TurnEnded]:
        return [e for e in self.events if isinstance(e, TurnEnded)]

    def value(self, path: str) -> object:
        """The signal's value when the drive was over."""
        return self.final[path]

    def _emit(self, event: Event) -> None:
        self.events.append(event)
        self.waited_for[event.type] = self.precedence.held

    def drive(self, *, wake: bool = False, extra_s: float = 8.0) -> Cabin:
        """Play the script into the car and wait until all is over."""
        run_virtual(self._drive(wake, extra_s))
        return self

    async def _drive(self, wake: bool, extra_s: float) -> None:
        clock = MonotonicClock()
        self.fault(self.vehicle)
        self.output = FileOutput(clock)
        session = self._session(clock, wake)
        audio = RecordingInput(self.script.sound, "driver", clock)
        if not wake:
            session.press("driver")
        listening = asyncio.create_task(session.run(audio))
        await clock.sleep_until(self.script.length_s + extra_s)
        await audio.close()
        await listening
        await self.output.close()
        catalogue = load_catalogue()
        seen = {path: self.vehicle.read(path) for path in catalogue.paths}
        self.final = {path: r.value for path, r in seen.items() if r is not None}

    def _session(self, clock: MonotonicClock, wake: bool) -> Session:
        host = LocalSkillHost(bundles())
        actions = Actions(
            CarParts(
                host=host,
                vehicle=self.vehicle,
                services=(self.timers,),
                paths=load_catalogue().paths,
                market="eu",
                now=clock.now,
                local_time=lambda: "2026-11-21T10:00:00+01:00",
                emit=self._emit,
            )
        )
        free = FreeAnswer(self.model, understanding())
        performer = Performer(understanding(), actions, free, clock.now, self._emit)
        detector = FakeDetector(["hey_jarvis"]) if wake else None
        parts = SessionParts(
            ears={"driver": Ear("driver", FakeActivity(self.script.spans), detector, None)},
            output=self.output,
            recognizer=self.recognizer,
            runner=TurnRunner(performer, clock.now, self._emit),
            speaker=Speaker(self.synthesizer, self.output, clock.now),
            now=clock.now,
            emit=self._emit,
            languages=lambda: ("en",),
            precedence=self.precedence,
        )
        return Session(parts, TurnOptions())
