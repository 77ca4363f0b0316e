"""Sums in words, units and money.

A sum is brought into signs, checked to hold nothing else, and worked out by ``simpleeval``.
Units are ``pint``'s. Money goes by the rates of the service ``rates``, whose day is told.
"""

from __future__ import annotations

import math
import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pint
from simpleeval import InvalidExpression, simple_eval

from assistant.skillhost.sdk import Context, Skill, ToolResult
from assistant.skillhost.speech import spoken_date
from assistant.understanding.numerals import value_of

from .card import SYMBOLS, card, question

skill = Skill("calculator")

MAX_CHARS = 200
"""Longer sums are refused."""

BIG = 1e15
"""Larger results are not told: their digits would not be right."""

OWN_MONEY = {"en": "EUR", "zh": "CNY"}

_SIGNS = (
    (r"等于.*$|是多少.*$|得多少.*$|得几.*$|多少$| (?:equals?|is|makes?|make)\b.*$|[?？]", ""),
    (r"(?:再|然后|and then|then|the result|people|persons)", " "),
    (r"multiplied by|times|乘以?|×|(?<=\d) ?x ?(?=\d)", "*"),
    (r"divided by|split by|除以|÷|\bover\b", "/"),
    (r"plus|added to|加上?", "+"),
    (r"minus|less|take away|减去?|减掉", "-"),
    (r"to the power of|的", "**"),
    (r"次方", ""),
    (r"squared|平方", "**2"),
    (r"cubed|立方", "**3"),
    (r"\*\*\*\*", "**"),
)
_PERCENT = re.compile(r"([+\-]) *(\d+(?:\.\d+)?) *(?:percent|%)")
_OF = re.compile(r"(\d+(?:\.\d+)?) *(?:percent of|%(?:of|的)?\*?) *(?=\d)")
_POINT = re.compile(
    r"(?<=[\d一二三四五六七八九十零〇两百千])(?: point |点)(?=[\d一二三四五六七八九零〇])"
)
_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百千]+(?:\.[零〇一二三四五六七八九]+)?")
_LARGE = (("亿", 10**8), ("万", 10**4), ("million", 10**6), ("billion", 10**9), ("thousand", 10**3))
_PLAIN = re.compile(r"[\d.+\-*/() ]+")


# --- sums -------------------------------------------------------------------------------------


def signs(words: str) -> str:
    """Return a sum in words as digits and signs: "3 minus four" → ``3 - 4``."""
    text = _POINT.sub(".", words.lower())
    text = _NUMERAL.sub(lambda m: _digits(m[0]), text)
    for name, size in _LARGE:
        text = re.sub(rf"(\d+(?:\.\d+)?) ?{name}", rf"(\1*{size})", text)
    text = _OF.sub(r"\1/100*", text)
    for pattern, sign in _SIGNS:
        text = re.sub(pattern, sign, text)
    text = _PERCENT.sub(r"*(1\1\2/100)", text)
    return re.sub(r"(\d+(?:\.\d+)?) *(?:percent|%)", r"(\1/100)", text).strip(" ,，")


def _digits(numeral: str) -> str:
    whole, _, fraction = numeral.partition(".")
    return value_of(f"{whole}点{fraction}" if fraction else whole)


def worked_out(expression: str) -> float | str:
    """Return a sum's result, or the key of the reply that says why there is none."""
    text = signs(expression)
    if len(text) > MAX_CHARS or not _PLAIN.fullmatch(text) or not re.search(r"\d", text):
        return "no_sum"
    try:
        result = simple_eval(text, names={}, functions={})
    except ZeroDivisionError:
        return "by_zero"
    except (InvalidExpression, SyntaxError, ValueError, OverflowError, MemoryError, TypeError):
        return "no_sum"
    if isinstance(result, complex) or not math.isfinite(result):
        return "no_sum"
    return float(result) if abs(result) < BIG else "too_big"


def number_of(number: float = 1, decimals: str = "", *, negative: bool = False) -> str:
    """Return a number as it was said in digits; ``decimals`` are those after the point."""
    text = f"{number:g}" if abs(number) >= BIG or number % 1 else str(int(number))
    text += f".{signs(decimals)}" if decimals else ""
    return f"-{text}" if negative else text


def said(value: float) -> str:
    """Return a result as it is told: at most two decimals, more only for small numbers."""
    if value == 0 or abs(value) >= 1:
        return _short(round(value, 2))
    return _short(round(value, 2 - math.floor(math.log10(abs(value)))))


def _short(value: float) -> str:
    return format(Decimal(repr(value)), "f") if value % 1 else str(int(value))


def exact(value: float) -> bool:
    """Return True when ``said`` tells all of a result."""
    return math.isclose(float(said(value)), value, rel_tol=1e-12, abs_tol=1e-15)


