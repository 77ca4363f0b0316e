from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.llm import ToolSpec
from assistant.understanding.tool_prompt import (
    MAX_TOOLS,
    arguments_schema,
    names_grammar,
    offer,
    parse_arguments,
    request,
    shown_arguments,
    spans,
    tool_line,
    with_said_numbers,
)

SEAT = {"type": "string", "enum": ["driver", "passenger"]}
HEAT = ToolSpec(
    "climate.set_temperature",
    "Set the temperature. Changes the car.",
    {
        "type": "object",
        "properties": {"seat": SEAT, "degrees": {"type": "number", "minimum": 16, "maximum": 28}},
        "required": ["degrees"],
    },
    ("空调调到22度", "set it to 21 degrees"),
)


def test_a_tool_is_one_short_line_with_an_example_in_the_language() -> None:
    line = 'climate.set_temperature: Set the temperature. "{}"'
    assert tool_line(HEAT, "en") == line.format("set it to 21 degrees")
    assert tool_line(HEAT, "zh") == line.format("空调调到22度")
    assert shown_arguments(HEAT) == (
        ', "accepts": "seat: driver|passenger, degrees: 16..28", "arguments": '
    )


def test_the_question_holds_at_most_eight_tools_and_what_was_said() -> None:
    tools = [ToolSpec(f"a.t{n}", "Do.", {}) for n in range(12)]
    text = offer("en", tools) + request("warm\n\nit up  " + "x" * 5000)
    assert f"a.t{MAX_TOOLS - 1}:" in text
    assert f"a.t{MAX_TOOLS}:" not in text
    assert "Said: warm it up xxx" in text
    assert len(text) < 800
    assert f"a.t{MAX_TOOLS}" not in names_grammar(tools)


def test_only_the_names_and_none_can_be_written() -> None:
    assert names_grammar([HEAT]) == r'root ::= ("climate.set_temperature" | "none") "\""'


def test_ranges_become_lists_of_values() -> None:
    degrees = arguments_schema(HEAT, "")["properties"]["degrees"]["enum"]
    assert degrees[:3] == [16, 16.5, 17]
    assert degrees[-1] == 28
    assert all(isinstance(value, int) for value in degrees[::2])


def test_spoken_arguments_are_words_of_the_request() -> None:
    properties = {"name": {"type": "string"}, "day": {"type": "string"}}
    call = ToolSpec("a.b", "", {"properties": properties}, spoken=frozenset({"name"}))
    schema = arguments_schema(call, "call Ann, please")["properties"]
    assert {"Ann", "call Ann", "Ann, please"} <= set(schema["name"]["enum"])
    assert not any("Bob" in words for words in schema["name"]["enum"])
    assert schema["day"]["type"] == "string"
    assert {"打给", "老周"} <= set(spans("打给老周"))
    assert len(spans("word " * 400)) <= 1000


@pytest.mark.parametrize(
    ("schema", "bounded"),
    [
        ({"type": "boolean"}, {"type": "boolean"}),
        ({"type": "integer", "minimum": 1, "maximum": 3}, {"enum": [1, 2, 3]}),
        (
            {"type": "integer", "minimum": 0, "maximum": 9999},
            {"type": "integer", "minimum": 0, "maximum": 9999},
        ),
        ({"type": "number"}, {"type": "number"}),
        ({"type": "string"}, {"type": "string", "minLength": 1, "maxLength": 60}),
        ({"enum": ["a"], "description": "x"}, {"enum": ["a"]}),
        (
            {"type": "array", "items": {"type": "boolean"}},
            {"type": "array", "items": {"type": "boolean"}, "maxItems": 4},
        ),
    ],
)
def test_each_kind_of_argument_is_bounded(schema: dict[str, Any], bounded: dict[str, Any]) -> None:
    tool = ToolSpec("a.b", "", {"properties": {"x": schema}})
    assert arguments_schema(tool, "")["properties"]["x"] == bounded


@given(st.integers(-50, 50), st.integers(0, 60))
def test_what_the_bounded_schema_allows_the_tools_own_schema_allows(least: int, span: int) -> None:
    own = {"type": "number", "minimum": least, "maximum": least + span}
    tool = ToolSpec("a.b", "", {"properties": {"x": own}})
    for value in arguments_schema(tool, "")["properties"]["x"]["enum"]:
        jsonschema.validate(value, own)


@given(st.text(max_size=60))
def test_whatever_was_written_is_arguments_or_nothing(text: str) -> None:
    parsed = parse_arguments(text)
    assert parsed is None or isinstance(parsed, dict)


@pytest.mark.parametrize(
    ("said", "steps"),
    [
        ("a bit warmer in the back", None),
        ("three steps warmer", {"enum": [3]}),
        ("make it 21 or two more", {"enum": [21, 2]}),
        ("make it 21.5", None),
        ("two steps and a half", {"type": "integer"}),
        ("暖和两档", {"enum": [2]}),
        ("太热了", None),
    ],
)
def test_numbers_that_nobody_said_cannot_be_written(
    said: str, steps: dict[str, Any] | None
) -> None:
    properties = {**HEAT.parameters["properties"], "steps": {"type": "integer"}}
    tool = ToolSpec("a.b", "", {**HEAT.parameters, "properties": properties})
    language = "en" if said.isascii() else "zh"
    assert with_said_numbers(tool, said, language).parameters["properties"].get("steps") == steps


def test_arguments_are_read() -> None:
    assert parse_arguments(json.dumps({"degrees": 21.5})) == {"degrees": 21.5}
    assert parse_arguments('{"degrees": 2') is None
    assert parse_arguments("[1]") is None
