"""Lists: put something on one, read it, look for something, strike it off, clear it.

An entry is a note that names its list: ``shopping``, ``todo``, or any words.
"""

from __future__ import annotations

import re
from typing import Any

from rapidfuzz import fuzz, process

from assistant.skillhost.sdk import Context, Effect, Skill, ToolResult

skill = Skill("notes")

USUAL = "shopping"
"""The list that is meant when none is named and there is none, or several."""

TOLD = 8
"""So many entries are read aloud; the card shows all."""

ALIKE = 75
"""From this likeness on (of 100) an entry, or a list, is the one that was said."""

NAMES = {
    "en": {"shopping": "shopping list", "todo": "to-do list"},
    "zh": {"shopping": "购物清单", "todo": "待办清单"},
}
_NAMED = {"en": "{} list", "zh": "{}清单"}
_SEVERAL = re.compile(r"\s*(?:,|，|、|\band\b|(?<=[㐀-鿿])[和跟](?=[㐀-鿿]))\s*")

Entry = dict[str, Any]


def entries(ctx: Context, name: str = "") -> list[Entry]:
    """Return what is on a list, or on all of them, the oldest first."""
    rows = [note for note in ctx.services.get("note", ()) if note.get("list")]
    return [row for row in reversed(rows) if name in ("", row["list"])]


def meant(ctx: Context, said: str) -> str:
    """Return the list that is meant: the one said, else the only one there is."""
    there = sorted({row["list"] for row in entries(ctx)})
    if not said:
        return there[0] if len(there) == 1 else USUAL
    near = process.extractOne(said, there, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return str(near[0]) if near and said not in ("shopping", "todo") else said


def called(ctx: Context, name: str) -> str:
    """Return what a list is called."""
    return NAMES[ctx.language].get(name) or _NAMED[ctx.language].format(name)


def find(rows: list[Entry], item: str) -> list[Entry]:
    """Return the entries that hold the words, else those most like them."""
    wanted = item.casefold().strip()
    holding = [row for row in rows if wanted in row["text"].casefold()]
    alike = [row for row in rows if fuzz.ratio(wanted, row["text"].casefold()) >= ALIKE]
    return holding or alike


def values(ctx: Context, name: str, rows: list[Entry]) -> Entry:
    """Return what a reply tells of a list."""
    items = [row["text"] for row in rows]
    told = {"items": items[:TOLD], "more": max(0, len(items) - TOLD), "count": len(items)}
    return {"name": called(ctx, name), **told}


def card(ctx: Context, name: str, items: list[str]) -> Entry:
    """Return the list for the screen."""
    rows = [{"title": item} for item in items]
    return {"type": "list", "title": called(ctx, name).capitalize(), "items": rows}


@skill.tool("add_to_list")
def add_to_list(ctx: Context, item: str = "", list: str = "") -> ToolResult:  # noqa: A002
    """Put one or more things on a list; asks what when nothing was said."""
    name = meant(ctx, list)
    items = [part for part in _SEVERAL.split(item.strip()) if part]
    if not items:
        return ToolResult("list_what", {"name": called(ctx, name)}, outcome="asked", missing="item")
    effects = tuple(Effect("note.add", args={"text": one, "list": name}) for one in items)
    there = [row["text"] for row in entries(ctx, name)]
    told: dict[str, Any] = {"name": called(ctx, name), "items": items}
    return ToolResult("listed", told, effects, "done", card=card(ctx, name, [*there, *items]))


@skill.tool("read_list")
def read_list(ctx: Context, list: str = "") -> ToolResult:  # noqa: A002
    """Read a list."""
    name = meant(ctx, list)
    rows = entries(ctx, name)
    if not rows:
        return ToolResult("list_empty", {"name": called(ctx, name)})
    shown = card(ctx, name, [row["text"] for row in rows])
    return ToolResult("list_holds", values(ctx, name, rows), card=shown)


@skill.tool("which_lists")
def which_lists(ctx: Context) -> ToolResult:
    """Tell which lists there are."""
    there = dict.fromkeys(row["list"] for row in entries(ctx))
    told = [{"name": called(ctx, one), "count": len(entries(ctx, one))} for one in there]
    return ToolResult("lists_are" if told else "no_lists", {"lists": told})


@skill.tool("on_list")
def on_list(ctx: Context, item: str, list: str = "") -> ToolResult:  # noqa: A002
    """Say whether something is on a list."""
    name = meant(ctx, list)
    found = find(entries(ctx, name), item)
    told = {"name": called(ctx, name), "item": found[0]["text"] if found else item}
    return ToolResult("on_list" if found else "not_on_list", told)


@skill.tool("remove_from_list")
def remove_from_list(ctx: Context, item: str = "", list: str = "") -> ToolResult:  # noqa: A002
    """Strike something off a list; asks what when nothing was said."""
    name = meant(ctx, list)
    told = {"name": called(ctx, name), "item": item}
    if not item.strip():
        return ToolResult("list_which", told, outcome="asked", missing="item")
    found = find(entries(ctx, name), item)
    if not found:
        return ToolResult("not_on_list", told)
    effects = (Effect("note.strike", found[0]["id"]),)
    return ToolResult("struck", {**told, "item": found[0]["text"]}, effects, "done")


@skill.tool("clear_list")
def clear_list(ctx: Context, list: str = "") -> ToolResult:  # noqa: A002
    """Take everything off a list; the policy asks back."""
    name = meant(ctx, list)
    rows = entries(ctx, name)
    if not rows:
        return ToolResult("list_empty", {"name": called(ctx, name)})
    effects = tuple(Effect("note.remove", row["id"]) for row in rows)
    told = values(ctx, name, rows)
    return ToolResult("list_cleared", told, effects, "done", question="clear_sure")
