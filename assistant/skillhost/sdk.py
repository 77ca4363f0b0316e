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

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from assistant.vehicle.interface import Value

CONTEXT_KEY = "in-vehicle-assistant/context"
"""Where the context of a call lies in the ``_meta`` of an MCP request."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a tool asks the car to do. Data, not an action.

    ``kind`` is ``set`` (a signal to a value) or a service's ``<service>.<verb>``, e.g.
    ``timer.start``. For ``set``, ``target`` is the VSS path; for services it is an id, which
    may be empty, and ``args`` holds the rest.
    """

    kind: str
    target: str = ""
    value: Value | None = None
    args: dict[str, Any] = field(default_factory=dict)

    @property
    def service(self) -> str:
        """The name of the service that it is for; empty for a signal."""
        return self.kind.partition(".")[0] if self.kind != "set" else ""


def is_declared(effect: Effect, patterns: Iterable[str]) -> bool:
    """Return True when a manifest's ``effects`` name the effect.

    They name a signal by its path, a service's effect by ``<service>`` or ``<service>.<verb>``;
    both may be shell-style patterns.
    """
    names = (effect.target,) if effect.kind == "set" else (effect.service, effect.kind)
    return any(fnmatchcase(name, pattern) for pattern in patterns for name in names)


def set_signal(path: str, value: Value) -> Effect:
    """Return the effect that brings a VSS signal to a value."""
    return Effect(kind="set", target=path, value=value)


@dataclass(frozen=True, slots=True)
class Context:
    """What a skill may know: only what its manifest declares is filled in.

    ``signals`` holds values by VSS path (absent: unknown). ``zone`` is the speaker's seat.
    ``now_iso`` is local date and time with offset. ``services`` holds what each declared
    service shows, e.g. under ``timer`` the running timers and reminders as
    ``{"id", "label", "kind", "due_iso", "remaining_s"}``. ``utterance`` is what was said.
    """

    zone: str = "driver"
    language: str = "en"
    signals: dict[str, Value] = field(default_factory=dict)
    now_iso: str = ""
    services: dict[str, Any] = field(default_factory=dict)
    utterance: str = ""


@dataclass(frozen=True, slots=True)
class ToolResult:
    """A tool's answer.

    ``reply`` is a key into the skill's ``replies/<lang>.yaml``; ``values`` fill its template.
    ``effects`` are asked of the car; the reply is spoken when all of them were verified.
    ``question`` is the key of what to ask first when the policy wants a yes ("Send it?");
    without one the policy's own question is asked.
    ``outcome`` is ``done`` (effects), ``answered`` (a question), ``asked`` (the skill needs
    ``missing`` slot and asks for it; effects that it has, too, happen before) or ``refused``
    (it can't, honestly). ``answer_to`` names the tool of the same skill that takes what is
    missing, if that is another one: "Shall I take you there?" after a question.
    """

    reply: str
    values: dict[str, Any] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()
    outcome: str = "answered"
    missing: str | None = None
    question: str | None = None
    card: dict[str, Any] | None = None
    answer_to: str | None = None


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
