"""What scripts see of a command: its exit code, and one line for an error."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli import COMMANDS
from tests.car import here


@pytest.fixture
def empty(tmp_path: Path) -> dict[str, str]:
    """The environment of a car with nothing installed."""
    return {"ASSISTANT_DATA": str(tmp_path / "data"), "PATH": ""}


def test_a_finding_of_the_doctor_is_an_exit_code(empty: dict[str, str]) -> None:
    done = here(empty, "doctor", "--json")
    missing = [one for one in json.loads(done.stdout) if one["found"] == "missing"]
    assert missing
    assert all("assistant models pull" in one["remedy"] for one in missing)
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--version",), 0),
        (("models", "--help"), 0),
        (("models", "licences"), 0),
        (("models", "verify", "whisper-base"), 1),
        (("trace", "last"), 1),
        (("sing",), 2),
        (("ask", "--zone", "roof", "hello"), 2),
    ],
)
def test_exit_codes(empty: dict[str, str], words: tuple[str, ...], status: int) -> None:
    done = here(empty, *words)
    assert done.returncode == status, done
    assert "Traceback" not in done.stderr


def test_an_error_is_one_line_with_a_stable_code(empty: dict[str, str]) -> None:
    done = here(empty, "models", "pull", "nonsense")
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("assistant: ")
    assert line.endswith("[input]")


def test_licences_name_the_strict_ones(empty: dict[str, str]) -> None:
    rows = json.loads(here(empty, "models", "licences", "--json").stdout)["licences"]
    assert any("GPL-3" in row["licence"] for row in rows if "piper" in row["id"])


def test_the_list_of_commands_is_true_and_imports_none(empty: dict[str, str]) -> None:
    listed = here(empty, "--help").stdout
    for name, command in COMMANDS.items():
        assert f"  {name} " in listed
        assert command.summary in listed
        module, _, made = command.place.partition(":")
        assert hasattr(importlib.import_module(f"assistant.cli.{module}"), made)
    code = """
import sys
from assistant.cli import cli
cli(["--help"], standalone_mode=False)
sys.exit(any(name.startswith("assistant.cli.") for name in sys.modules))
"""
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_a_turn_is_told_to_its_end_though_nobody_reads() -> None:
    code = (
        "from assistant.cli.printing import printer\n"
        "show = printer(True)\n"
        "while True:\n"
        "    show({'type': 'reply', 'text': 'x' * 4096})\n"
        "    import os\n"
        "    if os.path.samestat(os.fstat(1), os.stat(os.devnull)):\n"
        "        raise SystemExit(7)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        child.stdout.close()
        assert child.wait(60) == 7
