"""The OpenAI-compatible endpoints with the stock client."""

from __future__ import annotations

import asyncio
import io
import json
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import openai
import pytest
import soundfile
from openai.types.chat import ChatCompletionToolParam

from assistant.api.scopes import Scope
from assistant.app import Needs, open_assistant
from assistant.cli.service import SELF_CHECK
from assistant.config import ApiSettings, Config, VoiceSettings
from assistant.recognition.fake import FakeRecognizer
from assistant.understanding.fake import FakeLanguageModel
from tests.api.served import Served, run_served
from tests.sentences import share_sentences

TIDES: ChatCompletionToolParam = {
    "type": "function",
    "function": {
        "name": "tides",
        "description": "When the tide is high",
        "parameters": {"type": "object", "properties": {"port": {"type": "string"}}},
    },
}


@asynccontextmanager
async def client_of(running: Served, scope: Scope = Scope.APP) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(
        base_url=f"{running.url}/v1", api_key=running.token(scope), max_retries=0
    ) as client:
        yield client


def test_chat_answers_whole_and_in_pieces(tmp_path: Path) -> None:
    model = FakeLanguageModel(answers={"why tides": "The moon pulls."})

    async def work(running: Served) -> tuple[list[str], str | None, list[str]]:
        async with client_of(running) as client:
            names = [one.id async for one in client.models.list()]
            ask: Any = {
                "model": "local-chat",
                "messages": [{"role": "user", "content": "why tides"}],
            }
            whole = await client.chat.completions.create(**ask)
            stream = await client.chat.completions.create(**ask, stream=True)
            pieces = [c.choices[0].delta.content or "" async for c in stream]
            return names, whole.choices[0].message.content, pieces

    names, whole, pieces = run_served(tmp_path, work, model=model)
    assert "local-chat" in names
    assert whole == "".join(pieces) == "The moon pulls."
    assert len([piece for piece in pieces if piece]) == 3


def test_chat_chooses_the_clients_tools_and_never_the_cars(tmp_path: Path) -> None:
    model = FakeLanguageModel({"high water in brest": ("tides", {"port": "Brest"})})

    async def work(running: Served) -> list[Any]:
        calls = []
        async with client_of(running) as client:
            for said in ("high water in brest", "open my window"):
                answer = await client.chat.completions.create(
                    model="local-chat", messages=[{"role": "user", "content": said}], tools=[TIDES]
                )
                calls.append(answer.choices[0].message.tool_calls)
        return [*calls, running.hub.board.turn_id]

    chosen, none, turn = run_served(tmp_path, work, model=model)
    assert (chosen[0].function.name, json.loads(chosen[0].function.arguments)) == (
        "tides",
        {"port": "Brest"},
    )
    assert none is None
    assert turn is None


def test_sound_in_and_out(tmp_path: Path) -> None:
    async def work(running: Served) -> tuple[str, bytes]:
        async with client_of(running) as client:
            heard = await client.audio.transcriptions.create(
                model="local-recognition", file=SELF_CHECK
            )
            said = await client.audio.speech.create(
                model="local-speech", voice="alloy", input="Hello.", response_format="wav"
            )
            return heard.text, said.content

    text, sound = run_served(tmp_path, work, recognizer=FakeRecognizer(["open my window"]))
    assert text == "open my window"
    with wave.open(io.BytesIO(sound)) as file:
        assert (file.getframerate(), file.getnchannels()) == (22_050, 1)
        assert file.getnframes() > 1000


@pytest.mark.parametrize("form", ["wav", "mp3", "flac", "opus"])
def test_speech_comes_in_the_formats_that_clients_ask_for(tmp_path: Path, form: Any) -> None:
    async def work(running: Served) -> bytes:
        async with client_of(running) as client:
            said = await client.audio.speech.create(
                model="local-speech",
                voice="alloy",
                input="Hello. Your window is open.",
                response_format=form,
            )
            return said.content

    samples, rate_hz = soundfile.read(io.BytesIO(run_served(tmp_path, work)))
    assert rate_hz == (22_050 if form == "wav" else 24_000)
    assert len(samples) > rate_hz // 4


def test_wrong_requests_are_told_by_status(tmp_path: Path) -> None:
    async def work(running: Served) -> None:
        ask: Any = {"messages": [{"role": "user", "content": "hello"}]}
        async with client_of(running) as client, client_of(running, Scope.PASSENGER) as phone:
            with pytest.raises(openai.NotFoundError, match="use 'local-chat'"):
                await client.chat.completions.create(model="gpt-9", **ask)
            with pytest.raises(openai.NotFoundError, match="There is no model 'gpt-9'"):
                await client.models.retrieve("gpt-9")
            assert (await client.models.retrieve("local-chat")).id == "local-chat"
            with pytest.raises(openai.PermissionDeniedError):
                await phone.chat.completions.create(model="local-chat", **ask)
            client.api_key = "none"
            with pytest.raises(openai.AuthenticationError, match="A valid token is needed"):
                await client.models.list()
            client.api_key = running.token(Scope.APP)
            with pytest.raises(openai.BadRequestError):
                await client.audio.transcriptions.create(
                    model="local-recognition", file=("a.wav", b"no sound")
                )

    run_served(tmp_path, work)


@pytest.mark.models
@pytest.mark.timeout(300)
def test_the_real_models_answer_the_stock_client(models_dir: Path, tmp_path: Path) -> None:
    from assistant.api.hub import Hub
    from assistant.api.server import serving

    (tmp_path / "models").symlink_to(models_dir)
    config = Config(
        data_dir=share_sentences(tmp_path),
        tier="small",
        api=ApiSettings(port=0),
        voice=VoiceSettings(("en",)),
    )

    async def work() -> tuple[str, str, str | None]:
        async with open_assistant(config, Needs(voice=True, model=True)) as car:
            hub = Hub(car, list)
            async with serving(hub, config.api) as url, client_of(Served(url, car, hub)) as client:
                heard = await client.audio.transcriptions.create(
                    model="local-recognition", file=SELF_CHECK
                )
                said = await client.audio.speech.create(
                    model="local-speech",
                    voice="alloy",
                    input="The window is open.",
                    response_format="wav",
                )
                again = await client.audio.transcriptions.create(
                    model="local-recognition", file=("said.wav", said.content)
                )
                answer = await client.chat.completions.create(
                    model="local-chat",
                    messages=[{"role": "user", "content": "Say one sentence about rain."}],
                )
                return heard.text, again.text, answer.choices[0].message.content

    heard, again, answer = asyncio.run(work())
    assert heard
    assert "window" in again.lower()
    assert answer
