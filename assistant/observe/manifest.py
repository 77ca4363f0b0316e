"""Manifests of recordings: one JSON object a line, as ``assistant eval`` reads them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.errors import InputError


@dataclass(frozen=True, slots=True)
class Clip:
    """One line: a recording or a text, and what is true of it. Unknown fields are ignored.

    ``kind`` is ``wake``, ``keyword``, ``command``, ``speech``, ``negative`` or what a noise is.
    ``calls`` are the expected tool calls (``[{"tool", "arguments"}]``), None when not told.
    """

    file: Path
    kind: str = ""
    label: str = ""
    slots: dict[str, Any] = field(default_factory=dict)
    transcript: str | None = None
    language: str = "en"
    noise: str = ""
    snr_db: float | None = None
    text: str | None = None
    calls: tuple[dict[str, Any], ...] | None = None


def read_manifest(path: Path) -> list[Clip]:
    """Return the clips of a manifest.

    Raises:
        InputError: the file can't be read, or a line is no clip; the message names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: can't be read as a manifest ({error}).") from error
    clips = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            clips.append(_clip(path, number, line))
    if not clips:
        raise InputError(f"{path}: holds no clips; one JSON object a line is expected.")
    return clips


def _clip(path: Path, number: int, line: str) -> Clip:
    try:
        row = json.loads(line)
        text, file = row.get("text"), row.get("file")
        if file is None and text is None:
            raise ValueError("it has neither file nor text")
        slots, calls = row.get("slots"), row.get("calls")
        snr = row.get("snr_db")
        return Clip(
            file=path.parent / str(file or ""),
            kind=str(row.get("kind") or ""),
            label=str(row.get("label") or row.get("intent") or ""),
            slots=slots if isinstance(slots, dict) else {},
            transcript=row.get("transcript"),
            language=str(row.get("language") or row.get("lang") or "en"),
            noise=str(row.get("noise") or ""),
            snr_db=float(snr) if snr is not None else None,
            text=text,
            calls=tuple(calls) if isinstance(calls, list) else None,
        )
    except (ValueError, AttributeError, TypeError) as error:
        raise InputError(f"{path}, line {number}: no clip: {error}.") from error
