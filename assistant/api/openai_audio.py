"""OpenAI-compatible endpoints on the local models: transcriptions and speech."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Response, UploadFile
from pydantic import BaseModel, Field

from assistant.api.doors import Caller, Shared
from assistant.api.openai_routes import RECOGNITION, SPEECH, known_model
from assistant.api.problems import documented
from assistant.api.scopes import Permission
from assistant.api.speech import OPENAI_RATE_HZ, joined, packed, spoken
from assistant.audio.interface import Samples
from assistant.audio.wavfile import read_recording
from assistant.recognition.interface import RecognizeOptions

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
    response_format: Literal["wav", "pcm", "mp3", "flac", "opus"] = "wav"


@router.post(
    "/speech",
    response_class=Response,
    responses={200: {"content": {"audio/wav": {"schema": {"type": "string"}}}}},
)
async def speech(body: SpeechIn, hub: Shared, client: Caller) -> Response:
    """Speak a text: a sound file, or bare 16-bit PCM at 24 kHz as OpenAI's."""
    client.require(Permission.MODELS)
    known_model(body.model, SPEECH)
    parts = [part async for part in spoken(hub.car, body.input)]
    rate_hz = parts[0].rate_hz if body.response_format == "wav" else OPENAI_RATE_HZ
    sound = joined(parts, rate_hz)
    if body.response_format == "pcm":
        return Response(sound.astype("<i2").tobytes(), media_type="audio/pcm")
    content, media_type = await asyncio.to_thread(packed, sound, rate_hz, body.response_format)
    return Response(content, media_type=media_type)


def _read(content: bytes) -> Samples:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"  # the name that messages tell: that of the field
        path.write_bytes(content)
        return read_recording(path, MAX_S)
