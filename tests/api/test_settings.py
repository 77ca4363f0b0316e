"""Settings that the screen changes: they hold at once, and after a restart."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.adjust import words_by_name
from assistant.api.scopes import Scope
from assistant.audio.interface import RATE_HZ
from assistant.audio.sink import FileOutput
from assistant.choices import FILE
from assistant.clock import MonotonicClock
from assistant.config import VoiceSettings, load_config
from assistant.recognition.fake import FakeRecognizer
from assistant.synthesis.fake import FakeSynthesizer
from assistant.synthesis.interface import Speech
from assistant.synthesis.volume import louder
from tests.api.served import Served, parked, run_served

PATH = "/api/v1/settings"


def test_settings_tell_how_the_car_listens_and_what_it_fetches(tmp_path: Path) -> None:
    async def work(running: Served) -> dict[str, Any]:
        async with running.http(Scope.PASSENGER) as client:
            found: dict[str, Any] = (await client.get(PATH)).json()
            return found

    found = run_served(tmp_path, work)
    assert found["wake_words"] == ["hey_jarvis", "okay_nabu", "alexa"]
    assert set(found["known_wake_words"]) > {"hey_jarvis", "alexa", "hey_mycroft"}
    assert found["languages"] == ["en", "zh"]
    assert [voice["name"] for voice in found["voices"] if voice["chosen"]] == ["hum", "hum"]
    assert found["fetches"] == []


def test_a_change_holds_at_once_and_after_a_restart(tmp_path: Path) -> None:
    change = {
        "wake_words": ["hey_mycroft"],
        "expected": "zh",
        "voices": {"en": "whistle"},
        "rate": 1.2,
        "volume": 0.8,
    }

    async def work(running: Served) -> tuple[dict[str, Any], Any]:
        await parked(running)
        output = FileOutput(MonotonicClock())
        session = running.car.session(output, ("driver", "passenger"), wake=True)
        ears = list(session._parts.ears.values())
        async with running.http(Scope.SCREEN) as screen:
            told = (await screen.put(PATH, json=change)).json()
        assert session._parts.languages() == ("zh",)
        synthesizer = running.car.engines.synthesizer
        assert isinstance(synthesizer, FakeSynthesizer)
        return told, ([ear._wake.words for ear in ears if ear._wake], synthesizer.style)

    told, (words, style) = run_served(tmp_path, work)
    assert {name: told[name] for name in ("wake_words", "expected", "rate", "volume")} == {
        name: change[name] for name in ("wake_words", "expected", "rate", "volume")
    }
    assert words == [("hey_mycroft",), ("hey_mycroft",)]
    assert (style.voices, style.rate, style.volume) == ({"en": "whistle"}, 1.2, 0.8)
    again = load_config({"ASSISTANT_DATA": str(tmp_path)}).voice
    assert (again.wake_words, again.expected, again.voices, again.rate, again.volume) == (
        ("hey_mycroft",),
        "zh",
        {"en": "whistle"},
        1.2,
        0.8,
    )
    assert "alexa" in words_by_name(again), "a word that was set before can be chosen again"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"wake_words": ["computer"]}, "There is no wake word 'computer'; there are: alexa"),
        ({"wake_words": []}, "At least one wake word must stay"),
        ({"voices": {"en": "nobody"}}, "There is no voice 'nobody'"),
    ],
)
def test_what_can_not_be_is_refused_and_changes_nothing(
    tmp_path: Path, change: dict[str, Any], says: str
) -> None:
    async def work(running: Served) -> None:
        await parked(running)
        async with running.http(Scope.SCREEN) as screen:
            before = (await screen.get(PATH)).json()
            answer = await screen.put(PATH, json=change)
            assert (answer.status_code, answer.json()["code"]) == (400, "input")
            assert says in answer.json()["detail"]
            assert (await screen.get(PATH)).json() == before

    run_served(tmp_path, work)
    assert not (tmp_path / FILE).exists()


def test_settings_are_closed_while_driving_and_to_passengers(tmp_path: Path) -> None:
    async def work(running: Served) -> list[int]:
        await parked(running)
        async with running.http(Scope.SCREEN) as screen, running.http(Scope.PASSENGER) as phone:
            theirs = await phone.put(PATH, json={"rate": 1.2})
            running.vehicle.drive(50.0)
            await asyncio.sleep(0.3)
            moving = await screen.put(PATH, json={"rate": 1.2})
            return [theirs.status_code, moving.status_code]

    assert run_served(tmp_path, work) == [403, 403]


def test_the_expected_language_is_what_the_recognizer_is_told(tmp_path: Path) -> None:
    recognizer = FakeRecognizer()

    async def work(running: Served) -> tuple[tuple[str, ...], tuple[str, ...]]:
        session = running.car.session(FileOutput(MonotonicClock()), ("driver",), wake=False)
        before = session._parts.languages()
        await running.car.adjust(VoiceSettings(expected="en"))
        return before, session._parts.languages()

    assert run_served(tmp_path, work, recognizer=recognizer) == (("en", "zh"), ("en",))


@pytest.mark.parametrize(
    "table",
    [
        {"wake_engine": "open", "wake_words": ["hey_rhasspy"]},  # chosen for another engine
        {"rate": 40.0},
        {"wake_engine": "micro", "wake_words": []},
        {"expected": 7, "voices": ["en"]},
        ["not a table"],
    ],
)
def test_a_choice_that_can_not_be_used_is_left_out(tmp_path: Path, table: Any) -> None:
    (tmp_path / FILE).write_text(json.dumps(table), encoding="utf-8")
    voice = load_config({"ASSISTANT_DATA": str(tmp_path)}).voice
    assert (voice.wake_words, voice.rate) == (VoiceSettings().wake_words, 1.0)
    assert (voice.expected, voice.voices) == ("", {})


def test_louder_speech_is_cut_and_does_not_wrap() -> None:
    speech = Speech(np.array([100, -30000, 30000], np.int16), RATE_HZ)
    assert louder(speech, 1.5).samples.tolist() == [150, -32768, 32767]
