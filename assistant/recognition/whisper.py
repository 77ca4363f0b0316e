"""Whisper behind the recognizer's port: the parent's side of ``whisper_engine``.

recognizer = await WhisperRecognizer.start(model_dir)
transcript = await recognizer.recognize(samples, RecognizeOptions())
"""

from __future__ import annotations

from pathlib import Path

from assistant.audio.interface import RATE_HZ, Samples
from assistant.recognition.interface import RecognizeOptions, Transcript
from assistant.workers.link import EngineSpec
from assistant.workers.process import OnHealth, WorkerProcess, ignore_health

_ENGINE = "assistant.recognition.whisper_engine:WhisperEngine"
_LEAST_S = 4.0
_PER_SECOND_S = 1.0


def timeout_s(samples: Samples) -> float:
    """Return after how long a decode counts as hung: far above the slowest one measured."""
    return _LEAST_S + _PER_SECOND_S * len(samples) / RATE_HZ


class WhisperRecognizer:
    """A recognizer whose model runs in a supervised process."""

    def __init__(self, worker: WorkerProcess) -> None:
        self._worker = worker

    @classmethod
    async def start(
        cls,
        model_dir: Path,
        *,
        threads: int = 0,
        log_path: Path | None = None,
        on_health: OnHealth = ignore_health,
    ) -> WhisperRecognizer:
        """Load a CTranslate2 Whisper model; ``threads`` 0 takes half of the cores.

        Raises:
            StoreError: the model is missing or damaged.
            EngineError: it can't be loaded.
        """
        kwargs = {"model_dir": str(model_dir), "threads": threads}
        spec = EngineSpec(_ENGINE, kwargs, log_path=log_path)
        worker = WorkerProcess("recognition", spec, on_health=on_health)
        await worker.start()
        return cls(worker)

    @property
    def worker(self) -> WorkerProcess:
        """The engine's process."""
        return self._worker

    async def recognize(self, samples: Samples, options: RecognizeOptions) -> Transcript:
        """Return the transcript of 16 kHz int16 ``samples``; see ``interface.Recognizer``."""
        transcript: Transcript = await self._worker.call(
            "recognize", samples, options, timeout_s=timeout_s(samples)
        )
        return transcript

    async def close(self) -> None:
        """End the engine."""
        await self._worker.close()
