"""``assistant vehicle show`` and the doctor's word on the car."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli.doctor import CHECKS, Finding
from assistant.cli.vehicle import vehicle
from assistant.config import load_config
from assistant.errors import AssistantError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    return tmp_path / "config.toml"


@contextmanager
def car_on_a_broker() -> Iterator[int]:
    """Drive at 50 km/h behind a broker in a process of its own; yields the port."""
    command = [sys.executable, "-m", "tests.vehicle.serve"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as serving:
        assert serving.stdout is not None
        assert serving.stdin is not None
        yield int(serving.stdout.readline())
        serving.stdin.close()
        assert serving.wait(10) == 0


def findings() -> dict[str, Finding]:
    config = load_config()
    return {finding.what: finding for check in CHECKS for finding in check(config)}


def test_the_simulated_car_is_shown_with_units_and_ages(settings: Path) -> None:
    shown = CliRunner().invoke(vehicle, ["show", "row1.driver.temperature"])
    assert shown.exit_code == 0
    assert "21.0 Celsius" in shown.output
    assert "s old)" in shown.output
    assert len(shown.output.splitlines()) == 1
    many = CliRunner().invoke(vehicle, ["show", "--json", "*.Row2.*.IsOpen"])
    assert {signal["value"] for signal in json.loads(many.output)} == {False}
    assert findings()["vehicle"].remedy == ""


def test_a_car_behind_a_broker_is_shown(settings: Path) -> None:
    with car_on_a_broker() as port:
        settings.write_text(f'[vehicle]\nbackend = "kuksa"\naddress = "127.0.0.1:{port}"\n')
        shown = CliRunner().invoke(vehicle, ["show", "--json", "Vehicle.Speed"])
        (speed,) = json.loads(shown.output)
        assert speed["value"] == 50
        assert speed["unit"] == "km/h"
        assert speed["age_s"] < 2
        seen = findings()
    assert "testbroker 2" in seen["vehicle"].found
    assert seen["driving state"].found == "moving"


def test_a_car_out_of_reach_is_an_error_with_its_reason(settings: Path) -> None:
    settings.write_text('[vehicle]\nbackend = "kuksa"\naddress = "127.0.0.1:1"\n')
    result = CliRunner().invoke(vehicle, ["show"])
    assert isinstance(result.exception, AssistantError)
    assert result.exception.code == "vehicle_link"
    assert "unavailable" in str(result.exception)
    assert "docs/vehicle.md" in findings()["vehicle"].remedy


def test_a_pattern_that_matches_nothing_is_an_error(settings: Path) -> None:
    result = CliRunner().invoke(vehicle, ["show", "Warp"])
    assert isinstance(result.exception, AssistantError)
    assert "'Warp'" in str(result.exception)
