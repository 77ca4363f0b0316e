"""The stock Wyoming client at our endpoint."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong
from wyoming.tts import Synthesize, SynthesizeVoice
from wyoming.wake import Detect, NotDetected

from assistant.api.wyoming_server import MAX_BYTES, serving_wyoming
from assistant.app import Needs, open_assistant
from assistant.audio.interface import Samples
from assistant.audio.wavfile import read_recording
from assistant.car import Assistant
from assistant.cli.service import SELF_CHECK
from assistant.config import Config, VoiceSettings
from tests.api.served import Served, run_served
from tests.sentences import share_sentences


@asynccontextmanager
async def peer(car: Assistant) -> AsyncIterator[AsyncTcpClient]:
    async with serving_wyoming(car, 0) as address:
        host, port = address.removeprefix("tcp://").split(":")
        async with AsyncTcpClient(host, int(port)) as client:
            yield client


async def told(client: AsyncTcpClient) -> Event:
    async with asyncio.timeout(60):
        event = await client.read_event()
    assert event is not None
    return event


async def sound(client: AsyncTcpClient, samples: Samples, rate: int = 16_000) -> None:
    await client.write_event(AudioStart(rate=rate, width=2, channels=1).event())
    for at in range(0, len(samples), 1600):
        part = samples[at : at + 1600].tobytes()
        await client.write_event(AudioChunk(rate=rate, width=2, channels=1, audio=part).event())
    await client.write_event(AudioStop().event())


def test_what_is_offered(tmp_path: Path) -> None:
    async def work(served: Served) -> Info:
        async with peer(served.car) as client:
            await client.write_event(Ping(text="you?").event())
            assert Pong.from_event(await told(client)).text == "you?"
            await client.write_event(Describe().event())
            return Info.from_event(await told(client))

    info = run_served(tmp_path, work)
    assert info.asr[0].models[0].languages == ["en", "zh"]
    assert [voice.name for voice in info.tts[0].voices] == ["car-en", "car-zh"]
    assert {"hey_jarvis", "okay_nabu"} <= {model.name for model in info.wake[0].models}


def test_no_wake_word_is_said_to_be_none(tmp_path: Path) -> None:
    async def work(served: Served) -> list[str]:
        async with peer(served.car) as client:
            await client.write_event(Detect(names=["alexa"]).event())
            await sound(client, np.zeros(16_000, np.int16))
            quiet = (await told(client)).type
            await client.write_event(Detect(names=["no such word"]).event())
            wrong = Error.from_event(await told(client))
            return [quiet, str(wrong.code)]

    assert run_served(tmp_path, work) == [NotDetected().event().type, "config"]


def test_what_is_too_long_is_refused_and_the_peer_stays(tmp_path: Path) -> None:
    async def work(served: Served) -> str:
        async with peer(served.car) as client:
            await client.write_event(Transcribe().event())
            await sound(client, np.zeros(31 * 16_000, np.int16))
            refused = Error.from_event(await told(client))
            assert refused.code == "input"
            await client.write_event(Synthesize(text="\x00").event())
            while not Error.is_type((event := await told(client)).type):
                pass
            return str(Error.from_event(event).code)

    assert run_served(tmp_path, work) == "text"


NONSENSE = (
    b"no json\n",
    b"[1]\n",
    b"{}\n",
    b'{"type": "transcript", "payload_length": 9}\nshort',
    json.dumps({"type": "audio-chunk", "payload_length": MAX_BYTES + 1}).encode() + b"\n",
    b'{"type": "audio-chunk", "data": {"rate": "x"}}\n',
    b"x" * 100_000,
)


def test_a_peer_that_talks_nonsense_is_cut_off_and_others_are_served(tmp_path: Path) -> None:
    async def work(served: Served) -> None:
        async with serving_wyoming(served.car, 0) as address:
            port = int(address.rsplit(":", 1)[1])
            for message in NONSENSE:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(message)
                writer.write_eof()
                async with asyncio.timeout(10):
                    assert await reader.read() == b""
                writer.close()
            async with AsyncTcpClient("127.0.0.1", port) as client:
                await client.write_event(Ping().event())
                assert Pong.is_type((await told(client)).type)

    run_served(tmp_path, work)


@pytest.mark.models
def test_real_speech_there_and_back(models_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "models").symlink_to(models_dir)
    config = Config(share_sentences(tmp_path), tier="small", voice=VoiceSettings(("en",)))

    async def work() -> list[str]:
        async with open_assistant(config, Needs(voice=True, model=None)) as car, peer(car) as there:
            await there.write_event(Transcribe(language="en-US").event())
            await sound(there, read_recording(SELF_CHECK))
            first = Transcript.from_event(await told(there)).text
            voice = SynthesizeVoice(name="car-en")
            await there.write_event(Synthesize(text="The window is open.", voice=voice).event())
            parts, rate = [], 0
            while not AudioStop.is_type((event := await told(there)).type):
                if AudioChunk.is_type(event.type):
                    chunk = AudioChunk.from_event(event)
                    parts.append(np.frombuffer(chunk.audio, np.int16))
                    rate = chunk.rate
            await there.write_event(Transcribe(language="en").event())
            await sound(there, np.concatenate(parts), rate)
            return [first, Transcript.from_event(await told(there)).text]

    first, again = asyncio.run(work())
    assert "temperature" in first.lower()
    assert "window" in again.lower()
