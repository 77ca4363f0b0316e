"""Put the phone's services together: telephone, contacts, what is told of calls and messages."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.clock import MonotonicClock
from assistant.config import Config
from assistant.conversation.phrases import phrase
from assistant.events import Notice
from assistant.observe.bus import EventBus
from assistant.phone.contacts import Contact, read_contacts
from assistant.phone.interface import Telephone
from assistant.phone.messages import Messages
from assistant.phone.ofono import open_ofono
from assistant.phone.service import Phone
from assistant.phone.simulated import SimulatedTelephone


@dataclass(frozen=True, slots=True)
class PhoneServices:
    """The services ``phone`` and ``message``, on one telephone."""

    phone: Phone
    messages: Messages


@asynccontextmanager
async def open_phone(config: Config, events: EventBus) -> AsyncIterator[PhoneServices]:
    """Start the services, and stop them at the end; calls and messages that come are notices.

    Raises:
        DeviceError: the backend is oFono, and there is no system bus.
        PhoneError: the bus does not let us listen.
    """
    async with AsyncExitStack() as stack:
        settings, folder = config.phone, config.data_dir
        telephone: Telephone
        if settings.backend == "ofono":
            telephone = await stack.enter_async_context(open_ofono(settings.modem))
        else:
            telephone = SimulatedTelephone()
        contacts = _contacts(settings.contacts)
        phone = Phone(telephone, contacts, config.market, folder / "calls.json", time.time)
        messages = Messages(telephone, phone.who, folder / "messages.json", time.time)
        phone.ringing = _notice(config, events, "call", "incoming_call")
        messages.came = _notice(config, events, "message", "new_message")
        yield PhoneServices(phone, messages)


def _notice(config: Config, events: EventBus, kind: str, key: str) -> Callable[[str], None]:
    """Return what tells the screen, in the car's first language, who calls or writes."""
    now = MonotonicClock().now

    def tell(name: str) -> None:
        text = phrase(key, config.voice.languages[0], name=name)
        events.emit(Notice(at_s=now(), kind=kind, text=text))

    return tell


def _contacts(path: str) -> tuple[Contact, ...]:
    return read_contacts(Path(path).expanduser()) if path else ()
