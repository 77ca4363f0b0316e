"""Whether the service that used a data folder last ended cleanly.

A service marks its data folder while it runs. A mark that is there at the next start means a
crash or a power cut; then the models are read in full before they are trusted::

    if was_unclean(folder):
        store.verify_all()
    mark_running(folder)
    ...
    clear_running(folder)
"""

from __future__ import annotations

import os
from pathlib import Path

from assistant.store.layout import sync, write_atomically, writing

_MARK = "service.running"


def mark_running(folder: Path) -> None:
    """Note on disk that a service runs from now on.

    Raises:
        StoreError: the folder can't be written.
    """
    with writing(folder, "the data folder", 0, lambda: None):
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / _MARK, f"{os.getpid()}\n")


def clear_running(folder: Path) -> None:
    """Note on disk that the service ended cleanly.

    Raises:
        StoreError: the folder can't be written.
    """
    with writing(folder, "the data folder", 0, lambda: None):
        (folder / _MARK).unlink(missing_ok=True)
        if folder.is_dir():
            sync(folder)


def was_unclean(folder: Path) -> bool:
    """Return whether the last service never said that it ended; ask before ``mark_running``."""
    return (folder / _MARK).exists()
