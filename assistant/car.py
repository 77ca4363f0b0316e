"""One running assistant: ask it in text, or open listening sessions on sound."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, replace
from datetime import datetime
from weakref import WeakSet

from assistant.adjust import adjust, detector_of, expected
from assistant.audio.echo import EchoGuard
from assistant.audio.interface import FULL_SCALE, AudioOutput
from assistant.audio.mute import MutedInput
from assistant.audio.voice_activity import SileroActivity
from assistant.choices import keep
from assistant.clock import MonotonicClock
from assistant.config import Config, VoiceSettings
from assistant.conversation.actions import Actions, CarParts
from assistant.conversation.calls import ToolCalls
from assistant.conversation.ear import Ear
from assistant.conversation.free_answer import FreeAnswer
from assistant.conversation.performer import Performer
from assistant.conversation.phrases import phrases
from assistant.conversation.precedence import Precedence
from assistant.conversation.session import Session, SessionParts
from assistant.conversation.speaker import Speaker
from assistant.conversation.state import TurnOptions
from assistant.conversation.timers import Timers
from assistant.conversation.turns import TurnRunner
from assistant.conversation.typed import TypedTurns
from assistant.engines import Engines, style_of
from assistant.errors import AssistantError
from assistant.events import Route, ServiceState, TurnEnded
from assistant.imaging.studio import Studio
from assistant.navigation.service import Navigation
from assistant.observe.bus import EventBus
from assistant.profiled import follow_profiles
from assistant.recognition.interface import Recognizer
from assistant.routing.open import Routing
from assistant.routing.privacy.service import Privacy
from assistant.skillhost.manifest import Bundle
from assistant.skillhost.opened import OpenSkills
from assistant.skillhost.replies import openings
from assistant.skillhost.services import Service
from assistant.synthesis.interface import whole
from assistant.understanding.interface import DialogContext, Interpretation
from assistant.understanding.llm import ToolSpec
from assistant.understanding.understand import Choice, Understanding
from assistant.vehicle.catalogue import load_catalogue
from assistant.vehicle.interface import Vehicle
from assistant.wake.interface import WakeDetector

MOMENT_S = 0.06
"""Over so long loudness is measured: a syllable's rise is seen."""

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Parts:
    """What an assistant is made of, each started already."""

    engines: Engines
    vehicle: Vehicle
    skills: OpenSkills
    understanding: Understanding
    services: tuple[Service, ...] = ()
    routing: Routing | None = None


@dataclass(frozen=True, slots=True)
class Devices:
    """The car's own microphones and loudspeaker, while the service listens at them."""

    session: Session
    microphones: MutedInput
    speaker: Speaker


