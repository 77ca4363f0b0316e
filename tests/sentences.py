"""Compile the shipped sentences once, not once a test; what is unchanged is kept between runs.

And read what was compiled once a process: nobody changes it, and reading takes up to a second.
"""

from __future__ import annotations

import os
import shutil
from copy import copy
from functools import lru_cache
from pathlib import Path

from assistant.config import Config, load_config
from assistant.understanding import compiled
from assistant.understanding.understand import Understanding

_read = compiled._load
_FOLDER = "TEST_SENTENCES"


def keep_in(folder: Path) -> None:
    """Name the folder that all processes of a test run share; call it in their parent.

    A file in it is named by a hash of all that it is made from, so an old one is never used.
    """
    os.environ[_FOLDER] = str(folder)
    shipped = kept_sentences()
    shipped.mkdir(parents=True, exist_ok=True)
    for made in (load_config().cache_dir / "sentences").glob("*"):  # by `make`, before
        if made.is_file() and not (shipped / made.name).exists():
            shutil.copy2(made, shipped)


def kept_sentences(which: str = "shipped") -> Path:
    """Return the folder of compiled sentences; it keeps the latest few of ``which``."""
    return Path(os.environ[_FOLDER]) / which


def share_sentences(data: Path) -> Path:
    """Let a car's data folder use the kept compiled sentences, and return the folder."""
    cache_dir = Config(data_dir=data).cache_dir
    cache_dir.mkdir(parents=True, exist_ok=True)
    kept_sentences().mkdir(parents=True, exist_ok=True)
    if not (cache_dir / "sentences").is_symlink():
        (cache_dir / "sentences").symlink_to(kept_sentences())
    return data


def read_once() -> None:
    """Let this process read each of the kept files of sentences once."""
    compiled._load = _load


def _load(path: Path) -> Understanding | None:
    found = path.resolve()
    if Path(os.environ[_FOLDER]).resolve() not in found.parents or not found.is_file():
        return _read(path)
    read = _read_once(found)
    if read is None:
        return None
    shared = copy(read)  # a copy may adopt other sentences
    for tools in shared._languages.values():
        vars(tools)["forget"] = _keep  # for the next one who reads them
    return shared


def _keep() -> None:
    """Forget nothing."""


@lru_cache(4)
def _read_once(path: Path) -> Understanding | None:
    return _read(path)
