"""Maps on disk: switched in one step, checked, mended, removed; faults leave what was there."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from assistant.errors import (
    DiskFullError,
    InputError,
    MapDamagedError,
    MapError,
    MapNotInstalledError,
    MapSourceError,
)
from assistant.navigation.interface import Box, Manifest, Point
from assistant.navigation.maps.manifest import read_manifest, write_manifest
from assistant.navigation.maps.order import SOURCE, TILES, OnStep, Order, Step
from assistant.navigation.maps.store import MapStore
from assistant.store.layout import sha256_of

WIDE, NARROW = Box(43.0, 7.0, 44.0, 8.0), Box(43.7, 7.4, 43.8, 7.5)


@dataclass
class Builder:
    """Builds a map of two small files, with a fault at a step when told."""

    box: Box = WIDE
    fault: BaseException | None = None
    at: Step = Step.SCREEN
    built: list[str] = field(default_factory=list)

    def __call__(self, order: Order, folder: Path, on_step: OnStep) -> Manifest:
        content = order.source.read_bytes()
        for step in Step:
            on_step(step)
            if step is Step.ROADS:
                (folder / SOURCE).write_bytes(content)
                (folder / TILES).write_bytes(b"roads of " + content)
            if self.fault is not None and step is self.at:
                raise self.fault
        manifest = Manifest(
            region=order.region,
            title=order.title,
            box=self.box,
            source=order.origin,
            source_sha256=sha256_of(order.source),
            data_date="2026-01-01",
            built_at=f"2026-11-21T12:00:{len(self.built):02}+00:00",
            schema=1,
            tools={},
            counts={"roads": 1},
            files={name: sha256_of(folder / name) for name in (SOURCE, TILES)},
        )
        write_manifest(manifest, folder)
        self.built.append(order.region)
        return manifest


@pytest.fixture
def order(tmp_path: Path) -> Callable[..., Order]:
    def make(region: str = "monaco", content: bytes = b"data") -> Order:
        source = tmp_path / f"{region}.osm.pbf"
        source.write_bytes(content)
        return Order(source, region, region.title(), source.name)

    return make


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "maps"


def quietly(_: Step) -> None:
    """Hear of a step and do nothing."""


def left_behind(root: Path) -> list[str]:
    """Return what is in the store besides whole maps."""
    return [path.name for path in (root / "versions").iterdir() if "@" not in path.name]


def test_a_map_is_built_and_found(root: Path, order: Callable[..., Order]) -> None:
    steps: list[Step] = []
    store = MapStore(root, Builder())
    built = store.build(order(), steps.append)
    assert steps == list(Step)
    assert store.names() == ["monaco"]
    assert store.region("monaco") == built
    assert built.tiles.read_bytes() == b"roads of data"
    assert read_manifest(built.folder).attribution == "© OpenStreetMap contributors"


def test_nothing_is_installed_at_first(root: Path) -> None:
    store = MapStore(root)
    assert (store.regions(), store.region_at(Point(43, 7))) == ([], None)
    with pytest.raises(MapNotInstalledError, match="installed are: none"):
        store.region("monaco")
    with pytest.raises(MapNotInstalledError):
        store.remove("../monaco")


def test_the_smallest_map_that_covers_a_point_is_used(
    root: Path, order: Callable[..., Order]
) -> None:
    MapStore(root, Builder(WIDE)).build(order("coast"), quietly)
    store = MapStore(root, Builder(NARROW))
    store.build(order("monaco"), quietly)
    inside, outside, nowhere = Point(43.75, 7.45), Point(43.1, 7.1), Point(0, 0)
    found = [store.region_at(point) for point in (inside, outside, nowhere)]
    assert [region and region.id for region in found] == ["monaco", "coast", None]


def test_a_damaged_build_gives_way_to_the_one_before(
    root: Path, order: Callable[..., Order]
) -> None:
    store = MapStore(root, Builder())
    old = store.build(order(content=b"old"), quietly)
    with pytest.raises(MapDamagedError, match="pull"):
        store.roll_back("monaco")
    store.build(order(content=b"new"), quietly)
    assert store.roll_back("monaco") == old
    assert store.region("monaco") == old
    with pytest.raises(MapNotInstalledError):
        store.roll_back("paris")


def test_whoever_has_the_old_map_can_go_on(root: Path, order: Callable[..., Order]) -> None:
    store = MapStore(root, Builder())
    old = store.build(order(content=b"old"), quietly)
    new = store.build(order(content=b"new"), quietly)
    assert store.region("monaco") == new
    assert old.tiles.read_bytes() == b"roads of old"
    store.build(order("other"), quietly)
    assert not old.folder.exists()


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        (OSError(errno.ENOSPC, "no space left"), DiskFullError),
        (OSError(errno.EACCES, "permission denied"), MapError),
        (MapSourceError("no roads"), MapSourceError),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
)
@pytest.mark.parametrize("at", list(Step))
def test_a_fault_at_any_step_leaves_the_old_map(
    root: Path,
    order: Callable[..., Order],
    fault: BaseException,
    raised: type[BaseException],
    at: Step,
) -> None:
    before = MapStore(root, Builder()).build(order(content=b"old"), quietly)
    store = MapStore(root, Builder(fault=fault, at=at))
    with pytest.raises(raised):
        store.build(order(content=b"new"), quietly)
    assert store.region("monaco") == before
    assert store.check("monaco").sound
    assert left_behind(root) == []


def test_what_a_killed_build_left_is_swept_by_the_next(
    root: Path, order: Callable[..., Order]
) -> None:
    store = MapStore(root, Builder())
    store.build(order(), quietly)
    half = root / "versions" / ".new-monaco"
    half.mkdir()
    (half / TILES).write_bytes(b"half")
    assert store.region("monaco").tiles.read_bytes() == b"roads of data"
    store.build(order(), quietly)
    assert left_behind(root) == []


def test_a_disk_that_is_too_small_is_refused_before_anything_is_built(
    root: Path, order: Callable[..., Order]
) -> None:
    builder = Builder()
    with pytest.raises(DiskFullError, match="64 MB free"):
        MapStore(root, builder, free=lambda _: 1_000_000).build(order(), quietly)
    assert builder.built == []
    assert left_behind(root) == []


def test_a_damaged_map_is_built_again_from_its_source(
    root: Path, order: Callable[..., Order]
) -> None:
    store = MapStore(root, Builder())
    region = store.build(order(), quietly)
    region.tiles.write_bytes(b"roads of dat?")
    assert store.check("monaco").damaged == (TILES,)
    mended = store.mend("monaco", quietly)
    assert mended.tiles.read_bytes() == b"roads of data"
    assert store.check("monaco").sound
    assert mended.manifest.source == region.manifest.source


def test_a_map_whose_source_is_damaged_too_can_not_be_mended(
    root: Path, order: Callable[..., Order]
) -> None:
    store = MapStore(root, Builder())
    region = store.build(order(), quietly)
    for path in (region.tiles, region.folder / SOURCE):
        path.unlink()
    assert set(store.check("monaco").damaged) == {TILES, SOURCE}
    with pytest.raises(MapDamagedError, match="pull"):
        store.mend("monaco", quietly)


@pytest.mark.parametrize("content", ["", "{}", "not json", '{"box": 1}'])
def test_a_damaged_manifest_takes_a_map_out_of_use(
    root: Path, order: Callable[..., Order], content: str
) -> None:
    store = MapStore(root, Builder())
    region = store.build(order(), quietly)
    (region.folder / "manifest.json").write_text(content)
    assert store.regions() == []
    assert store.check("monaco").damaged == ("manifest.json",)
    with pytest.raises(MapDamagedError, match="build the map again"):
        store.region("monaco")
    assert store.remove("monaco") > 0
    assert store.names() == []


def test_a_removed_map_frees_its_place(root: Path, order: Callable[..., Order]) -> None:
    store = MapStore(root, Builder())
    store.build(order("monaco"), quietly)
    store.build(order("malta"), quietly)
    assert store.remove("monaco") > 0
    assert store.names() == ["malta"]
    with pytest.raises(MapNotInstalledError, match="installed are: malta"):
        store.remove("monaco")


@pytest.mark.parametrize("name", ["", "../x", "Monaco", "a b", ".new"])
def test_a_name_that_is_no_name_is_refused(
    root: Path, order: Callable[..., Order], name: str
) -> None:
    with pytest.raises(InputError, match="small letters"):
        MapStore(root, Builder()).build(
            Order(order().source, name, "Monaco", "monaco.osm.pbf"), quietly
        )
