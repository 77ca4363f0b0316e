"""A phone without a network: calls are answered after a while, messages are kept.

The default of a car without a phone, and what tests use. Its times are the event loop's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from assistant.errors import PhoneError
from assistant.phone.interface import Call, CallState

RINGS_AFTER_S = 1.0
ANSWERED_AFTER_S = 4.0


def _nothing(*_told: object) -> None:
    pass


class SimulatedTelephone:
    """Implements ``Telephone``. Faults on demand: ``ready``, ``refused`` numbers.

    ``sent`` are messages as (number, text), ``tones`` the keys that were pressed.
    """

    def __init__(self) -> None:
        self.changed: Callable[[], None] = _nothing
        self.received: Callable[[str, str], None] = _nothing
        self.ready = True
        self.muted = False
        self.refused: set[str] = set()
        self.sent: list[tuple[str, str]] = []
        self.tones = ""
        self._calls: dict[str, Call] = {}
        self._serial = 0

    def calls(self) -> tuple[Call, ...]:
        """Return the calls that there are."""
        return tuple(self._calls.values())

    async def dial(self, number: str) -> None:
        """Begin a call; the other end answers after ``ANSWERED_AFTER_S``.

        Raises:
            PhoneError: it is not ``ready``, or the number is ``refused``.
        """
        self._check(number)
        call = self._add(number, CallState.DIALING)
        loop = asyncio.get_running_loop()
        loop.call_later(RINGS_AFTER_S, self._move, call.id, CallState.ALERTING)
        loop.call_later(ANSWERED_AFTER_S, self._move, call.id, CallState.ACTIVE)

    def ring(self, number: str) -> None:
        """Let someone call."""
        self._add(number, CallState.INCOMING)

    def receive(self, number: str, text: str) -> None:
        """Let someone send a message."""
        self.received(number, text)

    async def answer(self, call_id: str) -> None:
        """Take an incoming call; an active one is held.

        Raises:
            PhoneError: it is not there any more.
        """
        self._find(call_id)
        for other in self.calls():
            if other.state is CallState.ACTIVE:
                self._move(other.id, CallState.HELD)
        self._move(call_id, CallState.ACTIVE)

    async def hang_up(self, call_id: str) -> None:
        """End a call; also what the other end does.

        Raises:
            PhoneError: it is not there any more.
        """
        self._find(call_id)
        del self._calls[call_id]
        self.changed()

    async def mute(self, on: bool) -> None:
        """Remember it."""
        self.muted = on

    async def send_tones(self, tones: str) -> None:
        """Remember them."""
        self.tones += tones

    async def send_text(self, number: str, text: str) -> None:
        """Remember the message.

        Raises:
            PhoneError: it is not ``ready``, or the number is ``refused``.
        """
        self._check(number)
        self.sent.append((number, text))

    def _check(self, number: str) -> None:
        if not self.ready or number in self.refused:
            raise PhoneError("The simulated network did not take it.")

    def _find(self, call_id: str) -> Call:
        if call_id not in self._calls:
            raise PhoneError("That call is over.")
        return self._calls[call_id]

    def _add(self, number: str, state: CallState) -> Call:
        self._serial += 1
        call = Call(f"c{self._serial}", number, state, incoming=state is CallState.INCOMING)
        self._calls[call.id] = call
        self.changed()
        return call

    def _move(self, call_id: str, state: CallState) -> None:
        if call_id in self._calls:
            self._calls[call_id] = replace(self._calls[call_id], state=state)
            self.changed()