@skill.tool("calculate")
def calculate(ctx: Context, expression: str = "", **parts: Any) -> ToolResult:  # noqa: ARG001
    """Say what a sum comes to: a whole ``expression``, or its parts as they were heard."""
    operation, shown = parts.get("operation", ""), {}
    if "number" in parts:
        first = number_of(parts["number"], parts.get("decimals", ""))
        rest = str(parts.get("rest", ""))
        expression = _sum(first, operation, rest, parts.get("part", ""))
        shown = {"first": first, "rest": signs(rest)}
    result = worked_out(expression)
    if isinstance(result, str):
        return ToolResult(reply=result, outcome="refused")
    percent = operation == "percent_is"
    values = {"result": said(result), "exact": exact(result), "percent": percent}
    asked = question(signs(expression), operation, shown)
    sign = "%" if percent else ""
    return ToolResult("result", values, card=card(asked, said(result), sign, exact=exact(result)))


def _sum(first: str, operation: str, rest: str, part: str) -> str:
    """Return the sum that the slots hold together."""
    if part:
        return f"{first}*{part}"
    joined = {
        "percent_of": f"{first}/100*({rest})",
        "percent_off": f"({rest})*(1-{first}/100)",
        "percent_is": f"{first}/({rest})*100",
        "root": f"{first}**(1/2)",
        "cube_root": f"{first}**(1/3)",
    }
    return joined.get(operation, f"{first}{operation}{rest}")


# --- units ------------------------------------------------------------------------------------


@cache
def units() -> pint.UnitRegistry[float]:
    """Return pint's units and those of consumption; made when first needed."""
    registry: pint.UnitRegistry[float] = pint.UnitRegistry()
    registry.define("liter_per_100km = liter / (100 * kilometer)")
    registry.define("kilowatt_hour_per_100km = kilowatt_hour / (100 * kilometer)")
    registry.define("mile_per_gallon = mile / gallon")
    registry.define("mile_per_imperial_gallon = mile / imperial_gallon")
    registry.define("kilometer_per_liter = kilometer / liter")
    registry.define("mile_per_kilowatt_hour = mile / kilowatt_hour")
    registry.define("jin = 0.5 * kilogram")
    registry.define("square_meter = meter ** 2")
    registry.define("square_kilometer = kilometer ** 2")
    return registry


def converted(value: float, source: str, target: str) -> float | None:
    """Return a value in another unit; None when they measure different things.

    Consumption goes both ways: litres a distance, and distance a litre.
    """
    registry = units()
    try:
        quantity = registry.Quantity(value, source)
        wanted = registry.Quantity(1, target)
        if quantity.dimensionality == (1 / wanted.to_base_units()).dimensionality != {}:
            quantity = 1 / quantity
        return float(quantity.to(target).magnitude)
    except (pint.PintError, ZeroDivisionError, AttributeError):
        return None


def resolved(source: str, target: str) -> tuple[str, str]:
    """Return two units with bare degrees made those of the other scale."""
    other = {"degree_Fahrenheit": "degree_Celsius", "kelvin": "degree_Celsius"}
    bare = "degrees"
    if source == bare:
        source = other.get(target, "degree_Fahrenheit")
    if target == bare:
        target = other.get(source, "degree_Fahrenheit")
    return source, target


def symbol(unit: str) -> str:
    """Return how a unit is written: km, °C, l/100 km."""
    return SYMBOLS.get(unit) or f"{units().Unit(unit):~P}"


@skill.tool("convert")
def convert(ctx: Context, source: str, target: str, **said_number: Any) -> ToolResult:  # noqa: ARG001
    """Say a quantity in another unit."""
    source, target = resolved(source, target)
    first = worked_out(number_of(**said_number))
    if isinstance(first, str):
        return ToolResult(reply="no_sum", outcome="refused")
    result = converted(first, source, target)
    if result is None or abs(result) >= BIG:
        return ToolResult(reply="no_conversion", outcome="refused")
    values = {"number": said(first), "source": source, "result": said(result), "target": target}
    asked = f"{said(first)} {symbol(source)}"
    shown = card(asked, said(result), symbol(target), exact=exact(result))
    return ToolResult("converted", {**values, "exact": exact(result)}, card=shown)


# --- money ------------------------------------------------------------------------------------


@skill.tool("convert_money")
def convert_money(ctx: Context, source: str, target: str = "", **said_number: Any) -> ToolResult:
    """Say an amount of money in another currency, and of which day the rate is.

    Without a target it is the money of most who speak the language, and dollars against that.
    """
    own = OWN_MONEY[ctx.language]
    target = target or (own if source != own else "USD")
    seen = ctx.services.get("rates") or {"rates": {}}
    first = worked_out(number_of(**said_number))
    if isinstance(first, str):
        return ToolResult(reply="no_sum", outcome="refused")
    unknown = next((code for code in (source, target) if code not in seen["rates"]), None)
    if unknown is not None:
        return ToolResult(reply="no_rate", values={"currency": unknown}, outcome="refused")
    result = first / seen["rates"][source] * seen["rates"][target]
    day = date.fromisoformat(seen["date_iso"])
    values = {
        "number": said(first),
        "source": source,
        "result": said(result),
        "target": target,
        "day": spoken_date(day, ctx.language),
        "year": day.year if seen["age_days"] > 180 else 0,  # noqa: PLR2004  half a year
    }
    shown = card(f"{said(first)} {source}", said(result), target) | {"source": day.isoformat()}
    return ToolResult(reply="money", values=values, card=shown)
