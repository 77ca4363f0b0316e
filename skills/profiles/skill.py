"""Profiles: who drives, and what each driver likes. The service ``profiles`` keeps them.

Choosing a profile also brings the driver's temperature, the saved position of the seat (only
where the car stands) and the driver's home and work; what the one before likes is noted.
"""

from __future__ import annotations

from typing import Any

from assistant.skillhost.names import SURE, best_matches, likely
from assistant.skillhost.sdk import Context, Effect, Skill, ToolResult, set_signal

skill = Skill("profiles")

GUEST = "guest"
TEMPERATURE = "Vehicle.Cabin.HVAC.Station.Row1.Driver.Temperature"
SEAT = "Vehicle.Cabin.Seat.Row1.DriverSide"
SPEED = "Vehicle.Speed"
GEAR = "Vehicle.Powertrain.Transmission.SelectedGear"
PARK = 126
PLACES = ("home", "work")
CARD_TITLE = {"en": "Profiles", "zh": "用户档案"}
GUEST_NAME = {"en": "Guest", "zh": "访客"}

Person = dict[str, Any]


def people(ctx: Context) -> list[Person]:
    """Return the profiles that have a name."""
    return [one for one in _seen(ctx).get("profiles", ()) if one["id"] != GUEST]


def _seen(ctx: Context) -> dict[str, Any]:
    return dict(ctx.services.get("profiles") or {})


def card(ctx: Context) -> dict[str, Any]:
    """Return the card that lists the profiles."""
    items = [{"title": one["name"]} for one in people(ctx)]
    return {
        "type": "list",
        "title": CARD_TITLE[ctx.language],
        "items": [*items, {"title": GUEST_NAME[ctx.language]}],
    }


@skill.tool("switch_profile")
def switch_profile(ctx: Context, name: str) -> ToolResult:
    """Choose the profile of the person who was named."""
    if name.strip().casefold() in (word.casefold() for word in GUEST_NAME.values()):
        return switch_to_guest(ctx)
    known = {one["name"]: one for one in people(ctx)}
    found = likely(best_matches(name, list(known), ctx.language))
    if not found:
        return ToolResult("unknown", {"name": name}, outcome="refused", card=card(ctx))
    if len(found) > 1:
        names = [match.candidate for match in found]
        items: list[dict[str, Any]] = [{"title": one} for one in names]
        offer = {"type": "choice", "title": CARD_TITLE[ctx.language], "items": items}
        return ToolResult("which", {"names": names}, outcome="asked", missing="name", card=offer)
    person = known[found[0].candidate]
    if found[0].score < SURE:
        items = [{"title": person["name"]}]
        offer = {"type": "choice", "title": CARD_TITLE[ctx.language], "items": items}
        values = {"names": [person["name"]]}
        return ToolResult("which", values, outcome="asked", missing="name", card=offer)
    return chosen(ctx, person, "hello")


@skill.tool("introduce")
def introduce(ctx: Context, name: str) -> ToolResult:
    """Choose the profile of who says "I am …"; what follows need not be a name."""
    found = switch_profile(ctx, name)
    return ToolResult("no_name", card=card(ctx)) if found.reply == "unknown" else found


@skill.tool("switch_to_guest")
def switch_to_guest(ctx: Context) -> ToolResult:
    """Choose the guest's profile."""
    guest = next((one for one in _seen(ctx).get("profiles", ()) if one["id"] == GUEST), None)
    return chosen(ctx, guest or {"id": GUEST, "name": "", "places": {}}, "guest")


def chosen(ctx: Context, person: Person, reply: str) -> ToolResult:
    """Return what choosing a profile comes to."""
    values = {"name": person["name"]}
    if _seen(ctx).get("active") == person["id"]:
        return ToolResult("already", values)
    choose = Effect("profiles.choose", person["id"], args={"leaving": _leaving(ctx)})
    effects = (choose, *_warmth(ctx, person), *_seat(ctx, person), *_places(ctx, person))
    return ToolResult(reply, values, effects, outcome="done")


def _leaving(ctx: Context) -> dict[str, Any]:
    """Return what whoever drives now likes."""
    warm = ctx.signals.get(TEMPERATURE)
    noted: dict[str, Any] = {"places": _saved(ctx)}
    return noted if warm is None else {**noted, "temperature": warm}


def _saved(ctx: Context) -> dict[str, Any]:
    """Return where home and work are now."""
    saved = dict((ctx.services.get("navigation") or {}).get("saved") or {})
    return {label: saved[label] for label in PLACES if label in saved}


def _warmth(ctx: Context, person: Person) -> list[Effect]:
    wanted = person.get("temperature")
    if wanted is None or wanted == ctx.signals.get(TEMPERATURE):
        return []
    return [set_signal(TEMPERATURE, wanted)]


def _seat(ctx: Context, person: Person) -> list[Effect]:
    """Return how the seat moves: only in a car that surely stands."""
    if ctx.signals.get(GEAR) != PARK or ctx.signals.get(SPEED, 1) != 0:
        return []
    saved = (ctx.services.get("seat_memory") or {}).get(SEAT, {}).get(str(person.get("seat")), {})
    wanted = {f"{SEAT}.{leaf}": value for leaf, value in saved.items()}
    return [set_signal(path, to) for path, to in wanted.items() if ctx.signals.get(path) != to]


def _places(ctx: Context, person: Person) -> list[Effect]:
    """Return how home and work become the person's."""
    now, wanted = _saved(ctx), dict(person.get("places") or {})
    gone = [Effect("navigation.forget", label) for label in now if label not in wanted]
    new = [
        Effect("navigation.save", label, args={"place": place})
        for label, place in wanted.items()
        if now.get(label) != place
    ]
    return [*gone, *new]


@skill.tool("create_profile")
def create_profile(ctx: Context, name: str = "") -> ToolResult:
    """Make a profile for a person."""
    wanted = name.strip()
    if not wanted:
        return ToolResult("whose", outcome="asked", missing="name")
    if any(one["name"].casefold() == wanted.casefold() for one in people(ctx)):
        return ToolResult("exists", {"name": wanted}, outcome="refused")
    shown = wanted.title() if ctx.language == "en" else wanted
    return ToolResult("created", {"name": shown}, (Effect("profiles.add", shown),), outcome="done")


@skill.tool("current_profile")
def current_profile(ctx: Context) -> ToolResult:
    """Say whose profile is chosen."""
    active = _seen(ctx).get("active")
    name = next((one["name"] for one in people(ctx) if one["id"] == active), "")
    others = [one["name"] for one in people(ctx) if one["id"] != active]
    return ToolResult("current", {"name": name, "others": others}, card=card(ctx))
