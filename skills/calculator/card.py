"""The calculator's card: what was asked, and the result below it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

SYMBOLS = {
    "liter_per_100km": "l/100 km",
    "kilowatt_hour_per_100km": "kWh/100 km",
    "mile_per_gallon": "mpg",
    "mile_per_imperial_gallon": "mpg (UK)",
    "imperial_gallon": "gal (UK)",
    "kilometer_per_liter": "km/l",
    "mile_per_kilowatt_hour": "mi/kWh",
    "metric_horsepower": "PS",
    "mile_per_hour": "mph",
    "kilometer_per_hour": "km/h",
    "metric_ton": "t",
    "nautical_mile": "nmi",
    "square_foot": "ft²",
    "square_meter": "m²",
    "square_kilometer": "km²",
    "degrees": "°",
    "jin": "斤",
    "knot": "kn",
    "cup": "cup",
    "year": "yr",
}
"""Units that are written otherwise than ``pint`` abbreviates them."""

_NAMED = {
    "percent_of": "{first} % × {rest}",
    "percent_off": "{rest} − {first} %",
    "percent_is": "{first} ÷ {rest}",
    "root": "√{first}",
    "cube_root": "∛{first}",
}


def card(asked: str, result: str, unit: str = "", *, exact: bool = True) -> dict[str, str]:
    """Return the card of a sum or a conversion."""
    sign = "=" if exact else "≈"
    return {"type": "text", "title": f"{asked} {sign}", "text": f"{result} {unit}".strip()}


def question(text: str, operation: str, parts: Mapping[str, str]) -> str:
    """Return a sum of digits and signs as people write it: ``3*4`` → "3 × 4"."""
    if operation in _NAMED:
        return _NAMED[operation].format_map(parts)
    text = text.replace("**2", "²").replace("**3", "³").replace("**", "^")
    text = re.sub(r" *([-+*/]) *", r" \1 ", text)
    return text.translate(str.maketrans("*/-", "×÷−")).strip()
