"""A text as sound, for the endpoints that speak."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import numpy as np
import soundfile

from assistant.audio.interface import Samples
from assistant.audio.resample import resampled
from assistant.car import Assistant
from assistant.synthesis.interface import Speech, whole
from assistant.synthesis.sentences import split_sentences
from assistant.understanding.language import guess_language
from assistant.understanding.normalize import checked_text

OPENAI_RATE_HZ = 24_000
"""The rate of bare PCM, as OpenAI's; and one that every packed format knows."""

PACKED: dict[str, tuple[str, str, str]] = {
    "wav": ("WAV", "PCM_16", "audio/wav"),
    "mp3": ("MP3", "MPEG_LAYER_III", "audio/mpeg"),
    "flac": ("FLAC", "PCM_16", "audio/flac"),
    "opus": ("OGG", "OPUS", "audio/ogg"),
}
"""libsndfile's container and coding, and the media type, by OpenAI's name of the format."""


async def spoken(car: Assistant, text: str, language: str | None = None) -> AsyncIterator[Speech]:
    """Yield a text's sentences as sound, each as soon as it is made.

    Without a language, that of its letters is taken.

    Raises:
        TextError: the text is too long or holds nothing to read.
        EngineError: the voice failed; it is being restarted.
    """
    said = checked_text(text)
    voice = language or guess_language(said, car.config.voice.languages)
    for sentence in split_sentences(said, voice):
        yield await whole(car.engines.synthesizer, sentence, voice)


def joined(parts: list[Speech], rate_hz: int) -> Samples:
    """Return sentences as one piece of sound."""
    return np.concatenate([resampled(one.samples, one.rate_hz, rate_hz) for one in parts])


def packed(samples: Samples, rate_hz: int, form: str) -> tuple[bytes, str]:
    """Return sound as a file in one of the ``PACKED`` formats, and its media type."""
    container, coding, media_type = PACKED[form]
    out = io.BytesIO()
    soundfile.write(out, samples.astype(np.int16), rate_hz, format=container, subtype=coding)
    return out.getvalue(), media_type
