"""The service ``cloud``: what skills see of the connection and of answers that came late."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.errors import InputError
from assistant.routing.connectivity import Link
from assistant.routing.late import LateAnswers
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker


class CloudStatus:
    """Tells, and can do nothing. Implements ``Service``; ``link`` None: no cloud is set up."""

    def __init__(self, late: LateAnswers, link: Callable[[], Link] | None) -> None:
        self._late = late
        self._link = link

    @property
    def name(self) -> str:
        """``cloud``."""
        return "cloud"

    def seen(self) -> dict[str, Any]:
        """Return ``{"state", "late"}``: the link's state, ``none`` without a cloud; a late answer.

        ``late`` is ``{"text", "language"}``, or None when there is none.
        """
        late = self._late.answer
        return {
            "state": str(self._link().state) if self._link is not None else "none",
            "late": {"text": late.text, "language": late.language} if late is not None else None,
        }

    async def apply(self, effect: Effect, asker: Asker) -> Applied:
        """Refuse.

        Raises:
            InputError: there is nothing that the cloud does.
        """
        del asker
        raise InputError(f"The cloud does not do {effect.kind!r}.")
