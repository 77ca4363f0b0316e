from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assistant.api.driving import (
    CALM_S,
    MAX_DEPTH,
    MAX_ITEMS,
    MAX_STRING,
    Driving,
    looked,
    short,
    told,
    withheld,
)
from assistant.api.scopes import Client, Scope
from assistant.api.view import visible
from assistant.events import (
    Card,
    FinalTranscript,
    IntentFound,
    PartialTranscript,
    Reply,
    Route,
    to_json,
)
from assistant.policy.state import DrivingState

MOVING = told(DrivingState.MOVING, "eu", 0.0).flags
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=9) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=40,
)


def test_it_gets_stricter_at_once_and_milder_after_a_calm_second() -> None:
    driving = Driving(DrivingState.PARKED)
    driving = looked(driving, DrivingState.MOVING, 10.0)
    assert driving.state is DrivingState.MOVING
    driving = looked(driving, DrivingState.PARKED, 10.1)
    driving = looked(driving, DrivingState.PARKED, 10.1 + CALM_S - 0.01)
    assert driving.state is DrivingState.MOVING
    assert looked(driving, DrivingState.PARKED, 10.1 + CALM_S).state is DrivingState.PARKED
    again = looked(driving, DrivingState.MOVING, 10.9)
    assert looked(again, DrivingState.PARKED, 11.2).state is DrivingState.MOVING


def test_it_starts_as_moving() -> None:
    assert Driving().state is DrivingState.MOVING


@given(st.text(max_size=400))
def test_no_transcript_is_sent_while_moving(text: str) -> None:
    said = f"secret {text}"
    for event in (
        PartialTranscript(at_s=0, text=said, language="en"),
        FinalTranscript(at_s=0, text=said, language="en", confidence=1),
        IntentFound(at_s=0, intent="note.add", slots={"text": said}, route=Route.GRAMMAR),
    ):
        assert "secret" not in json.dumps(withheld(to_json(event), MOVING))
        assert "secret" in json.dumps(withheld(to_json(event), ()))


@given(st.dictionaries(st.text(max_size=5), JSON))
def test_cards_are_short_and_shallow_while_moving(card: dict[str, Any]) -> None:
    shown = withheld(to_json(Card(at_s=0, card=card)), MOVING)["card"]
    assert _within(shown, 0)


def _within(value: Any, depth: int) -> bool:
    if isinstance(value, str):
        return len(value) <= MAX_STRING
    if not isinstance(value, (dict, list)):
        return True
    parts = list(value.values()) if isinstance(value, dict) else value
    if isinstance(value, list) and len(value) > MAX_ITEMS:
        return False
    return not parts or (depth <= MAX_DEPTH and all(_within(part, depth + 1) for part in parts))


def test_text_is_cut_after_a_word() -> None:
    cut = short("wander " * 40)
    assert len(cut) <= MAX_STRING
    assert cut.endswith("wander…")
    assert short("word") == "word"


def test_others_get_every_event_but_nobodys_words() -> None:
    body = to_json(Reply(at_s=0, turn_id="s1", text="Calling Ana.", language="en"))
    driver_screen = Client("1", "", frozenset({Scope.SCREEN}), "driver")
    phone = Client("2", "", frozenset({Scope.PASSENGER}), "passenger")
    operator = Client("3", "", frozenset({Scope.OPERATOR}), "driver")
    assert visible(body, "driver", driver_screen, ())["text"] == "Calling Ana."
    assert visible(body, "passenger", phone, ())["text"] == "Calling Ana."
    assert visible(body, "driver", phone, ())["text"] == ""
    assert visible(body, "driver", operator, ())["text"] == ""
