"""The gallery: bounded, whole after a power cut, honest when the disk is full."""

from __future__ import annotations

import json
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import DiskFullError, NotFoundError
from assistant.imaging.gallery import Entry, Gallery

JPEG, SMALL = b"j" * 800, b"s" * 200


def entry(number: int, *, saved: bool = False) -> Entry:
    return Entry(
        id=f"{number:012x}",
        title="a whale",
        language="en",
        zone="passenger",
        engine="scene",
        seed=number,
        steps=0,
        size=(1024, 576),
        took_s=0.1,
        made_at=f"2026-01-01T00:00:{number:02d}",
        saved=saved,
        program={"place": "coast"},
    )


def ids(gallery: Gallery) -> list[int]:
    return [one.seed for one in gallery.entries]


def test_the_oldest_that_nobody_saved_give_way(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path, 3000)
    for number in range(3):
        gallery.put(entry(number), JPEG, SMALL)
    gallery.save(entry(0).id)
    gallery.put(entry(3), JPEG, SMALL)
    assert ids(gallery) == [0, 2, 3]
    assert gallery.used_bytes == 3000
    assert len(list(tmp_path.iterdir())) == 9


def test_saved_pictures_never_give_way(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path, 2000)
    for number in range(2):
        gallery.put(entry(number, saved=True), JPEG, SMALL)
    with pytest.raises(DiskFullError):
        gallery.put(entry(2), JPEG, SMALL)
    assert ids(gallery) == [0, 1]


def test_what_was_kept_is_there_after_a_restart(tmp_path: Path) -> None:
    before = Gallery(tmp_path, 9000)
    for number in (2, 0, 1):
        before.put(entry(number), JPEG, SMALL)
    before.delete(entry(1).id)
    before.save(entry(0).id)
    after = Gallery(tmp_path, 9000)
    assert ids(after) == [0, 2]
    assert [one.saved for one in after.entries] == [True, False]
    assert after.entries[0] == entry(0, saved=True)
    assert (after.content(entry(0).id), after.content(entry(0).id, small=True)) == (JPEG, SMALL)
    with pytest.raises(NotFoundError):
        after.content(entry(1).id)


def test_what_a_power_cut_left_half_done_is_removed(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path, 9000)
    for number in range(3):
        gallery.put(entry(number), JPEG, SMALL)
    (tmp_path / f"{entry(0).id}.json").write_text('{"id": ')
    (tmp_path / f"{entry(1).id}.small.jpg").unlink()
    (tmp_path / f"{entry(9).id}.jpg").write_bytes(JPEG)
    (tmp_path / f"{entry(2).id}.jpg.part").write_bytes(JPEG)
    (tmp_path / "holiday.jpg").write_bytes(JPEG)  # somebody else's
    after = Gallery(tmp_path, 9000)
    assert ids(after) == [2]
    names = {path.name for path in tmp_path.iterdir()}
    kept = {f"{entry(2).id}{suffix}" for suffix in (".json", ".jpg", ".small.jpg")}
    assert names == kept | {"holiday.jpg"}


def test_a_name_from_outside_reaches_no_other_file(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    gallery = Gallery(folder, 9000)
    with pytest.raises(NotFoundError):
        gallery.content("../secret")
    with pytest.raises(NotFoundError):
        gallery.delete("../secret")


@pytest.fixture
def full_disk() -> Iterator[None]:
    """No file may grow beyond 500 bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    signal.signal(signal.SIGXFSZ, before)


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_leaves_nothing_half_done(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path, 9000)
    with pytest.raises(DiskFullError) as told:
        gallery.put(entry(0), JPEG, SMALL)
    assert told.value.code == "disk_full"
    assert gallery.entries == ()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DiskFullError):
        Gallery(tmp_path / "file" / "pictures", 9000).put(entry(0), JPEG, SMALL)


def test_only_the_user_reads_the_files(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path, 9000)
    gallery.put(entry(0), JPEG, SMALL)
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}
    told = json.loads((tmp_path / f"{entry(0).id}.json").read_text("utf-8"))
    assert told["title"] == "a whale"
