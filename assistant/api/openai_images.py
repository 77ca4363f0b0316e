"""The OpenAI-compatible endpoint that draws: ``/v1/images/generations``.

What a program has drawn here is its own: nobody in the car is shown it.
"""

from __future__ import annotations

import asyncio
import base64
import re
import time
from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from assistant.api.doors import Caller, Shared
from assistant.api.openai_routes import PICTURES, known_model
from assistant.api.picture_routes import address, file_of, hide_from_driver, studio_of
from assistant.api.problems import documented
from assistant.api.scopes import Permission
from assistant.errors import InputError
from assistant.imaging.interface import LARGEST_SIDE, SMALLEST_SIDE, Size
from assistant.skillhost.services import Asker
from assistant.understanding.language import guess_language

router = APIRouter(prefix="/v1/images", tags=["openai"], responses=documented(404, 503))

AUTO = "auto"
_SIZE = re.compile(r"(\d{2,4})x(\d{2,4})")


class ImageIn(BaseModel):
    """An image request; other settings of OpenAI's are ignored.

    ``size`` is ``WIDTHxHEIGHT`` or ``auto``. Addresses (``url``) need the same token.
    """

    prompt: str = Field(min_length=1, max_length=4000, examples=["a lighthouse in a storm"])
    model: str = Field(default=PICTURES, max_length=100, examples=[PICTURES])
    n: int | None = Field(default=1, ge=1, le=1)
    size: str | None = Field(default=AUTO, max_length=20, examples=["1024x576"])
    response_format: Literal["url", "b64_json"] | None = "url"
    output_format: Literal["png", "jpeg", "webp"] | None = None


@router.post("/generations", response_model=None)
async def generate(body: ImageIn, request: Request, hub: Shared, client: Caller) -> dict[str, Any]:
    """Draw one picture and answer when it is done."""
    client.require(Permission.MODELS)
    known_model(body.model, PICTURES)
    hide_from_driver(hub, client)
    studio = studio_of(hub)
    language = guess_language(body.prompt, hub.car.config.voice.languages)
    order = await studio.order(
        body.prompt, Asker(client.zone, language), size=size_of(body.size), owner=client.id
    )
    job = studio.begin(order)
    try:
        await studio.jobs.finished(job.id)
    except asyncio.CancelledError:
        studio.jobs.cancel(job.id)
        raise
    made: dict[str, Any] = {"revised_prompt": order.prompt}
    if body.response_format == "b64_json":
        data = await asyncio.to_thread(_file, file_of(studio, job.id), body.output_format)
        made["b64_json"] = base64.b64encode(data).decode()
    else:
        made["url"] = str(request.base_url).rstrip("/") + address(job.id)
    return {"created": int(time.time()), "data": [made]}


def size_of(text: str | None) -> Size | None:
    """Return a size as OpenAI writes it, None for the default.

    Raises:
        InputError: it is no size, or not one that is drawn.
    """
    if text in (None, "", AUTO):
        return None
    found = _SIZE.fullmatch(text or "")
    if found is None:
        raise InputError(f"A size is WIDTHxHEIGHT or auto; not {text!r}.")
    width, height = int(found[1]), int(found[2])
    if not all(SMALLEST_SIDE <= side <= LARGEST_SIDE for side in (width, height)):
        raise InputError(f"Sides are {SMALLEST_SIDE} to {LARGEST_SIDE} pixels; not {text}.")
    return width, height


def _file(jpeg: bytes, kind: str | None) -> bytes:
    """Return a drawn picture in the wanted format; PNG unless told, as OpenAI's."""
    if kind == "jpeg":
        return jpeg
    from assistant.imaging.encode import decoded, encoded  # noqa: PLC0415  only here

    return encoded(decoded(jpeg), kind or "png")
