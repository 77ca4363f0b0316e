"""What a databroker accepts: values by their metadata, and what a token may do. Pure.

Written from the comments of the protocol's definition, apart from our client's own tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import grpc
from kuksa.val.v2 import types_pb2

LONGEST_PATH = 1000
LARGEST_BUFFER = 1000

_LIMITS = {
    "INT8": (-(2**7), 2**7 - 1),
    "INT16": (-(2**15), 2**15 - 1),
    "UINT8": (0, 2**8 - 1),
    "UINT16": (0, 2**16 - 1),
}


class RefusedError(Exception):
    """A request that the broker refuses, with the code that the protocol names."""

    def __init__(self, code: grpc.StatusCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def wire_field(data_type: int) -> str:
    """Return the field of ``Value`` that carries a data type, e.g. ``uint32`` for UINT8."""
    full: str = types_pb2.DataType.Name(data_type)
    name, _, array = full.removeprefix("DATA_TYPE_").partition("_")
    name = {"BOOLEAN": "BOOL", "INT8": "INT32", "INT16": "INT32"}.get(name, name)
    name = {"UINT8": "UINT32", "UINT16": "UINT32"}.get(name, name)
    return name.lower() + ("_array" if array else "")


def check_value(meta: types_pb2.Metadata, value: types_pb2.Value) -> None:
    """Raise ``RefusedError`` unless the signal takes the value."""
    field = value.WhichOneof("typed_value")
    if field != wire_field(meta.data_type):
        raise _invalid(f"{meta.path}: type mismatch, got {field}")
    content = getattr(value, field)
    items = list(content.values) if field.endswith("_array") else [content]
    name = types_pb2.DataType.Name(meta.data_type).removeprefix("DATA_TYPE_").split("_")[0]
    low, high = _LIMITS.get(name, (None, None))
    lows = [limit for limit in (low, _plain(meta, "min")) if limit is not None]
    highs = [limit for limit in (high, _plain(meta, "max")) if limit is not None]
    if any(item < limit for item in items for limit in lows) or any(
        item > limit for item in items for limit in highs
    ):
        raise _invalid(f"{meta.path}: out of bounds")
    if meta.HasField("allowed_values"):
        allowed_field = meta.allowed_values.WhichOneof("typed_value")
        allowed = getattr(meta.allowed_values, allowed_field).values
        if any(item not in allowed for item in items):
            raise _invalid(f"{meta.path}: not an allowed value")


def _plain(meta: types_pb2.Metadata, name: str) -> Any:
    if not meta.HasField(name):
        return None
    limit = getattr(meta, name)
    return getattr(limit, limit.WhichOneof("typed_value"))


def _invalid(reason: str) -> RefusedError:
    return RefusedError(grpc.StatusCode.INVALID_ARGUMENT, reason)


@dataclass(frozen=True)
class Scope:
    """What a token allows: words such as ``read:Vehicle.Speed`` or ``actuate``, as a JWT's."""

    words: tuple[str, ...]

    def sees(self, path: str) -> bool:
        return any(self.allows(action, path) for action in ("read", "actuate", "provide"))

    def allows(self, action: str, path: str) -> bool:
        for word in self.words:
            verb, _, root = word.partition(":")
            if verb == action and (not root or path == root or path.startswith(f"{root}.")):
                return True
        return False


EVERYTHING = Scope(("read", "actuate", "provide"))


def check_paths(paths: Sequence[str]) -> None:
    """Raise ``RefusedError`` for an empty request or a path that is too long."""
    if not paths:
        raise _invalid("no signals requested")
    if any(len(path) > LONGEST_PATH for path in paths):
        raise _invalid("the provided path is too long")
