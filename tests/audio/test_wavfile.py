"""Recordings of every kind, and everything that is none."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from assistant.audio.interface import RATE_HZ
from assistant.audio.wavfile import open_recording, read_recording, to_int16, write_wav
from assistant.errors import AudioFormatError, InputError

TONE_HZ = 440


def tone(rate_hz: int, seconds: float = 1.0) -> npt.NDArray[np.float64]:
    return 0.5 * np.sin(2 * np.pi * TONE_HZ * np.arange(round(seconds * rate_hz)) / rate_hz)


def pitch(samples: npt.NDArray[np.int16]) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(spectrum.argmax() * RATE_HZ / len(samples))


@pytest.mark.parametrize(
    ("name", "rate_hz", "channels", "subtype"),
    [
        ("a.wav", 16_000, 1, "PCM_16"),
        ("b.wav", 8_000, 1, "PCM_16"),
        ("c.wav", 48_000, 2, "PCM_24"),
        ("d.wav", 44_100, 2, "FLOAT"),
        ("e.wav", 22_050, 1, "PCM_U8"),
        ("f.wav", 16_000, 1, "ULAW"),
        ("g.wav", 96_000, 6, "DOUBLE"),
        ("h.flac", 44_100, 1, "PCM_16"),
        ("i.ogg", 48_000, 2, "VORBIS"),
    ],
)
def test_any_common_kind_becomes_16_khz_mono(
    tmp_path: Path, name: str, rate_hz: int, channels: int, subtype: str
) -> None:
    path = tmp_path / name
    sound = np.repeat(tone(rate_hz)[:, np.newaxis], channels, axis=1)
    soundfile.write(path, sound, rate_hz, subtype=subtype)
    recording = open_recording(path)
    assert recording.samples.dtype == np.int16
    assert (recording.rate_hz, recording.channels) == (rate_hz, channels)
    assert not recording.truncated
    assert recording.seconds == pytest.approx(1.0, abs=0.001)
    assert pitch(recording.samples) == pytest.approx(TONE_HZ, abs=2)
    loudness = np.sqrt(np.mean(np.square(recording.samples / 32_768.0)))
    assert loudness == pytest.approx(0.5 / np.sqrt(2), rel=0.03)


def test_a_file_is_judged_by_its_content_not_its_name(tmp_path: Path) -> None:
    path = tmp_path / "recording.raw"
    soundfile.write(tmp_path / "a.wav", tone(16_000), 16_000)
    (tmp_path / "a.wav").rename(path)
    assert len(read_recording(path)) == RATE_HZ


def test_loud_floats_are_clipped_not_wrapped(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", 4 * tone(16_000), 16_000, subtype="FLOAT")
    samples = read_recording(tmp_path / "a.wav")
    assert samples.max() == 32_767
    assert samples.min() == -32_768
    assert np.abs(np.diff(samples.astype(np.int32))).max() < 20_000


def test_a_cut_wav_is_read_as_far_as_it_goes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, tone(16_000, 2.0), 16_000)
    path.write_bytes(path.read_bytes()[: 44 + 16_000])
    recording = open_recording(path)
    assert recording.truncated
    assert recording.seconds == 0.5
    with caplog.at_level(logging.WARNING):
        assert len(read_recording(path)) == 8_000
    assert "cut short" in caplog.text
    assert "a.wav" not in caplog.text


@pytest.mark.parametrize("size_field", [0, 0xFFFF_FFFF])
def test_a_piped_wav_of_unknown_length_is_whole(tmp_path: Path, size_field: int) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, tone(16_000), 16_000)
    body = bytearray(path.read_bytes())
    body[4:8] = size_field.to_bytes(4, "little")
    path.write_bytes(bytes(body))
    assert not open_recording(path).truncated


def test_an_hour_is_refused_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "hour.wav"
    with soundfile.SoundFile(path, "w", 8_000, 1, "PCM_U8") as file:
        for _ in range(60):
            file.write(np.zeros(8_000 * 60))
    with pytest.raises(AudioFormatError, match=r"60 min long; at most 120 s"):
        read_recording(path)
    with pytest.raises(AudioFormatError, match="at most 3 s"):
        read_recording(path, max_s=3.0)


def _bytes(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _nan(path: Path) -> None:
    sound = tone(16_000)
    sound[100] = np.nan
    soundfile.write(path, sound, 16_000, subtype="FLOAT")


def _header_only(path: Path) -> None:
    soundfile.write(path, np.zeros(0), 16_000)


def _short(path: Path) -> None:
    soundfile.write(path, tone(16_000, 0.05), 16_000)


def _slow(path: Path) -> None:
    soundfile.write(path, tone(16_000, 0.5), 100)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: None, "can't be read"),
        (lambda path: path.mkdir(), "can't be read"),
        (lambda path: _bytes(path, b""), "empty"),
        (lambda path: _bytes(path, b"RIFF"), "not a recording"),
        (lambda path: _bytes(path, b"%PDF-1.7 " * 99), "not a recording"),
        (lambda path: _bytes(path, b"a text, not sound\n" * 99), "not a recording"),
        (_header_only, "no sound"),
        (_short, "only 50 ms"),
        (_nan, "no numbers"),
        (_slow, "100 Hz is no usable sample rate"),
    ],
)
def test_what_is_no_recording_is_refused_clearly(tmp_path: Path, make: object, says: str) -> None:
    path = tmp_path / "a.wav"
    assert callable(make)
    make(path)
    with pytest.raises(AudioFormatError, match=says) as caught:
        read_recording(path)
    assert caught.value.code == "audio_format"
    assert "a.wav" in str(caught.value)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    samples = to_int16(tone(16_000))
    write_wav(tmp_path / "a.wav", samples)
    assert np.array_equal(read_recording(tmp_path / "a.wav"), samples)


def test_an_unwritable_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be written"):
        write_wav(tmp_path / "missing" / "a.wav", to_int16(tone(16_000)))
