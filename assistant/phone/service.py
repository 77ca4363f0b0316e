"""The service ``phone``: who can be called, which calls there are, and what to do with them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.diary.files import read_json, write_json
from assistant.errors import InputError, PhoneError
from assistant.phone.contacts import Contact, same_number
from assistant.phone.interface import Call, CallState, Telephone
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker

SEEN_S = 5.0
"""So long may the phone take to show what was asked of it."""

MAX_RECENTS = 50

EMERGENCY = {
    "eu": {"any": "112", "police": "112", "ambulance": "112", "fire": "112"},
    "us": {"any": "911", "police": "911", "ambulance": "911", "fire": "911"},
    "cn": {"any": "110", "police": "110", "ambulance": "120", "fire": "119"},
}
"""Emergency numbers by market. They need no contact."""

_NUMBER = re.compile(r"\+?[\d*#]{2,20}")
_TONES = re.compile(r"[\d*#]{1,30}")


@dataclass(frozen=True, slots=True)
class Recent:
    """A call that is over; ``kind`` is ``made``, ``taken`` or ``missed``."""

    number: str
    kind: str
    at_s: float


class Phone:
    """Implements ``Service``.

    ``busy`` is called with True when the first call comes and with False when the last is over,
    ``ringing`` with the name (or the number) of who calls.
    """

    def __init__(
        self,
        telephone: Telephone,
        contacts: Sequence[Contact],
        market: str,
        memory: Path | None,
        wall: Callable[[], float],
    ) -> None:
        self.busy: Callable[[bool], None] = lambda _on: None
        self.ringing: Callable[[str], None] = lambda _name: None
        self.contacts = tuple(contacts)
        self._telephone = telephone
        self._emergency = EMERGENCY.get(market, EMERGENCY["eu"])
        self._memory = memory
        self._wall = wall
        self._recents = _load(memory)
        self._before: dict[str, Call] = {}
        self._moved = asyncio.Event()
        telephone.changed = self._changed

    @property
    def name(self) -> str:
        """``phone``."""
        return "phone"

    def seen(self) -> dict[str, Any]:
        """Return contacts, calls, the last calls (newest first) and emergency numbers."""
        return {
            "available": self._telephone.ready,
            "contacts": [asdict(contact) for contact in self.contacts],
            "calls": [{**asdict(c), "name": self.who(c.number)} for c in self._telephone.calls()],
            "muted": self._telephone.muted,
            "emergency": self._emergency,
            "emergency_number": self._emergency["ambulance"],
            "recents": [
                {
                    "name": self.who(recent.number),
                    "number": recent.number,
                    "kind": recent.kind,
                    "at_iso": datetime.fromtimestamp(recent.at_s).astimezone().isoformat(),
                }
                for recent in self._recents
            ],
        }

    def who(self, number: str) -> str:
        """Return the name of the contact with this number; empty for a stranger."""
        for contact in self.contacts:
            if any(same_number(one.number, number) for one in contact.numbers):
                return contact.name
        return ""

    async def apply(self, effect: Effect, asker: Asker) -> Applied:  # noqa: ARG002  anybody's
        """Carry out one of ``VERBS``.

        Raises:
            PhoneError: the phone did not do it.
            InputError: the arguments are wrong, or there is no such effect.
        """
        act = VERBS.get(effect.kind.removeprefix("phone."))
        if act is None:
            raise InputError(f"A phone can {', '.join(sorted(VERBS))}; not {effect.kind!r}.")
        return await act(self, effect)

    # --- effects --------------------------------------------------------------------------

    async def call(self, effect: Effect) -> Applied:
        """Dial ``number``; seen when the phone shows the call."""
        number = re.sub(r"[\s()./-]", "", str(effect.args.get("number", "")))
        if not _NUMBER.fullmatch(number):
            raise InputError("A call needs a phone number of digits.")
        await self._telephone.dial(number)
        shown = await self._until(
            lambda: any(same_number(c.number, number) for c in self._telephone.calls())
        )
        return Applied("phone.call", "dialing", shown, (Effect("phone.hang_up"),))

    async def answer(self, effect: Effect) -> Applied:  # noqa: ARG002  there is one to answer
        """Take the call that rings."""
        call = self._one(CallState.INCOMING)
        await self._telephone.answer(call.id)
        active = await self._until(lambda: self._state(call.id) is CallState.ACTIVE)
        return Applied("phone.call", "active", active, (Effect("phone.hang_up"),))

    async def reject(self, effect: Effect) -> Applied:  # noqa: ARG002  there is one to refuse
        """Refuse the call that rings."""
        return await self._end([self._one(CallState.INCOMING)])

    async def hang_up(self, effect: Effect) -> Applied:  # noqa: ARG002  there is one to end
        """End the call that is on, or the one that is being dialled."""
        states = (CallState.ACTIVE, CallState.ALERTING, CallState.DIALING, CallState.HELD)
        return await self._end([self._one(*states)])

    async def mute(self, effect: Effect) -> Applied:
        """Mute the car's microphone, or not."""
        on = bool(effect.value)
        await self._telephone.mute(on)
        muted = await self._until(lambda: self._telephone.muted is on)
        return Applied("phone.mute", on, muted, (Effect("phone.mute", value=not on),))

    async def tones(self, effect: Effect) -> Applied:
        """Press keys in the call that is on."""
        tones = str(effect.args.get("tones", ""))
        if not _TONES.fullmatch(tones):
            raise InputError("Key tones are 1 to 30 of 0-9, * and #.")
        self._one(CallState.ACTIVE)
        await self._telephone.send_tones(tones)
        return Applied("phone.tones", len(tones), verified=True)

    # --- calls ----------------------------------------------------------------------------

    def _one(self, *states: CallState) -> Call:
        for state in states:
            for call in self._telephone.calls():
                if call.state is state:
                    return call
        raise PhoneError("There is no such call.", code="not_found")

    def _state(self, call_id: str) -> CallState | None:
        return next((c.state for c in self._telephone.calls() if c.id == call_id), None)

    async def _end(self, calls: list[Call]) -> Applied:
        for call in calls:
            await self._telephone.hang_up(call.id)
        over = await self._until(lambda: all(self._state(call.id) is None for call in calls))
        return Applied("phone.call", "ended", over)

    async def _until(self, true: Callable[[], bool]) -> bool:
        """Wait until the phone shows it; return False when it does not in time."""
        try:
            async with asyncio.timeout(SEEN_S):
                while not true():
                    self._moved.clear()
                    await self._moved.wait()
        except TimeoutError:
            return true()
        return True

    def _changed(self) -> None:
        self._moved.set()
        now = {call.id: call for call in self._telephone.calls()}
        for call in now.values():
            if call.state is CallState.INCOMING and call.id not in self._before:
                self.ringing(self.who(call.number) or call.number)
        for call in self._before.values():
            if call.id not in now:
                missed = call.state is CallState.INCOMING
                kind = "missed" if missed else "taken" if call.incoming else "made"
                self._keep(Recent(call.number, kind, self._wall()))
        if bool(now) != bool(self._before):
            self.busy(bool(now))
        self._before = now

    def _keep(self, recent: Recent) -> None:
        self._recents = (recent, *self._recents)[:MAX_RECENTS]
        write_json(self._memory, [asdict(one) for one in self._recents])


def _load(memory: Path | None) -> tuple[Recent, ...]:
    rows = read_json(memory, list)
    try:
        return tuple(Recent(str(r["number"]), str(r["kind"]), float(r["at_s"])) for r in rows)
    except (KeyError, TypeError, ValueError):
        return ()


VERBS: dict[str, Callable[[Phone, Effect], Awaitable[Applied]]] = {
    "call": Phone.call,
    "call_guessed": Phone.call,
    "answer": Phone.answer,
    "reject": Phone.reject,
    "hang_up": Phone.hang_up,
    "mute": Phone.mute,
    "tones": Phone.tones,
}
"""What can be asked for, as ``phone.<verb>``. ``call_guessed`` is a call whose name was not heard
for sure: the policy asks back."""
