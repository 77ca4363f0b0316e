"""What the engine raises, in both ways that its releases tell it."""

from __future__ import annotations

import pytest

from assistant.navigation.routes.faults import route_error


class NumberedError(RuntimeError):
    """As newer releases raise it."""

    def __init__(self, code: int) -> None:
        super().__init__("a text that may change")
        self.code = code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NumberedError(171), "route_off_map"),
        (NumberedError(442), "route_no_path"),
        (NumberedError(154), "route_too_far"),
        (NumberedError(120), "route_request"),
        (NumberedError(599), "route_engine"),
        (RuntimeError("No suitable edges near location"), "route_off_map"),
        (RuntimeError("No path could be found for input"), "route_no_path"),
        (RuntimeError("Path distance exceeds the max distance limit: 5 meters"), "route_too_far"),
        (RuntimeError("Failed to parse location"), "route_request"),
        (RuntimeError("something else"), "route_engine"),
    ],
)
def test_codes(error: Exception, code: str) -> None:
    assert route_error(error).code == code
