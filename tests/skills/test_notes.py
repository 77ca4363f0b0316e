"""Notes: which is meant, what is read, what is deleted."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundle
from assistant.skillhost.sdk import Context, ToolResult

HOST = LocalSkillHost([load_bundle(Path(__file__).resolve().parents[2] / "skills" / "notes")])
NOTES = [
    {"id": "n3", "text": "buy oat milk", "at_iso": "2026-03-05T13:25:00+01:00"},
    {"id": "n2", "text": "parked on level three", "at_iso": "2026-03-04T15:25:00+01:00"},
    {"id": "n1", "text": "call the garage", "at_iso": "2026-03-01T15:25:00+01:00"},
]


def call(tool: str, notes: list[dict[str, str]] | None = None, **arguments: Any) -> ToolResult:
    services = {"note": NOTES if notes is None else notes}
    context = Context(now_iso="2026-03-05T15:25:00+01:00", services=services)
    return asyncio.run(HOST.call(f"notes.{tool}", arguments, context))


def said(result: ToolResult, *, question: bool = False) -> str:
    key = result.question if question else result.reply
    assert key is not None
    return HOST.render("notes.add_note", key, "en", result.values)


def test_a_note_is_kept_as_it_was_said() -> None:
    (effect,) = call("add_note", text=" buy flowers ").effects
    assert (effect.kind, effect.args) == ("note.add", {"text": "buy flowers"})
    assert call("add_note", text="  ").missing == "text"


def test_reading() -> None:
    assert said(call("read_notes")) == "buy oat milk; parked on level three; call the garage."
    assert said(call("read_notes", last=True)) == "buy oat milk, from two hours ago."
    more = call("read_notes", [*NOTES, {**NOTES[0], "id": "n0"}])
    assert said(more).endswith("; and 1 more.")
    assert said(call("read_notes", [])) == "You have no notes."


@pytest.mark.parametrize(
    ("about", "found"),
    [("milk", "n3"), ("Level Three", "n2"), ("the garages", "n1"), ("the weather", None)],
)
def test_finding(about: str, found: str | None) -> None:
    result = call("remove_note", about=about)
    assert [effect.target for effect in result.effects] == ([found] if found else [])


def test_deleting_asks_for_what_is_meant() -> None:
    assert call("remove_note").missing == "about"
    assert call("remove_note", last=True).effects[0].target == "n3"
    everything = call("remove_note", all=True)
    assert everything.effects[0].target == "all"
    assert said(everything, question=True) == "Delete all 3 notes?"
    only = call("remove_note", NOTES[:1], all=True)
    assert said(only, question=True) == "Delete the note: buy oat milk?"
