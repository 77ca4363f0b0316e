"""``docs/asyncapi.yaml`` says what the event socket sends and takes, no more and no less."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.api import shapes
from assistant.events import Event, EventType, to_json

PAGE = Path(__file__).resolve().parents[2] / "docs" / "asyncapi.yaml"
DOCUMENT: dict[str, Any] = yaml.safe_load(PAGE.read_text(encoding="utf-8"))
EVENTS = Event.__subclasses__()
COMMANDS: dict[str, type[shapes.Request]] = {
    "turn": shapes.TurnIn,
    "press": shapes.SeatIn,
    "release": shapes.SeatIn,
    "cancel": shapes.SeatIn,
    "confirm": shapes.ConfirmIn,
    "choose": shapes.ChooseIn,
    "mute": shapes.MuteIn,
    "listen": shapes.ListenIn,
    "hang_up": shapes.Request,
}


def check(body: dict[str, Any], schema: dict[str, Any]) -> None:
    jsonschema.validate(body, {**schema, "components": DOCUMENT["components"]})


def samples(kind: type[Event]) -> st.SearchStrategy[Event]:
    """Any event of a type, its open dictionaries with plain data."""
    hints = get_type_hints(kind)
    open_dicts = [f.name for f in fields(kind) if Any in get_args(hints[f.name])]
    plain = st.dictionaries(st.text(), st.integers() | st.text())
    numbers = st.floats(allow_nan=False, allow_infinity=False)
    floats = {f.name: numbers for f in fields(kind) if hints[f.name] is float}
    return st.builds(kind, **{**dict.fromkeys(open_dicts, plain), **floats})


def test_every_event_is_described() -> None:
    names = set(DOCUMENT["channels"]["events"]["messages"])
    commands = {f"command_{name}" for name in COMMANDS}
    assert names == set(EventType) | commands | {"snapshot", "result", "level", "sound"}
    assert {kind.type for kind in EVENTS} == set(EventType)
    told = {m["$ref"].rpartition("/")[2] for m in DOCUMENT["operations"]["tell"]["messages"]}
    assert told == names - commands


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: str(kind.type))
def test_an_event_has_the_described_fields(kind: type[Event]) -> None:
    schema = DOCUMENT["components"]["schemas"][kind.type]
    assert schema["required"] == ["type", "seq", *(f.name for f in fields(kind))]
    assert list(schema["properties"]) == schema["required"]

    @settings(max_examples=20)
    @given(samples(kind))
    def fits(event: Event) -> None:
        check({**to_json(event), "seq": 1}, schema)

    run: Callable[[], None] = fits
    run()


def test_the_snapshot_is_the_one_of_rest() -> None:
    schema = DOCUMENT["components"]["schemas"]["snapshot"]
    assert list(schema["properties"]) == list(shapes.Snapshot.model_fields)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_the_fields_of_the_rest_body(name: str) -> None:
    payload = DOCUMENT["components"]["messages"][f"command_{name}"]["payload"]
    shape = COMMANDS[name].model_fields
    assert set(payload["properties"]) == {"type", "id", *shape}
    required = {field for field, info in shape.items() if info.is_required()}
    assert set(payload["required"]) == {"type", *required}
