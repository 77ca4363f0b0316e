"""The assistant's own lines, outside any skill, as data in ``phrases/<lang>.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from assistant.errors import ConfigError

_FOLDER = Path(__file__).parent / "phrases"


@cache
def phrases(language: str) -> dict[str, str]:
    """Return all lines of a language by key; English where the language has none.

    Raises:
        ConfigError: the file is no table of lines.
    """
    path = _FOLDER / f"{language}.yaml"
    if not path.is_file():
        path = _FOLDER / "en.yaml"
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: must be a table of key: line")
    return {str(key): str(line) for key, line in table.items()}


def phrase(key: str, language: str, **values: str) -> str:
    """Return one line, its ``{names}`` filled in; the internal-error line for a key unknown."""
    table = phrases(language)
    return table.get(key, table["error.internal"]).format(**values)
