"""eSpeak NG, the voice that speaks any language. Child side only: it is GPL-3.

The library comes with ``espeakng_loader``; the calls are those of its ``speak_lib.h``.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import espeakng_loader
import numpy as np

from assistant.audio.interface import Samples
from assistant.errors import EngineError

_OUTPUT_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS
_DONT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT
_UTF8 = 1  # espeakCHARS_UTF8
_POSITION_CHARACTER = 1
_RATE, _VOLUME, _PITCH, _RANGE, _WORD_GAP = 1, 2, 3, 4, 7  # espeak_PARAMETER
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


@dataclass(frozen=True, slots=True)
class EspeakVoice:
    """A voice: ``name`` as eSpeak knows it (``cmn+f2``), words a minute, pitch and its range.

    ``pitch`` and ``pitch_range`` are 0 to 99, ``word_gap`` counts tens of milliseconds.
    """

    name: str = "en"
    words_per_minute: int = 165
    pitch: int = 50
    pitch_range: int = 50
    word_gap: int = 0


MANDARIN = EspeakVoice("cmn+Annie", words_per_minute=140, pitch=50, pitch_range=80)
"""The best of eleven tried: Whisper base still misreads 56 % of the characters (FastSpeech 2: see
docs/adr/0003), so it is the last resort."""


class EspeakEngine:
    """Speaks sentences with one eSpeak voice."""

    def __init__(self, voice: EspeakVoice) -> None:
        """Load the library and the voice.

        Raises:
            EngineError: the library does not know the voice, or can't start.
        """
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        self._rate_hz = int(
            self._library.espeak_Initialize(_OUTPUT_SYNCHRONOUS, 0, data, _DONT_EXIT)
        )
        if self._rate_hz <= 0:
            raise EngineError("eSpeak NG can't find its data.")
        if self._library.espeak_SetVoiceByName(voice.name.encode()) != 0:
            raise EngineError(f"eSpeak NG has no voice {voice.name!r}.")
        self._words_per_minute = voice.words_per_minute
        for parameter, value in (
            (_PITCH, voice.pitch),
            (_RANGE, voice.pitch_range),
            (_WORD_GAP, voice.word_gap),
        ):
            self._library.espeak_SetParameter(parameter, value, 0)
        self._chunks: list[Samples] = []
        self._callback = _CALLBACK(self._take)  # kept alive: the library holds its address
        self._library.espeak_SetSynthCallback(self._callback)

    def pieces(self, text: str, pace: float = 1.0) -> Iterator[tuple[Samples, int]]:
        """Yield mono int16 samples of ``text``, in one piece, and their rate.

        ``pace`` 2.0 is twice as fast.

        Raises:
            EngineError: the library refused the text.
        """
        self._chunks = []
        self._library.espeak_SetParameter(_RATE, round(self._words_per_minute * pace), 0)
        data = text.encode("utf-8", "ignore").replace(b"\0", b" ") + b"\0"
        failed = self._library.espeak_Synth(
            data, len(data), 0, _POSITION_CHARACTER, 0, _UTF8, None, None
        )
        if failed:
            raise EngineError(f"eSpeak NG failed on a sentence ({failed}).")
        whole = np.concatenate(self._chunks) if self._chunks else np.zeros(0, np.int16)
        yield whole, self._rate_hz

    def _take(self, samples: Any, count: int, _: Any) -> int:
        if samples and count > 0:
            self._chunks.append(np.ctypeslib.as_array(samples, (count,)).astype(np.int16))
        return 0  # go on


def engine(language: str) -> EspeakEngine:
    """Return the engine for a language, tuned where we know it better than eSpeak."""
    return EspeakEngine(MANDARIN if language == "zh" else EspeakVoice(language))
