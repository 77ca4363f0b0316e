"""Pictures that only an endpoint can draw, asked for without a good link: drawn once there is one.

A wish waits in the outbox, so that a power cut loses none; its key goes with every attempt, and
a picture that the album has is not drawn again.
"""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import asdict, dataclass
from typing import Protocol

from assistant.errors import AssistantError, CloudError, PictureError
from assistant.imaging.interface import PictureRequest
from assistant.imaging.orders import new_id
from assistant.imaging.worker import Drawn
from assistant.routing.cloud.pictures import CloudPictures
from assistant.routing.decide import Ask, RequestKind, Via, decide
from assistant.routing.outbox import Outbox
from assistant.routing.outbox_items import Item, Mail, Put
from assistant.routing.use import Use

_LOGGER = logging.getLogger(__name__)

LOOK_S = 5.0
"""How often it is looked whether something waits and the link is good."""

LIMIT_S = 120.0
"""How long an endpoint may take for a picture that nobody waits for."""

MOST_TRIES = 5
"""After so many failures on a good link a wish is dropped."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A picture that somebody asked for: its id to come, the words, their language, the seat."""

    picture: str
    prompt: str
    language: str
    zone: str


class Album(Protocol):
    """Where pictures go."""

    def has(self, picture: str) -> bool:
        """Return True when a picture is there."""
        ...

    async def add(self, wish: Wish, drawn: Drawn) -> None:
        """Keep a picture and tell of it."""
        ...


class PicturesLater:
    """Keeps wishes and has them drawn at the endpoints that offer pictures."""

    def __init__(self, outbox: Outbox, pictures: CloudPictures) -> None:
        self._outbox = outbox
        self._pictures = pictures

    async def put_off(self, prompt: str, language: str, zone: str) -> None:
        """Keep a wish until it is drawn; it is on the disk when this returns.

        Raises:
            PictureError: the outbox is full of what matters more.
            AssistantError: the outbox can't be written.
        """
        wish = Wish(new_id(), prompt, language, zone)
        body = json.dumps(asdict(wish), ensure_ascii=False).encode()
        key = f"picture-{wish.picture}"
        if await asyncio.to_thread(self._outbox.put, Mail.PICTURES, key, body) is Put.CROWDED:
            raise PictureError("Too much is waiting for a connection: ask again later.")

    async def run(self, album: Album) -> None:
        """Have what waits drawn whenever the link is good, for ever."""
        while True:
            try:
                while self._is_time() and await self._one(album):
                    pass
            except AssistantError as error:
                _LOGGER.info("No waiting picture can be drawn now: %s", error.code)
            await asyncio.sleep(LOOK_S)

    async def _one(self, album: Album) -> bool:
        """Draw the oldest wish; return whether to go on with the next."""
        consent = self._pictures.cloud.gate.consents.current
        item = await asyncio.to_thread(self._outbox.first, consent, (Mail.PICTURES,))
        if item is None:
            return False
        wish = _wish(item)
        if wish is None:
            await asyncio.to_thread(self._outbox.refused, item)
            return True
        if not album.has(wish.picture):
            drawn = await self._drawn(wish, item)
            if drawn is None:
                return False
            await album.add(wish, drawn)
        await asyncio.to_thread(self._outbox.delivered, item)
        return True

    async def _drawn(self, wish: Wish, item: Item) -> Drawn | None:
        try:
            request = PictureRequest(wish.prompt, wish.language)
            return await self._pictures.draw(request, LIMIT_S, item.key)
        except CloudError as error:
            never = error.reason == "request" or item.attempts + 1 >= MOST_TRIES
            settle = self._outbox.refused if never else self._outbox.failed
            await asyncio.to_thread(settle, item)
            return None

    def _is_time(self) -> bool:
        cloud = self._pictures.cloud
        link = cloud.monitor.link
        ask = Ask(
            kind=RequestKind.SYNC,
            there=cloud.there(Use.PICTURE, self._pictures.cost),
            consented=cloud.gate.allows(Use.PICTURE.kind),
            link=link.state,
            portal=link.portal,
            metered=link.metered,
        )
        return decide(ask).via is Via.CLOUD


def _wish(item: Item) -> Wish | None:
    try:
        return Wish(**json.loads(item.body))
    except (ValueError, TypeError):
        return None
