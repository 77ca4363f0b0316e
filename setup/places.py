"""Where things lie, and the stamps of what is done."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STATE = ROOT / ".setup"
LOGS = STATE / "logs"
REQUIREMENTS = ROOT / "requirements"

QUIET_PIP = {
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INPUT": "1",
    "PIP_ROOT_USER_ACTION": "ignore",
    "PIP_USER": "0",
    "PYTHONNOUSERSITE": "1",
}
"""Settings for pip: no questions, nothing outside ``.venv``."""


def cache_folder() -> Path:
    """Return the user's cache folder for this project, which outlives the checkout."""
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "in-vehicle-assistant"


def fingerprint(*parts: str | Path) -> str:
    """Return a hash of texts and of files' contents."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else part.encode()
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()[:16]


def once(name: str, key: str, action: Callable[[], None]) -> None:
    """Do a step unless its stamp says that it was done for the same ``key``."""
    stamp = STATE / f"{name}.stamp"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == key:
        return
    action()
    STATE.mkdir(exist_ok=True)
    unfinished = stamp.with_suffix(".new")
    unfinished.write_text(key, encoding="utf-8")
    unfinished.replace(stamp)


def forget() -> None:
    """Remove all stamps: what they speak of is gone."""
    for stamp in STATE.glob("*.stamp"):
        stamp.unlink()
