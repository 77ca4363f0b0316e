"""Turn what Valhalla raises into ``RouteError``. Pure.

Newer releases give a number (``ValhallaError.code``), older ones only a text; the texts are
those of Valhalla's list of errors.
"""

from __future__ import annotations

from assistant.errors import RouteError

_OFF_MAP = frozenset({171})
_NO_PATH = frozenset({170, 441, 442, 445})
_TOO_FAR = frozenset({150, 151, 152, 153, 154, 158})
_REQUEST = range(100, 150)

_NUMBERS = (
    ("no suitable edges", 171),
    ("unconnected regions", 170),
    ("no path could be found", 442),
    ("exceeds the max distance", 154),
    ("exceeded max", 150),
    ("exceeds the max", 150),
    ("failed to parse", 130),
    ("insufficient", 120),
)

_MESSAGES = {
    "route_off_map": "There is no road near one of the points; is it on the installed map?",
    "route_no_path": "No road leads from one of the points to the next.",
    "route_too_far": "The points are too far apart for one route.",
    "route_request": "The points make no route; give at least two, in degrees.",
}


def route_error(error: Exception) -> RouteError:
    """Return what a failure of the engine means."""
    code = _code(_number(error))
    message = _MESSAGES.get(code, f"The routing engine failed: {error}")
    return RouteError(message, code=code)


def _number(error: Exception) -> int:
    number = getattr(error, "code", None)
    if isinstance(number, int):
        return number
    text = str(error).lower()
    return next((number for part, number in _NUMBERS if part in text), 0)


def _code(number: int) -> str:
    known = ((_OFF_MAP, "route_off_map"), (_NO_PATH, "route_no_path"), (_TOO_FAR, "route_too_far"))
    for numbers, code in known:
        if number in numbers:
            return code
    return "route_request" if number in _REQUEST else "route_engine"
