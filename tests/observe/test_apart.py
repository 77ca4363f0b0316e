"""Measurements have a car of their own: nothing that is said in them reaches the user's."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assistant.app import Needs
from assistant.cli import cli
from assistant.config import Config, PhoneSettings, VehicleSettings
from assistant.events import Outcome
from assistant.observe.apart import open_apart
from tests.sentences import share_sentences

RECORDINGS = Path(__file__).parents[2] / "assistant" / "recordings"
LEAVES_SOMETHING = "set a timer for ten minutes", "note that the key is in the boot"


def run(car: dict[str, str], *words: str) -> dict[str, Any]:
    """Run a command in this process; return the figures it printed."""
    done = CliRunner().invoke(cli, [*words, "--json"], env=car, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def kept(data: Path) -> dict[str, bytes]:
    """Return all files of a data folder but those that other folders lend it."""
    return {str(path): path.read_bytes() for path in data.rglob("*") if path.is_file()}


def test_what_is_said_stays_in_a_folder_that_goes(tmp_path: Path) -> None:
    data = share_sentences(tmp_path)
    before = kept(data)

    async def story() -> Path:
        async with open_apart(Config(data_dir=data), Needs(model=None)) as car:
            ends = [await car.ask(text, "en") for text in LEAVES_SOMETHING]
            assert [end.outcome for end in ends] == [Outcome.DONE] * len(ends)
            assert kept(car.config.data_dir)
            return car.config.data_dir

    assert not asyncio.run(story()).exists()
    assert kept(data) == before


def test_no_real_car_moves_and_no_real_phone_rings(tmp_path: Path) -> None:
    config = Config(
        data_dir=share_sentences(tmp_path),
        vehicle=VehicleSettings(backend="kuksa", token_file="none"),
        phone=PhoneSettings(backend="ofono"),
    )

    async def story() -> Outcome:
        async with open_apart(replace(config, market="us"), Needs(model=None)) as car:
            assert car.config.market == "us"  # the rest is as the user set it
            return (await car.ask("open my window", "en")).outcome

    assert asyncio.run(story()) == Outcome.DONE


@pytest.mark.models
@pytest.mark.timeout(300)
@pytest.mark.parametrize("words", [("bench", "voice"), ("eval", "speech"), ("eval", "noise")])
def test_a_timer_set_in_a_measurement_never_rings(
    car: dict[str, str], tmp_path: Path, words: tuple[str, ...]
) -> None:
    """And the figures have the names that scripts rely on."""
    row = {"file": str(RECORDINGS / "en_09.flac"), "kind": "command", "language": "en"}
    row |= {"label": "clock.start_timer", "transcript": "set a timer for ten minutes"}
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text(json.dumps(row), encoding="utf-8")
    before = kept(Path(car["ASSISTANT_DATA"]))
    figures = run(car, *words, "--manifest", str(manifest))
    assert kept(Path(car["ASSISTANT_DATA"])) == before
    assert FIGURES[words[1]] <= figures.keys()
    if words[1] == "voice":
        assert figures["turns"] == figures["intents_right"] == 1
        assert 0 < figures["listening_percent"] < 100
        assert figures["first_audio_ms"].keys() >= {"p50", "p95"}
        assert figures["baseline_first_audio_ms"].keys() >= {"p50", "p95"}
    elif words[1] == "speech":
        assert (figures["wer"], figures["intent_accuracy"]) == (0.0, 1.0)
        assert figures["false_cutoff_rate"] == 0.0
    else:  # it is no noise: what it brings about is an action too many
        assert figures["phantom_actions_per_hour"] > 0
        assert figures["failing"]


FIGURES = {
    "voice": {"first_audio_ms", "baseline_first_audio_ms", "ratio_p50", "stages_ms"}
    | {"cpu_percent", "peak_rss_mb", "turns"},
    "speech": {"clips", "hours", "wer", "intent_accuracy", "false_cutoff_rate", "failing"},
    "noise": {"clips", "hours", "phantom_actions_per_hour", "false_accepts_per_hour", "failing"},
}
"""What the figures of each measurement hold at least."""