class Assistant:
    """A car's assistant: ask it in text, or open listening sessions on sound."""

    def __init__(self, config: Config, bus: EventBus, parts: Parts) -> None:
        self._now = MonotonicClock().now
        self.config = config
        self.bus = bus
        self.engines = parts.engines
        self.catalogue = catalogue = load_catalogue()
        self.vehicle = parts.vehicle
        self.skills, self.host = parts.skills, parts.skills.host
        self._understanding = parts.understanding
        self.navigation = next((s for s in parts.services if isinstance(s, Navigation)), None)
        self.pictures = next((s for s in parts.services if isinstance(s, Studio)), None)
        self.privacy = next((s for s in parts.services if isinstance(s, Privacy)), None)
        self.timers = Timers(config.data_dir / "timers.json", time.time)
        actions = Actions(
            CarParts(
                host=self.host,
                vehicle=self.vehicle,
                services=(self.timers, *parts.services),
                paths=catalogue.paths,
                market=config.market,
                seats=config.seats,
                now=self._now,
                local_time=lambda: datetime.now().astimezone().isoformat(),
                emit=bus.emit,
            )
        )
        self.routing = parts.routing
        model = self.engines.model if parts.routing is None else parts.routing.model
        self._free = FreeAnswer(model, self._understanding)
        performer = Performer(self._understanding, actions, self._free, self._now, bus.emit)
        self.runner = TurnRunner(performer, self._now, bus.emit)
        self.calls = ToolCalls(actions, self._now, bus.emit)
        self.devices: Devices | None = None
        self._typed = TypedTurns(self.runner, bus, self._now, config.voice.languages)
        self.profiles = follow_profiles(self, parts.services)
        self.precedence = Precedence()
        self._sessions = 0
        self._ears: WeakSet[Ear] = WeakSet()
        self._preparing: asyncio.Task[None] | None = None

    async def ask(
        self,
        text: str,
        language: str | None = None,
        zone: str = "driver",
        *,
        speak: bool = False,
    ) -> TurnEnded:
        """Perform one typed turn and return how it ended; ``speak`` also says the answer.

        Raises:
            TextError: the text is empty, far too long, or holds nothing to read.
        """
        return await self._typed.ask(text, language, zone, self._speaker(speak))

    async def control(self, word: str, zone: str = "driver", *, speak: bool = False) -> TurnEnded:
        """Perform a turn of one control word, e.g. ``confirm`` or ``deny``, as if it were said."""
        return await self._typed.control(word, zone, self._speaker(speak))

    def cancel(self, zone: str | None = None) -> None:
        """Cancel typed turns (of a zone, if given), and what the microphones' session does."""
        self._typed.cancel(zone)
        if self.devices is not None and zone in (None, self.devices.session.zone):
            self.devices.session.cancel()

    def _speaker(self, speak: bool) -> Speaker | None:
        return self.devices.speaker if speak and self.devices is not None else None

    async def reload_skills(self) -> None:
        """Use what the folders of skills hold from now on; see ``OpenSkills.reload``."""
        await self.skills.reload(self._understanding)

    @property
    def bundles(self) -> tuple[Bundle, ...]:
        """All skills."""
        return self.host.bundles

    @property
    def tools(self) -> tuple[ToolSpec, ...]:
        """All tools of all skills."""
        return self.host.tools()

    def changes_state(self, tool: str) -> bool:
        """Return True when a tool may ask for effects."""
        return self.host.changes_state(tool)

    def interpret(
        self, text: str, language: str, context: DialogContext | None = None
    ) -> Interpretation:
        """Return what ``text`` means on its own. Changes nothing."""
        return self._understanding.interpret(text, language, context or DialogContext())

    async def likely(self, text: str, language: str) -> tuple[Choice, Route] | None:
        """Return what a turn does, or asks back, with a text that ``interpret`` leaves open."""
        meant = self._free.meant(text, language)
        if meant is not None:
            return meant, Route.FUZZY
        choice = await self._free.choose(text, language)
        return (choice, Route.LLM) if choice is not None else None

    def now(self) -> float:
        """Return the monotonic time that events carry."""
        return self._now()

    def loudness(self, zone: str) -> float:
        """Return how loud a seat's microphone is now, as RMS; 1 is full scale, 0 no microphone."""
        ears = [ear for ear in self._ears if ear.zone == zone]
        newest = max(ears, key=lambda ear: ear.heard_until, default=None)
        return newest.loudness(MOMENT_S) / FULL_SCALE if newest is not None else 0.0

    def session(
        self,
        output: AudioOutput,
        zones: tuple[str, ...],
        *,
        wake: bool,
        echo: bool = True,
        options: TurnOptions | None = None,
    ) -> Session:
        """Return a session that listens to ``zones`` and answers on ``output``.

        Raises:
            ConfigError: a wake word or its model file is wrong.
            NotInstalledError: the recognizer's or the synthesizer's model is missing.
        """
        voice = self.config.voice
        ears = {
            zone: Ear(
                zone,
                SileroActivity(),
                self.wake_detector() if wake else None,
                EchoGuard(zone) if echo else None,
            )
            for zone in zones
        }
        self._ears.update(ears.values())
        speaker = Speaker(self.engines.synthesizer, output, self._now)
        parts = SessionParts(
            ears=ears,
            output=output,
            recognizer=self._listener(),
            runner=self.runner,
            speaker=speaker,
            now=self._now,
            emit=self.bus.emit,
            languages=lambda: expected(self.config.voice),
            precedence=self.precedence,
        )
        default = TurnOptions(follow_up_s=voice.follow_up_s, barge_in=voice.barge_in)
        self._sessions += 1
        return Session(parts, replace(options or default, turn_ids=f"s{self._sessions}-"))

    def _listener(self) -> Recognizer:
        own = self.engines.recognizer
        return own if self.routing is None else self.routing.hearing(own)

    def wake_detector(self, words: tuple[str, ...] = ()) -> WakeDetector:
        """Return a new detector of ``words``, or of the configured wake words, for one zone.

        Raises:
            ConfigError: a word is unknown, or its model file is wrong.
        """
        return detector_of(self.config.voice, words)

    async def adjust(self, voice: VoiceSettings) -> None:
        """Listen and speak otherwise from now on, and after a restart; see ``adjust``."""
        await adjust(self.config.voice, voice, self._ears, self.engines.synthesizer)
        await asyncio.to_thread(keep, self.config.data_dir, voice)
        before, self.config = self.config.voice, replace(self.config, voice=voice)
        if style_of(before) != style_of(voice):
            if self._preparing is not None:
                self._preparing.cancel()
            self._preparing = asyncio.create_task(self.prepare_phrases())

    async def start_model(self) -> bool:
        """Load the language model now, so that the first turn that asks it need not wait.

        Returns whether there is one and it is ready.
        """
        if self.engines.model is None:
            return False
        try:
            await self.engines.model.ready()
        except AssistantError as error:
            _LOGGER.warning("The language model did not start: %s", error.code)
            state = ServiceState(at_s=self._now(), state="degraded", detail=f"model: {error.code}")
            self.bus.emit(state)
            return False
        return True

    async def prepare_phrases(self) -> None:
        """Make the lines that must be there even when the synthesizer is not, apologies.

        And how longer replies begin, so that these sentences need not be made first.
        """
        for language in self.config.voice.languages:
            fixed = sorted(line for line in phrases(language).values() if "{" not in line)
            for line in (*fixed, *openings(self.host.bundles, language)):
                try:
                    await whole(self.engines.synthesizer, line, language)
                except AssistantError as error:
                    _LOGGER.warning("A phrase was not prepared: %s", error.code)
                    return
