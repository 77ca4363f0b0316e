"""How much of a model is here while it is being pulled, by whichever process pulls it."""

from __future__ import annotations

from pathlib import Path

from assistant.store.catalogue import Model, ModelFile
from assistant.store.layout import Layout


def fetched_bytes(layout: Layout, model: Model) -> int:
    """Return the bytes of a model's files that are here: whole files and parts of downloads.

    Packages are counted while they are on their way; they are packed, so that this is an
    estimate then. It is never more than the model has.
    """
    return min(model.bytes, sum(_of_file(layout, file) for file in model.files))


def _of_file(layout: Layout, file: ModelFile) -> int:
    whole = _size(layout.blob(file.sha256))
    if whole:
        return whole
    hashes = {part.sha256 for source in file.packages for part in source.parts}
    hashes |= {published.sha256 for published in file.published}
    fetched = _size(layout.part(file.sha256)) + sum(_size(layout.part(sha)) for sha in hashes)
    return min(file.bytes, fetched)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
