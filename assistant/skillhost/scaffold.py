"""Make a new skill: a bundle that works, in the languages asked for, with its tests.

``template/`` beside this file is the bundle; ``$id``, ``$words`` and so on stand for what the
name makes of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from assistant.errors import SkillError
from assistant.skillhost.manifest import Bundle, load_bundle
from assistant.understanding.normalize import clean

LANGUAGES = ("en", "zh")
"""The languages that a new skill can speak."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_EXAMPLES = {
    "en": ("start {} mode", "how warm is it for {} mode"),
    "zh": ("打开{}模式", "看看{}模式的温度"),
}


def make_skill(name: str, languages: Sequence[str], into: Path) -> Bundle:
    """Write a new skill into the folder ``into/<name>`` and return it.

    Raises:
        SkillError: the name or a language can't be used, or the folder exists.
    """
    if not _NAME.fullmatch(name):
        raise SkillError(f"{name!r}: a name is lower-case letters, digits and _, like ice_cream")
    words = clean(name.replace("_", " "), "en").text
    if not re.search("[a-z]", words):
        raise SkillError(f"{name!r}: nobody can say this name; choose another")
    unknown = [language for language in languages if language not in LANGUAGES]
    if unknown or not languages:
        raise SkillError(f"Unknown language {unknown}; known are {', '.join(LANGUAGES)}")
    folder = into / name
    if folder.exists():
        raise SkillError(f"{folder}: is there already; choose another name, or remove it first")
    _write(resources.files(__package__) / "template", folder, _meant(name, words, languages))
    return load_bundle(folder)


def _meant(name: str, words: str, languages: Sequence[str]) -> dict[str, str]:
    """Return what the template's placeholders stand for."""
    title = words.capitalize()
    starts, checks = ([_EXAMPLES[one][i].format(words) for one in languages] for i in (0, 1))
    return {
        "id": name,
        "words": words,
        "title": title,
        "languages": _listed(languages),
        "names": "\n".join(f'{language} = "{title}"' for language in languages),
        "start_examples": _listed(starts),
        "check_examples": _listed(checks),
    }


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(json.dumps(text, ensure_ascii=False) for text in texts)


def _write(template: Traversable, folder: Path, meant: dict[str, str]) -> None:
    """Copy the template's files; of those that belong to a language, only the ones asked for."""
    folder.mkdir(parents=True)
    for part in template.iterdir():
        stem = part.name.removesuffix(".yaml")
        other_language = stem in LANGUAGES and f'"{stem}"' not in meant["languages"]
        if other_language or part.name == "__pycache__":
            continue
        if part.is_dir():
            _write(part, folder / part.name, meant)
        else:
            text = Template(part.read_text(encoding="utf-8")).substitute(meant)
            (folder / part.name).write_text(text, encoding="utf-8")
