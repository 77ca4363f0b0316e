"""Draw pictures, change them, and look after those that were kept.

The service ``picture`` draws and says how it goes on; a card here only names the picture, whose
id the service has given out before (``next``).
"""

from __future__ import annotations

from typing import Any

from assistant.skillhost.sdk import Context, Effect, Skill, ToolResult

skill = Skill("pictures")

MOST_LISTED = 24
MOST_NAMED = 2
"""So many of the words that mean nothing here are said back."""

TITLES = {"en": {"gallery": "Pictures", "journey": "Our journey"},
          "zh": {"gallery": "图片", "journey": "我们的旅途"}}  # fmt: skip
AND = {"en": ", ", "zh": "，"}
WITHOUT = {"en": "without ", "zh": "没有"}
JOURNEY = "journey"

Data = dict[str, Any]


def studio(ctx: Context) -> Data:
    """Return what the service shows."""
    return dict(ctx.services.get("picture", {}))


def kept(ctx: Context) -> list[Data]:
    """Return the pictures that were drawn, newest first."""
    return list(studio(ctx).get("pictures", ()))


def last(ctx: Context) -> Data | None:
    """Return the newest picture of the speaker's seat, else of any."""
    pictures = kept(ctx)
    own = (one for one in pictures if one.get("zone", ctx.zone) == ctx.zone)
    return next(own, pictures[0] if pictures else None)


def card(picture: str, title: str, state: str, slot: str = "") -> Data:
    """Return the card of a picture; events of its slot tell how it goes on."""
    return {
        "type": "picture",
        "title": title,
        "alt": title,
        "picture": picture,
        "slot": slot or picture,
        "image": f"/api/v1/pictures/{picture}.jpg",
        "state": state,
    }


def drawing(ctx: Context, reply: str, prompt: str, program: Data | None, **how: bool) -> ToolResult:
    """Return a result that draws; ``again`` leaves to chance what the words leave open."""
    seen = studio(ctx)
    picture = str(seen.get("next", ""))
    found = seen.get("found", {})
    values = {
        "n": int(picture or "0", 16),
        "imagined": bool(found.get("imagined")),
        "strained": bool(found.get("strained")),
        "left_out": found.get("left_out", [])[:MOST_NAMED],
    }
    args = {"prompt": prompt, "program": program, **how}
    effect = Effect("picture.draw", picture, args=args)
    shown = card(picture, prompt, "drawing")
    return ToolResult(reply, values, (effect,), "done", card=shown)


def obstacle(ctx: Context, unknown: str) -> ToolResult | None:
    """Return why nothing is drawn, None when it can be; ``unknown`` is said of strange words."""
    seen = studio(ctx)
    if not seen.get("available", True):
        return ToolResult("unavailable", outcome="refused")
    found = seen.get("found", {"answer": "draw"})
    if found["answer"] == "declined":
        return ToolResult("declined", {"reason": found["reason"]}, outcome="refused")
    if found["answer"] == "elsewhere":
        return ToolResult("ask_cloud", outcome="asked", missing="cloud")
    if found["answer"] == "later":
        return ToolResult("ask_later", outcome="asked", missing="cloud")
    if found["answer"] == "unknown":
        return ToolResult(unknown, outcome="asked", missing="what", answer_to="draw")
    return None


@skill.tool("draw")
def draw(ctx: Context, what: str = "", cloud: str = "") -> ToolResult:
    """Draw something, or say honestly that it can't be drawn."""
    if not what.strip():
        return ToolResult("what", outcome="asked", missing="what")
    if cloud == "no":
        return ToolResult("as_you_like")
    answer = studio(ctx).get("found", {}).get("answer")
    if cloud == "yes" and answer == "elsewhere":
        return drawing(ctx, "asking_cloud", what, None, elsewhere=True)
    if cloud == "yes" and answer == "later":
        return ToolResult("later", {}, (Effect("picture.later", args={"prompt": what}),), "done")
    stopped = obstacle(ctx, "no_such")
    if stopped is not None:
        return stopped
    return drawing(ctx, "drawing", what, studio(ctx).get("found", {}).get("program"))


