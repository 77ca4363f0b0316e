"""The real voices in their real processes."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import numpy as np
import pytest
import soxr
from rapidfuzz import fuzz

from assistant.errors import EngineDiedError, EngineError, IntegrityError, NotInstalledError
from assistant.recognition.interface import RecognizeOptions
from assistant.recognition.whisper import WhisperRecognizer
from assistant.synthesis.interface import Speech, joined, whole
from assistant.synthesis.voices import (
    VoiceSynthesizer,
    espeak_voice,
    fastspeech_voice,
    piper_voice,
)

EN, ZH = "piper-en-joe", "fastspeech2-zh"


def onset_s(speech: Speech) -> float:
    loud = np.abs(speech.samples.astype(np.int32))
    return float(np.flatnonzero(loud > 0.02 * loud.max())[0]) / speech.rate_hz


def installed(models_dir: Path, name: str) -> Path:
    path = models_dir / "installed" / name
    if not path.exists():
        pytest.skip(f"{name} is not installed")
    return path


@pytest.mark.models
def test_each_language_is_spoken_at_once_and_crashes_are_survived(models_dir: Path) -> None:
    model = installed(models_dir, EN)

    async def run() -> None:
        voices = await VoiceSynthesizer.start([piper_voice(model), espeak_voice("zh")])
        try:
            assert voices.languages == ("en", "zh")
            english = await whole(voices, "Your window is open.", "en")
            mandarin = await whole(voices, "车窗已经打开了。", "zh")
            mixed = await whole(voices, "播放Hey Jude。", "zh")
            for speech in (english, mandarin, mixed):
                assert 0.5 < len(speech.samples) / speech.rate_hz < 4
                assert onset_s(speech) <= 0.02 + 0.005
                assert not speech.cached
            assert len((await whole(voices, "😀 \x00", "en")).samples) == 0
            flood = await whole(voices, "a b " * 25_000, "zh")
            assert len(flood.samples) > 0

            worker = voices.workers["en"]
            assert worker.pid is not None
            call = asyncio.create_task(whole(voices, "Your window is open.", "en"))
            await asyncio.sleep(0)
            os.kill(worker.pid, signal.SIGKILL)
            with pytest.raises(EngineDiedError):
                await call
            assert len((await whole(voices, "Your window is open.", "en")).samples)
        finally:
            await voices.close()

    asyncio.run(run())


@pytest.mark.models
@pytest.mark.parametrize(
    ("language", "sentence", "heard"),
    [
        ("en", "It is 21.5 °C and 65% is left.", "it is 21.5 degrees celsius and 65% is left"),
        ("zh", "明天上午9点提醒你开会。", "明天上午九点提醒你开会"),
    ],
)
def test_our_own_ears_understand_our_voice(
    models_dir: Path, language: str, sentence: str, heard: str
) -> None:
    voice = (
        piper_voice(installed(models_dir, EN))
        if language == "en"
        else fastspeech_voice(installed(models_dir, ZH))
    )

    async def run() -> None:
        voices = await VoiceSynthesizer.start([voice])
        ears = await WhisperRecognizer.start(installed(models_dir, "whisper-base"))
        try:
            speech = await whole(voices, sentence, language)
            samples = soxr.resample(speech.samples, speech.rate_hz, 16_000).astype(np.int16)
            back = await ears.recognize(samples, RecognizeOptions(language=language))
            text = (
                back.text.lower().rstrip(".。").replace("9", "九").replace("°c", " degrees celsius")
            )
            assert fuzz.ratio(text, heard) > 80  # the Mandarin voice varies from time to time
        finally:
            await voices.close()
            await ears.close()

    asyncio.run(run())


@pytest.mark.models
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_long_sentence_begins_before_it_is_whole(models_dir: Path, language: str) -> None:
    voice = (
        piper_voice(installed(models_dir, EN))
        if language == "en"
        else fastspeech_voice(installed(models_dir, ZH))
    )
    said = {
        "en": "The pressures are two point three bar in front and two point four at the back.",
        "zh": "前轮胎压二点三巴，后轮胎压二点四巴，一切正常。",
    }[language]

    async def run() -> None:
        voices = await VoiceSynthesizer.start([voice])
        try:
            pieces = [piece async for piece in voices.pieces(said, language)]
            seconds = [len(piece.samples) / piece.rate_hz for piece in pieces]
            assert len({piece.rate_hz for piece in pieces}) == 1
            assert 0.05 < seconds[0] < 0.5
            assert sum(seconds) > 2.5
            level = joined(pieces).samples / 32768
            assert 0.04 < float(np.sqrt(np.mean(level**2))) < 0.15
            edges = np.cumsum([len(piece.samples) for piece in pieces])[:-2]
            jumps = np.abs(np.diff(level))
            assert max(jumps[edge - 1] for edge in edges) < np.quantile(jumps, 0.999)
        finally:
            await voices.close()

    asyncio.run(run())


@pytest.mark.models
@pytest.mark.parametrize("name", ["encoder.onnx", "decoder.onnx"])
def test_a_damaged_voice_is_named(models_dir: Path, tmp_path: Path, name: str) -> None:
    source = installed(models_dir, EN)
    for file in source.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    part, settings = tmp_path / name, tmp_path / "voice.json"

    async def start() -> None:
        voices = await VoiceSynthesizer.start([piper_voice(tmp_path), espeak_voice("zh")])
        await voices.close()

    part.unlink()
    with pytest.raises(NotInstalledError, match="missing"):
        asyncio.run(start())
    part.write_bytes((source / name).read_bytes()[:100_000])
    with pytest.raises(IntegrityError, match="can't be read"):
        asyncio.run(start())
    settings.write_text("{")
    with pytest.raises(IntegrityError, match="can't be read"):
        asyncio.run(start())


def test_espeak_speaks_any_language_and_knows_what_it_does_not() -> None:
    async def run() -> None:
        voices = await VoiceSynthesizer.start([espeak_voice("zh"), espeak_voice("de")])
        try:
            speech = await whole(voices, "车窗已经打开了。", "zh")
            assert len(speech.samples) / speech.rate_hz > 0.8
            other = await whole(voices, "Fenster offen", "de")
            unknown = await whole(voices, "车窗", "fr")
            assert len(other.samples) > 0 < len(unknown.samples)
            assert voices.voice_id("fr") == "espeak/zh"
        finally:
            await voices.close()
        with pytest.raises(EngineError, match="no voice"):
            await VoiceSynthesizer.start([espeak_voice("xx-none")])

    asyncio.run(run())
