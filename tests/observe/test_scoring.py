"""When a call is the expected one."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.observe.scoring import same_call
from assistant.understanding.interface import ToolCall


@pytest.mark.parametrize(
    ("expected", "given", "same"),
    [
        ({"what": "Fast Car"}, {"what": "fast car"}, True),
        ({"degrees": 21}, {"degrees": 21.0}, True),
        ({"what": "Fast Car"}, {"what": "fast cars"}, False),
        ({"on": True}, {"on": 1}, False),
        ({"on": True}, {}, False),
        ({}, {"on": True}, False),
    ],
)
def test_arguments_are_the_same(
    expected: dict[str, Any], given: dict[str, Any], same: bool
) -> None:
    call = ToolCall("a.b", given)
    assert same_call({"tool": "a.b", "arguments": expected}, call) is same
    assert not same_call({"tool": "a.c", "arguments": expected}, call)
