"""What people say around a request, in one breath with it: ``common/asides/<lang>.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.understanding.normalize import clean

_FOLDER = Path(__file__).parent / "common" / "asides"


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
