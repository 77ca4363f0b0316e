"""A second opinion on words that were badly understood: the car's recognizer and an endpoint's."""

from __future__ import annotations

import asyncio

from assistant.audio.interface import Samples
from assistant.errors import AssistantError
from assistant.recognition.interface import RecognizeOptions, Recognizer, Transcript
from assistant.routing.cloud.recognition import CloudRecognizer
from assistant.routing.decide import Ask, Decision, RequestKind, Via, decide
from assistant.routing.machine import Machine
from assistant.routing.use import Use

THOROUGH_S = 2.0
"""What a thorough decode takes here, about."""


class RoutedRecognizer:
    """Implements ``Recognizer``. Quick decodes stay in the car; thorough ones may be raced.

    A thorough decode is asked for when the quick one made no sense. An endpoint's transcript is
    taken when it is there before the car's own, or at most the patience after it.
    """

    def __init__(self, local: Recognizer, cloud: CloudRecognizer, machine: Machine) -> None:
        self._local = local
        self._cloud = cloud
        self._machine = machine

    def decide(self, samples: Samples) -> Decision:
        """Return who would listen to badly understood sound now."""
        cloud = self._cloud.cloud
        link = cloud.monitor.link
        ask = Ask(
            kind=RequestKind.RECOGNITION,
            here=self._machine.here(THOROUGH_S),
            there=cloud.there(Use.RECOGNITION, lambda peer: self._cloud.cost(peer, samples)),
            consented=cloud.gate.allows(Use.RECOGNITION.kind),
            link=link.state,
            portal=link.portal,
            metered=link.metered,
            deadline_s=cloud.settings.deadline_s,
        )
        return decide(ask)

    async def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        """Return the transcript; see ``Recognizer``."""
        if not options.thorough or self.decide(samples).via is Via.LOCAL:
            return await self._local.recognize(samples, options)
        here = asyncio.create_task(self._local.recognize(samples, options))
        there = asyncio.create_task(self._cloud.recognize(samples, options))
        try:
            await asyncio.wait({here, there}, return_when=asyncio.FIRST_COMPLETED)
            if not there.done():
                await asyncio.wait({there}, timeout=self._cloud.cloud.settings.patience_s)
            found = _text(there)
            return found if found is not None else await here
        finally:
            for task in (here, there):
                task.cancel()
            await asyncio.gather(here, there, return_exceptions=True)

    async def close(self) -> None:
        """End the car's recognizer."""
        await self._local.close()


def _text(there: asyncio.Task[Transcript]) -> Transcript | None:
    """Return what an endpoint heard, None when it heard nothing, failed or isn't done."""
    if not there.done():
        return None
    error = there.exception()
    if error is not None and not isinstance(error, AssistantError):
        raise error
    found = there.result() if error is None else None
    return found if found is not None and found.text else None
