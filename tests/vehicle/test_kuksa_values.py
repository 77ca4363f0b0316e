"""Values on KUKSA's wire: types that fit, what comes back, and ages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kuksa.val.v2 import types_pb2

from assistant.vehicle.catalogue import Signal, SignalKind
from assistant.vehicle.kuksa_values import age_s, from_wire, to_wire, usable
from tests.vehicle.broker_rules import wire_field


def signal_of(datatype: str) -> Signal:
    return Signal("Vehicle.Thing", SignalKind.ACTUATOR, datatype)


@given(st.data())
def test_what_goes_on_the_wire_comes_back(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["STRING", "BOOLEAN", "INT8", "UINT8", "UINT32", "FLOAT"]))
    values: dict[str, st.SearchStrategy[bool | int | float | str]] = {
        "STRING": st.text(),
        "BOOLEAN": st.booleans(),
        "INT8": st.integers(-128, 127),
        "UINT8": st.integers(0, 255),
        "UINT32": st.integers(0, 2**32 - 1),
        "FLOAT": st.integers(-9999, 9999).map(lambda tenths: tenths / 10),
    }
    value = data.draw(values[name])
    kind = types_pb2.DataType.Value(f"DATA_TYPE_{name}")
    held = types_pb2.Metadata(path="Vehicle.Thing", data_type=kind)
    field = usable([signal_of(name.lower())], [held])["Vehicle.Thing"]
    assert field == wire_field(kind)
    assert from_wire(to_wire(value, field)) == value


def test_types_that_do_not_fit_are_not_usable() -> None:
    def fits(ours: str, theirs: str) -> bool:
        kind = types_pb2.DataType.Value(f"DATA_TYPE_{theirs}")
        held = types_pb2.Metadata(path="Vehicle.Thing", data_type=kind)
        return bool(usable([signal_of(ours)], [held]))

    assert fits("uint8", "DOUBLE")
    assert not fits("uint8", "STRING")
    assert not fits("boolean", "UINT8")
    assert not fits("string", "BOOLEAN")
    for theirs in ("UINT8_ARRAY", "STRING_ARRAY", "TIMESTAMP", "UNSPECIFIED"):
        assert not any(fits(ours, theirs) for ours in ("uint8", "string", "boolean", "float"))


def test_arrays_and_nothing_are_no_values() -> None:
    array = types_pb2.Value(uint32_array=types_pb2.Uint32Array(values=[1, 2]))
    assert from_wire(array) is None
    assert from_wire(types_pb2.Value()) is None
    assert from_wire(types_pb2.Value(uint32=0)) == 0


def test_a_value_too_large_for_the_broker_is_refused() -> None:
    with pytest.raises(ValueError, match="range"):
        to_wire(-1, "uint32")


def test_ages_are_never_negative_and_unknown_without_a_stamp() -> None:
    stamp = types_pb2.Datapoint().timestamp
    stamp.FromSeconds(1000)
    assert age_s(stamp, 1002.5) == 2.5
    assert age_s(stamp, 999.5) == 0.0
    assert age_s(stamp, 900.0) is None
    assert age_s(None, 900.0) is None
