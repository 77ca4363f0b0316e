"""OpenAI-compatible endpoints on the local models: transcriptions and speech."""

from __future__ import annotations

import asyncio
import io
import tempfile
import wave
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from fastapi import APIRouter, Form, Response, UploadFile
from pydantic import BaseModel, Field

from assistant.api.doors import Caller, Shared
from assistant.api.openai_routes import RECOGNITION, SPEECH, known_model
from assistant.api.problems import documented
from assistant.api.scopes import Permission
from assistant.audio.interface import Samples
from assistant.audio.resample import resampled
from assistant.audio.wavfile import read_recording
from assistant.recognition.interface import RecognizeOptions
from assistant.synthesis.sentences import split_sentences
from assistant.understanding.language import guess_language
from assistant.understanding.normalize import checked_text

MAX_S = 30.0
"""The longest recording: the recognizer is made for commands."""

router = APIRouter(prefix="/v1/audio", tags=["openai"], responses=documented(404, 503, 504))


@router.post("/transcriptions", response_model=None)
async def transcribe(
    hub: Shared,
    client: Caller,
    file: UploadFile,
    model: Annotated[str, Form(max_length=100)],
    language: Annotated[Literal["en", "zh"] | None, Form()] = None,
    response_format: Annotated[Literal["json", "text", "verbose_json"], Form()] = "json",
) -> dict[str, Any] | Response:
    """Recognize a recording (WAV, FLAC, OGG, MP3) of at most 30 s."""
    client.require(Permission.MODELS)
    known_model(model, RECOGNITION)
    samples = await asyncio.to_thread(_read, await file.read())
    languages = hub.car.config.voice.languages
    options = RecognizeOptions(language=language, languages=languages, thorough=True)
    heard = await hub.car.engines.recognizer.recognize(samples, options)
    if response_format == "text":
        return Response(heard.text, media_type="text/plain")
    if response_format == "verbose_json":
        return {"text": heard.text, "language": heard.language}
    return {"text": heard.text}


class SpeechIn(BaseModel):
    """A speech request; the car has one voice a language, so ``voice`` is ignored."""

    model: str = Field(max_length=100, examples=[SPEECH])
    input: str = Field(max_length=2000, examples=["Your window is open."])
    response_format: Literal["wav", "pcm"] = "wav"


@router.post(
    "/speech",
    response_class=Response,
    responses={200: {"content": {"audio/wav": {"schema": {"type": "string"}}}}},
)
async def speech(body: SpeechIn, hub: Shared, client: Caller) -> Response:
    """Speak a text: WAV, or bare 16-bit PCM at 24 kHz as OpenAI's."""
    client.require(Permission.MODELS)
    known_model(body.model, SPEECH)
    text = checked_text(body.input)
    language = guess_language(text, hub.car.config.voice.languages)
    parts = [
        await hub.car.engines.synthesizer.speak(sentence, language)
        for sentence in split_sentences(text, language)
    ]
    rate_hz = 24_000 if body.response_format == "pcm" else parts[0].rate_hz
    sound = np.concatenate([resampled(p.samples, p.rate_hz, rate_hz) for p in parts])
    if body.response_format == "pcm":
        return Response(sound.astype("<i2").tobytes(), media_type="audio/pcm")
    return Response(_wav(sound, rate_hz), media_type="audio/wav")


def _read(content: bytes) -> Samples:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return read_recording(Path(file.name), MAX_S)


def _wav(samples: Samples, rate_hz: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(samples.astype("<i2").tobytes())
    return out.getvalue()
