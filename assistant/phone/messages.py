"""The service ``message``: short messages that came, and sending. Kept in one JSON file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.diary.files import read_json, set_aside, write_json
from assistant.errors import InputError
from assistant.phone.interface import Telephone
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker

MAX_KEPT = 100
MAX_CHARS = 1000


@dataclass(frozen=True, slots=True)
class Message:
    """A message that came; ``at_s`` is when, in seconds since the epoch."""

    id: str
    number: str
    text: str
    at_s: float
    read: bool = False


class Messages:
    """Implements ``Service``. ``who`` names numbers, ``came`` is called with a sender's name."""

    def __init__(
        self,
        telephone: Telephone,
        who: Callable[[str], str],
        memory: Path | None,
        wall: Callable[[], float],
    ) -> None:
        self.came: Callable[[str], None] = lambda _name: None
        self._telephone = telephone
        self._who = who
        self._memory = memory
        self._wall = wall
        self._messages = _load(memory)
        telephone.received = self._received

    @property
    def name(self) -> str:
        """``message``."""
        return "message"

    def seen(self) -> dict[str, Any]:
        """Return the messages that came, the newest first."""
        return {
            "available": self._telephone.ready,
            "messages": [
                {
                    "id": one.id,
                    "name": self._who(one.number),
                    "number": one.number,
                    "text": one.text,
                    "at_iso": datetime.fromtimestamp(one.at_s).astimezone().isoformat(),
                    "read": one.read,
                }
                for one in self._messages
            ],
        }

    async def apply(self, effect: Effect, asker: Asker) -> Applied:  # noqa: ARG002  anybody's
        """Carry out ``message.send`` (``number``, ``text``) or ``message.read`` (``ids``).

        Raises:
            PhoneError: the network did not take the message.
            InputError: the arguments are wrong, or there is no such effect.
        """
        if effect.kind == "message.send":
            number, text = (str(effect.args.get(key, "")).strip() for key in ("number", "text"))
            if not number or not 0 < len(text) <= MAX_CHARS:
                raise InputError(f"A message needs a number and 1 to {MAX_CHARS} characters.")
            await self._telephone.send_text(number, text)
            return Applied("message.sent", len(text), verified=True)
        if effect.kind == "message.read":
            ids = set(effect.args.get("ids", ()))
            self._keep(tuple(replace(m, read=m.read or m.id in ids) for m in self._messages))
            return Applied("message.read", len(ids), ids <= {m.id for m in self._messages})
        raise InputError(f"Messages can be sent and read; {effect.kind!r} is unknown.")

    def _received(self, number: str, text: str) -> None:
        serial = 1 + max((int(one.id[1:]) for one in self._messages), default=0)
        message = Message(f"m{serial}", number, text[:MAX_CHARS], self._wall())
        self._keep((message, *self._messages)[:MAX_KEPT])
        self.came(self._who(number) or number)

    def _keep(self, messages: tuple[Message, ...]) -> None:
        write_json(self._memory, [asdict(one) for one in messages])
        self._messages = messages


def _load(memory: Path | None) -> tuple[Message, ...]:
    rows = read_json(memory, list)
    try:
        messages = tuple(Message(**row) for row in rows)
        assert all(one.id[1:].isdecimal() for one in messages)
    except (TypeError, AssertionError):
        assert memory is not None
        set_aside(memory)
        return ()
    return messages
