"""What a skill imports: the only door between a skill and the car.

A skill is a few decorated functions. Each gets its arguments and the context that its
manifest declares, and returns a ``ToolResult``: what to say, what to show, and which effects
it asks for. A skill never touches the car; the policy decides and the engine carries out.

    from assistant.skillhost.sdk import Context, Skill, ToolResult, set_signal

    skill = Skill("windows")

    @skill.tool("open_window")
    def open_window(ctx: Context, seat: str, position: int = 100) -> ToolResult:
        path = f"Vehicle.Cabin.Door.{...}.Window.Position"
        return ToolResult(reply="opened", values={"seat": seat}, effects=(set_signal(path, 0),))

Everything here is plain data that survives JSON, because a skill may run in another process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from assistant.vehicle.interface import Value


@dataclass(frozen=True, slots=True)
class Effect:
    """What a tool asks the car to do. Data, not an action.

    ``kind`` is ``set`` (a signal to a value), ``timer_start``, ``timer_cancel``. For ``set``,
    ``target`` is the VSS path; for the others it is an id and ``args`` holds the rest.
    """

    kind: str
    target: str
    value: Value | None = None
    args: dict[str, Any] = field(default_factory=dict)


def set_signal(path: str, value: Value) -> Effect:
    """Return the effect that brings a VSS signal to a value."""
    return Effect(kind="set", target=path, value=value)


@dataclass(frozen=True, slots=True)
class Context:
    """What a skill may know: only what its manifest declares is filled in.

    ``signals`` holds values by VSS path (absent: unknown). ``zone`` is the speaker's seat.
    ``now_iso`` is local date and time with offset. ``timers`` lists the running timers and
    reminders as ``{"id", "label", "kind", "due_iso", "remaining_s"}``.
    """

    zone: str = "driver"
    language: str = "en"
    signals: dict[str, Value] = field(default_factory=dict)
    now_iso: str = ""
    timers: tuple[dict[str, Any], ...] = ()
    utterance: str = ""


@dataclass(frozen=True, slots=True)
class ToolResult:
    """A tool's answer.

    ``reply`` is a key into the skill's ``replies/<lang>.yaml``; ``values`` fill its template.
    ``effects`` are asked of the car; the reply is spoken when all of them were verified.
    ``outcome`` is ``done`` (effects), ``answered`` (a question), ``asked`` (the skill needs
    ``missing`` slot and asks for it) or ``refused`` (it can't, honestly).
    """

    reply: str
    values: dict[str, Any] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()
    outcome: str = "answered"
    missing: str | None = None
    card: dict[str, Any] | None = None


ToolFunction = Callable[..., ToolResult]


class Skill:
    """A named set of tools."""

    def __init__(self, skill_id: str) -> None:
        self.id = skill_id
        self.tools: dict[str, ToolFunction] = {}

    def tool(self, name: str) -> Callable[[ToolFunction], ToolFunction]:
        """Register the decorated function ``f(ctx, **arguments)`` as the tool ``name``."""

        def register(function: ToolFunction) -> ToolFunction:
            self.tools[name] = function
            return function

        return register
