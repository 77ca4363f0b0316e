"""Notes: take one, read them, find one, delete. The service ``note`` keeps them.

``lists`` does the same for lists: shopping, things to do.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rapidfuzz import fuzz

from assistant.skillhost.sdk import Context, Effect, ToolResult
from assistant.skillhost.speech import spoken_age

from .lists import skill

TOLD = 3
"""So many notes are read aloud; the card shows all."""

ALIKE = 75
"""From this likeness on (of 100) a note is about what was said."""

CARD_TITLE = {"en": "Notes", "zh": "备忘"}

Note = dict[str, Any]


def kept(ctx: Context) -> list[Note]:
    """Return the notes, the newest first, without the entries of lists."""
    return [note for note in ctx.services.get("note", ()) if not note.get("list")]


def about_it(notes: list[Note], about: str) -> list[Note]:
    """Return the notes about something: those that hold the words, else those most like them."""
    wanted = about.casefold().strip()
    holding = [note for note in notes if wanted in note["text"].casefold()]
    if holding:
        return holding
    scores = [fuzz.partial_ratio(wanted, note["text"].casefold()) for note in notes]
    return [note for score, note in zip(scores, notes, strict=True) if score >= ALIKE]


def told(ctx: Context, notes: list[Note], reply: str) -> ToolResult:
    """Return the answer that reads notes."""
    now = datetime.fromisoformat(ctx.now_iso)
    rows = [
        {"text": n["text"], "age": spoken_age(_seconds(now, n), ctx.language)} for n in notes[:TOLD]
    ]
    items = [{"title": note["text"], "start": note["at_iso"]} for note in notes]
    card = {"type": "list", "title": CARD_TITLE[ctx.language], "items": items}
    values = {"notes": rows, "count": len(notes), "more": max(0, len(notes) - TOLD)}
    return ToolResult(reply=reply, values=values, card=card)


def _seconds(now: datetime, note: Note) -> float:
    return max(0.0, (now - datetime.fromisoformat(note["at_iso"])).total_seconds())


@skill.tool("add_note")
def add_note(ctx: Context, text: str = "") -> ToolResult:
    """Keep a note; asks for its text when there is none."""
    if not text.strip():
        return ToolResult(reply="what", outcome="asked", missing="text")
    effects = (Effect("note.add", args={"text": text.strip()}),)
    card = {"type": "text", "title": CARD_TITLE[ctx.language], "text": text.strip()}
    return ToolResult("added", {"text": text}, effects, "done", card=card)


@skill.tool("read_notes")
def read_notes(ctx: Context, last: bool = False) -> ToolResult:
    """Read the newest notes aloud."""
    notes = kept(ctx)[: 1 if last else None]
    return told(ctx, notes, "last" if last else "read") if notes else ToolResult(reply="none")


@skill.tool("search_notes")
def search_notes(ctx: Context, about: str) -> ToolResult:
    """Read the notes about something."""
    found = about_it(kept(ctx), about)
    if not found:
        return ToolResult(reply="not_found", values={"about": about})
    return told(ctx, found, "read")


@skill.tool("remove_note")
def remove_note(
    ctx: Context,
    about: str = "",
    last: bool = False,
    all: bool = False,  # noqa: A002  the argument's name in the manifest
) -> ToolResult:
    """Delete one note, or all; the policy asks back."""
    notes = kept(ctx)
    if not notes:
        return ToolResult(reply="none")
    if all and len(notes) > 1:
        return _removing("all", {"count": len(notes), "text": ""})
    if not about and not last and not all and len(notes) > 1:
        return ToolResult(reply="which", outcome="asked", missing="about")
    found = about_it(notes, about) if about else notes[:1]
    if not found:
        return ToolResult(reply="not_found", values={"about": about})
    return _removing(found[0]["id"], {"count": 1, "text": found[0]["text"]})


def _removing(target: str, values: dict[str, Any]) -> ToolResult:
    return ToolResult(
        reply="removed",
        values=values,
        effects=(Effect("note.remove", target),),
        outcome="done",
        question="remove_sure",
    )
