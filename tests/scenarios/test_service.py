"""A running service, and the commands that talk to it, on the real models."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from tests.car import Service, here, last

pytestmark = [pytest.mark.models, pytest.mark.timeout(300)]

RECORDINGS = Path(__file__).resolve().parents[2] / "assistant" / "recordings"


@pytest.fixture
def served(service: Service) -> dict[str, str]:
    """The environment of the service's car."""
    return service.car


def test_it_checks_itself_first(service: Service) -> None:
    written = service.written()
    assert all(part in written for part in ("heard", "done", "first sound"))


def test_a_second_one_is_refused(served: dict[str, str]) -> None:
    second = here(served, "run")
    assert second.returncode == 1
    assert "[already_running]" in second.stderr


def test_all_commands_talk_to_its_car(served: dict[str, str]) -> None:
    done = last(here(served, "ask", "--json", "turn on recirculation"))
    assert done["outcome"] == "done"
    asked = last(here(served, "ask", "--json", "is recirculation on"))
    assert "on" in asked["reply"].lower().replace(".", "").split()
    heard = last(here(served, "hear", "--json", str(RECORDINGS / "zh_24.flac")))
    assert (heard["outcome"], heard["language"]) == ("done", "zh")
    assert heard["intent"] == "windows.set_window"


def test_silence_and_noise_do_nothing(served: dict[str, str], tmp_path: Path) -> None:
    noise = np.random.default_rng(1).normal(0, 0.05, 3 * 16_000)
    for name, sound in {"silence": np.zeros(2 * 16_000), "noise": noise}.items():
        path = tmp_path / f"{name}.wav"
        soundfile.write(path, sound, 16_000)
        end = last(here(served, "hear", str(path), "--json"))
        assert end["outcome"] == "cancelled"
        assert not end["effects"]


def test_without_its_wake_word_a_turn_ends_all_the_same(served: dict[str, str]) -> None:
    end = last(here(served, "hear", str(RECORDINGS / "en_00.flac"), "--wake", "--json"))
    assert end["outcome"] == "cancelled"
    assert end["error"] == "no_wake_word"


@pytest.mark.parametrize(("rate_hz", "channels"), [(8_000, 1), (48_000, 2)])
def test_any_rate_and_channels(
    served: dict[str, str], tmp_path: Path, rate_hz: int, channels: int
) -> None:
    sound, rate = soundfile.read(RECORDINGS / "en_01.flac")
    changed = soxr.resample(sound, rate, rate_hz)
    path = tmp_path / "other.wav"
    soundfile.write(path, np.stack([changed] * channels, axis=1), rate_hz, subtype="FLOAT")
    end = last(here(served, "hear", str(path), "--json"))
    assert end["intent"] == "windows.set_window"
