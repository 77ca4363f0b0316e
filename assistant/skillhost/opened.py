"""Open the skills of this machine in the host that fits: processes for a service.

A single question to the skills that come with the assistant is answered in this process: that
saves the second that a process takes to start. Skills that were added never run here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from assistant.config import Config
from assistant.skillhost.host import HostOptions, ProcessSkillHost, open_skill_host
from assistant.skillhost.interface import SkillHost
from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.report import skills_report
from assistant.skillhost.sandbox import Strictness
from assistant.skillhost.server_runs import ServerRuns
from assistant.skillhost.services import Service
from assistant.skillhost.shelf import open_shelf
from assistant.understanding.installed import understand_apart
from assistant.understanding.understand import Understanding
from assistant.workers.memory import give_memory_back


class OpenSkills:
    """The skills of this machine: their ``host``, and the ``services`` that it brings along."""

    def __init__(self, config: Config, host: SkillHost, processes: ProcessSkillHost | None) -> None:
        self.host = host
        self.services: tuple[Service, ...] = (ServerRuns(processes),) if processes else ()
        self._config = config
        self._processes = processes

    def warm(self) -> None:
        """Have the processes ready that are kept warm; until then they are only launched."""
        if self._processes is not None:
            self._processes.warm()

    async def reload(self, understanding: Understanding) -> None:
        """Read the folders anew and use what they hold, from one moment to the next.

        Turns in flight finish with the skills that they began with. Sentences are compiled in
        a process of low priority meanwhile; the car listens and talks.

        Raises:
            SkillError: a skill is so wrong that all stays as it was.
        """
        if self._processes is None:
            return
        bundles = await self._processes.completed(open_shelf(self._config).bundles)
        fresh = await understand_apart(self._config, bundles)
        await self._processes.replace(bundles, lambda: understanding.adopt(fresh))
        give_memory_back()

    def report(self) -> dict[str, Any]:
        """Return the skills in use and where each runs, as plain data."""
        if self._processes is None:
            return {"type": "skills", "skills": [], "problems": {}}
        return skills_report(self.host.bundles, self._processes.status())


def skills_here(config: Config) -> OpenSkills:
    """Return the skills that come with the assistant, in this process.

    Raises:
        SkillError: one of them can't be loaded.
    """
    return OpenSkills(config, LocalSkillHost(open_shelf(config).bundled), None)


@asynccontextmanager
async def open_skills(config: Config, *, service: bool) -> AsyncIterator[OpenSkills]:
    """Yield the host of all skills; ``service`` is True for a program that goes on.

    Processes that such a program keeps warm are ready some time after ``OpenSkills.warm``.

    Raises:
        SkillError: a skill that comes with the assistant can't be loaded.
    """
    shelf = open_shelf(config)
    bundles = shelf.bundles
    if not service and len(bundles) == len(shelf.bundled):
        yield skills_here(config)
        return
    options = HostOptions(
        shared=[bundle.id for bundle in shelf.bundled],
        sandbox=cast("Strictness", config.skills.sandbox),
        cache_dir=config.cache_dir / "skills",
        warm=False,
    )
    shelf.added.clean()
    async with open_skill_host(bundles, options) as host:
        yield OpenSkills(config, host, host)
