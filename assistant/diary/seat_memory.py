"""Saved positions of seats, kept in one JSON file. Implements ``Service``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from assistant.diary.files import read_json, write_json
from assistant.errors import InputError
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker

_TARGET = re.compile(
    r"(?P<seat>Vehicle\.Cabin\.Seat\.Row\d\.(Driver|Passenger)Side)\.(?P<slot>[123])"
)
MAX_VALUES = 20
"""Signals of one saved position."""

Memory = dict[str, dict[str, dict[str, Any]]]


class SeatMemory:
    """Three positions a seat, saved on every change. Implements ``Service`` as ``seat_memory``."""

    def __init__(self, path: Path | None) -> None:
        """Read what was saved; without a path it is only kept in memory."""
        self._path = path
        self._memory: Memory = read_json(path, dict)

    @property
    def name(self) -> str:
        """``seat_memory``."""
        return "seat_memory"

    def seen(self) -> Memory:
        """Return ``{seat's VSS branch: {"1": {leaf of the branch: value}}}``."""
        return {seat: dict(slots) for seat, slots in self._memory.items()}

    async def apply(self, effect: Effect, asker: Asker) -> Applied:  # noqa: ARG002  the policy asks whose
        """Carry out ``seat_memory.save`` or ``.forget``; ``target`` is ``<branch>.<1 to 3>``.

        Raises:
            InputError: no such place, no values, or no such effect.
            OSError: the file can't be written.
        """
        found = _TARGET.fullmatch(effect.target)
        if found is None:
            raise InputError(f"A seat has positions 1 to 3; {effect.target!r} names none.")
        seat, slot = found["seat"], found["slot"]
        old = self._memory.get(seat, {}).get(slot)
        undo = Effect("seat_memory.forget", effect.target)
        if old is not None:
            undo = Effect("seat_memory.save", effect.target, args={"values": old})
        if effect.kind == "seat_memory.save":
            self._keep(seat, slot, _checked(effect.args.get("values")))
        elif effect.kind == "seat_memory.forget":
            self._keep(seat, slot, None)
        else:
            raise InputError(f"A position can be saved and forgotten; {effect.kind!r} is unknown.")
        return Applied(effect.target, int(slot), True, (undo,))

    def _keep(self, seat: str, slot: str, values: dict[str, Any] | None) -> None:
        slots = {**self._memory.get(seat, {})}
        slots.pop(slot, None)
        if values is not None:
            slots[slot] = values
        changed = {**self._memory, seat: slots}
        write_json(self._path, changed)
        self._memory = changed


def _checked(values: Any) -> dict[str, Any]:
    plain = isinstance(values, dict) and all(
        isinstance(leaf, str) and isinstance(value, (int, float)) for leaf, value in values.items()
    )
    if not plain or not 0 < len(values) <= MAX_VALUES:
        raise InputError(f"A saved position holds 1 to {MAX_VALUES} numbers by signal.")
    return dict(values)
