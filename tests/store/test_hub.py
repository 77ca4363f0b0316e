from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assistant.errors import DownloadError
from assistant.store.catalogue import HubSource
from assistant.store.hub import HubRequest, hub_request
from assistant.store.pull import Puller
from assistant.store.registry import IndexConfig
from assistant.store.transfer import HttpTransfer, Limits
from tests.store.conftest import MakeStore
from tests.store.make import file_from, model
from tests.store.server import FileServer

SOURCE = HubSource("hub", "someone/voice", "v1.0", "en/a voice.onnx")
PATH = "/someone/voice/resolve/v1.0/en/a%20voice.onnx"
CONTENT = b"weights" * 10_000


def test_the_address_follows_the_hubs_layout() -> None:
    request = hub_request(SOURCE, {"HF_ENDPOINT": "https://hub.example/", "HF_TOKEN": "t0ken"})
    assert request.url == f"https://hub.example{PATH}"
    assert request.headers["Authorization"] == "Bearer t0ken"


def test_it_works_without_the_hubs_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    request = hub_request(SOURCE, {"HF_ENDPOINT": "https://hub.example"})
    assert request == HubRequest(f"https://hub.example{PATH}")
    with pytest.raises(DownloadError, match="HF_ENDPOINT"):
        hub_request(SOURCE, {})


def test_offline_is_obeyed() -> None:
    with pytest.raises(DownloadError, match="HF_HUB_OFFLINE"):
        hub_request(SOURCE, {"HF_ENDPOINT": "https://hub.example", "HF_HUB_OFFLINE": "1"})


def test_a_model_comes_from_a_hub_over_a_redirect_and_a_cut(
    server: FileServer, make_store: MakeStore
) -> None:
    server.redirects[PATH] = f"{server.url}/storage/1"
    server.add("/storage/1", CONTENT)
    server.fault("/storage/1", cut_after=30_000)
    voice = model("voice", [file_from("voice.onnx", CONTENT, SOURCE)])
    store = make_store(voice)
    environment = {"HF_ENDPOINT": server.url}
    with HttpTransfer(Limits(), sleep=lambda _: None) as transfer:
        Puller(store, transfer, IndexConfig(()), environment=environment).pull("voice")
    assert (store.path("voice") / "voice.onnx").read_bytes() == CONTENT
    assert server.asked("/storage/1") == [None, "bytes=30000-"]


def test_the_token_stays_with_the_hub(server: FileServer, tmp_path: Path) -> None:
    elsewhere = server.url.replace("127.0.0.1", "localhost")
    server.redirects[PATH] = f"{elsewhere}/storage/1"
    server.add("/storage/1", CONTENT)
    request = hub_request(SOURCE, {"HF_ENDPOINT": server.url, "HF_TOKEN": "t0ken"})
    with HttpTransfer() as transfer:
        transfer.fetch(request.url, tmp_path / "a", lambda _: None, headers=request.headers)
    sent = [(request.path, request.authorization) for request in server.requests]
    assert sent == [(PATH, "Bearer t0ken"), ("/storage/1", None)]
