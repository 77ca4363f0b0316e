"""The port of telephones: calls and short messages by number. Names are the services' matter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class CallState(StrEnum):
    """Where a call stands; a call that is over is no longer there."""

    DIALING = "dialing"
    ALERTING = "alerting"  # it rings at the other end
    INCOMING = "incoming"  # it rings here
    ACTIVE = "active"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Call:
    """One call. ``incoming`` is who began it, also after it was answered."""

    id: str
    number: str
    state: CallState
    incoming: bool = False


class Telephone(Protocol):
    """A phone. Its methods are called on the event loop; so are ``changed`` and ``received``.

    ``changed`` is called when calls come, go or change; ``received`` with the number and the text
    of a message.
    """

    changed: Callable[[], None]
    received: Callable[[str, str], None]

    @property
    def ready(self) -> bool:
        """True while there is a phone that can call."""
        ...

    @property
    def muted(self) -> bool:
        """True while the other end does not hear the car."""
        ...

    def calls(self) -> tuple[Call, ...]:
        """Return the calls that there are, the oldest first."""
        ...

    async def dial(self, number: str) -> None:
        """Begin a call.

        Raises:
            PhoneError: there is no phone, or it did not take the number.
        """
        ...

    async def answer(self, call_id: str) -> None:
        """Take an incoming call.

        Raises:
            PhoneError: it is not there any more.
        """
        ...

    async def hang_up(self, call_id: str) -> None:
        """End a call, or refuse an incoming one.

        Raises:
            PhoneError: it is not there any more.
        """
        ...

    async def mute(self, on: bool) -> None:
        """Mute the car's microphone in calls.

        Raises:
            PhoneError: the phone can't.
        """
        ...

    async def send_tones(self, tones: str) -> None:
        """Send key tones (0-9, * and #) in the active call.

        Raises:
            PhoneError: the phone can't.
        """
        ...

    async def send_text(self, number: str, text: str) -> None:
        """Send a short message; return when the network took it.

        Raises:
            PhoneError: the phone can't, or the network did not.
        """
        ...
