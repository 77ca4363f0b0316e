"""A store on an empty folder and a running file server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.store.catalogue import Catalogue, Model
from assistant.store.store import ModelStore
from tests.store.server import FileServer

MakeStore = Callable[..., ModelStore]


@pytest.fixture
def make_store(tmp_path: Path) -> MakeStore:
    def make(*models: Model) -> ModelStore:
        root = tmp_path / "models"
        return ModelStore(root, tmp_path / "downloads", Catalogue(models))

    return make


@pytest.fixture
def server() -> Iterator[FileServer]:
    with FileServer().running() as running:
        yield running
