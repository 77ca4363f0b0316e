"""What people say around a request, in one breath with it: ``common/asides/<lang>.yaml``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, cycle
from pathlib import Path
from typing import Any

import yaml

from assistant.understanding.normalize import clean
from assistant.understanding.wording import wording

_FOLDER = Path(__file__).parent / "common" / "asides"

_SHORT = {"en": 12, "zh": 18}
"""Talk of so many words or characters may be said in one breath with a request."""


@dataclass(frozen=True, slots=True)
class Asides:
    """Hedges, reasons and side remarks, cleaned as what is said is."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def asides(language: str) -> Asides:
    """Return those of a language; none when there are none."""
    path = _FOLDER / f"{language}.yaml"
    if not path.is_file():
        return Asides()
    table: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    lists = (table["before"], table["after"])
    return Asides(*(tuple(clean(str(line), language).text for line in one) for one in lists))


def in_passing(texts: Sequence[str], talk: Sequence[str], language: str) -> Iterator[str]:
    """Yield each text with something said in one breath before or after it.

    That is an aside and something of ``talk`` in turn; nothing comes when there are none.
    """
    words, said = wording(language), asides(language)
    short = [one for one in talk if len(words.units(one)) <= _SHORT[language]]
    if not (short and said.before and said.after):
        return
    before = cycle(chain.from_iterable(zip(cycle(said.before), short, strict=False)))
    after = cycle(chain.from_iterable(zip(cycle(said.after), short[::-1], strict=False)))
    for number, text in enumerate(texts):
        pair = (next(before), text) if number % 2 else (text, next(after))
        yield words.joiner.join(pair)
