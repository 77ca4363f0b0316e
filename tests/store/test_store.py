from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.config import load_config
from assistant.errors import IntegrityError, NotInstalledError
from assistant.store.fake import FakeTransfer
from assistant.store.manifest import read_manifest
from assistant.store.pull import Puller
from assistant.store.registry import IndexConfig
from assistant.store.running import clear_running, mark_running, was_unclean
from assistant.store.store import ModelStore, State, open_store
from tests.store.conftest import MakeStore
from tests.store.make import model, sha, snapshot, url_file

BIG, SMALL, OTHER = b"weights" * 1000, b"{}", b"other"


@pytest.fixture
def transfer() -> FakeTransfer:
    names = {"big": BIG, "small": SMALL, "other": OTHER}
    return FakeTransfer({f"https://a.example/{name}": data for name, data in names.items()})


@pytest.fixture
def store(make_store: MakeStore, transfer: FakeTransfer) -> ModelStore:
    """A store with two models that share a file, both installed."""
    m = model("m", [url_file("big", BIG), url_file("small", SMALL)])
    n = model("n", [url_file("big", BIG), url_file("other", OTHER)])
    store = make_store(m, n, model("absent", [url_file("big", BIG)]))
    for name in ("m", "n"):
        pull(store, transfer, name)
    return store


def pull(store: ModelStore, transfer: FakeTransfer, name: str) -> bool:
    return Puller(store, transfer, IndexConfig(()), environment={}).pull(name)


def overwrite(path: Path, content: bytes) -> None:
    """Change a file's content under the same name and time: a disk that lost bits."""
    state = path.stat()
    path.chmod(0o644)
    path.write_bytes(content)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


def test_an_absent_model_says_what_to_run(store: ModelStore) -> None:
    with pytest.raises(NotInstalledError, match="run `assistant models pull absent`"):
        store.path("absent")
    assert store.check("absent").state is State.MISSING


def test_a_file_cut_short_is_seen_at_once(store: ModelStore) -> None:
    overwrite(store.path("m") / "small", b"{")
    with pytest.raises(IntegrityError, match=r"small has 1 bytes, not 2.*models pull m"):
        store.path("m")


def test_a_missing_file_is_seen_at_once(store: ModelStore) -> None:
    (store.path("m") / "small").unlink()
    with pytest.raises(IntegrityError, match="small is missing"):
        store.path("m")


def test_a_damaged_manifest_is_seen_at_once(store: ModelStore) -> None:
    (store.path("m") / "manifest.json").write_text("{")
    with pytest.raises(IntegrityError, match=r"manifest\.json is missing or damaged"):
        store.path("m")


def test_changed_bytes_are_seen_by_the_full_check_only(store: ModelStore) -> None:
    overwrite(store.path("m") / "small", b"[]")
    assert store.check("m").state is State.INSTALLED
    found = store.check("m", full=True)
    assert found.state is State.DAMAGED
    assert [(p.path, p.message) for p in found.problems] == [("small", "has another SHA-256")]


def test_a_changed_time_is_enough_to_read_the_file(store: ModelStore) -> None:
    path = store.path("m") / "small"
    path.chmod(0o644)
    path.write_bytes(b"[]")
    assert store.check("m").state is State.DAMAGED


def test_a_copied_store_is_sound_and_read_only_once(store: ModelStore) -> None:
    path = store.path("m") / "small"
    os.utime(path, ns=(1, 1))
    assert store.check("m").state is State.INSTALLED
    manifest = read_manifest(store.path("m"))
    assert manifest is not None
    assert {file.path: file.mtime_ns for file in manifest.files}["small"] == 1


def test_verify_takes_a_damaged_model_out_and_a_pull_repairs_it(
    store: ModelStore, transfer: FakeTransfer
) -> None:
    overwrite(store.path("m") / "small", b"[]")
    assert store.verify("m").state is State.DAMAGED
    with pytest.raises(NotInstalledError):
        store.path("m")
    transfer.requests.clear()
    assert pull(store, transfer, "m")
    assert transfer.requests == [("https://a.example/small", 0)]  # the good file stayed
    assert store.verify("m").state is State.INSTALLED


def test_a_pull_repairs_what_a_quick_check_sees(store: ModelStore, transfer: FakeTransfer) -> None:
    overwrite(store.path("m") / "big", BIG[:100])
    assert pull(store, transfer, "m")
    assert snapshot(store.path("m"))["big"] == BIG


