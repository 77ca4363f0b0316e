"""``docs/policy.md`` shows the table as it is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from assistant.conversation.actions import STALE_S as SHOWN_S
from assistant.conversation.phrases import phrases
from assistant.policy.decide import SPOKEN
from assistant.policy.markets import MARKETS, STRICTEST, MarketRules
from assistant.policy.roles import Role
from assistant.policy.rules import (
    DAYLIGHT_PERCENT,
    EMERGENCY_NUMBERS,
    MAX_RECLINE_DEG,
    RULES,
    SERVICE_RULES,
    Control,
    Place,
    Rate,
    Rule,
    ServiceRule,
)
from assistant.policy.state import STALE_S

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")
WHO = {
    Place.SEAT: "its seat",
    Place.CABIN: "every seat",
    Place.FRONT: "front seats",
    Place.DRIVER: "driver's seat",
}


def rate(limit: Rate) -> str:
    """Return a rate in words."""
    return f"{limit.count} in {limit.window_s:g} s"


def signal_line(rule: Rule) -> str:
    """Return a signal's line of the page."""
    often = "–" if rule.control is Control.FORBIDDEN else rate(rule.rate)
    return f"| `{rule.pattern}` | {rule.control} | {WHO[rule.place]} | {often} |"


def service_line(rule: ServiceRule) -> str:
    """Return a service's line of the page."""
    roles = "all" if len(rule.roles) == len(Role) else ", ".join(r for r in Role if r in rule.roles)
    first = "a yes" if rule.confirm else "a screen that may show it" if rule.picture else "–"
    return f"| `{rule.pattern}` | {WHO[rule.place]} | {roles} | {first} | {rate(rule.rate)} |"


def market_line(name: str, rules: MarketRules) -> str:
    """Return a market's line of the page."""
    screen = "in park" if rules.restricted_until_park else "standing still"
    return f"| {name} | {rules.max_opening_kmh:g} km/h | {screen} |"


def rows(title: str) -> list[str]:
    """Return the rows of the table under a heading, without its head."""
    section = PAGE.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]
    return [line for line in section.splitlines() if line.startswith("|")][2:]


def first_cells(lines: Iterable[str]) -> list[str]:
    """Return what stands in the first cell of each row."""
    return [line.split("|")[1].strip().strip("`") for line in lines]


def test_every_signals_line_is_the_tables() -> None:
    assert rows("Signals") == [signal_line(rule) for rule in RULES]


def test_every_services_line_is_the_tables() -> None:
    assert rows("Services") == [service_line(rule) for rule in SERVICE_RULES]


def test_the_markets_are_those_there_are() -> None:
    lines = [market_line(f"`{name}`", rules) for name, rules in MARKETS.items()]
    assert rows("Markets") == [*lines, market_line("any other", STRICTEST)]


def test_every_kind_of_control_and_every_role_is_explained_with_its_source() -> None:
    kinds = rows("Kinds of controls")
    assert first_cells(kinds) == list(Control)
    assert all(line.split("|")[3].strip() for line in kinds)
    assert first_cells(rows("Roles")) == list(Role)


def test_the_numbers_are_those_of_the_table() -> None:
    for number in (
        f"{MAX_RECLINE_DEG:g}°",
        f"{DAYLIGHT_PERCENT:g} %",
        f"{STALE_S:g} s",
        f"after {SHOWN_S:g} s",
    ):
        assert number in PAGE
    assert ", ".join(sorted(EMERGENCY_NUMBERS)) in PAGE


def test_every_reason_is_listed() -> None:
    reasons = {key.removeprefix("policy.").split(".")[0] for key in SPOKEN}
    assert set(first_cells(rows("Reasons"))) == {"allowed", *reasons}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_car_has_a_phrase_for_each_reason_and_no_other(language: str) -> None:
    said = {key for key in phrases(language) if key.startswith("policy.")}
    assert said == set(SPOKEN)
