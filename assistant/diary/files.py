"""Small files that are whole at every moment: written beside, then put in place."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any

_LOGGER = logging.getLogger(__name__)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a power cut leaves the old one or the new one; only its user reads it.

    Raises:
        OSError: the folder can't be written, or the disk is full.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(part, flags, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def set_aside(path: Path) -> None:
    """Rename a damaged file to ``<name>.damaged``, so that a person can look at it."""
    path.replace(path.with_name(path.name + ".damaged"))
    _LOGGER.warning("A damaged file was set aside as %s.damaged", path.name)


def read_json(path: Path | None, kind: type) -> Any:
    """Return a file's content, or an empty ``kind`` when there is none or it is damaged."""
    if path is None or not path.is_file():
        return kind()
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        content = None
    if not isinstance(content, kind):
        set_aside(path)
        return kind()
    return content


def write_json(path: Path | None, content: Any) -> None:
    """Write plain data whole; without a path it is only kept in memory.

    Raises:
        OSError: the folder can't be written, or the disk is full.
    """
    if path is not None:
        write_whole(path, json.dumps(content, ensure_ascii=False, indent=1).encode())
