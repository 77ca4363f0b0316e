"""llama-cpp-python's own server as the cloud, on loopback: the commands of docs/cloud.md."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.config import load_config
from assistant.routing.cloud import chat, client
from assistant.routing.settings import Endpoint
from assistant.understanding.fake import FakeLanguageModel
from assistant.understanding.llm import ToolSpec
from tests.car import here
from tests.routing.faults import Faults
from tests.routing.rig import QUESTION, endpoint, rig

pytestmark = [pytest.mark.models, pytest.mark.timeout(240)]

SMALLEST = "qwen2.5-coder-0.5b"
SHORT = 24
"""Tokens of an answer: a sentence or two."""

LAMP = ToolSpec(
    "lights.set_reading_light",
    "Switch the reading light on or off.",
    {"type": "object", "properties": {"on": {"type": "boolean"}}, "required": ["on"]},
)


@dataclass(frozen=True)
class Server:
    port: int

    @property
    def endpoint(self) -> Endpoint:
        return endpoint(f"http://127.0.0.1:{self.port}/v1", chat_model="base")


@pytest.fixture(scope="module")
def server(models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    found = sorted((models_dir / "installed" / SMALLEST).glob("*.gguf"))
    if not found:
        pytest.skip(f"{SMALLEST} is not installed: run `assistant models pull {SMALLEST}`")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["--model", str(found[0]), "--model_alias", "base", "--host", "127.0.0.1"]
    words += ["--port", str(port), "--n_ctx", "2048", "--chat_format", "chatml-function-calling"]
    log = tmp_path_factory.mktemp("server") / "log"
    with log.open("w") as out:
        command = [sys.executable, "-m", "llama_cpp.server", *words]
        process = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        _wait(port, process, log)
        yield Server(port)
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server shares the cores with the tests: its first word may take its time."""
    monkeypatch.setattr(chat, "FIRST_S", 90.0)
    monkeypatch.setattr(chat, "PIECE_S", 30.0)
    monkeypatch.setattr(client, "READ_S", 120.0)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text()
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/models", timeout=1).close()
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def test_it_answers_and_chooses(server: Server, tmp_path: Path) -> None:
    async def check() -> None:
        slow = FakeLanguageModel(otherwise="From the car.", delay_s=60.0)
        async with rig(tmp_path, server.endpoint, local=slow, good=False) as it:
            assert (await it.cloud.monitor.measure()).state == "good"
            said = [line async for line in it.routed.answer(QUESTION, "en", SHORT)]
            assert len("".join(said)) > 20
            assert it.routed.taken is not None
            assert it.routed.taken.by_cloud
            order = "please switch the reading light on"
            assert await it.model.choose(order, "en", (LAMP,)) == (LAMP.name, {"on": True})
            kinds = {(entry.kind, entry.why) for entry in it.ledger.entries()}
            assert kinds == {("check", "link"), ("text", "question"), ("text", "choice")}

    asyncio.run(check())


def test_a_cut_in_its_stream_leaves_the_question_to_the_car(server: Server, tmp_path: Path) -> None:
    async def check() -> None:
        local = FakeLanguageModel(otherwise="From the car.")
        async with (
            Faults(server.port, cut_at=700) as link,
            rig(
                tmp_path, endpoint(link.url, chat_model="base"), local=local, patience_s=30.0
            ) as it,
        ):
            said = [line.strip() async for line in it.routed.answer(QUESTION, "en", SHORT)]
            assert said == ["From the car."]
            assert it.cloud.peers[0].reason == "cut"
            assert 600 < link.down <= 700

    asyncio.run(check())


def test_the_commands_of_the_page(server: Server, car: dict[str, str]) -> None:
    config = Path(car["ASSISTANT_DATA"]) / "config.toml"
    text = config.read_text(encoding="utf-8")
    table = f'[[cloud.endpoints]]\nname = "home"\nbase_url = "{server.endpoint.base_url}"\n'
    config.write_text(f'{text}{table}chat_model = "base"\n', encoding="utf-8")
    assert load_config(car).cloud.endpoints[0].chat_model == "base"
    checked = here(car, "cloud", "check", "--json")
    assert checked.returncode == 0, checked.stderr
    assert all(one["works"] for one in json.loads(checked.stdout)["home"])
    before = json.loads(here(car, "route", "explain", "why is the sky blue", "--json").stdout)
    assert (before["route"], before["reason"]) == ("local", "no_consent")
    assert here(car, "privacy", "consent", "text", "on").returncode == 0
    after = json.loads(here(car, "route", "explain", "why is the sky blue", "--json").stdout)
    assert (after["kind"], after["route"], after["link"]["state"]) == ("question", "race", "good")
    core = json.loads(here(car, "route", "explain", "open my window", "--json").stdout)
    assert (core["kind"], core["reason"]) == ("command", "core")
