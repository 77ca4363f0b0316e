"""Draws here or at an endpoint; a picture that no endpoint draws is drawn here."""

from __future__ import annotations

import logging
from collections.abc import Callable

from assistant.errors import CloudError, ConsentError, PictureError, PictureRequestError
from assistant.imaging.drawing import Drawing
from assistant.imaging.interface import Capabilities, PictureRequest
from assistant.imaging.worker import Drawn, Shown
from assistant.routing.cloud.pictures import CloudPictures
from assistant.routing.decide import Ask, Decision, RequestKind, Via, decide
from assistant.routing.machine import Machine
from assistant.routing.pictures_later import PicturesLater
from assistant.routing.use import Use

USUAL_S = 20.0
"""What a picture takes here until one was drawn."""

UNKNOWN = PictureRequestError.code

_LOGGER = logging.getLogger(__name__)


class RoutedDrawing:
    """Asks an endpoint where the car would take long, or can't draw the words at all."""

    def __init__(
        self, local: Drawing, cloud: CloudPictures, machine: Machine, later: PicturesLater
    ) -> None:
        self._local = local
        self._cloud = cloud
        self._later = later
        self._machine = machine
        self._took_s: dict[str, float] = {}

    async def ready(self, engine: str) -> None:
        """Load a local engine; see ``Drawing``."""
        await self._local.ready(engine)

    async def capabilities(self, engine: str) -> Capabilities:
        """Return what a local engine can do; see ``Drawing``."""
        return await self._local.capabilities(engine)

    def elsewhere(self, limit_s: float) -> bool:
        """Return whether an endpoint would draw what can't be drawn here; see ``Drawing``."""
        return self.decide(None, limit_s).via is Via.CLOUD

    def elsewhere_later(self, limit_s: float) -> bool:
        """Return whether it would be drawn once there is a good link; see ``Drawing``."""
        return self.decide(None, limit_s).via is Via.OUTBOX

    async def put_off(self, prompt: str, language: str, zone: str) -> None:
        """Keep what an endpoint shall draw; see ``Drawing``."""
        await self._later.put_off(prompt, language, zone)

    async def close(self) -> None:
        """End what draws here."""
        await self._local.close()

    def decide(self, seconds: float | None, limit_s: float) -> Decision:
        """Return who would draw a picture that takes so long here (None: can't be drawn here)."""
        cloud = self._cloud.cloud
        link = cloud.monitor.link
        ask = Ask(
            kind=RequestKind.PICTURE,
            here=self._machine.here(seconds),
            there=cloud.there(Use.PICTURE, self._cloud.cost),
            consented=cloud.gate.allows(Use.PICTURE.kind),
            link=link.state,
            portal=link.portal,
            metered=link.metered,
            deadline_s=limit_s,
        )
        return decide(ask)

    async def draw(
        self,
        engine: str,
        request: PictureRequest,
        limit_s: float,
        on_shown: Callable[[Shown], None],
    ) -> Drawn:
        """Return a picture; see ``imaging.drawer.Drawer``.

        Raises:
            PictureError: it can't be drawn here, and no endpoint drew it.
        """
        decision = self.decide(self._took_s.get(engine, USUAL_S), limit_s)
        if decision.via is Via.CLOUD:
            found = await self._from_cloud(request, limit_s)
            if found is not None:
                return found
        try:
            drawn = await self._local.draw(engine, request, limit_s, on_shown)
        except PictureError as error:
            strange = error.code == UNKNOWN and decision.via is not Via.CLOUD
            if not strange or self.decide(None, limit_s).via is not Via.CLOUD:
                raise
            found = await self._from_cloud(request, limit_s)
            if found is None:
                raise
            return found
        self._took_s[engine] = drawn.took_s
        return drawn

    async def _from_cloud(self, request: PictureRequest, limit_s: float) -> Drawn | None:
        try:
            return await self._cloud.draw(request, limit_s)
        except (CloudError, ConsentError) as error:
            _LOGGER.info("The cloud drew no picture: %s", error.code)
            return None
