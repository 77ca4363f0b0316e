"""Load a bundle's ``skill.py``. Imports nothing heavy: it also runs in a skill's process.

``skill.py`` may import the modules beside it: ``from .index import Index``.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.errors import SkillError
from assistant.skillhost.sdk import Skill


def load_skill(skill_id: str, folder: Path, tools: Sequence[str]) -> Skill:
    """Run ``skill.py`` of a bundle's folder and return its ``skill`` object.

    Raises:
        SkillError: the code can't be loaded, or lacks a function for one of ``tools``.
    """
    path = folder / "skill.py"
    name = f"assistant_skill_{skill_id}"
    beside = [str(folder)]
    spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=beside)
    if spec is None or spec.loader is None:
        raise SkillError(f"{path}: can't be loaded")
    for old in [one for one in sys.modules if one.startswith(f"{name}.")]:
        del sys.modules[old]  # of a version that was replaced
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # a port: the code is the skill author's
        raise SkillError(f"{path}: {type(error).__name__}: {error}") from error
    skill = getattr(module, "skill", None)
    if not isinstance(skill, Skill):
        raise SkillError(f'{path}: define `skill = Skill("{skill_id}")`')
    missing = set(tools) - set(skill.tools)
    if missing:
        raise SkillError(f"{path}: tools without a function: {', '.join(sorted(missing))}")
    return skill