def test_a_damaged_shared_file_is_damaged_in_both(
    store: ModelStore, transfer: FakeTransfer
) -> None:
    overwrite(store.path("m") / "big", BIG[::-1])
    assert [check.state for check in store.verify_all()] == [State.DAMAGED, State.DAMAGED]
    transfer.requests.clear()
    assert pull(store, transfer, "m")
    assert pull(store, transfer, "n")
    assert transfer.requests == [("https://a.example/big", 0)]
    assert [check.state for check in store.verify_all()] == [State.INSTALLED, State.INSTALLED]


def test_remove_keeps_what_another_model_uses(store: ModelStore) -> None:
    assert store.remove("m") == len(SMALL)
    assert store.installed() == ("n",)
    assert snapshot(store.path("n"))["big"] == BIG
    assert store.verify("n").state is State.INSTALLED
    assert store.remove("n") == len(BIG) + len(OTHER)
    assert list(store.layout.blobs.iterdir()) == []
    assert list(store.layout.versions.iterdir()) == []


def test_remove_deletes_what_was_half_downloaded(
    make_store: MakeStore, transfer: FakeTransfer
) -> None:
    store = make_store(model("m", [url_file("big", BIG), url_file("gone", b"gone")]))
    with pytest.raises(Exception, match="404"):
        pull(store, transfer, "m")
    store.layout.part(sha(b"gone")).write_bytes(b"go")
    assert store.remove("m") == len(BIG) + 2
    assert snapshot(store.layout.downloads) == {}
    assert list(store.layout.blobs.iterdir()) == []


def test_what_is_not_there_cant_be_removed(make_store: MakeStore) -> None:
    store = make_store(model("m", [url_file("big", BIG)]))
    with pytest.raises(NotInstalledError, match="nothing to remove"):
        store.remove("m")


def test_a_model_that_left_the_catalogue_can_be_used_and_removed(
    store: ModelStore, make_store: MakeStore
) -> None:
    later = make_store()
    assert later.installed() == ("m", "n")
    assert later.check("m").state is State.OUTDATED
    assert later.path("m") == store.path("m")
    assert later.remove("m") == len(SMALL)


def test_leftovers_of_a_crash_are_swept(store: ModelStore, transfer: FakeTransfer) -> None:
    (store.layout.versions / ".new-x@1").mkdir()
    (store.layout.versions / "x@1").mkdir()
    (store.layout.blobs / ".new-sha256-x").write_bytes(b"half")
    (store.layout.installed / ".new-x").symlink_to("../versions/x@1")
    assert store.installed() == ("m", "n")
    pull(store, transfer, "absent")
    names = [
        p.name
        for folder in ("versions", "blobs", "installed")
        for p in (store.layout.root / folder).iterdir()
    ]
    assert not [name for name in names if "x" in name.removeprefix("sha256-")[:6]]


def test_an_unclean_end_is_remembered(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there" / "yet"
    clear_running(folder)
    assert not was_unclean(folder)
    mark_running(folder)
    assert was_unclean(folder)
    clear_running(folder)
    assert not was_unclean(folder)
    clear_running(folder)


def test_the_configured_store_lies_in_the_data_folder(tmp_path: Path) -> None:
    store = open_store(load_config({"ASSISTANT_DATA": str(tmp_path)}))
    assert store.layout.root == tmp_path / "models"
    assert store.layout.downloads == tmp_path / "cache" / "downloads"
    assert store.installed() == ()


@pytest.mark.models
def test_the_installed_models_are_whole(models_dir: Path) -> None:
    store = open_store(load_config())
    checks = [store.check(model_id, full=True) for model_id in store.installed()]
    assert checks
    assert {check.state for check in checks} <= {State.INSTALLED, State.OUTDATED}


def test_files_may_lie_in_folders(make_store: MakeStore, transfer: FakeTransfer) -> None:
    files = [
        url_file("index.json", SMALL, "https://a.example/small"),
        url_file("unet/model.onnx", BIG, "https://a.example/big"),
        url_file("unet/config.json", SMALL, "https://a.example/small"),
    ]
    store = make_store(model("p", files))
    assert pull(store, transfer, "p")
    folder = store.path("p")
    assert (folder / "unet" / "model.onnx").read_bytes() == BIG
    assert (folder / "unet" / "config.json").read_bytes() == SMALL
    overwrite(folder / "unet" / "model.onnx", b"weighty" * 1000)
    assert store.check("p", full=True).state is State.DAMAGED
