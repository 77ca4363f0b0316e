"""How far a pull is, as the screen shows it."""

from __future__ import annotations

from pathlib import Path

from assistant.api.fetched import fetched_bytes
from assistant.store.catalogue import Model, default_catalogue_dir, load_catalogue
from assistant.store.layout import Layout


def write(path: Path, size: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(size))


def largest(model: Model) -> tuple[str, int]:
    file = max(model.files, key=lambda one: one.bytes)
    return file.sha256, file.bytes


def test_it_grows_with_what_is_downloaded_and_never_beyond_the_model(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "models", tmp_path / "downloads")
    model = min(load_catalogue(default_catalogue_dir()).models, key=lambda one: one.bytes)
    sha, size = largest(model)
    assert fetched_bytes(layout, model) == 0
    write(layout.part(sha), size // 2)
    assert fetched_bytes(layout, model) == size // 2
    write(layout.part(sha), size * 3)
    assert fetched_bytes(layout, model) == size
    write(layout.blob(sha), size)
    assert fetched_bytes(layout, model) == size
