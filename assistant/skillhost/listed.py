"""What MCP servers list, kept on disk: a server need not run before its first call."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from assistant.skillhost.manifest import Bundle
from assistant.store.layout import write_atomically

if TYPE_CHECKING:
    from mcp_types import Tool


class ListedTools:
    """One file a server in a folder that may be deleted at any time; None keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def read(self, bundle: Bundle) -> tuple[Tool, ...] | None:
        """Return what the bundle's server listed last, None when that isn't known."""
        if self._folder is None:
            return None
        try:
            return _tools().validate_json(self._path(self._folder, bundle).read_bytes())
        except (OSError, ValidationError):
            return None

    def write(self, bundle: Bundle, tools: Sequence[Tool]) -> None:
        """Keep what the bundle's server lists. A full disk costs nothing but time."""
        if self._folder is None:
            return
        text = _tools().dump_json(tuple(tools), by_alias=True, exclude_none=True).decode()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path(self._folder, bundle), text)
        except OSError:
            return

    def _path(self, folder: Path, bundle: Bundle) -> Path:
        manifest = (bundle.folder / "skill.toml").read_bytes()
        version = hashlib.sha256(str(bundle.folder).encode() + manifest).hexdigest()[:16]
        return folder / f"{bundle.id}-{version}.json"


@cache
def _tools() -> TypeAdapter[tuple[Tool, ...]]:
    from mcp_types import Tool  # noqa: PLC0415  takes long, and most cars have no such server

    return TypeAdapter(tuple[Tool, ...])