@skill.tool("another")
def another(ctx: Context) -> ToolResult:
    """Draw the last picture once more: the service gives each drawing a new seed."""
    was = last(ctx)
    if was is None:
        return ToolResult("none", outcome="asked", missing="what", answer_to="draw")
    return drawing(ctx, "another", str(was["title"]), was.get("program"), again=True)


@skill.tool("change")
def change(ctx: Context, how: str, without: bool = False) -> ToolResult:
    """Draw the last picture with a change; the service has looked up what comes of it."""
    was = last(ctx)
    if was is None:
        return ToolResult("none", outcome="asked", missing="what", answer_to="draw")
    stopped = obstacle(ctx, "cant_change" if was.get("program") is None else "no_change")
    if stopped is not None:
        return stopped
    said = f"{WITHOUT[ctx.language] if without else ''}{how}"
    prompt = f"{was['title']}{AND[ctx.language]}{said}"
    return drawing(ctx, "changed", prompt, studio(ctx).get("found", {}).get("program"))


@skill.tool("show_last")
def show_last(ctx: Context) -> ToolResult:
    """Show the last picture again."""
    was = last(ctx)
    if was is None:
        return ToolResult("none", outcome="asked", missing="what", answer_to="draw")
    shown = card(was["id"], was["title"], "ready")
    return ToolResult("here", {}, (Effect("picture.show", was["id"]),), "done", card=shown)


@skill.tool("gallery")
def gallery(ctx: Context) -> ToolResult:
    """Say how many pictures there are; the card has the newest."""
    pictures = kept(ctx)
    if not pictures:
        return ToolResult("none")
    items = [
        {
            "id": one["id"],
            "title": one["title"],
            "text": str(one.get("made_at", ""))[:10],
            "image": f"/api/v1/pictures/{one['id']}.jpg?size=small",
        }
        for one in pictures[:MOST_LISTED]
    ]
    count = {"count": len(pictures), "saved": sum(bool(one.get("saved")) for one in pictures)}
    shown = {"type": "list", "title": TITLES[ctx.language]["gallery"], "items": items}
    return ToolResult("gallery", count, card=shown)


@skill.tool("save")
def save(ctx: Context) -> ToolResult:
    """Keep the last picture until it is deleted."""
    coming = [one for one in studio(ctx).get("drawing", ()) if one["zone"] == ctx.zone]
    was = coming[-1] if coming else last(ctx)
    if was is None:
        return ToolResult("none")
    if was.get("saved"):
        return ToolResult("saved_already")
    return ToolResult("saved", {}, (Effect("picture.save", was["id"], value=True),), "done")


@skill.tool("delete")
def delete(ctx: Context, all: bool = False) -> ToolResult:  # noqa: A002  the argument's name
    """Delete the last picture; all of them only after a yes."""
    pictures, was = kept(ctx), last(ctx)
    if was is None:
        return ToolResult("none")
    if all:
        values = {"count": len(pictures)}
        clear = (Effect("picture.clear"),)
        return ToolResult("all_deleted", values, clear, "done", question="delete_all_sure")
    return ToolResult("deleted", {}, (Effect("picture.delete", was["id"]),), "done")


@skill.tool("stop")
def stop(ctx: Context) -> ToolResult:
    """Stop drawing, and the slideshow."""
    seen = studio(ctx)
    if not seen.get("drawing") and not seen.get("slideshow"):
        return ToolResult("nothing_drawn")
    return ToolResult("stopped", {}, (Effect("picture.cancel"),), "done")


@skill.tool("journey")
def journey(ctx: Context) -> ToolResult:
    """Begin the slideshow of the journey."""
    if not studio(ctx).get("available", True):
        return ToolResult("unavailable", outcome="refused")
    title = TITLES[ctx.language]["journey"]
    shown = {"type": "picture", "title": title, "alt": title, "picture": "", "slot": JOURNEY,
             "state": "drawing"}  # fmt: skip
    return ToolResult("journey", {}, (Effect("picture.follow", value=True),), "done", card=shown)
