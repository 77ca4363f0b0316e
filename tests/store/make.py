"""Package files, catalogue entries and snapshots, made in Python."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.store.catalogue import (
    Licence,
    Model,
    ModelFile,
    Part,
    RegistrySource,
    UrlSource,
)
from assistant.store.fetch import AnySource


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def wheel(members: dict[str, bytes]) -> bytes:
    """Return a package file with these members, the same bytes for the same members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def url_file(path: str, content: bytes, *urls: str) -> ModelFile:
    sources = tuple(UrlSource("url", url) for url in urls or (f"https://a.example/{path}",))
    return ModelFile(path, len(content), sha(content), sources)


def file_from(path: str, content: bytes, *sources: AnySource) -> ModelFile:
    return ModelFile(path, len(content), sha(content), sources)


def parts(*packages: tuple[str, bytes, str, bytes]) -> RegistrySource:
    """Return a registry source of (package, package file, member, its content)."""
    found = tuple(
        Part(name, "1.0", sha(archive), member, len(content))
        for name, archive, member, content in packages
    )
    return RegistrySource("registry", found)


def model(model_id: str, files: Sequence[ModelFile], **changes: Any) -> Model:
    fields: dict[str, Any] = {
        "kind": "model",
        "id": model_id,
        "title": model_id,
        "use": "recognition",
        "tiers": ("small",),
        "languages": ("*",),
        "memory_mb": 1,
        "licence": Licence("MIT"),
        "files": tuple(files),
    }
    return Model(**(fields | changes))


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return every file below ``folder`` with its content."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}
