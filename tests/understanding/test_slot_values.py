"""Which slots the numbers of a text fill."""

from __future__ import annotations

from assistant.understanding.slot_values import NUMBER, UNSAID, with_numbers


def filled(
    labels: dict[str, str | None], *numbers: float, may: frozenset[str] = frozenset()
) -> tuple[dict[str, float], dict[str, str | None]]:
    return with_numbers(labels, numbers, may), labels


def test_each_slot_has_its_number() -> None:
    given, labels = filled({"hour": NUMBER, "day": UNSAID, "minute": NUMBER}, 9, 15)
    assert given == {"hour": 9, "minute": 15}
    assert labels["hour"] == NUMBER


def test_without_numbers_nothing_is_said() -> None:
    assert filled({"hour": NUMBER}) == ({}, {"hour": UNSAID})


def test_fewer_numbers_than_slots_are_unclear() -> None:
    """As in "let us circle back to slide nine": a date and an hour of one number."""
    _, labels = filled({"date": NUMBER, "hour": NUMBER, "day": UNSAID}, 9)
    assert labels == {"date": None, "hour": None, "day": UNSAID}


def test_more_numbers_are_unclear_where_others_may_have_them() -> None:
    _, labels = filled({"hour": NUMBER, "date": UNSAID}, 9, 15, may=frozenset({"date"}))
    assert labels == {"hour": None, "date": None}
