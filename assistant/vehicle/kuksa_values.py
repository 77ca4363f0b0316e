"""Values on the wire of ``kuksa.val.v2``. Pure: no connection, no clock.

The broker has fewer types than VSS: 8- and 16-bit numbers travel as 32-bit ones. Arrays have
no place in our catalogue, so a signal that the broker holds as an array is left out.
"""

from __future__ import annotations

from collections.abc import Iterable

from google.protobuf.timestamp_pb2 import Timestamp
from kuksa.val.v2 import types_pb2

from assistant.vehicle.catalogue import Signal
from assistant.vehicle.interface import Value

CLOCK_SLACK_S = 1.0
"""How far ahead of ours the broker's clock may be before its stamps mean nothing."""

_FIELDS = {
    types_pb2.DATA_TYPE_STRING: "string",
    types_pb2.DATA_TYPE_BOOLEAN: "bool",
    types_pb2.DATA_TYPE_INT8: "int32",
    types_pb2.DATA_TYPE_INT16: "int32",
    types_pb2.DATA_TYPE_INT32: "int32",
    types_pb2.DATA_TYPE_INT64: "int64",
    types_pb2.DATA_TYPE_UINT8: "uint32",
    types_pb2.DATA_TYPE_UINT16: "uint32",
    types_pb2.DATA_TYPE_UINT32: "uint32",
    types_pb2.DATA_TYPE_UINT64: "uint64",
    types_pb2.DATA_TYPE_FLOAT: "float",
    types_pb2.DATA_TYPE_DOUBLE: "double",
}
"""The field of ``Value`` that carries a type; what isn't here has none with us."""

_KIND_OF_TYPE = {"string": "text", "boolean": "truth"}
_KIND_OF_FIELD = {"string": "text", "bool": "truth", "": "none"}


def usable(signals: Iterable[Signal], held: Iterable[types_pb2.Metadata]) -> dict[str, str]:
    """Return the wire field of each of our signals that the broker holds in a fitting type."""
    held_fields = {entry.path: _FIELDS.get(entry.data_type, "") for entry in held}
    ours = {signal.path: _KIND_OF_TYPE.get(signal.datatype, "number") for signal in signals}
    return {
        path: held_fields[path]
        for path, kind in ours.items()
        if _KIND_OF_FIELD.get(held_fields.get(path, ""), "number") == kind
    }


def to_wire(value: Value, field: str) -> types_pb2.Value:
    """Return a value for the wire.

    Raises:
        ValueError: the field can't carry it.
    """
    whole = field not in ("string", "bool", "float", "double")
    return types_pb2.Value(**{field: int(value) if whole else value})


def from_wire(value: types_pb2.Value) -> Value | None:
    """Return a value from the wire; None for no value, and for an array."""
    field = value.WhichOneof("typed_value")
    if field is None or field.endswith("_array"):
        return None
    found: Value = getattr(value, field)
    return float(f"{found:.7g}") if field == "float" else found  # what 32 bits really hold


def age_s(stamp: Timestamp | None, wall_s: float) -> float | None:
    """Return how old a stamped value is; None when its stamp is missing or in the future."""
    if stamp is None:
        return None
    age = wall_s - (stamp.seconds + stamp.nanos / 1e9)
    return max(0.0, age) if age >= -CLOCK_SLACK_S else None
