"""Tell whether two calls of a tool come to the same, asked of the skills themselves.

"My seat" is the driver's own anyway, and 3 in the afternoon is 15 o'clock: as data such calls
differ, in the car they do not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from assistant.errors import SkillError
from assistant.skillhost.interface import SkillHost
from assistant.skillhost.sdk import Context, ToolResult
from assistant.vehicle.interface import Vehicle

_NOW = "2026-05-04T12:00:00+02:00"


def context_of(vehicle: Vehicle, paths: Iterable[str]) -> Context:
    """Return what skills see of a car as it stands, at a time that is always the same."""
    readings = {path: vehicle.read(path) for path in paths}
    signals = {path: reading.value for path, reading in readings.items() if reading is not None}
    return Context(signals=signals, now_iso=_NOW)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Compares what calls come to in one ``context``: nothing of it is carried out."""

    host: SkillHost
    context: Context

    async def same(
        self, tool: str, one: dict[str, Any], other: dict[str, Any], language: str
    ) -> bool:
        """Tell whether a tool asks for the same effects with both arguments, or answers the same.

        Services are not there: what a skill can't answer without one is never the same.
        """
        try:
            first, second = await self._result(tool, one), await self._result(tool, other)
        except SkillError:
            return False
        if first.effects or second.effects:
            return first.effects == second.effects
        spoken = [self.host.render(tool, r.reply, language, r.values) for r in (first, second)]
        return {first.outcome, second.outcome} == {"answered"} and spoken[0] == spoken[1]

    async def refuses(self, tool: str, arguments: dict[str, Any]) -> bool:
        """Tell whether a tool that changes nothing says that it can't do what is asked."""
        if self.host.changes_state(tool):
            return False
        try:
            return (await self._result(tool, arguments)).outcome == "refused"
        except SkillError:
            return False

    async def _result(self, tool: str, arguments: dict[str, Any]) -> ToolResult:
        return await self.host.call(tool, arguments, self.context)
