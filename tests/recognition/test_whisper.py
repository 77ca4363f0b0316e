"""The real model in its real process."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.audio.interface import RATE_HZ, Samples
from assistant.errors import EngineDiedError, EngineTimeoutError, IntegrityError, NotInstalledError
from assistant.recognition.interface import RecognizeOptions
from assistant.recognition.whisper import WhisperRecognizer, timeout_s

pytestmark = pytest.mark.models
OPTIONS = RecognizeOptions()


@pytest.fixture
def base(models_dir: Path) -> Path:
    path = models_dir / "installed" / "whisper-base"
    if not path.exists():
        pytest.skip("whisper-base is not installed")
    return path


def recognizing(model: Path, scenario: Callable[[WhisperRecognizer], Awaitable[None]]) -> None:
    async def run() -> None:
        recognizer = await WhisperRecognizer.start(model, threads=2)
        try:
            await scenario(recognizer)
        finally:
            await recognizer.close()

    asyncio.run(run())


def recording(shared_data: Path, name: str) -> Samples:
    samples, rate_hz = soundfile.read(shared_data / "speech" / name, dtype="int16")
    assert rate_hz == RATE_HZ
    return np.asarray(samples, np.int16)


@pytest.mark.data
def test_speech_becomes_text_in_its_language(base: Path, shared_data: Path) -> None:
    async def scenario(recognizer: WhisperRecognizer) -> None:
        lamp = recording(shared_data, "command_misc/living_room_lamp.wav")
        for options in (OPTIONS, RecognizeOptions(thorough=True)):
            heard = await recognizer.recognize(lamp, options)
            assert heard.text.lower().rstrip(".") == "turn on the living room lamp"
            assert (heard.language, heard.rejected) == ("en", None)
            assert heard.confidence > 0.4
        mandarin = recording(shared_data, "mandarin/funasr_asr_example.wav")
        heard = await recognizer.recognize(mandarin, OPTIONS)
        assert heard.language == "zh"
        assert heard.text.startswith("欢迎大家来体验")

    recognizing(base, scenario)


@pytest.mark.data
def test_a_long_recording_is_recognized_in_parts(base: Path, shared_data: Path) -> None:
    async def scenario(recognizer: WhisperRecognizer) -> None:
        speech = recording(shared_data, "command_misc/jfk.wav")
        heard = await recognizer.recognize(np.concatenate([speech] * 4), OPTIONS)
        assert heard.text.lower().count("fellow americans") == 4

    recognizing(base, scenario)


def test_silence_noise_and_tones_are_no_text(base: Path) -> None:
    random = np.random.default_rng(7)
    time_s = np.arange(2 * RATE_HZ) / RATE_HZ
    sounds = [
        np.zeros(0, np.int16),
        np.zeros(2 * RATE_HZ, np.int16),
        random.normal(0, 300, 2 * RATE_HZ).astype(np.int16),
        (9000 * np.sin(2 * np.pi * 440 * time_s)).astype(np.int16),
        np.full(RATE_HZ, 32767, np.int16),
    ]

    async def scenario(recognizer: WhisperRecognizer) -> None:
        for sound in sounds:
            heard = await recognizer.recognize(sound, OPTIONS)
            assert (heard.text, heard.rejected) == ("", "no_speech")

    recognizing(base, scenario)


@pytest.mark.data
def test_a_killed_and_a_stopped_engine_come_back(base: Path, shared_data: Path) -> None:
    lamp = recording(shared_data, "command_misc/living_room_lamp.wav")

    async def scenario(recognizer: WhisperRecognizer) -> None:
        for number in (signal.SIGKILL, signal.SIGSTOP):
            pid = recognizer.worker.pid
            assert pid is not None
            call = asyncio.create_task(
                recognizer.worker.call("recognize", lamp, OPTIONS, timeout_s=1.0)
            )
            await asyncio.sleep(0)
            os.kill(pid, number)
            with pytest.raises((EngineDiedError, EngineTimeoutError)):
                await call
            heard = await recognizer.recognize(lamp, OPTIONS)
            assert "living room lamp" in heard.text.lower()
            assert recognizer.worker.pid != pid

    recognizing(base, scenario)


@pytest.mark.parametrize("damage", ["cut", "changed", "no tokenizer", "no model"])
def test_a_damaged_model_is_named(base: Path, tmp_path: Path, damage: str) -> None:
    model = tmp_path / "model"
    shutil.copytree(base.resolve(), model, copy_function=shutil.copyfile)
    expected: type[Exception] = IntegrityError
    if damage == "cut":
        os.truncate(model / "model.bin", 1_000_000)
    elif damage == "changed":
        (model / "model.bin").write_bytes(b"not a model")
    elif damage == "no tokenizer":
        (model / "tokenizer.json").unlink()
        expected = NotInstalledError
    else:
        (model / "model.bin").unlink()
        expected = NotInstalledError

    async def run() -> None:
        with pytest.raises(expected, match=r"model|tokenizer"):
            await WhisperRecognizer.start(model)

    asyncio.run(run())


def test_longer_speech_may_take_longer() -> None:
    assert timeout_s(np.zeros(30 * RATE_HZ, np.int16)) > timeout_s(np.zeros(RATE_HZ, np.int16)) > 3
