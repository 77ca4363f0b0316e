"""The skills of this machine: those that come with the assistant, and those that were added."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.config import Config
from assistant.skillhost.installed import InstalledSkills
from assistant.skillhost.manifest import Bundle, load_bundles


@dataclass(frozen=True, slots=True)
class Shelf:
    """``bundled`` come with the assistant, ``added`` holds the others."""

    bundled: tuple[Bundle, ...]
    added: InstalledSkills

    @property
    def bundles(self) -> tuple[Bundle, ...]:
        """All bundles that can be used now, read anew."""
        return (*self.bundled, *self.added.bundles())


def open_shelf(config: Config) -> Shelf:
    """Return the skills of the settings' folders.

    Raises:
        SkillError: a bundle that comes with the assistant is wrong.
    """
    bundled = load_bundles(skills_folder(config))
    reserved = [bundle.id for bundle in bundled]
    return Shelf(bundled, InstalledSkills(config.data_dir / "skills", reserved))


def skills_folder(config: Config) -> Path:
    """Return the folder of skill bundles: configured, beside the package, or in the wheel."""
    if config.skills_dir is not None:
        return config.skills_dir
    package = Path(__file__).resolve().parents[1]
    beside = package.parent / "skills"
    return beside if beside.is_dir() else package / "_bundled" / "skills"
