"""Short messages: sent after a yes, answered, read aloud, by the services of the phone."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from assistant.skillhost.cabin import answered, refused
from assistant.skillhost.people import Person, people, which
from assistant.skillhost.sdk import Context, Effect, Skill, ToolResult
from assistant.skillhost.speech import spoken_age

skill = Skill("messages")

TOLD = 3
"""So many messages are read aloud at once; the card lists all."""

NAME_UNITS = {"en": 3, "zh": 4}
"""A name at the start of "text Anna Maria I'm late" has at most so many words (characters)."""

CARD_TITLE = {"en": "Messages", "zh": "短信"}
TO = {"en": "Message to {name}", "zh": "给{name}的短信"}

Row = dict[str, Any]


def came(ctx: Context) -> list[Row]:
    """Return the messages that came, the newest first."""
    return list(ctx.services.get("message", {}).get("messages", ()))


def no_phone(ctx: Context) -> ToolResult | None:
    """Return the honest no of a car without a phone."""
    available = ctx.services.get("message", {}).get("available")
    return None if available else refused("no_phone")


def written(text: str, language: str) -> str:
    """Return dictated words as people write them: a capital at the start, and "I"."""
    text = text.strip()
    if language == "zh" or not text:
        return text
    text = re.sub(r"\bi\b", "I", text)
    return text[0].upper() + text[1:]


# --- sending --------------------------------------------------------------------------------


@skill.tool("send")
def send(ctx: Context, name: str = "", text: str = "", choice: str = "") -> ToolResult:
    """Send a message; asks for whom and what, and is read back before it goes."""
    if stopped := no_phone(ctx):
        return stopped
    if not name:
        return ToolResult("whom", outcome="asked", missing="name")
    found = people(ctx, name, choice)
    if not text and not any(one.sure for one in found):
        first, rest = _name_and_text(ctx, name)
        found, text = first or found, rest
    if not found:
        return refused("not_found", name=name)
    if len(found) > 1:
        return which(ctx, found)
    if not text:
        return ToolResult("what", {"name": found[0].name}, outcome="asked", missing="text")
    return _sending(ctx, found[0].name, _number(found[0]), text)


def _name_and_text(ctx: Context, said: str) -> tuple[list[Person], str]:
    """Return whom and what, when both were said in one breath: "Anna I'm late", 王小明我到了."""
    units, joiner = (list(said), "") if ctx.language == "zh" else (said.split(), " ")
    for count in range(min(NAME_UNITS[ctx.language], len(units) - 1), 0, -1):
        found = [one for one in people(ctx, joiner.join(units[:count])) if one.sure]
        if found:
            return found, joiner.join(units[count:])
    return [], ""


def _number(person: Person) -> str:
    """Return the number that messages go to: the mobile one, if there is one."""
    mobile = (one["number"] for one in person.numbers if one["kind"] == "mobile")
    return next(mobile, person.numbers[0]["number"])


def _sending(ctx: Context, name: str, number: str, said: str) -> ToolResult:
    text = written(said, ctx.language)
    effect = Effect("message.send", args={"number": number, "name": name, "text": text})
    values = {"name": name, "text": text}
    card = {"type": "text", "title": TO[ctx.language].format(name=name)}
    return ToolResult("sent", values, (effect,), "done", question="sure", card=card)


@skill.tool("reply")
def reply(ctx: Context, text: str = "") -> ToolResult:
    """Answer the newest message."""
    if stopped := no_phone(ctx):
        return stopped
    if not came(ctx):
        return answered("none")
    newest = came(ctx)[0]
    name = newest["name"] or newest["number"]
    if not text:
        return ToolResult("what", {"name": name}, outcome="asked", missing="text")
    return _sending(ctx, name, newest["number"], text)


# --- reading --------------------------------------------------------------------------------


@skill.tool("read")
def read(ctx: Context, name: str = "", last: bool = False) -> ToolResult:
    """Read new messages, someone's, or the last one; what was read is no longer new."""
    messages = came(ctx)
    if not messages:
        return no_phone(ctx) or answered("none")
    if name:
        names = {one.name for one in people(ctx, name)}
        messages = [one for one in messages if one["name"] in names]
        if not messages:
            return answered("none_from", name=name)
    wanted = messages[:1] if last or name else [one for one in messages if not one["read"]]
    if not wanted:
        return answered("nothing_new")
    return _told(ctx, wanted)


def _told(ctx: Context, wanted: list[Row]) -> ToolResult:
    now = datetime.fromisoformat(ctx.now_iso)
    rows = [
        {
            "name": one["name"] or " ".join(one["number"]),
            "text": one["text"],
            "age": spoken_age(_seconds(now, one), ctx.language),
        }
        for one in wanted[:TOLD]
    ]
    new = [one["id"] for one in wanted[:TOLD] if not one["read"]]
    effects = (Effect("message.read", args={"ids": new}),) if new else ()
    values = {"messages": rows, "more": max(0, len(wanted) - TOLD)}
    outcome = "done" if effects else "answered"
    return ToolResult("read", values, effects, outcome, card=card(ctx, wanted))


def card(ctx: Context, messages: list[Row]) -> Row:
    """Return whom messages are from and when they came.

    Their texts are for the ear: a moving car's screen shows none.
    """
    items = [{"title": one["name"] or one["number"], "start": one["at_iso"]} for one in messages]
    return {"type": "list", "title": CARD_TITLE[ctx.language], "items": items}


def _seconds(now: datetime, message: Row) -> float:
    return max(0.0, (now - datetime.fromisoformat(message["at_iso"])).total_seconds())


@skill.tool("count")
def count(ctx: Context) -> ToolResult:
    """Tell how many new messages there are, and from whom."""
    new = [one for one in came(ctx) if not one["read"]]
    if not new:
        return answered("nothing_new")
    names = list(dict.fromkeys(one["name"] or " ".join(one["number"]) for one in new))
    return ToolResult("new", {"count": len(new), "names": names[:TOLD]}, card=card(ctx, new))
