"""Which processes a set of bundles needs, and what each may see and take. Pure but for paths.

The bundles that come with the assistant share one process; each other bundle has its own, so
that it can neither read nor stop its neighbours.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path

from assistant.skillhost.manifest import Bundle, Limits, Server
from assistant.skillhost.sandbox import Walls, program_files, runtime_files

SHARED = "skills"
"""The name of the process that the bundles share which come with the assistant."""

SHARED_LIMITS = Limits(memory_mb=512)
_PACKAGE = Path(__file__).resolve().parents[1]
_QUIET = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


@dataclass(frozen=True, slots=True)
class ProcessPlan:
    """One process, for the skills of some ids; times are in seconds.

    ``stamp`` differs when a file of its bundles does.

    ``speaks_ours`` is True for a process of our SDK, whose protocol needs no negotiation.
    """

    name: str
    skills: tuple[str, ...]
    command: tuple[str, ...]
    walls: Walls
    call_s: float
    idle_s: float
    prewarm: bool
    speaks_ours: bool
    stamp: int


def plan_processes(bundles: Sequence[Bundle], shared: Collection[str]) -> tuple[ProcessPlan, ...]:
    """Return the processes for ``bundles``; those with an id in ``shared`` share one.

    Raises:
        SkillError: the program of a bundle's server is not on this machine.
    """
    together = tuple(b for b in bundles if b.id in shared and b.server is None)
    alone = (plan_alone(b) for b in bundles if b not in together)
    return (*((_of_code(SHARED, together, SHARED_LIMITS),) if together else ()), *alone)


def plan_alone(bundle: Bundle) -> ProcessPlan:
    """Return the process of one bundle.

    Raises:
        SkillError: the program of its server is not on this machine.
    """
    if bundle.server is not None:
        return _of_server(bundle, bundle.server)
    return _of_code(bundle.id, (bundle,), bundle.limits)


def _of_code(name: str, bundles: tuple[Bundle, ...], limits: Limits) -> ProcessPlan:
    folders = tuple(str(bundle.folder.resolve()) for bundle in bundles)
    serve = str(_PACKAGE / "skillhost" / "serve.py")
    warm = name == SHARED or any(bundle.prewarm for bundle in bundles)
    return ProcessPlan(
        name=name,
        skills=tuple(bundle.id for bundle in bundles),
        command=(sys.executable, "-B", "-P", "-s", serve, *folders),
        walls=_walls(bundles, limits, (str(_PACKAGE), *runtime_files())),
        call_s=limits.call_s,
        idle_s=inf if warm else limits.idle_s,
        prewarm=warm,
        speaks_ours=True,
        stamp=_stamp(bundles),
    )


def _of_server(bundle: Bundle, server: Server) -> ProcessPlan:
    folder = str(bundle.folder.resolve())
    names = {"{folder}": folder, "{python}": sys.executable}
    command = tuple(_filled(word, names) for word in server.command)
    environment = {key: _filled(value, names) for key, value in server.environment.items()}
    program = () if command[0] == sys.executable else program_files(command[0])
    return ProcessPlan(
        name=bundle.id,
        skills=(bundle.id,),
        command=command,
        walls=_walls((bundle,), bundle.limits, (*program, *runtime_files()), environment),
        call_s=bundle.limits.call_s,
        idle_s=inf if bundle.prewarm else bundle.limits.idle_s,
        prewarm=bundle.prewarm,
        speaks_ours=False,
        stamp=_stamp((bundle,)),
    )


def _walls(
    bundles: tuple[Bundle, ...],
    limits: Limits,
    runtime: tuple[str, ...],
    environment: dict[str, str] | None = None,
) -> Walls:
    folders = tuple(str(bundle.folder.resolve()) for bundle in bundles)
    files = tuple(path for bundle in bundles for path in bundle.files)
    return Walls(
        readable=tuple(dict.fromkeys((*runtime, *folders, *files))),
        network=tuple(host for bundle in bundles for host in bundle.network),
        memory_mb=limits.memory_mb,
        processes=limits.processes,
        environment={**_QUIET, "HOME": folders[0], **(environment or {})},
    )


def _filled(word: str, names: dict[str, str]) -> str:
    for name, value in names.items():
        word = word.replace(name, value)
    return word


def _stamp(bundles: tuple[Bundle, ...]) -> int:
    """Return a number that differs when a file of the bundles was changed."""
    seen = (
        (str(path), path.stat().st_mtime_ns, path.stat().st_size)
        for bundle in bundles
        for path in sorted(bundle.folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    )
    return hash(tuple(seen))
