"""Calls: by name or number, answered, refused, ended. The service ``phone`` has the phone."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from assistant.skillhost.cabin import answered, done, refused
from assistant.skillhost.people import Person, digits, people, which
from assistant.skillhost.sdk import Context, Effect, Skill, ToolResult
from assistant.skillhost.speech import spoken_age

from .card import call_card, numbers_card, recent_card

skill = Skill("phone")

TOLD = 3
"""So many calls are read aloud; the card shows all."""

_KEYS = {
    "one": "1", "oh": "0",
    "star": "*", "asterisk": "*", "pound": "#", "hash": "#", "星号": "*", "星": "*", "米": "*",
    "井号": "#", "井": "#",
}  # fmt: skip


def state(ctx: Context) -> dict[str, Any]:
    """Return what the service shows."""
    return dict(ctx.services.get("phone", {}))


def calls(ctx: Context, *states: str) -> list[dict[str, Any]]:
    """Return the calls in one of some states."""
    return [one for one in state(ctx).get("calls", ()) if one["state"] in states]


def no_phone(ctx: Context) -> ToolResult | None:
    """Return the honest no of a car without a phone."""
    return None if state(ctx).get("available") else refused("no_phone")


def dialling(ctx: Context, name: str, number: str, *, sure: bool = True) -> ToolResult:
    """Return the result that calls; a name that was not heard for sure is asked back."""
    verb = "call" if sure else "call_guessed"
    effect = Effect(f"phone.{verb}", args={"number": number, "name": name})
    values = {"name": name or spaced(number)}
    card = call_card(ctx.language, name or number, "calling")
    return ToolResult("calling", values, (effect,), "done", question="guess", card=card)


def spaced(number: str) -> str:
    """Return a number as it is read out: digit by digit."""
    return " ".join(number)


# --- calling --------------------------------------------------------------------------------


@skill.tool("call")
def call(
    ctx: Context, name: str = "", number: str = "", kind: str = "", choice: str = ""
) -> ToolResult:
    """Call someone; asks for whatever is not clear."""
    if stopped := no_phone(ctx):
        return stopped
    dialled = digits(number or name)
    if dialled is not None:
        return dialling(ctx, "", dialled)
    if not name:
        return ToolResult("whom", outcome="asked", missing="name")
    found = people(ctx, name, choice)
    if not found:
        return refused("not_found", name=name)
    if len(found) > 1:
        return which(ctx, found)
    return _one_number(ctx, found[0], kind)


def _one_number(ctx: Context, person: Person, kind: str) -> ToolResult:
    numbers = [one for one in person.numbers if kind in ("", one["kind"])]
    if not numbers:
        kinds = list(dict.fromkeys(one["kind"] for one in person.numbers))
        return refused("no_kind", name=person.name, kind=kind, kinds=kinds)
    kinds = list(dict.fromkeys(one["kind"] for one in numbers))
    if len(kinds) > 1:
        card = numbers_card(ctx.language, person.name, numbers, "choice")
        values = {"name": person.name, "kinds": kinds}
        return ToolResult("which_number", values, outcome="asked", missing="kind", card=card)
    return dialling(ctx, person.name, numbers[0]["number"], sure=person.sure)


@skill.tool("call_emergency")
def call_emergency(ctx: Context, service: str) -> ToolResult:
    """Call for help."""
    if stopped := no_phone(ctx):
        return stopped
    number = state(ctx)["emergency"][service]
    effect = Effect("phone.call", args={"number": number, "name": ""})
    card = call_card(ctx.language, number, "help")
    return ToolResult("calling_help", {"number": spaced(number)}, (effect,), "done", card=card)


@skill.tool("redial")
def redial(ctx: Context) -> ToolResult:
    """Call the number that was dialled last."""
    return no_phone(ctx) or _again(ctx, "made")


@skill.tool("call_back")
def call_back(ctx: Context) -> ToolResult:
    """Call who called last."""
    return no_phone(ctx) or _again(ctx, "missed", "taken")


def _again(ctx: Context, *kinds: str) -> ToolResult:
    recent = next((one for one in state(ctx)["recents"] if one["kind"] in kinds), None)
    if recent is None:
        return answered("no_calls_yet")
    return dialling(ctx, recent["name"], recent["number"])


# --- in a call ------------------------------------------------------------------------------


@skill.tool("answer")
def answer(ctx: Context) -> ToolResult:
    """Take the call that rings."""
    if not calls(ctx, "incoming"):
        return no_phone(ctx) or answered("nobody_calls")
    card = call_card(ctx.language, _who(calls(ctx, "incoming")[0]), "talking")
    return ToolResult("answered", {}, (Effect("phone.answer"),), "done", card=card)


@skill.tool("reject")
def reject(ctx: Context) -> ToolResult:
    """Refuse the call that rings."""
    if not calls(ctx, "incoming"):
        return no_phone(ctx) or answered("nobody_calls")
    return done("rejected", [Effect("phone.reject")])


@skill.tool("hang_up")
def hang_up(ctx: Context) -> ToolResult:
    """End the call; one that rings is refused."""
    if calls(ctx, "active", "dialing", "alerting", "held"):
        return done("ended", [Effect("phone.hang_up")])
    if calls(ctx, "incoming"):
        return done("rejected", [Effect("phone.reject")])
    return no_phone(ctx) or answered("no_call")


@skill.tool("set_mute")
def set_mute(ctx: Context, state: str) -> ToolResult:
    """Mute the microphone in a call."""
    running = calls(ctx, "active", "alerting", "dialing")
    if not running:
        return no_phone(ctx) or answered("no_call")
    effect = Effect("phone.mute", value=state == "on")
    shown = "muted" if state == "on" else "talking"
    card = call_card(ctx.language, _who(running[0]), shown)
    return ToolResult(f"mute_{state}", {}, (effect,), "done", card=card)


def _who(call: dict[str, Any]) -> str:
    return str(call["name"] or call["number"])


@skill.tool("press_keys")
def press_keys(ctx: Context, keys: str) -> ToolResult:
    """Press keys, in a call only."""
    if not calls(ctx, "active"):
        return no_phone(ctx) or answered("no_call")
    for word, key in _KEYS.items():
        keys = keys.replace(word, key)
    tones = re.sub(r"[\s,，、-]|and|then|和", "", keys)
    if not re.fullmatch(r"[\d*#]{1,30}", tones):
        return refused("no_keys")
    return done("pressed", [Effect("phone.tones", args={"tones": tones})], keys=spaced(tones))


# --- questions ------------------------------------------------------------------------------


@skill.tool("who_calls")
def who_calls(ctx: Context) -> ToolResult:
    """Tell who is on the phone."""
    for one in (*calls(ctx, "incoming"), *calls(ctx, "active", "alerting", "dialing", "held")):
        ringing = one["state"] == "incoming"
        values = {"name": one["name"] or spaced(one["number"])}
        card = call_card(ctx.language, _who(one), "incoming" if ringing else "talking")
        return ToolResult("rings" if ringing else "talks", values, card=card)
    return answered("no_call")


@skill.tool("recent_calls")
def recent_calls(ctx: Context, kind: str = "all") -> ToolResult:
    """Tell the last calls."""
    recents = [one for one in state(ctx).get("recents", ()) if kind in ("all", one["kind"])]
    if not recents:
        return answered("no_missed" if kind == "missed" else "no_calls_yet")
    now = datetime.fromisoformat(ctx.now_iso)
    told = [
        {
            "name": one["name"] or spaced(one["number"]),
            "kind": one["kind"],
            "age": spoken_age(_seconds(now, one), ctx.language),
        }
        for one in recents[:TOLD]
    ]
    card = recent_card(ctx.language, recents)
    values = {"calls": told, "count": len(recents), "missed": kind == "missed"}
    return ToolResult(reply="recent", values=values, card=card)


def _seconds(now: datetime, recent: dict[str, Any]) -> float:
    return max(0.0, (now - datetime.fromisoformat(recent["at_iso"])).total_seconds())


@skill.tool("find_number")
def find_number(ctx: Context, name: str) -> ToolResult:
    """Tell someone's number."""
    found = people(ctx, name) if state(ctx) else []
    if not found:
        return answered("not_found", name=name)
    person = found[0]
    card = numbers_card(ctx.language, person.name, person.numbers, "list")
    values = {"name": person.name, "number": spaced(person.numbers[0]["number"])}
    return ToolResult(reply="number_is", values=values, card=card)
