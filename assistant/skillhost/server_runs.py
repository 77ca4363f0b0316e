"""The service behind ``skill.run``: run a server's tool that may change something.

Such a tool isn't run when it is called, since calls are also made to foresee a reply. The call
becomes this effect, the policy decides and usually asks, and then it runs here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker

if TYPE_CHECKING:  # it loads the protocol's library, which a single question needn't wait for
    from assistant.skillhost.host import ProcessSkillHost


class ServerRuns:
    """Implements ``Service``; its word is ``skill``."""

    name = "skill"

    def __init__(self, host: ProcessSkillHost) -> None:
        self._host = host

    def seen(self) -> dict[str, Any]:
        """Return nothing: skills know nothing of other skills."""
        return {}

    async def apply(self, effect: Effect, _: Asker) -> Applied:
        """Run the tool that the effect names; verified when its server says that it worked.

        Raises:
            SkillError: there is no such tool, or its process failed.
        """
        worked = await self._host.run_for_effect(effect.target, effect.args)
        return Applied(path=effect.kind, value=effect.target, verified=worked)
