"""What services tell skills in one call: what they show, and what was looked up for the call."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from assistant.errors import SkillError
from assistant.skillhost.services import Asker, Searchable, Service
from assistant.understanding.interface import ToolCall

LOOKUP_S = 2.0
"""How long a service may look something up."""

FOUND = "found"
"""Where a skill finds what was looked up."""


async def told(
    services: Mapping[str, Service], wanted: tuple[str, ...], call: ToolCall, asker: Asker
) -> dict[str, Any]:
    """Return what all services show; those of ``wanted`` also what they know about the call.

    Raises:
        SkillError: a service took too long.
        AssistantError: a service can't look it up.
    """
    shown = {name: service.seen() for name, service in services.items()}
    tool = call.tool.partition(".")[2]
    for name in wanted:
        service = services.get(name)
        if not isinstance(service, Searchable):
            continue
        try:
            async with asyncio.timeout(LOOKUP_S):
                found = await service.look_up(tool, call.arguments, asker)
        except TimeoutError as error:
            message = f"{call.tool}: {name} found nothing within {LOOKUP_S:g} s"
            raise SkillError(message, code="skill_timeout") from error
        shown[name] = {**shown[name], FOUND: found}
    return shown
