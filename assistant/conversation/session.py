"""A listening session: microphone frames drive the turn machine, its commands drive the car.

Everything that decides is in ``machine`` (pure); everything that acts is in ``turns``. This
module only carries happenings in and commands out.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field

from assistant.audio.interface import RATE_HZ, AudioInput, AudioOutput, Frame
from assistant.audio.levels import acoustic_bounds
from assistant.conversation.ear import Ear
from assistant.conversation.machine import step
from assistant.conversation.own_words import OwnWords
from assistant.conversation.precedence import Precedence
from assistant.conversation.speaker import Sentence, Speaker
from assistant.conversation.state import (
    Abort,
    CancelPressed,
    CloseTurn,
    Command,
    Decode,
    Decoded,
    Happening,
    Hypothesis,
    OpenTurn,
    PauseSound,
    Perform,
    Phase,
    ResumeSound,
    ShowPartial,
    SoundStarted,
    State,
    StopSound,
    TalkPressed,
    TalkReleased,
    TurnOptions,
    TurnPerformed,
    WakeHeard,
    is_waited_for,
)
from assistant.conversation.telling import told, told_heard
from assistant.conversation.turn import TurnRequest
from assistant.conversation.turns import TurnRunner
from assistant.errors import AssistantError
from assistant.events import (
    BargeIn,
    ErrorRaised,
    Event,
    Outcome,
    SpeechStarted,
    TurnEnded,
    Wake,
)
from assistant.observe.trace import Marks
from assistant.recognition.interface import RecognizeOptions, Recognizer
from assistant.understanding.interface import Completeness

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SessionParts:
    """What a session works with."""

    ears: dict[str, Ear]
    output: AudioOutput
    recognizer: Recognizer
    runner: TurnRunner
    speaker: Speaker
    now: Callable[[], float]
    emit: Callable[[Event], None]
    languages: Callable[[], tuple[str, ...]] = lambda: ("en", "zh")
    precedence: Precedence = field(default_factory=Precedence)


class Session:
    """Listens until its input ends."""

    def __init__(self, parts: SessionParts, options: TurnOptions) -> None:
        self._parts = parts
        self._options = options
        self._state = State()
        self._tasks: set[asyncio.Task[None]] = set()
        self._performing: asyncio.Task[None] | None = None
        self._announced: str | None = None
        self._own_words = OwnWords()

    @property
    def settled(self) -> bool:
        """True while no turn is open and nothing is being said or worked on."""
        if self._tasks:
            return False
        open_turn = self._state.capture is not None and self._state.capture.turn_id is not None
        return not open_turn and self._state.phase in (Phase.IDLE, Phase.LISTENING)

    async def run(self, audio: AudioInput) -> None:
        """Listen to ``audio`` until it ends; turns that are open then are cancelled.

        Raises:
            DeviceError: the microphone is gone for good.
        """
        try:
            async for frame in audio.frames():
                self._hear(frame)
        finally:
            self.cancel()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self._parts.precedence.tell(self, waited_for=False)

    @property
    def zone(self) -> str:
        """Whose turn it is, or was last."""
        return self._state.zone

    def press(self, zone: str) -> None:
        """Push-to-talk: listen to a zone from now on."""
        self._happen(TalkPressed(self._parts.now(), zone))

    def release(self) -> None:
        """Push-to-talk is over: what was said until now is all."""
        self._happen(TalkReleased(self._parts.now()))

    def cancel(self) -> None:
        """Cancel whatever goes on."""
        self._happen(CancelPressed(self._parts.now()))

    # --- in -------------------------------------------------------------------------------

    def _hear(self, frame: Frame) -> None:
        ear = self._parts.ears.get(frame.zone)
        if ear is None:
            return
        heard = ear.hear(frame, self._parts.output)
        if heard.wake is not None:
            self._wake(frame, heard.wake.word, heard.wake.score)
        for voice in heard.voices:
            self._happen(voice)
        self._announce_speech()

    def _wake(self, frame: Frame, word: str, score: float) -> None:
        at_s = frame.at_s
        self._parts.emit(Wake(at_s=at_s, zone=frame.zone, word=word, score=score))
        self._happen(WakeHeard(at_s, frame.zone))

    def _announce_speech(self) -> None:
        """Tell once a turn that the person began to speak."""
        capture = self._state.capture
        if capture is None or capture.turn_id is None or capture.speech.started_at is None:
            return
        if capture.fresh_wake or self._announced == capture.turn_id:
            return
        self._announced = capture.turn_id
        self._parts.emit(
            SpeechStarted(
                at_s=capture.speech.started_at, turn_id=capture.turn_id, zone=capture.zone
            )
        )

    def _happen(self, happening: Happening) -> None:
        self._state, commands = step(self._state, happening, self._options)
        for command in commands:
            self._carry_out(command)
        self._parts.precedence.tell(self, waited_for=is_waited_for(self._state))

    # --- out ------------------------------------------------------------------------------

    def _carry_out(self, command: Command) -> None:
        match command:
            case Decode():
                self._spawn(self._decode(command))
            case Perform():
                self._performing = self._spawn(self._perform(command))
            case PauseSound():
                self._parts.output.pause()
                self._tell_barge_in("paused")
            case ResumeSound():
                self._parts.output.resume()
                self._tell_barge_in("resumed")
            case StopSound():
                self._parts.output.stop()
                self._tell_barge_in("stopped")
            case Abort():
                if self._performing is not None:
                    self._performing.cancel()
            case CloseTurn(turn_id, "recognition_failed"):
                self._spawn(self._apologize(turn_id))
            case OpenTurn() | ShowPartial() | CloseTurn():
                self._parts.emit(told(command, self._parts.now()))

    def _tell_barge_in(self, state: str) -> None:
        turn_id = self._state.turn_id
        self._parts.emit(BargeIn(at_s=self._parts.now(), turn_id=turn_id, state=state))

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    # --- recognition ----------------------------------------------------------------------

    async def _decode(self, command: Decode) -> None:
        parts = self._parts
        await parts.runner.performer.unforesee()
        sound = parts.ears[command.zone].sound(command.from_s, command.until_s)
        options = RecognizeOptions(
            command.language, parts.languages(), command.thorough, voiced=not command.thorough
        )
        try:
            transcript = await parts.recognizer.recognize(sound, options)
        except AssistantError as error:
            parts.emit(
                ErrorRaised(
                    at_s=parts.now(),
                    turn_id=self._state.turn_id,
                    code=error.code,
                    message=str(error),
                    stage="recognition",
                )
            )
            self._happen(Decoded(parts.now(), None))
            return
        transcript = self._own_words.taken_out(transcript, parts.now())
        meaning = parts.runner.performer.interpret(transcript.text, transcript.language)
        found = Hypothesis(
            transcript=transcript,
            meaning=meaning,
            from_s=command.from_s,
            until_s=command.until_s,
            ready_at=parts.now(),
            thorough=command.thorough,
        )
        self._happen(Decoded(found.ready_at, found))
        if meaning.calls and self._may_be_all(found):
            await self._foresee(found, command.zone)

    def _may_be_all(self, found: Hypothesis) -> bool:
        """Tell whether more words are still waited for, but these may have been the last."""
        capture, whole = self._state.capture, found.meaning.completeness
        if capture is None or capture.hypothesis is not found:
            return False
        unsure = whole in (Completeness.LIKELY, Completeness.UNKNOWN)
        return whole is Completeness.COMPLETE or (unsure and not capture.speech.speaking)

    async def _foresee(self, found: Hypothesis, zone: str) -> None:
        """Make the likely answer's sound while the car still waits for more words."""
        try:
            lines = await self._parts.runner.performer.foresee(found.text, found.meaning, zone)
            if lines:
                await self._parts.speaker.prepare(Sentence(lines[0], found.meaning.language))
        except AssistantError as error:
            _LOGGER.info("Nothing was prepared: %s", error.code)

    # --- performing -----------------------------------------------------------------------

    async def _perform(self, command: Perform) -> None:
        found = command.hypothesis
        speech_end = self._acoustic_end(command)
        marks = Marks()
        marks.set("speech_end", speech_end)
        marks.set("transcript", found.ready_at)
        marks.set("endpoint", command.at_s)
        for event in told_heard(command, speech_end):
            self._parts.emit(event)
        request = TurnRequest(
            turn_id=command.turn_id,
            zone=command.zone,
            source=command.source,
            text=found.text,
            language=found.transcript.language,
            meaning=found.meaning,
            confidence=found.transcript.confidence,
        )
        ended: TurnEnded | None = None
        listen = False
        try:
            ended, listen = await self._parts.runner.run(
                request,
                marks,
                self._parts.speaker,
                lambda at_s: self._sound_started(command.turn_id, at_s),
            )
        finally:
            if ended is not None:
                self._own_words = OwnWords(ended.reply, self._parts.now())
            asked = ended is not None and ended.outcome is Outcome.ASKED
            self._happen(
                TurnPerformed(self._parts.now(), command.turn_id, asked=asked, listen=listen)
            )

    def _sound_started(self, turn_id: str, at_s: float) -> None:
        self._happen(SoundStarted(at_s, turn_id))

    def _acoustic_end(self, command: Perform) -> float:
        """Return when the sound of the speech really ended, from the sound itself."""
        found = command.hypothesis
        sound = self._parts.ears[command.zone].sound(found.from_s, command.at_s)
        bounds = acoustic_bounds(sound)
        if bounds is None:
            return command.speech_end_s
        until = min(command.at_s, self._parts.ears[command.zone].heard_until)
        heard_from = until - len(sound) / RATE_HZ  # memory may begin later than asked
        return min(heard_from + bounds[1], command.at_s)

    async def _apologize(self, turn_id: str) -> None:
        """The recognizer failed: say sorry, and end the turn."""
        parts = self._parts
        language = parts.runner.performer.dialog.language or parts.languages()[0]
        ended = await parts.runner.apologize(turn_id, language, parts.speaker)
        self._own_words = OwnWords(ended.reply, parts.now())
