"""Begin a skill's process behind its walls; ``process`` talks to it."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor, Future
from contextlib import suppress

from assistant.clock import at_work
from assistant.skillhost.plans import ProcessPlan
from assistant.skillhost.sandbox import Child, Strictness, spawn


async def launched(plan: ProcessPlan, strictness: Strictness, launcher: Executor) -> Child:
    """Start a process; it goes on loading after this returns.

    ``launcher`` is a thread that lives as long as the process.

    Raises:
        SkillError: it can't be started behind walls.
    """
    spawning = launcher.submit(spawn, plan.command, plan.walls, strictness)
    try:
        with at_work():
            return await asyncio.wrap_future(spawning)
    except asyncio.CancelledError:
        spawning.add_done_callback(_discard)
        raise


def discard(child: Child) -> None:
    """End a process that nobody waits for any more."""
    child.kill()
    child.reap()
    for pipe in (child.stdin, child.stdout, child.stderr):
        with suppress(OSError):
            pipe.close()


def _discard(spawning: Future[Child]) -> None:
    if not spawning.cancelled() and spawning.exception() is None:
        discard(spawning.result())
