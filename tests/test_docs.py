"""The pages tell all there is: events, error codes, settings, commands."""

from __future__ import annotations

import inspect
from dataclasses import fields
from pathlib import Path

from assistant import errors
from assistant.cli import COMMANDS
from assistant.config import SECTIONS, Config
from assistant.events import EventType, Outcome
from assistant.observe.trace import STAGES

ROOT = Path(__file__).resolve().parents[1]
EVENTS = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def test_every_event_and_outcome_is_documented() -> None:
    missing = [name for name in (*EventType, *Outcome) if f"`{name}`" not in EVENTS]
    assert not missing


def test_every_error_code_is_documented() -> None:
    codes = {
        item.code
        for _, item in inspect.getmembers(errors, inspect.isclass)
        if issubclass(item, errors.AssistantError)
    }
    assert not [code for code in sorted(codes) if f"`{code}`" not in EVENTS]


def test_every_stage_is_documented() -> None:
    assert not [stage for stage, _ in STAGES if f"`{stage}`" not in EVENTS]


def test_every_setting_is_documented() -> None:
    names = [f"{table}.{f.name}" for table, kind in SECTIONS.items() for f in fields(kind)]
    apart = (*SECTIONS, "data_dir")
    names += [f.name for f in fields(Config) if f.name not in apart]
    assert not [name for name in names if f"`{name}`" not in SETTINGS]


def test_the_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make run" in readme
    assert "make test" in readme
    assert len(readme.splitlines()) < 100


def test_every_command_has_help() -> None:
    from assistant.cli import cli

    for name in COMMANDS:
        command = cli.get_command(None, name)  # type: ignore[arg-type]  # it needs no context
        assert command is not None
        assert command.help
