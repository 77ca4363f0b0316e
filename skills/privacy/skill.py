"""Privacy: what left the car, what may leave, and who says so. The service ``privacy`` obeys.

Withdrawing and guest mode are for everybody. To allow something, the policy wants the driver
and a yes.
"""

from __future__ import annotations

from typing import Any

from assistant.skillhost.sdk import Context, Effect, Skill, ToolResult

skill = Skill("privacy")

CARD_TITLE = {"en": "Privacy", "zh": "隐私"}
MANY_BYTES = 10_000
"""From here on bytes are told in thousands, or millions."""


def state(ctx: Context) -> dict[str, Any]:
    """Return what may leave, ``{"kinds": {kind: bool}, "guest": bool}``; nothing: no service."""
    return dict(ctx.services.get("privacy") or {"kinds": {}, "guest": False})


def size(count: int) -> dict[str, Any]:
    """Return a number of bytes as it is told: a number and its unit."""
    if count >= 1_000_000:  # noqa: PLR2004  a million
        return {"number": round(count / 1e6, 1), "unit": "mb"}
    if count >= MANY_BYTES:
        return {"number": round(count / 1e3), "unit": "kb"}
    return {"number": count, "unit": "b"}


@skill.tool("what_left")
def what_left(ctx: Context) -> ToolResult:
    """Tell what left in the last month, by kind, and what waits."""
    told = state(ctx).get("found") or {}
    values = {
        "requests": told.get("requests", 0),
        "size": size(told.get("bytes", 0)),
        "days": told.get("days", 30),
        "kinds": [{"kind": kind, "count": n} for kind, n in told.get("kinds", {}).items()],
        "waiting": told.get("waiting", 0),
        "any": any(state(ctx)["kinds"].values()) and not state(ctx)["guest"],
    }
    reply = "left" if values["requests"] else "nothing_left"
    return ToolResult(reply=reply, values=values, card=_card(ctx))


@skill.tool("what_may_leave")
def what_may_leave(ctx: Context, kind: str = "") -> ToolResult:
    """Tell what may leave now, or whether one kind may."""
    now = state(ctx)
    may = [one for one, allowed in now["kinds"].items() if allowed]
    values = {"kind": kind, "may": may, "allowed": kind in may}
    if now["guest"]:
        return ToolResult(reply="guest_now", values=values, card=_card(ctx))
    reply = "one" if kind else "may" if may else "may_nothing"
    return ToolResult(reply=reply, values=values, card=_card(ctx))


@skill.tool("stop_sending")
def stop_sending(ctx: Context, kind: str = "") -> ToolResult:
    """Withdraw one consent, or all."""
    now = state(ctx)["kinds"]
    if not (now.get(kind) if kind else any(now.values())):
        return ToolResult(reply="stopped_already", values={"kind": kind})
    effects = (Effect("privacy.withdraw", kind or "all"),)
    return ToolResult("stopped", {"kind": kind}, effects, "done")


@skill.tool("allow_sending")
def allow_sending(ctx: Context, kind: str = "") -> ToolResult:
    """Ask for one consent; the policy asks back."""
    now = state(ctx)
    if now["guest"]:
        return ToolResult(reply="guest_now", values={"kind": kind}, outcome="refused")
    if not kind:
        return ToolResult(reply="which", outcome="asked", missing="kind")
    if now["kinds"].get(kind):
        return ToolResult(reply="allowed_already", values={"kind": kind})
    effects = (Effect("privacy.give", kind),)
    return ToolResult("allowed", {"kind": kind}, effects, "done", question="allow_sure")


@skill.tool("guest_mode")
def guest_mode(ctx: Context, on: bool) -> ToolResult:
    """Turn guest mode on or off; the policy asks back before it goes off."""
    if state(ctx)["guest"] is on:
        return ToolResult(reply="guest_already", values={"on": on})
    effects = (Effect("privacy.guest_on" if on else "privacy.guest_off"),)
    return ToolResult("guest", {"on": on}, effects, "done", question="guest_off_sure")


@skill.tool("feedback")
def feedback(ctx: Context, good: bool) -> ToolResult:
    """Keep what somebody thinks of the last answer for the makers, if people agreed to that."""
    now = state(ctx)
    if now["guest"] or not now["kinds"].get("telemetry"):
        return ToolResult(reply="no_feedback", outcome="refused")
    effects = (Effect("privacy.feedback", args={"good": good}),)
    return ToolResult("feedback_kept", {"good": good}, effects, "done")


def _card(ctx: Context) -> dict[str, Any]:
    now = state(ctx)
    names = NAMES[ctx.language]
    switch = SWITCH[ctx.language]
    items = [
        {"title": names[kind], "value": switch[allowed and not now["guest"]]}
        for kind, allowed in now["kinds"].items()
    ]
    return {"type": "list", "title": CARD_TITLE[ctx.language], "items": items}


NAMES = {
    "en": {
        "text": "Words",
        "audio": "Voice",
        "pictures": "Pictures",
        "history": "History",
        "telemetry": "Telemetry",
    },
    "zh": {
        "text": "文字",
        "audio": "声音",
        "pictures": "图片",
        "history": "历史记录",
        "telemetry": "使用数据",
    },
}
SWITCH = {"en": ("stays here", "may leave"), "zh": ("留在车内", "可以发送")}
