"""Whisper in its own process: sound in, guarded text out. The parent's side is ``whisper``.

faster-whisper loads the model, its features and its tokenizer; the CTranslate2 model is then
called directly, because only so the window can be shorter than 30 s.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.vad import get_vad_model
from opencc import OpenCC

from assistant.audio.interface import RATE_HZ, Samples
from assistant.errors import EngineError, IntegrityError, NotInstalledError
from assistant.recognition.guards import (
    Decoding,
    Limits,
    is_short,
    rejection,
    repeats,
)
from assistant.recognition.interface import RecognizeOptions, Transcript
from assistant.recognition.mandarin import tidy_mandarin
from assistant.recognition.window import (
    Wave,
    WindowPolicy,
    amplified,
    is_silence,
    parts,
    to_wave,
    token_limit,
    window_s,
)

MAX_THREADS = 4
_FRAMES_PER_S = 100
_BEYOND_S = 0.1
_VOICE_SAMPLES = 512  # Silero's frame at 16 kHz
_SILENT_TAIL = 960  # longer than what Whisper's last frames look at (400) and their mirror
_FILES = ("model.bin", "config.json", "tokenizer.json")


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """How the engine decodes.

    ``least_voice`` is the voice activity probability (Silero) below which sound is not decoded
    at all; ``sure_language`` the probability from which a language is beyond doubt. A thorough
    decode searches again with ``beams`` for a text less likely than ``search_logprob``, unless
    it is a word or two (there the search finds worse ones).
    """

    least_voice: float = 0.3
    sure_language: float = 0.9
    search_logprob: float = -0.4
    beams: int = 3
    policy: WindowPolicy = field(default_factory=WindowPolicy)
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class _Sound:
    """Encoded sound, its length, its language and if that is beyond doubt."""

    encoded: Any
    length_s: float
    language: str
    sure: bool


class WhisperEngine:
    """One loaded Whisper model, not thread-safe; ``threads`` 0 takes half of the cores."""

    def __init__(
        self, model_dir: str, threads: int = 0, settings: EngineSettings | None = None
    ) -> None:
        self._settings = settings or EngineSettings()
        self._model = _load(Path(model_dir), threads)
        self._voice = get_vad_model()
        self._simplified = OpenCC("t2s")
        self._tokenizers: dict[str, Tokenizer] = {}
        self._best(np.zeros(RATE_HZ, np.float32), RecognizeOptions())  # warms up

    @property
    def multilingual(self) -> bool:
        """False for the English-only models."""
        return bool(self._model.model.is_multilingual)

    def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        """Return the transcript of 16 kHz mono int16 ``samples``."""
        wave = amplified(to_wave(samples))
        if not options.voiced and not self._has_voice(wave):
            return Transcript("", options.language or options.languages[0], 0.0, "no_speech")
        found = [self._recognize_part(part, options) for part in parts(wave)]
        spoken = [part for part in found if part.text]
        if len(found) == 1 or not spoken:
            return found[0]
        language = spoken[0].language
        text = ("" if language == "zh" else " ").join(part.text for part in spoken)
        confidence = sum(part.confidence for part in spoken) / len(spoken)
        return Transcript(text, language, confidence)

    def _has_voice(self, wave: Wave) -> bool:
        if is_silence(wave):
            return False
        whole = np.pad(wave, (0, -len(wave) % _VOICE_SAMPLES))
        return float(np.max(self._voice(whole))) >= self._settings.least_voice

    def _recognize_part(self, wave: Wave, options: RecognizeOptions) -> Transcript:
        limits = self._settings.limits
        found = self._best(wave, options)
        reason = rejection(found, limits)
        if reason is not None:
            return Transcript("", found.language, found.confidence, reason)
        text = found.text
        if found.language == "zh":
            text = tidy_mandarin(text, self._simplified)
        return Transcript(text, found.language, found.confidence, language_sure=found.language_sure)

    def _best(self, wave: Wave, options: RecognizeOptions) -> Decoding:
        """Decode greedily in a tight window; with ``thorough``, in a roomy one with a search."""
        settings, length_s = self._settings, len(wave) / RATE_HZ
        seconds = window_s(length_s, settings.policy, thorough=options.thorough)
        encoded = self._encode(wave, seconds)
        sound = _Sound(encoded, length_s, *self._language(encoded, options))
        found = self._generate(sound, beams=1)
        if not options.thorough:
            return found
        if found.mean_logprob < settings.search_logprob and not is_short(found, settings.limits):
            searched = self._generate(sound, settings.beams)
            better = searched.mean_logprob > found.mean_logprob
            return searched if better and not repeats(searched) else found
        return found

    def _generate(self, sound: _Sound, beams: int) -> Decoding:
        tokenizer = self._tokenizer(sound.language)
        prompt = list(tokenizer.sot_sequence)
        limit = token_limit(sound.length_s, sound.language)
        result = self._model.model.generate(
            sound.encoded,
            [prompt],
            beam_size=beams,
            max_length=2 * max(limit, len(prompt)),  # it decodes at most half of max_length
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        tokens = result.sequences_ids[0]
        return Decoding(
            text=tokenizer.decode(_spoken(tokens, tokenizer, sound.length_s)).strip(),
            length_s=sound.length_s,
            mean_logprob=result.scores[0] * len(tokens) / (len(tokens) + 1),  # with the end token
            no_speech=result.no_speech_prob,
            language=sound.language,
            language_sure=sound.sure,
            capped=len(tokens) >= limit,
        )

    def _encode(self, wave: Wave, seconds: float) -> Any:
        frames = int(seconds * _FRAMES_PER_S)
        sound = np.pad(wave[: int(seconds * RATE_HZ)], (0, _SILENT_TAIL))
        features = self._model.feature_extractor(sound, padding=0)[:, :frames]
        # Silence has the same features in every frame: those of the tail are repeated.
        features = np.pad(features, ((0, 0), (0, frames - features.shape[1])), mode="edge")
        batch = np.ascontiguousarray(features[None], dtype=np.float32)
        return self._model.model.encode(ctranslate2.StorageView.from_array(batch))

    def _language(self, encoded: Any, options: RecognizeOptions) -> tuple[str, bool]:
        """Return the language, and if it is sure; to detect it takes a step of the decoder."""
        if not self.multilingual:
            return "en", True
        if options.language is not None or len(options.languages) == 1:
            return options.language or options.languages[0], True
        heard = {
            name.strip("<|>"): probability
            for name, probability in self._model.model.detect_language(encoded)[0]
        }
        language = max(options.languages, key=lambda one: heard.get(one, 0.0))
        return language, heard.get(language, 0.0) >= self._settings.sure_language

    def _tokenizer(self, language: str) -> Tokenizer:
        if language not in self._tokenizers:
            self._tokenizers[language] = Tokenizer(
                self._model.hf_tokenizer, self.multilingual, task="transcribe", language=language
            )
        return self._tokenizers[language]


def _load(model_dir: Path, threads: int) -> WhisperModel:
    for name in _FILES:
        if not (model_dir / name).is_file():
            raise NotInstalledError(f"{model_dir}: {name} is missing; pull the model again")
    try:
        return WhisperModel(
            str(model_dir),
            device="cpu",
            compute_type="int8",
            cpu_threads=threads or _usual_threads(),
            local_files_only=True,
        )
    except Exception as error:  # CTranslate2 raises RuntimeError, tokenizers a bare Exception
        if isinstance(error, MemoryError):
            raise EngineError("Not enough memory for the speech model.") from error
        raise IntegrityError(f"{model_dir}: the speech model can't be read: {error}") from error


def _usual_threads() -> int:
    """Return half of the cores, at most 4: its many small steps lose by waiting for each other.

    On two cores, one thread encodes as fast as two and decodes a fifth faster (ADR 0003).
    """
    return max(1, min(MAX_THREADS, (os.cpu_count() or 1) // 2))


def _spoken(tokens: list[int], tokenizer: Tokenizer, length_s: float) -> list[int]:
    """Drop timestamps, and what the model places behind the end of the sound."""
    kept: list[int] = []
    for token in tokens:
        if token >= tokenizer.timestamp_begin:
            if kept and (token - tokenizer.timestamp_begin) * 0.02 >= length_s - _BEYOND_S:
                break
        elif token < tokenizer.eot:
            kept.append(token)
    return kept
