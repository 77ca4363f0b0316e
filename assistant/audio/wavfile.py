"""Read recordings of any common kind as what the assistant works with, and write WAV files.

Anything that ``libsndfile`` reads (WAV, FLAC, OGG, MP3; 8 to 32 bit, float; any rate and
number of channels) becomes 16 kHz mono int16. A file is judged by its content, not its name.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from assistant.audio.interface import FULL_SCALE, RATE_HZ, Samples
from assistant.errors import AudioFormatError, InputError

MAX_S = 120.0
MIN_S = 0.1
RATES_HZ = (4_000, 384_000)
_BLOCK_FRAMES = 65_536
_UNKNOWN_SIZES = (0, 0xFFFF_FFFF)
"""RIFF sizes that a program writes when it does not know the length yet (a pipe)."""

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording as it was read: 16 kHz mono int16, and what it was in the file.

    ``truncated``: the file ends before its header says; ``samples`` is what is there.
    """

    samples: Samples
    rate_hz: int
    channels: int
    truncated: bool

    @property
    def seconds(self) -> float:
        """The length in seconds."""
        return len(self.samples) / RATE_HZ


def read_recording(path: Path, max_s: float = MAX_S) -> Samples:
    """Return a recording as 16 kHz mono int16; a cut file is read as far as it goes (warned).

    Raises:
        AudioFormatError: missing, not audio, empty, shorter than 0.1 s, longer than
            ``max_s`` (found before it is loaded), or with samples that are no numbers.
    """
    recording = open_recording(path, max_s)
    if recording.truncated:
        _LOGGER.warning("A recording is cut short: %.1f s of it were read.", recording.seconds)
    return recording.samples


def open_recording(path: Path, max_s: float = MAX_S) -> Recording:
    """Return a recording with what is known about its file.

    Raises:
        AudioFormatError: as ``read_recording``.
    """
    try:
        with path.open("rb", buffering=0) as file:
            return _read(file, path.name, max_s)
    except OSError as error:
        raise AudioFormatError(f"{path}: can't be read ({error.strerror}).") from error


def write_wav(path: Path, samples: Samples, rate_hz: int = RATE_HZ) -> None:
    """Write mono int16 samples as a 16 bit WAV file.

    Raises:
        InputError: the file can't be written there.
    """
    try:
        soundfile.write(path, samples, rate_hz, format="WAV", subtype="PCM_16")
    except (OSError, soundfile.LibsndfileError) as error:
        raise InputError(f"{path}: can't be written ({error}).") from error


def to_int16(samples: npt.NDArray[np.floating]) -> Samples:
    """Return float samples (full scale 1.0) as int16, clipped at full scale."""
    scaled = np.rint(samples * FULL_SCALE).clip(-FULL_SCALE, FULL_SCALE - 1)
    whole: Samples = scaled.astype(np.int16)
    return whole


def _read(file: IO[bytes], name: str, max_s: float) -> Recording:
    size = file.seek(0, 2)
    file.seek(0)
    if size == 0:
        raise AudioFormatError(f"{name}: the file is empty.")
    cut = _cut_by_header(file.read(12), size)
    file.seek(0)
    try:
        # By descriptor, because a name that ends in .raw would be believed.
        with soundfile.SoundFile(file.fileno(), closefd=False) as sound:
            _check(sound, name, max_s)
            mono = _mono(sound, round(max_s * sound.samplerate))
            cut = cut or len(mono) < sound.frames
            rate, channels = sound.samplerate, sound.channels
    except soundfile.LibsndfileError as error:
        raise AudioFormatError(
            f"{name}: not a recording that can be read ({error.error_string})"
            " Give a WAV, FLAC or OGG file."
        ) from error
    return Recording(_converted(mono, rate, name), rate, channels, cut)


def _cut_by_header(header: bytes, size: int) -> bool:
    if len(header) < 12 or header[:4] != b"RIFF":  # noqa: PLR2004  # id, size, "WAVE"
        return False
    declared = int.from_bytes(header[4:8], "little")
    return declared not in _UNKNOWN_SIZES and declared + 8 > size


def _check(sound: soundfile.SoundFile, name: str, max_s: float) -> None:
    low, high = RATES_HZ
    if not low <= sound.samplerate <= high:
        raise AudioFormatError(
            f"{name}: {sound.samplerate} Hz is no usable sample rate ({low} to {high} Hz are)."
        )
    seconds = sound.frames / sound.samplerate
    if seconds > max_s:
        raise AudioFormatError(
            f"{name}: {_length(seconds)} long; at most {_length(max_s)} can be read."
            " Give a shorter part of it."
        )


def _length(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 600 else f"{seconds / 60:.0f} min"  # noqa: PLR2004


def _mono(sound: soundfile.SoundFile, limit: int) -> npt.NDArray[np.float32]:
    parts: list[npt.NDArray[np.float32]] = []
    left = limit
    while left > 0:
        block = sound.read(min(left, _BLOCK_FRAMES), dtype="float32", always_2d=True)
        if len(block) == 0:
            break
        parts.append(block.mean(axis=1, dtype=np.float32))
        left -= len(block)
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)


def _converted(mono: npt.NDArray[np.float32], rate_hz: int, name: str) -> Samples:
    if len(mono) == 0:
        raise AudioFormatError(f"{name}: the file has a header but no sound.")
    if len(mono) < MIN_S * rate_hz:
        raise AudioFormatError(
            f"{name}: only {1000 * len(mono) / rate_hz:.0f} ms long;"
            f" at least {1000 * MIN_S:.0f} ms are needed."
        )
    if not np.isfinite(mono).all():
        raise AudioFormatError(f"{name}: damaged: some samples are no numbers (NaN or infinite).")
    changed = mono if rate_hz == RATE_HZ else soxr.resample(mono, rate_hz, RATE_HZ)
    return to_int16(changed)
