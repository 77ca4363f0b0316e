"""The service ``privacy``: what may leave the car, what has left it, and what waits to leave.

Everybody may withdraw a consent or begin guest mode; only the policy lets somebody give one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from assistant.errors import AssistantError, InputError
from assistant.events import Event
from assistant.routing.outbox import Outbox
from assistant.routing.privacy.consent import Consent, Kind
from assistant.routing.privacy.gate import CHECK, Gate
from assistant.routing.telemetry import Telemetry
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker

_LOGGER = logging.getLogger(__name__)

ALL = "all"
TOLD_DAYS = 30
LOOK_S = 2.0
"""Within this time a running service obeys what another process withdrew.

Sending obeys at once: the gate asks before each write.
"""


class Privacy:
    """Consent, ledger and outbox of a running car. Implements ``Service`` and ``Searchable``."""

    def __init__(
        self, gate: Gate, outbox: Outbox, telemetry: Telemetry, wall: Callable[[], float]
    ) -> None:
        self.gate = gate
        self.outbox = outbox
        self._telemetry = telemetry
        self.wall = wall

    @property
    def name(self) -> str:
        """``privacy``."""
        return "privacy"

    @property
    def consent(self) -> Consent:
        """What may leave now."""
        return self.gate.consents.current

    def keeps(self) -> bool:
        """Return True while what happens may be remembered: not in guest mode."""
        return not self.consent.guest

    def unless_guest(self, listener: Callable[[Event], None]) -> Callable[[Event], None]:
        """Return a listener that hears nothing in guest mode, hence can keep nothing."""

        def heard(event: Event) -> None:
            if self.keeps():
                listener(event)

        return heard

    async def change(
        self, kinds: Mapping[Kind, bool] | None = None, guest: bool | None = None
    ) -> Consent:
        """Give or withdraw consent, turn guest mode on or off, and return what holds then.

        What may not leave any more is out of the outbox when this returns.

        Raises:
            DatabaseError: the outbox can't be written. Nothing of it leaves all the same.
            OSError: the consent can't be kept.
        """
        return await asyncio.to_thread(self._change, dict(kinds or {}), guest)

    async def obey_others(self) -> None:
        """Empty the outbox of what another process withdrew, for ever."""
        before = self.consent
        while True:
            await asyncio.sleep(LOOK_S)
            now = self.consent
            if now == before:
                continue
            try:
                await asyncio.to_thread(self.outbox.obey, now)
            except AssistantError as error:
                _LOGGER.warning("The outbox could not be emptied yet: %s", error.code)
            else:
                before = now

    def seen(self) -> dict[str, Any]:
        """Return ``{"kinds": {kind: may leave}, "guest": whether guest mode is on}``."""
        consent = self.consent
        return {
            "kinds": {str(kind): kind in consent.kinds for kind in Kind},
            "guest": consent.guest,
        }

    async def look_up(self, tool: str, arguments: dict[str, Any], asker: Asker) -> dict[str, Any]:
        """Return what left in the last 30 days: requests, bytes, by kind, when last; what waits.

        Raises:
            DatabaseError: it can't be read.
        """
        del tool, arguments, asker
        return await asyncio.to_thread(self._told)

    async def apply(self, effect: Effect, asker: Asker) -> Applied:
        """Carry out an effect: see ``_wish``; or ``privacy.feedback`` with ``{"good": bool}``.

        Raises:
            InputError: there is no such effect or kind.
            ConsentError: nobody agreed to send feedback.
            AssistantError: it can't be kept.
        """
        del asker
        if effect.kind == "privacy.feedback":
            good = effect.args.get("good") is True
            kept = await asyncio.to_thread(self._telemetry.feedback, good=good)
            return Applied("privacy.feedback", good, kept)
        kinds, guest = _wish(effect)
        now = await self.change(kinds, guest)
        verified = all((kind in now.kinds) is wanted for kind, wanted in kinds.items())
        if guest is not None:
            return Applied("privacy.guest", now.guest, now.guest is guest)
        return Applied(f"privacy.{effect.target}", effect.kind == "privacy.give", verified)

    def _change(self, kinds: dict[Kind, bool], guest: bool | None) -> Consent:
        consents = self.gate.consents
        consents.withdraw(*(kind for kind, wanted in kinds.items() if not wanted))
        consents.give(*(kind for kind, wanted in kinds.items() if wanted))
        if guest is not None:
            consents.set_guest(guest)
        self.outbox.obey(consents.current)
        return consents.current

    def _told(self) -> dict[str, Any]:
        since = self.wall() - TOLD_DAYS * 24 * 3600
        ledger = self.gate.ledger
        totals = [total for total in ledger.totals(since) if total.kind != CHECK]
        last = next((e for e in ledger.entries(100, since) if e.kind != CHECK), None)
        kinds: dict[str, int] = {}
        for total in totals:
            kinds[total.kind] = kinds.get(total.kind, 0) + total.requests
        return {
            "days": TOLD_DAYS,
            "requests": sum(kinds.values()),
            "bytes": sum(total.bytes_out for total in totals),
            "kinds": kinds,
            "endpoints": sorted({total.endpoint for total in totals}),
            "last_iso": _local(last.at_s) if last is not None else None,
            "waiting": sum(waiting.count for waiting in self.outbox.status().waiting),
        }


def _wish(effect: Effect) -> tuple[dict[Kind, bool], bool | None]:
    """Return what an effect asks for: kinds to give or withdraw, guest mode on or off.

    ``privacy.give`` and ``privacy.withdraw`` have a kind as target, the latter also ``all``;
    ``privacy.guest_on`` and ``privacy.guest_off`` have none.

    Raises:
        InputError: there is no such effect or kind.
    """
    match effect.kind:
        case "privacy.guest_on" | "privacy.guest_off":
            return {}, effect.kind == "privacy.guest_on"
        case "privacy.withdraw" if effect.target == ALL:
            return dict.fromkeys(Kind, False), None
        case "privacy.give" | "privacy.withdraw" if effect.target in tuple(Kind):
            return {Kind(effect.target): effect.kind == "privacy.give"}, None
    raise InputError(
        f"Consent for {', '.join(Kind)} can be given and withdrawn, not {effect.kind!r} "
        f"for {effect.target[:40]!r}."
    )


def _local(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).astimezone().isoformat(timespec="seconds")
