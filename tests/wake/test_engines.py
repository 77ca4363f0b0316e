"""The real engines: choice, custom models, damaged models, and human voices."""

from __future__ import annotations

import json
import shutil
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from assistant.audio.interface import FRAME_SAMPLES, RATE_HZ, Samples
from assistant.audio.wavfile import read_recording
from assistant.errors import ConfigError
from assistant.wake.engines import available_words, make_detector
from assistant.wake.interface import Detection, WakeDetector

TOO_SURE = """{"model": "a.tflite", "wake_word": "A",
               "micro": {"probability_cutoff": 7, "sliding_window_size": 5}}"""


def quiet(seconds: float) -> Samples:
    return np.random.default_rng(0).normal(0, 10, round(seconds * RATE_HZ)).astype(np.int16)


def listen(detector: WakeDetector, sound: Samples) -> list[Detection]:
    blocks = range(0, len(sound), FRAME_SAMPLES)
    found = [detector.feed(sound[i : i + FRAME_SAMPLES]) for i in blocks]
    return [d for d in found if d is not None]


def shipped(package: str) -> Path:
    spec = find_spec(package)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "models"


@pytest.fixture
def micro_copy(tmp_path: Path) -> Path:
    """A custom microWakeWord model: "alexa" under another name."""
    source = shipped("pymicro_wakeword")
    table = json.loads((source / "alexa.json").read_text())
    table["model"] = "computer.tflite"
    (tmp_path / "computer.json").write_text(json.dumps(table))
    shutil.copy(source / "alexa.tflite", tmp_path / "computer.tflite")
    return tmp_path / "computer.json"


def test_the_words_that_come_along() -> None:
    assert {"alexa", "hey_jarvis", "hey_mycroft", "okay_nabu"} <= set(available_words("micro"))
    assert {"alexa", "hey_jarvis", "hey_rhasspy"} <= set(available_words("open"))


@pytest.mark.parametrize("engine", ["micro", "open"])
def test_noise_and_silence_wake_nothing(engine: str) -> None:
    detector = make_detector(engine, available_words(engine))
    loud = np.random.default_rng(1).normal(0, 3_000, 4 * RATE_HZ).astype(np.int16)
    sound = np.concatenate((quiet(2.0), loud, np.zeros(2 * RATE_HZ, dtype=np.int16), quiet(2.0)))
    assert listen(detector, sound) == []


@pytest.mark.parametrize("engine", ["micro", "open"])
def test_an_unknown_word_gets_the_list(engine: str) -> None:
    with pytest.raises(ConfigError, match=r"Unknown wake word 'banana'.*hey_jarvis"):
        make_detector(engine, ["banana"])


def test_an_unknown_engine_gets_the_list() -> None:
    with pytest.raises(ConfigError, match="'porcupine'; known are: micro, open, fake"):
        make_detector("porcupine", ["alexa"])
    with pytest.raises(ConfigError, match="known are"):
        available_words("porcupine")


def test_a_custom_model_is_called_by_its_files_name(micro_copy: Path) -> None:
    assert make_detector("micro", ["alexa", str(micro_copy)]).words == ("alexa", "computer")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def _flipped(path: Path) -> None:
    body = bytearray(path.read_bytes())
    for position in np.random.default_rng(3).integers(8, len(body), 60):
        body[position] ^= 0xFF
    path.write_bytes(bytes(body))


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_cut, "damaged"),
        (_flipped, "damaged"),
        (lambda path: path.write_bytes(b""), "not a TensorFlow Lite model"),
        (lambda path: path.write_bytes(bytes(50_000)), "not a TensorFlow Lite model"),
        (lambda path: path.unlink(), "can't be read"),
    ],
    ids=["cut short", "changed", "empty", "zeros", "missing"],
)
def test_a_spoiled_model_is_an_error_and_not_a_crash(
    micro_copy: Path, spoil: object, says: str
) -> None:
    assert callable(spoil)
    spoil(micro_copy.with_suffix(".tflite"))
    with pytest.raises(ConfigError, match=says) as caught:
        make_detector("micro", [str(micro_copy)])
    assert "computer.tflite" in str(caught.value)


def test_a_spoiled_model_of_the_second_engine_is_an_error_too(tmp_path: Path) -> None:
    path = tmp_path / "computer.tflite"
    shutil.copy(shipped("pyopen_wakeword") / "okay_nabu.tflite", path)
    assert make_detector("open", [str(path)]).words == ("computer",)
    _cut(path)
    with pytest.raises(ConfigError, match="damaged"):
        make_detector("open", [str(path)])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not a microWakeWord description"),
        ("[]", "not a microWakeWord description"),
        ('{"model": "a.tflite", "wake_word": "A"}', "'micro'"),
        (TOO_SURE, "between 0 and 1"),
    ],
)
def test_a_wrong_description_says_what_it_needs(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "word.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match=says):
        make_detector("micro", [str(path)])


def test_a_missing_description_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nothing\.json: can't be read"):
        make_detector("micro", [str(tmp_path / "nothing.json")])


def spoken(shared_data: Path, label: str) -> list[Samples]:
    lines = map(json.loads, (shared_data / "speech/manifest.jsonl").read_text().splitlines())
    return [
        np.concatenate((quiet(1.0), read_recording(shared_data / "speech" / c["file"]), quiet(1.0)))
        for c in lines
        if c["kind"] == "wake" and c["label"] == label and c["noise"] == "as recorded"
    ]


@pytest.mark.data
def test_human_voices_wake_once_and_only_with_the_word(shared_data: Path) -> None:
    detector = make_detector("micro", ["hey_jarvis", "okay_nabu", "alexa"])
    heard = [[d.word for d in listen(detector, s)] for s in spoken(shared_data, "alexa")]
    assert len(heard) >= 20
    assert heard.count(["alexa"]) >= 0.95 * len(heard)
    assert all(len(words) <= 1 for words in heard)
    others = [listen(detector, s) for s in spoken(shared_data, "computer")]
    assert sum(map(len, others)) <= 0.05 * len(others)


@pytest.mark.data
def test_the_second_engine_hears_the_same_voices(shared_data: Path) -> None:
    clips = spoken(shared_data, "alexa")[:6]
    detector = make_detector("open", ["alexa"])
    heard = []
    for clip in clips:
        detector.reset()
        heard.append([d.word for d in listen(detector, clip)])
    assert heard.count(["alexa"]) >= 5


@pytest.mark.data
def test_sensitivity_finds_more_in_noise(shared_data: Path) -> None:
    noise = read_recording(shared_data / "noise/rain/ibm_rain.wav").astype(np.float64)
    found = {}
    for sensitivity in (0.0, 1.0):
        detector = make_detector("micro", ["alexa"], sensitivity)
        found[sensitivity] = 0
        for clip in spoken(shared_data, "alexa"):
            gain = np.abs(clip.astype(np.float64)).max() / np.abs(noise).max() * 0.6
            mixed = clip + gain * np.resize(noise, len(clip))
            detector.reset()
            found[sensitivity] += bool(
                listen(detector, mixed.clip(-32_768, 32_767).astype(np.int16))
            )
    assert found[1.0] > found[0.0]
