"""Compile the shipped sentences once a test run, not once a test."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from assistant.config import Config

_FOLDER = "TEST_SENTENCES"


def begin_keeping() -> None:
    """Make the folder that all processes of a test run share; call it in their parent."""
    os.environ[_FOLDER] = tempfile.mkdtemp(prefix="sentences-")


def end_keeping() -> None:
    """Remove the folder."""
    shutil.rmtree(os.environ.pop(_FOLDER), ignore_errors=True)


def kept_sentences() -> Path:
    """Return the folder of this run's compiled sentences."""
    return Path(os.environ[_FOLDER])


def share_sentences(data: Path) -> Path:
    """Let a car's data folder use the run's compiled sentences, and return the folder."""
    cache_dir = Config(data_dir=data).cache_dir
    cache_dir.mkdir(parents=True, exist_ok=True)
    if not (cache_dir / "sentences").is_symlink():
        (cache_dir / "sentences").symlink_to(kept_sentences())
    return data
