"""Which tier a machine carries, and which models a tier needs: pure functions.

The bounds follow from measured memory: the small tier's engines together stay under 1.5 GB and
the base tier's under 2.5 GB, next to a car's other programs; below four cores the base tier's
language model is too slow to answer in time.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.config import TIERS
from assistant.errors import ConfigError
from assistant.store.catalogue import Catalogue, Model

USES = ("recognition", "understanding", "llm", "synthesis")

_GB = 1_000_000_000
# tier: (memory in bytes, cores). A "4 GB" machine reports about 3.9e9 bytes, an "8 GB" one 8.2e9.
_NEEDS = {
    "tiny": (1 * _GB, 1),
    "small": (3 * _GB, 2),
    "base": (6 * _GB, 4),
    "large": (12 * _GB, 8),
}
# ``large`` gains little without an accelerator and comes only from a hub: a person chooses it.
_AUTOMATIC = ("base", "small")
_CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")


@dataclass(frozen=True, slots=True)
class Machine:
    """What a tier is chosen by: memory in bytes and usable cores."""

    memory_bytes: int
    cores: int


@dataclass(frozen=True, slots=True)
class TierChoice:
    """The tier, why, and a warning when the choice asks more than the machine has."""

    tier: str
    reason: str
    warning: str | None = None


def choose_tier(memory_bytes: int, cores: int, override: str = "auto") -> TierChoice:
    """Return the tier for a machine; ``override`` other than ``auto`` wins, with a warning.

    Raises:
        ConfigError: ``override`` is no tier.
    """
    size = f"{memory_bytes / _GB:.1f} GB memory and {cores} cores"
    if override != "auto":
        if override not in TIERS:
            raise ConfigError(f"tier must be auto, {', '.join(TIERS)}; not {override!r}")
        return TierChoice(override, "chosen by setting", _warning(override, memory_bytes, size))
    for tier in _AUTOMATIC:
        memory_needed, cores_needed = _NEEDS[tier]
        if memory_bytes >= memory_needed and cores >= cores_needed:
            return TierChoice(tier, size)
    return TierChoice("tiny", size, _warning("tiny", memory_bytes, size))


def _warning(tier: str, memory_bytes: int, size: str) -> str | None:
    memory_needed = _NEEDS[tier][0]
    if memory_bytes >= memory_needed:
        return None
    return (
        f"the {tier} tier wants {memory_needed / _GB:.0f} GB of memory; this machine has {size}: "
        "engines may be killed for memory"
    )


def models_for(catalogue: Catalogue, tier: str, languages: Sequence[str]) -> tuple[Model, ...]:
    """Return the models that a tier needs for these languages, one or more a use.

    For each use the smallest model of the tier that covers all languages is taken; when none
    does, the smallest for each language that has one.
    """
    chosen: list[Model] = []
    for use in USES:
        candidates = sorted(
            (model for model in catalogue.models if model.use == use and tier in model.tiers),
            key=lambda model: model.memory_mb,
        )
        for model in _cover(candidates, languages):
            if model not in chosen:
                chosen.append(model)
    return tuple(chosen)


def _cover(candidates: Sequence[Model], languages: Sequence[str]) -> list[Model]:
    for model in candidates:
        if all(model.speaks(language) for language in languages):
            return [model]
    found = (
        next((model for model in candidates if model.speaks(language)), None)
        for language in languages
    )
    return [model for model in found if model is not None]


def this_machine() -> Machine:
    """Return this machine's memory (a container's limit counts) and the cores we may use."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = int(_CGROUP_LIMIT.read_text(encoding="ascii"))
    except (OSError, ValueError):  # no such file, or "max"
        limit = memory
    return Machine(min(memory, limit), len(os.sched_getaffinity(0)))
