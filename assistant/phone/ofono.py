"""A real phone over oFono on D-Bus: a modem of the car, or a phone by Bluetooth (hands-free)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from assistant.dbus import connected
from assistant.errors import PhoneError
from assistant.phone.interface import Call, CallState

_LOGGER = logging.getLogger(__name__)

OFONO = "org.ofono"
MANAGER = "org.ofono.Manager"
MODEM = "org.ofono.Modem"
CALLS = "org.ofono.VoiceCallManager"
CALL = "org.ofono.VoiceCall"
VOLUME = "org.ofono.CallVolume"
TEXTS = "org.ofono.MessageManager"

_STATES = {
    "dialing": CallState.DIALING,
    "alerting": CallState.ALERTING,
    "incoming": CallState.INCOMING,
    "waiting": CallState.INCOMING,
    "active": CallState.ACTIVE,
    "held": CallState.HELD,
}


class OfonoTelephone:
    """Implements ``Telephone``. Without oFono or a modem it is not ready, until one appears."""

    def __init__(self, bus: MessageBus, modem: str = "") -> None:
        """Use ``modem``, an object path; empty: the first that can call."""
        self.changed: Callable[[], None] = lambda: None
        self.received: Callable[[str, str], None] = lambda _number, _text: None
        self.muted = False
        self._bus = bus
        self._wanted = modem
        self._modem = ""
        self._calls: dict[str, Call] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._heard: dict[tuple[str, str], Callable[[str, list[Any]], None]] = {
            (CALLS, "CallAdded"): self._call_added,
            (CALLS, "CallRemoved"): self._call_removed,
            (CALL, "PropertyChanged"): self._call_changed,
            (VOLUME, "PropertyChanged"): self._volume_changed,
            (TEXTS, "IncomingMessage"): self._text_came,
            (TEXTS, "ImmediateMessage"): self._text_came,
        }

    async def start(self) -> None:
        """Listen to oFono, and look for a modem."""
        self._bus.add_message_handler(self._on_message)
        await self._match(f"type='signal',sender='{OFONO}'")
        await self._match(
            f"type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='{OFONO}'"
        )
        await self.look()

    async def look(self) -> None:
        """Find the modem and its calls again: after it came, went, or oFono was started anew."""
        try:
            (modems,) = await self._ask("/", MANAGER, "GetModems")
        except PhoneError:
            modems = []
        able = [
            path
            for path, properties in modems
            if path == (self._wanted or path) and CALLS in _plain(properties.get("Interfaces"), ())
        ]
        self._modem = able[0] if able else ""
        self._calls = {}
        if self._modem:
            (calls,) = await self._ask(self._modem, CALLS, "GetCalls")
            for path, properties in calls:
                self._call_added("", [path, properties])
        self.changed()

    @property
    def ready(self) -> bool:
        """True while there is a modem that can call."""
        return bool(self._modem)

    def calls(self) -> tuple[Call, ...]:
        """Return the calls that there are."""
        return tuple(self._calls.values())

    async def dial(self, number: str) -> None:
        """Begin a call; who calls is shown as the network does it.

        Raises:
            PhoneError: there is no modem, or it did not take the number.
        """
        await self._ask(self._need(), CALLS, "Dial", "ss", [number, ""])

    async def answer(self, call_id: str) -> None:
        """Take an incoming call; an active one is held.

        Raises:
            PhoneError: it is over, or the modem can't.
        """
        if any(call.state is CallState.ACTIVE for call in self.calls()):
            await self._ask(self._need(), CALLS, "HoldAndAnswer")
        else:
            await self._ask(call_id, CALL, "Answer")

    async def hang_up(self, call_id: str) -> None:
        """End or refuse a call.

        Raises:
            PhoneError: it is over.
        """
        await self._ask(call_id, CALL, "Hangup")

    async def mute(self, on: bool) -> None:
        """Mute the microphone in calls.

        Raises:
            PhoneError: the modem can't.
        """
        await self._ask(self._need(), VOLUME, "SetProperty", "sv", ["Muted", Variant("b", on)])

    async def send_tones(self, tones: str) -> None:
        """Press keys.

        Raises:
            PhoneError: the modem can't.
        """
        await self._ask(self._need(), CALLS, "SendTones", "s", [tones])

    async def send_text(self, number: str, text: str) -> None:
        """Send a message.

        Raises:
            PhoneError: the modem sends none (phones by Bluetooth do not), or could not.
        """
        await self._ask(self._need(), TEXTS, "SendMessage", "ss", [number, text])

    # --- the bus --------------------------------------------------------------------------

    def _need(self) -> str:
        if not self._modem:
            raise PhoneError("oFono has no modem that can call: pair a phone, or insert a SIM.")
        return self._modem

    async def _match(self, rule: str) -> None:
        await self._ask(
            "/org/freedesktop/DBus", "org.freedesktop.DBus", "AddMatch", "s", [rule],
            to="org.freedesktop.DBus",
        )  # fmt: skip

    async def _ask(
        self,
        path: str,
        interface: str,
        member: str,
        signature: str = "",
        body: list[Any] | None = None,
        *,
        to: str = OFONO,
    ) -> list[Any]:
        """Call a method and return what it answers.

        Raises:
            PhoneError: it answers with an error, or is not there.
        """
        try:
            answer = await self._bus.call(
                Message(to, path, interface, member, signature=signature, body=body or [])
            )
        except (OSError, EOFError) as error:
            raise PhoneError("The connection to D-Bus is lost.") from error
        if answer is None or answer.message_type is MessageType.ERROR:
            reason = answer.error_name if answer else "no answer"
            raise PhoneError(f"oFono did not {member}: {reason}.")
        return list(answer.body)

    def _on_message(self, message: Message) -> None:
        if message.message_type is not MessageType.SIGNAL:
            return
        key = (message.interface or "", message.member or "")
        if key in self._heard:
            self._heard[key](message.path or "", message.body)
        elif key[0] in (MANAGER, MODEM) or key[1] == "NameOwnerChanged":
            self._look_soon(key, message.body)

    def _look_soon(self, key: tuple[str, str], body: list[Any]) -> None:
        """Look again after what may have changed the modem."""
        if key[0] == MODEM and body[:1] not in (["Interfaces"], ["Online"]):
            return
        task = asyncio.get_running_loop().create_task(self._look_again())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _look_again(self) -> None:
        try:
            await self.look()
        except PhoneError as error:
            _LOGGER.warning("%s", error)

    def _ours(self, path: str) -> bool:
        return bool(self._modem) and path.startswith(self._modem)

    # --- signals --------------------------------------------------------------------------

    def _call_added(self, _path: str, body: list[Any]) -> None:
        path, properties = str(body[0]), body[1]
        state = _STATES.get(_plain(properties.get("State"), ""))
        if state is None or not self._ours(path):
            return
        number = str(_plain(properties.get("LineIdentification"), ""))
        self._calls[path] = Call(path, number, state, incoming=state is CallState.INCOMING)
        self.changed()

    def _call_removed(self, _path: str, body: list[Any]) -> None:
        if self._calls.pop(str(body[0]), None) is not None:
            self.changed()

    def _call_changed(self, path: str, body: list[Any]) -> None:
        call = self._calls.get(path)
        if call is None:
            return
        name, value = body[0], _plain(body[1], "")
        if name == "State" and value in _STATES:
            self._calls[path] = replace(call, state=_STATES[value])
        elif name == "LineIdentification":
            self._calls[path] = replace(call, number=str(value))
        else:
            return
        self.changed()

    def _volume_changed(self, path: str, body: list[Any]) -> None:
        if body[0] == "Muted" and path == self._modem:
            self.muted = bool(_plain(body[1], default=False))
            self.changed()

    def _text_came(self, path: str, body: list[Any]) -> None:
        if path == self._modem:
            self.received(str(_plain(body[1].get("Sender"), "")), str(body[0]))


def _plain(variant: Any, default: Any) -> Any:
    """Return the value in a D-Bus variant, or the default when there is none."""
    return variant.value if isinstance(variant, Variant) else default


@asynccontextmanager
async def open_ofono(modem: str, address: str | None = None) -> AsyncIterator[OfonoTelephone]:
    """Be connected to oFono for the duration of a block.

    ``address`` is that of the system bus unless given.

    Raises:
        DeviceError: there is no system bus.
        PhoneError: the bus does not let us listen.
    """
    async with connected(BusType.SYSTEM, address) as bus:
        telephone = OfonoTelephone(bus, modem)
        await telephone.start()
        yield telephone
