"""Whether the service that used the store last ended cleanly.

A service marks the store while it runs. A mark that is there at the next start means a crash or
a power cut; then the models are read in full before they are trusted::

    if was_unclean(store):
        store.verify_all()
    mark_running(store)
    ...
    clear_running(store)
"""

from __future__ import annotations

import os

from assistant.store.layout import sync, write_atomically, writing
from assistant.store.store import ModelStore


def mark_running(store: ModelStore) -> None:
    """Note on disk that a service uses the store from now on.

    Raises:
        StoreError: the store can't be written.
    """
    with writing(store.layout.root, "the model store", 0, lambda: None):
        store.layout.root.mkdir(parents=True, exist_ok=True)
        write_atomically(store.layout.running, f"{os.getpid()}\n")


def clear_running(store: ModelStore) -> None:
    """Note on disk that the service ended cleanly.

    Raises:
        StoreError: the store can't be written.
    """
    with writing(store.layout.root, "the model store", 0, lambda: None):
        store.layout.running.unlink(missing_ok=True)
        if store.layout.root.is_dir():
            sync(store.layout.root)


def was_unclean(store: ModelStore) -> bool:
    """Return whether the last service never said that it ended; ask before ``mark_running``."""
    return store.layout.running.exists()
