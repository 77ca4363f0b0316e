"""Contacts from vCards: names, and their numbers by kind."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import vobject

_LOGGER = logging.getLogger(__name__)

MAX_CONTACTS = 5000
MAX_BYTES = 50_000_000
"""A vCard may carry a picture."""

_KINDS = {"cell": "mobile", "work": "work", "home": "home", "pref": "", "voice": "", "main": "main"}
_NOT_CALLED = frozenset({"fax", "pager", "modem"})
_HAN = re.compile(r"[㐀-鿿]")
_ENOUGH_DIGITS = 8
"""Numbers that end alike in so many digits are one: +49 170 1234567 and 0170 1234567."""


@dataclass(frozen=True, slots=True)
class Number:
    """A phone number; ``kind`` is mobile, home, work, main or other."""

    number: str
    kind: str = "other"


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or a place, with at least one number, the preferred one first."""

    name: str
    numbers: tuple[Number, ...]


def read_contacts(path: Path) -> tuple[Contact, ...]:
    """Return the contacts of a file of vCards, or of all such files in a folder.

    Cards without name or number are left out, damaged ones too; without a file there are none.
    """
    files = sorted(path.glob("*.vcf")) if path.is_dir() else [path]
    found: dict[str, list[Number]] = {}
    for file in (file for file in files if file.is_file()):
        for card in _cards(file):
            name, numbers = _name(card), _numbers(card)
            if name and numbers and len(found) < MAX_CONTACTS:
                known = found.setdefault(name, [])
                known += [one for one in numbers if one not in known]
    return tuple(Contact(name, tuple(numbers)) for name, numbers in found.items())


def same_number(one: str, other: str) -> bool:
    """Return True when two ways of writing a number reach the same phone."""
    first, second = (re.sub(r"\D", "", number) for number in (one, other))
    shorter = min(len(first), len(second))
    if shorter < _ENOUGH_DIGITS:
        return first == second
    return first[-_ENOUGH_DIGITS:] == second[-_ENOUGH_DIGITS:]


def _cards(file: Path) -> list[Any]:
    """Return the cards of a file, each read alone, so that a damaged one spoils no other."""
    text = file.read_bytes()[:MAX_BYTES].decode("utf-8-sig", errors="replace")
    cards = []
    for part in re.findall(r"BEGIN:VCARD.*?END:VCARD", text, re.DOTALL | re.IGNORECASE):
        try:
            cards.append(vobject.readOne(part))
        except Exception as error:  # noqa: BLE001  vobject raises many kinds for damaged cards
            _LOGGER.warning("A contact can't be read: %s", type(error).__name__)
    return cards


def _name(card: Any) -> str:
    full = str(card.fn.value).strip() if hasattr(card, "fn") else ""
    if full or not hasattr(card, "n"):
        return full
    given, family = str(card.n.value.given).strip(), str(card.n.value.family).strip()
    return family + given if _HAN.search(family) else f"{given} {family}".strip()


def _numbers(card: Any) -> list[Number]:
    rated = []
    for line in getattr(card, "tel_list", []):
        written = ",".join(str(value) for value in line.params.get("TYPE", []))
        types = {one.strip().lower() for one in written.replace('"', "").split(",")}
        types |= {name.lower() for name in line.singletonparams}
        number = re.sub(r"[^\d+*#]", "", str(line.value).removeprefix("tel:"))
        if not number or types & _NOT_CALLED:
            continue
        kinds = [_KINDS[one] for one in _KINDS if one in types and _KINDS[one]]
        first = "pref" in types or "PREF" in line.params
        rated.append((not first, Number(number, kinds[0] if kinds else "other")))
    return [number for _, number in sorted(rated, key=lambda pair: pair[0])]
