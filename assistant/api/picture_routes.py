"""REST ``/api/v1/pictures``: draw, look at, keep and delete pictures.

A picture is for the seat that asked for it. What the driver's screen may not show it does not
get: while the policy forbids pictures there, neither bytes nor titles leave for it.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response

from assistant.api.doors import Caller, Shared
from assistant.api.hub import Hub
from assistant.api.picture_shapes import PictureIn, PictureOut, SavedIn
from assistant.api.problems import documented
from assistant.api.scopes import Client, Permission
from assistant.api.view import hears
from assistant.errors import ForbiddenError, InputError, NotFoundError
from assistant.imaging.gallery import Entry
from assistant.imaging.orders import Job, State
from assistant.imaging.studio import Studio
from assistant.policy.decision import Verdict
from assistant.policy.state import UxRestriction
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Asker
from assistant.understanding.language import guess_language

JPEG = "image/jpeg"
HIDDEN = "picture_hidden"

router = APIRouter(prefix="/api/v1/pictures", tags=["pictures"], responses=documented(404, 503))

PictureId = Annotated[str, Path(pattern="^[0-9a-f]{12}$", examples=["0123456789ab"])]


@router.post("", response_model=PictureOut, status_code=202)
async def draw(body: PictureIn, hub: Shared, client: Caller) -> dict[str, Any]:
    """Begin a picture for a seat; events tell how it goes on."""
    client.require(Permission.TALK)
    zone = client.seat(body.zone)
    language = body.language or guess_language(body.prompt, hub.car.config.voice.languages)
    permit(hub, "picture.draw", zone)
    size = (body.width, body.height) if body.width and body.height else None
    if size is None and (body.width or body.height):
        raise InputError("Give both `width` and `height`, or neither.")
    studio = studio_of(hub)
    order = await studio.order(
        body.prompt, Asker(zone, language), seed=body.seed, size=size, steps=body.steps
    )
    return of_job(studio.begin(order))


@router.get("", response_model=list[PictureOut])
async def gallery(hub: Shared, client: Caller) -> list[dict[str, Any]]:
    """Return the pictures that this token may see, newest first."""
    client.require(Permission.TALK)
    hide_from_driver(hub, client)
    studio = studio_of(hub)
    coming = [of_job(job) for job in reversed(studio.jobs.open) if sees(client, job.order)]
    kept = [of_entry(one) for one in reversed(studio.gallery.entries) if sees(client, one)]
    return [*coming, *kept]


@router.get(
    "/{picture}.jpg",
    response_class=Response,
    responses={200: {"content": {JPEG: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def content(
    hub: Shared,
    client: Caller,
    picture: PictureId,
    size: Annotated[Literal["full", "small", "preview"], Query()] = "full",
) -> Response:
    """Return a picture as a JPEG file; its preview as soon as there is one."""
    hide_from_driver(hub, client)
    studio = studio_of(hub)
    found = _found(studio, client, picture)
    if size == "preview" and isinstance(found, Job) and found.preview is not None:
        return Response(found.preview, media_type=JPEG)
    data = await asyncio.to_thread(file_of, studio, picture, small=size != "full")
    return Response(data, media_type=JPEG)


@router.get("/{picture}", response_model=PictureOut)
async def one(hub: Shared, client: Caller, picture: PictureId) -> dict[str, Any]:
    """Return what is known of a picture."""
    hide_from_driver(hub, client)
    found = _found(studio_of(hub), client, picture)
    return of_job(found) if isinstance(found, Job) else of_entry(found)


@router.post("/{picture}/cancel", status_code=204)
async def cancel(hub: Shared, client: Caller, picture: PictureId) -> None:
    """Stop drawing a picture; nothing happens when it is done."""
    studio = studio_of(hub)
    _found(studio, client, picture)
    studio.jobs.cancel(picture)


@router.put("/{picture}/saved", status_code=204)
async def save(body: SavedIn, hub: Shared, client: Caller, picture: PictureId) -> None:
    """Keep a picture until it is deleted, or no longer."""
    studio = studio_of(hub)
    _found(studio, client, picture)
    await asyncio.to_thread(studio.gallery.save, picture, saved=body.saved)


@router.delete("/{picture}", status_code=204)
async def delete(hub: Shared, client: Caller, picture: PictureId) -> None:
    """Delete a picture; one that is being drawn is stopped."""
    studio = studio_of(hub)
    _found(studio, client, picture)
    studio.jobs.delete(picture)


# --- what the OpenAI-compatible route needs, too --------------------------------------------------


def studio_of(hub: Hub) -> Studio:
    """Return the picture service.

    Raises:
        NotFoundError: this car has none.
    """
    if hub.car.pictures is None:
        raise NotFoundError("This car draws no pictures.")
    return hub.car.pictures


def permit(hub: Hub, kind: str, zone: str) -> None:
    """Ask the policy whether a seat may have an effect now.

    Raises:
        ForbiddenError: it may not; the code tells when it is for the driver's eyes.
    """
    decision = hub.car.calls.decide(Effect(kind), zone)
    if decision.verdict is not Verdict.ALLOW:
        hidden = decision.reason == "policy.picture"
        raise ForbiddenError(
            f"The policy refuses it now: {decision.reason}.", code=HIDDEN if hidden else None
        )


def hide_from_driver(hub: Hub, client: Client) -> None:
    """Do nothing when a client's screen may show pictures now.

    Raises:
        ForbiddenError: the driver sees it, and the car is not parked.
    """
    if client.faces_driver and UxRestriction.NO_VIDEO in hub.flags:
        raise ForbiddenError("The driver's screen shows no pictures now.", code=HIDDEN)


def file_of(studio: Studio, picture: str, *, small: bool = False) -> bytes:
    """Return a finished picture as a JPEG file.

    Raises:
        NotFoundError: there is none, or not yet.
    """
    job = studio.jobs.get(picture)
    if job is not None and job.drawn is not None and job.drawn.jpeg:
        return job.drawn.small if small else job.drawn.jpeg
    return studio.gallery.content(picture, small=small)


def sees(client: Client, asked: Any) -> bool:
    """Return whether a client may see a picture: a program its own, people those of their seat.

    ``asked`` is an ``Order`` or an ``Entry``.
    """
    if asked.owner:
        return bool(asked.owner == client.id)
    return hears(client, asked.zone)


def _found(studio: Studio, client: Client, picture: str) -> Job | Entry:
    """Return a picture that a client may see: while it is not kept, its job."""
    entry, job = studio.gallery.get(picture), studio.jobs.get(picture)
    if entry is not None and sees(client, entry):
        return entry
    if entry is None and job is not None and sees(client, job.order):
        return job
    raise NotFoundError("There is no such picture.")


def of_job(job: Job) -> dict[str, Any]:
    """Return a picture of this run as it is told."""
    drawn = job.drawn
    width, height = drawn.size if drawn is not None else job.order.size or (0, 0)
    return {
        "id": job.id,
        "title": job.order.prompt,
        "language": job.order.language,
        "zone": job.order.zone,
        "state": str(job.state),
        "step": job.step,
        "steps": job.steps,
        "preview": job.preview is not None,
        "seed": job.seed,
        "engine": drawn.engine if drawn is not None else job.order.engine,
        "width": width,
        "height": height,
        "notes": job.notes,
        "error": job.error.code if job.error is not None else None,
        "image": address(job.id),
    }


def of_entry(entry: Entry) -> dict[str, Any]:
    """Return a kept picture as it is told."""
    width, height = entry.size
    return {
        "id": entry.id,
        "title": entry.title,
        "language": entry.language,
        "zone": entry.zone,
        "state": str(State.READY),
        "saved": entry.saved,
        "seed": entry.seed,
        "engine": entry.engine,
        "width": width,
        "height": height,
        "took_s": entry.took_s,
        "made_at": entry.made_at,
        "notes": entry.notes,
        "image": address(entry.id),
    }


def address(picture: str) -> str:
    """Return where a picture's JPEG file is."""
    return f"/api/v1/pictures/{picture}.jpg"
