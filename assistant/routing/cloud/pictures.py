"""Pictures from an endpoint: the words go there without names, a file comes back."""

from __future__ import annotations

import asyncio
import base64
import struct
import time
import uuid

from assistant.errors import CloudError, PictureError
from assistant.imaging.interface import PictureRequest, Size
from assistant.imaging.worker import Drawn
from assistant.routing.cloud.cloud import Cloud, Cost
from assistant.routing.cloud.hiding import Hider
from assistant.routing.cloud.peer import Peer
from assistant.routing.use import Use

MOST_PIXELS = 4096 * 4096
"""Larger pictures are not unpacked."""

REPLY_BYTES = 3_000_000
"""What a picture usually takes on the way here, in base64."""

SIZES: tuple[Size, ...] = ((1536, 1024), (1024, 1024), (1024, 1536))
"""What endpoints draw; the nearest shape is asked for, and cut to what was wanted."""

_PNG = b"\x89PNG\r\n\x1a\n"
_FRAMES = frozenset({*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC)})


class CloudPictures:
    """Draws at the endpoints that offer pictures, in their order."""

    def __init__(self, cloud: Cloud, hider: Hider) -> None:
        self.cloud = cloud
        self._hider = hider

    @staticmethod
    def cost(peer: Peer) -> Cost:
        """Return what one picture is likely to take at an endpoint."""
        return Cost(REPLY_BYTES, peer.settings.price_picture)

    async def draw(self, request: PictureRequest, limit_s: float, key: str = "") -> Drawn:
        """Return a picture of the size that was asked for; ``key`` is that of earlier attempts.

        Raises:
            CloudError: no endpoint drew it.
            ConsentError: requests for pictures may not leave.
        """
        hidden = await self._hider.hide([request.prompt], request.language)
        key = key or uuid.uuid4().hex
        failure = CloudError("No endpoint draws now.", reason="unavailable")
        for peer in self.cloud.offering(Use.PICTURE):
            if not self.cloud.may_ask(peer, self.cost(peer)):
                continue
            began = time.monotonic()
            try:
                content = await self._asked(peer, hidden.texts[0], request.size, key, limit_s)
                return await asyncio.to_thread(_drawn, content, request.size, peer.name, began)
            except CloudError as error:
                failure = error
            except PictureError:
                failure = CloudError("The endpoint sent no picture.", reason="garbage")
        raise failure

    async def _asked(self, peer: Peer, prompt: str, size: Size, key: str, limit_s: float) -> bytes:
        cost, started = self.cost(peer), self.cloud.now()
        async with self.cloud.request(peer, Use.PICTURE, "picture", cost, key) as exchange:
            width, height = nearest(size)
            async with asyncio.timeout(limit_s):
                reply = await exchange.client.sdk.images.generate(
                    model=exchange.model,
                    prompt=prompt,
                    n=1,
                    size=f"{width}x{height}",
                    response_format="b64_json",
                    extra_headers=exchange.headers,
                    timeout=limit_s,
                )
            content = base64.b64decode((reply.data or [])[0].b64_json or "", validate=True)
            self.cloud.began(peer, Use.PICTURE, started)
            return content


def nearest(size: Size) -> Size:
    """Return the size of ``SIZES`` whose shape is nearest."""
    shape = size[0] / size[1]
    return min(SIZES, key=lambda one: abs(one[0] / one[1] - shape))


def size_of(content: bytes) -> Size:
    """Return width and height of a PNG or JPEG file, without unpacking it.

    Raises:
        PictureError: it is neither.
    """
    try:
        if content.startswith(_PNG):
            width, height = struct.unpack_from(">II", content, 16)
            return width, height
        at = 2 if content.startswith(b"\xff\xd8") else len(content)
        while content[at + 1] not in _FRAMES:
            at += 2 + struct.unpack_from(">H", content, at + 2)[0]
        height, width = struct.unpack_from(">HH", content, at + 5)
    except (struct.error, IndexError) as error:
        raise PictureError("This is no PNG or JPEG picture.") from error
    return width, height


def _drawn(content: bytes, size: Size, engine: str, began: float) -> Drawn:
    """Return a file that came as the gallery keeps it: cut to the shape, scaled, and small."""
    import cv2  # noqa: PLC0415  # only pictures of a cloud pay for it

    from assistant.imaging.encode import decoded, encoded, small  # noqa: PLC0415

    width, height = size_of(content)
    if not 0 < width * height <= MOST_PIXELS:
        raise PictureError("The picture is too large.")
    pixels = decoded(content)
    height, width = pixels.shape[:2]
    shape = size[0] / size[1]
    wide, high = min(width, round(height * shape)), min(height, round(width / shape))
    left, top = (width - wide) // 2, (height - high) // 2
    cut = pixels[top : top + high, left : left + wide]
    scaled = cv2.resize(cut, size, interpolation=cv2.INTER_AREA).astype("uint8")
    took = time.monotonic() - began
    return Drawn(encoded(scaled), encoded(small(scaled)), size, f"cloud.{engine}", took, ())
