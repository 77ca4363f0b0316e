"""The page on routing tells what is decided, row by row, and decisions are total."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.routing.connectivity import LinkState
from assistant.routing.decide import (
    MEANING,
    RULES,
    Ask,
    Decision,
    Here,
    Reason,
    RequestKind,
    There,
    Via,
    decide,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "routing.md"
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \| ([^|]*)\| (local|race|cloud|outbox) \|$")


def matches() -> list[re.Match[str]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [found for found in map(ROW.match, lines) if found]


def rows() -> list[tuple[str, str, str]]:
    return [(m[1], m[3].strip(), m[4]) for m in matches()]


def ask_of(example: str) -> Ask:
    """Return what ``key=value …`` asks for."""
    here, there, ask = Here(), There(), Ask(RequestKind.QUESTION)
    for part in example.split():
        name, _, value = part.partition("=")
        if part == "there=none":
            ask = replace(ask, there=None)
        elif name == "here":
            here = replace(here, seconds=None if value == "none" else float(value))
        elif name == "there":
            there = replace(there, seconds=float(value))
        elif name in {f.name for f in fields(Here)}:
            here = replace(here, **{name: float(value)})
        elif name in {f.name for f in fields(There)}:
            there = replace(there, **{name: read(value)})
        else:
            ask = replace(ask, **{name: read(value)})
    return replace(ask, here=here, there=there if ask.there is not None else None)


def read(value: str) -> Any:
    if value in ("yes", "no"):
        return value == "yes"
    for kind in (RequestKind, LinkState):
        if value in {str(member) for member in kind}:
            return kind(value)
    return float(value)


@pytest.mark.parametrize(("reason", "example", "via"), rows())
def test_each_row_of_the_page_is_what_is_decided(reason: str, example: str, via: str) -> None:
    assert decide(ask_of(example)) == Decision(Via(via), Reason(reason))


def test_the_page_has_every_rule_in_the_order_of_the_code() -> None:
    told = list(dict.fromkeys(Reason(reason) for reason, _, _ in rows()))
    assert told == [*(reason for reason, _, _ in RULES), Reason.WORTH_A_RACE]
    assert set(told) == set(Reason)
    meant = {Reason(m[1]): m[2] for m in reversed(matches())}
    assert meant == MEANING


numbers = st.floats(0, 1e6, allow_nan=False)
maybe = st.none() | numbers
heres = st.builds(
    Here, seconds=maybe, memory_mb=numbers, free_mb=numbers, temperature_c=maybe, battery=maybe
)
theres = st.builds(
    There,
    seconds=numbers,
    bytes=st.integers(0, 10**9),
    money=numbers,
    bytes_left=numbers,
    money_left=numbers,
    resting=st.booleans(),
    answered=st.floats(0, 1),
)
asks = st.builds(
    Ask,
    kind=st.sampled_from(RequestKind),
    here=heres,
    there=st.none() | theres,
    consented=st.booleans(),
    link=st.sampled_from(LinkState),
    portal=st.booleans(),
    metered=st.booleans(),
    ready=st.booleans(),
    deadline_s=numbers,
)


@given(asks)
def test_nothing_leaves_that_may_not(ask: Ask) -> None:
    decision = decide(ask)
    leaves = decision.via in (Via.RACE, Via.CLOUD)
    if ask.kind is RequestKind.COMMAND:
        assert decision == Decision(Via.LOCAL, Reason.CORE)
    if not ask.consented or ask.there is None:
        assert decision.via is Via.LOCAL
    if leaves:
        assert ask.there is not None
        assert ask.link is not LinkState.OFFLINE
        assert not ask.portal
        assert not ask.there.resting
        assert ask.there.bytes <= ask.there.bytes_left
        assert ask.there.money <= ask.there.money_left
    if decision.via is Via.OUTBOX and ask.kind is not RequestKind.SYNC:
        assert ask.kind is RequestKind.PICTURE
        assert ask.here.seconds is None


@given(asks)
def test_withdrawing_the_consent_never_lets_more_leave(ask: Ask) -> None:
    without = decide(replace(ask, consented=False))
    assert without.via is Via.LOCAL
