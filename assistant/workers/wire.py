"""What parent and child say to each other: pickled tuples, each behind its length.

The two ends are one program of one user, joined by a private pair of sockets that nobody else
can open; that is why pickle is fit here and nowhere else.
"""

from __future__ import annotations

import pickle
import struct
from typing import Any

from assistant import errors
from assistant.errors import AssistantError, EngineError

HEADER = struct.Struct("!I")
"""The length of the message that follows, in bytes."""

CALL, STREAM, CANCEL = "call", "stream", "cancel"
"""Parent to child: ``(CALL | STREAM, id, method, args)``, ``(CANCEL, id)``."""

READY, RESULT, ITEM, END, ERROR = "ready", "result", "item", "end", "error"
"""Child to parent: ``(READY,)``, ``(RESULT | ITEM, id, value)``, ``(END, id)``,
``(ERROR, id, code, message)``; an error with id 0 means that the engine could not start."""

START_ID = 0


def pack(message: tuple[Any, ...]) -> bytes:
    """Return a message as bytes, header included."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return HEADER.pack(len(body)) + body


def unpack(body: bytes) -> tuple[Any, ...]:
    """Return the message in ``body`` (without its header)."""
    message: tuple[Any, ...] = pickle.loads(body)  # noqa: S301 - see the module's docstring
    return message


def describe(error: Exception) -> tuple[str, str]:
    """Return an error as ``(code, message)``; what is foreign becomes an ``EngineError``."""
    if isinstance(error, AssistantError):
        return error.code, str(error)
    return EngineError.code, f"{type(error).__name__}: {error}"


def rebuild(code: str, message: str) -> AssistantError:
    """Return the error that ``describe`` was given, as the class that owns the code."""
    kind = _BY_CODE.get(code, EngineError)
    return kind(message, code=code)


_BY_CODE = {
    kind.code: kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, AssistantError)
}
