"""What skills may ask of pictures: each effect of the service, carried out."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from assistant.errors import InputError
from assistant.imaging.interface import MAX_SEED
from assistant.imaging.orders import OPEN, Job, State
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker

if TYPE_CHECKING:
    from assistant.imaging.studio import Studio


async def _draw(studio: Studio, effect: Effect, asker: Asker) -> Applied:
    prompt, program = str(effect.args.get("prompt", "")), effect.args.get("program")
    if program is not None and not isinstance(program, dict):
        raise InputError("A scene program is a JSON object.")
    if effect.args.get("again"):  # what the words left open is chosen anew
        reread = await studio.meaning.read(prompt, asker.language, secrets.randbelow(MAX_SEED))
        program = reread.program or program
    slot = str(effect.args.get("slot", ""))
    if effect.args.get("elsewhere"):
        order = studio.order_elsewhere(prompt, asker)
    else:
        order = await studio.order(prompt, asker, program=program, slot=slot)
    job = studio.begin(order, effect.target)
    undo = (Effect("picture.delete", job.id),)
    return Applied("picture.state", str(State.DRAWING), job.state in OPEN, undo)


async def _later(studio: Studio, effect: Effect, asker: Asker) -> Applied:
    order = studio.order_elsewhere(str(effect.args.get("prompt", "")), asker)
    await studio.jobs.put_off(order)
    return Applied("picture.state", "later", verified=True)


def _is_of(job: Job, asker: Asker) -> bool:
    return job.order.zone == asker.zone and not job.order.owner


async def _cancel(studio: Studio, effect: Effect, asker: Asker) -> Applied:
    await studio.slideshow.stop()
    chosen = [
        job.id
        for job in studio.jobs.open
        if effect.target == job.id or (not effect.target and _is_of(job, asker))
    ]
    for picture in chosen:
        studio.jobs.cancel(picture)
    return Applied("picture.state", str(State.CANCELLED), verified=True)


async def _save(studio: Studio, effect: Effect, asker: Asker) -> Applied:
    del asker
    saved = bool(effect.value) if effect.value is not None else True
    job = studio.jobs.get(effect.target)
    if job is not None and job.state in OPEN:
        await studio.jobs.finished(job.id)
    entry = await asyncio.to_thread(studio.gallery.save, effect.target, saved=saved)
    undo = (Effect("picture.save", effect.target, value=not saved),)
    return Applied("picture.saved", entry.saved, entry.saved is saved, undo)


async def _delete(studio: Studio, effect: Effect, asker: Asker) -> Applied:
    del asker
    gone = studio.jobs.delete(effect.target)
    return Applied("picture.state", str(State.DELETED), gone)


async def _clear(studio: Studio, effect: Effect, asker: Asker) -> Applied:
    del effect, asker
    for entry in studio.gallery.entries:
        studio.jobs.delete(entry.id)
    left = len(studio.gallery.entries)
    return Applied("picture.count", left, left == 0)


async def _show(studio: Studio, effect: Effect, asker: Asker) -> Applied:
    del asker
    studio.jobs.shown(studio.entry(effect.target))
    return Applied("picture.state", str(State.READY), verified=True)


async def _write(studio: Studio, effect: Effect, asker: Asker) -> Applied:
    opening, scene = str(effect.args.get("opening", "")), effect.args.get("scene")
    if not isinstance(scene, dict):
        raise InputError("A story begins with a scene.")
    studio.storyteller.begin(effect.target, opening, scene, asker.language)
    return Applied("picture.story", str(State.WAITING), verified=True)


async def _follow(studio: Studio, effect: Effect, asker: Asker) -> Applied:
    if effect.value is False:
        await studio.slideshow.stop()
    else:
        studio.slideshow.start(asker, studio.engine)
    running = studio.slideshow.running
    undo = (Effect("picture.follow", value=not running),)
    return Applied("picture.slideshow", running, running is (effect.value is not False), undo)


VERBS: dict[str, Callable[[Studio, Effect, Asker], Awaitable[Applied]]] = {
    "draw": _draw,
    "cancel": _cancel,
    "save": _save,
    "delete": _delete,
    "clear": _clear,
    "show": _show,
    "follow": _follow,
    "write": _write,
    "later": _later,
}
"""What can be asked for, as ``picture.<verb>``."""
