"""Open the skills of this machine in the host that fits: processes for a service.

A single question to the skills that come with the assistant is answered in this process: that
saves the second that a process takes to start. Skills that were added never run here.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from assistant.config import Config
from assistant.skillhost.interface import SkillHost
from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import Bundle
from assistant.skillhost.services import Service
from assistant.skillhost.shelf import Shelf, open_shelf
from assistant.understanding.understand import Understanding

if TYPE_CHECKING:
    from assistant.skillhost.host import ProcessSkillHost


@dataclass(frozen=True, slots=True)
class OpenSkills:
    """The host of all skills, and the services that it brings to the engine."""

    host: SkillHost
    services: tuple[Service, ...] = ()


@asynccontextmanager
async def open_skills(config: Config, shelf: Shelf, *, service: bool) -> AsyncIterator[OpenSkills]:
    """Yield the host of all skills; ``service`` is True for a program that goes on.

    Raises:
        SkillError: a skill that comes with the assistant can't be loaded.
    """
    bundles: Sequence[Bundle] = shelf.bundles
    if not service and len(bundles) == len(shelf.bundled):
        yield OpenSkills(LocalSkillHost(bundles))
        return
    # loads the protocol's library, which a single question needn't wait for
    from assistant.skillhost.host import HostOptions, open_skill_host  # noqa: PLC0415
    from assistant.skillhost.sandbox import Strictness  # noqa: PLC0415
    from assistant.skillhost.server_runs import ServerRuns  # noqa: PLC0415

    options = HostOptions(
        shared=[bundle.id for bundle in shelf.bundled],
        sandbox=cast("Strictness", config.skills.sandbox),
        cache_dir=config.cache_dir / "skills",
    )
    shelf.added.clean()
    async with open_skill_host(bundles, options) as host:
        yield OpenSkills(host, (ServerRuns(host),))


async def reload_skills(
    config: Config, host: ProcessSkillHost, understanding: Understanding
) -> None:
    """Read the folders of skills anew and use what they hold, from one moment to the next.

    Turns in flight finish with the skills that they began with. Sentences are compiled in a
    thread meanwhile; the car listens and talks.

    Raises:
        SkillError: a skill is so wrong that all stays as it was.
    """
    bundles = await host.completed(open_shelf(config).bundles)
    fresh = await asyncio.to_thread(Understanding, bundles, config.voice.languages)
    await host.replace(bundles, lambda: understanding.adopt(fresh))
