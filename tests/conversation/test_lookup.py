"""What services tell skills in one call, and what is looked up for it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from assistant.clock import run_virtual
from assistant.conversation.lookup import LOOKUP_S, told
from assistant.errors import SkillError
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker, Service
from assistant.understanding.interface import ToolCall

CALL = ToolCall("atlas.find", {"what": "cafe"}, "find a cafe")
DRIVER = Asker("driver", "en")


class Atlas:
    """A service that is asked about each call, and takes ``seconds`` for it."""

    name = "atlas"

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds

    def seen(self) -> dict[str, Any]:
        return {"pages": 3}

    async def apply(self, effect: Effect, asker: Asker) -> Applied:
        return Applied("atlas.page", 1, True)

    async def look_up(self, tool: str, arguments: dict[str, Any], asker: Asker) -> Any:
        await asyncio.sleep(self.seconds)
        return [tool, arguments["what"], asker.language]


class Lamp:
    """A service that only shows."""

    name = "lamp"

    def seen(self) -> list[str]:
        return ["on"]

    async def apply(self, effect: Effect, asker: Asker) -> Applied:
        return Applied("lamp.on", True, True)


def test_only_what_the_tool_declares_is_looked_up() -> None:
    services: dict[str, Service] = {"atlas": Atlas(), "lamp": Lamp()}
    shown = run_virtual(told(services, ("atlas", "lamp", "gone"), CALL, DRIVER))
    assert shown == {"atlas": {"pages": 3, "found": ["find", "cafe", "en"]}, "lamp": ["on"]}
    assert run_virtual(told(services, (), CALL, DRIVER))["atlas"] == {"pages": 3}


def test_a_service_that_finds_nothing_in_time_fails_the_call() -> None:
    with pytest.raises(SkillError, match="atlas found nothing") as raised:
        run_virtual(told({"atlas": Atlas(LOOKUP_S + 1)}, ("atlas",), CALL, DRIVER))
    assert raised.value.code == "skill_timeout"
