"""Sums, units and money: right results, and no text run as a program."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundle
from assistant.skillhost.sdk import Context, ToolResult

HOST = LocalSkillHost([load_bundle(Path(__file__).resolve().parents[2] / "skills" / "calculator")])
RATES = {"base": "EUR", "date_iso": "2026-01-14", "age_days": 1, "rates": {"EUR": 1, "USD": 1.25}}


def call(tool: str, language: str = "en", **arguments: Any) -> ToolResult:
    context = Context(language=language, services={"rates": RATES})
    return asyncio.run(HOST.call(f"calculator.{tool}", arguments, context))


def result(expression: str) -> str | None:
    found = call("calculate", expression=expression)
    return found.values["result"] if found.outcome == "answered" else None


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("15 times 3 minus 4", "41"),
        ("(15*3-4)/2", "20.5"),
        ("2 plus 3 times 4", "14"),
        ("10 divided by 4", "2.5"),
        ("350 plus 10 percent", "385"),
        ("20 percent of 350", "70"),
        ("2 to the power of 10", "1024"),
        ("3 point 5 plus 1", "4.5"),
        ("1.5 million divided by 3", "500000"),
        ("0.1 + 0.2", "0.3"),
        ("1 divided by 3", "0.333"),
        ("2 divided by 3000", "0.000667"),
        ("120除以四再减五", "25"),
        ("三点五加二", "5.5"),
        ("两百乘以三", "600"),
        ("3万减去5000", "25000"),
        ("7的2次方", "49"),
    ],
)
def test_sums_in_words(expression: str, wanted: str) -> None:
    assert result(expression) == wanted


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "milk",
        "__import__('os').system('true')",
        "().__class__",
        "9**9**9**9",
        "(-8)**0.5",
        "1 + ",
        "5 apples",
        "1" * 199,
    ],
)
def test_what_is_no_sum_is_refused(expression: str) -> None:
    assert result(expression) is None


@given(st.text(max_size=60))
def test_any_text_is_answered_or_refused(text: str) -> None:
    assert call("calculate", expression=text).outcome in ("answered", "refused")


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6), st.sampled_from("+-*"))
def test_whole_numbers_come_out_exact(one: int, other: int, sign: str) -> None:
    wanted = {"+": one + other, "-": one - other, "*": one * other}[sign]
    assert result(f"{one} {sign} ({other})") == str(wanted)


@pytest.mark.parametrize(
    ("number", "source", "target", "wanted"),
    [
        (50, "mile", "kilometer", "80.47"),
        (30, "mile_per_gallon", "liter_per_100km", "7.84"),
        (7.84, "liter_per_100km", "mile_per_gallon", "30"),
        (30, "mile_per_imperial_gallon", "liter_per_100km", "9.42"),
        (20, "kilowatt_hour_per_100km", "mile_per_kilowatt_hour", "3.11"),
        (12.5, "kilometer_per_liter", "liter_per_100km", "8"),
        (100, "kilometer_per_hour", "mile_per_hour", "62.14"),
        (-40, "degree_Celsius", "degree_Fahrenheit", "-40"),
        (68, "degrees", "degree_Celsius", "20"),
        (150, "kilowatt", "metric_horsepower", "203.94"),
        (1, "jin", "gram", "500"),
    ],
)
def test_units(number: float, source: str, target: str, wanted: str) -> None:
    assert call("convert", number=number, source=source, target=target).values["result"] == wanted


@pytest.mark.parametrize(
    ("number", "source", "target"),
    [(3, "liter", "meter"), (0, "mile_per_gallon", "liter_per_100km"), (1, "smoot2", "meter")],
)
def test_what_measures_something_else_is_refused(number: int, source: str, target: str) -> None:
    assert call("convert", number=number, source=source, target=target).outcome == "refused"


def test_money_tells_of_which_day_the_rate_is() -> None:
    there = call("convert_money", number=100, source="USD", target="EUR")
    assert (there.values["result"], there.values["day"]) == ("80", "January fourteenth")
    back = call("convert_money", "zh", number=80, source="EUR", target="USD")
    assert (back.values["result"], back.values["day"]) == ("100", "一月十四号")
    assert call("convert_money", source="USD", target="XXX").outcome == "refused"
