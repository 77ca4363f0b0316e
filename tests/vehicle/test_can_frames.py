"""Frames, their protection, and the files that describe them."""

from __future__ import annotations

from pathlib import Path

import pytest
from cantools.database.can import Message
from e2e import p01
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ConfigError, VehicleError
from assistant.vehicle.can_frames import FrameError, Frames, follows, is_protected
from assistant.vehicle.can_map import NO_REQUEST, CanMap, load_map
from assistant.vehicle.catalogue import SignalKind, expand, load_catalogue
from assistant.vehicle.interface import Value
from tests.vehicle.ecu import packed, unpacked

CATALOGUE = load_catalogue()
MAP = load_map(CATALOGUE)
DRIVING = MAP.database.get_message_by_name("DrivingStatus")
PARKED: dict[str, float | str] = {
    "Checksum": 0,
    "Counter": 0,
    "Speed": 0.0,
    "Gear": "Park",
    "ParkingBrake": "Yes",
    "IsMoving": "No",
}
NOT_ASKED_FOR = {
    "Vehicle.Powertrain.Transmission.SelectedGear",
    "Vehicle.Chassis.ParkingBrake.IsEngaged",
    *expand("Vehicle.Body.Lights.{Beam.Low,Beam.High,Running,Parking}.IsOn"),
    *expand("Vehicle.Body.Lights.DirectionIndicator.{Left,Right}.IsSignaling"),
}


def protected(message: Message, content: dict[str, float | str], counter: int) -> bytes:
    data = bytearray(message.encode(content | {"Counter": counter}))
    p01.e2e_p01_protect(data, message.frame_id, increment_counter=False)
    return bytes(data)


# --- the bundled files ------------------------------------------------------------------------


def test_every_mapped_actuator_can_be_asked_for_and_told_in_its_whole_range() -> None:
    for path, mapped in MAP.signals.items():
        signal = CATALOGUE.signal(path)
        if signal.kind is SignalKind.ACTUATOR and path not in NOT_ASKED_FOR:
            assert mapped.request is not None, path
        if signal.allowed and signal.datatype == "string":
            assert set(mapped.values.values()) == set(signal.allowed), path


def test_every_frame_is_protected_and_every_value_has_a_comment_and_a_word_for_nothing() -> None:
    for message in MAP.database.messages:
        assert is_protected(message), message.name
        assert message.comment, message.name
        for signal in message.signals:
            if signal.name in ("Checksum", "Counter"):
                continue
            assert signal.comment, (message.name, signal.name)
            names = {str(name) for name in (signal.choices or {}).values()}
            nothing = NO_REQUEST if message.name.endswith("Request") else "NotAvailable"
            assert nothing in names, (message.name, signal.name)


def test_status_frames_are_cyclic_within_what_counts_as_fresh() -> None:
    for mapped in MAP.signals.values():
        assert 0 < (mapped.status.message.cycle_time or 0) <= 1000, mapped.path


ASKABLE = [path for path, mapped in MAP.signals.items() if mapped.request is not None]


@given(st.data())
def test_any_request_is_read_by_the_car_as_it_was_meant(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(ASKABLE))
    signal, mapped = CATALOGUE.signal(path), MAP.signals[path]
    low, high = signal.limits
    wanted: Value
    if signal.allowed:
        wanted = data.draw(st.sampled_from(signal.allowed))
    elif signal.datatype == "boolean":
        wanted = data.draw(st.booleans())
    else:
        wanted = data.draw(st.integers(int(low), int(high)))
    message, frame = Frames(MAP).encode(path, wanted)
    assert p01.e2e_p01_check(bytearray(frame), message.frame_id)
    content = message.decode(frame)
    assert isinstance(content, dict)
    assert mapped.request is not None
    assert unpacked(mapped, content.pop(mapped.request.signal.name)) == wanted
    del content["Checksum"], content["Counter"]
    assert {str(value) for value in content.values()} <= {NO_REQUEST}


def test_what_the_car_tells_is_read_as_it_was_meant() -> None:
    mapped = MAP.signals["Vehicle.Powertrain.Transmission.SelectedGear"]
    for gear, meant in (("Park", 126), ("Reverse", -1), ("Neutral", 0), ("Drive", 127)):
        assert packed(mapped, meant) == gear
        frame = protected(DRIVING, PARKED | {"Gear": gear, "Speed": -3.21}, 0)
        values = Frames(MAP).decode(DRIVING.frame_id, frame, extended=False)
        assert values[mapped.path] == meant
        assert values["Vehicle.Speed"] == pytest.approx(-3.21)
        assert values["Vehicle.Chassis.ParkingBrake.IsEngaged"] is True


# --- protection -------------------------------------------------------------------------------


@given(st.integers(0, 63), st.integers(0, 14))
def test_any_flipped_bit_is_noticed(bit: int, counter: int) -> None:
    frame = bytearray(protected(DRIVING, PARKED, counter))
    frame[bit // 8] ^= 1 << (bit % 8)
    with pytest.raises(FrameError):
        Frames(MAP).decode(DRIVING.frame_id, bytes(frame), extended=False)


@given(st.binary(max_size=7))
def test_short_frames_are_noticed(data: bytes) -> None:
    with pytest.raises(FrameError, match="of 8 bytes"):
        Frames(MAP).decode(DRIVING.frame_id, data, extended=False)


@given(st.sampled_from(MAP.database.messages), st.binary(min_size=8, max_size=8))
def test_whatever_a_true_frame_holds_becomes_a_value_in_range_or_unknown(
    message: Message, content: bytes
) -> None:
    data = bytearray(content)
    data[1] &= 0xF7  # a counter that is sent
    p01.e2e_p01_protect(data, message.frame_id, increment_counter=False)
    values = Frames(MAP).decode(message.frame_id, bytes(data), extended=False)
    for path, value in values.items():
        signal = CATALOGUE.signal(path)
        reported = None if value is None else signal.reported(value)
        assert reported is None or isinstance(reported, str) or signal.check(reported) == reported


def test_a_frame_under_another_id_is_noticed() -> None:
    other = MAP.database.get_message_by_name("DistanceStatus")
    with pytest.raises(FrameError, match="checksum"):
        Frames(MAP).decode(other.frame_id, protected(DRIVING, PARKED, 0), extended=False)


def test_counters_tell_new_frames_from_repeated_ones() -> None:
    assert follows(None, 7)
    assert follows(7, 8)
    assert follows(14, 0)
    assert follows(13, 2)
    assert not follows(7, 7)
    assert not follows(7, 6)
    assert not follows(7, 12)
    assert not follows(None, 15)


def test_after_a_gap_the_sequence_is_taken_up_again() -> None:
    frames = Frames(MAP)
    frames.decode(DRIVING.frame_id, protected(DRIVING, PARKED, 0), extended=False)
    with pytest.raises(FrameError, match="counter 9 after 0"):
        frames.decode(DRIVING.frame_id, protected(DRIVING, PARKED, 9), extended=False)
    assert frames.decode(DRIVING.frame_id, protected(DRIVING, PARKED, 10), extended=False)
    frames.forget()
    assert frames.decode(DRIVING.frame_id, protected(DRIVING, PARKED, 10), extended=False)


def test_requests_count_from_0_to_14_each_message_on_its_own() -> None:
    frames = Frames(MAP)
    fan = "Vehicle.Cabin.HVAC.Station.Row1.Driver.FanSpeed"
    counters = [frames.encode(fan, 50)[1][1] & 0x0F for _ in range(16)]
    assert counters == [*range(15), 0]
    window = "Vehicle.Cabin.Door.Row1.DriverSide.Window.Position"
    assert frames.encode(window, 50)[1][1] & 0x0F == 0


def test_a_car_without_protection_is_read_as_well(tmp_path: Path) -> None:
    can_map = a_map(tmp_path, 'path = "Vehicle.Speed"\nstatus = "Cluster.Speed"')
    values = Frames(can_map).decode(0x18FEF100, b"\x64\x00", extended=True)
    assert values == {"Vehicle.Speed": 10.0}
    assert Frames(can_map).decode(0x18FEF100, b"\x64\x00", extended=False) == {}


def test_frames_with_long_ids_are_protected_by_the_low_half(tmp_path: Path) -> None:
    signals = (
        ' SG_ Checksum : 0|8@1+ (1,0) [0|255] "" Car\n SG_ Counter : 8|4@1+ (1,0) [0|14] "" Car'
    )
    dbc = DBC.replace("Cluster: 2 Car", f"Cluster: 4 Car\n{signals}").replace("0|16@", "16|16@")
    can_map = a_map(tmp_path, 'path = "Vehicle.Speed"\nstatus = "Cluster.Speed"', dbc)
    frame = bytearray(b"\x00\x00\x64\x00")
    p01.e2e_p01_protect(frame, 0xF100, increment_counter=False)
    values = Frames(can_map).decode(0x18FEF100, bytes(frame), extended=True)
    assert values == {"Vehicle.Speed": 10.0}


# --- an operator's own files ------------------------------------------------------------------

DBC = """VERSION ""
BU_: Car
BO_ 2566844672 Cluster: 2 Car
 SG_ Speed : 0|16@1+ (0.1,0) [0|300] "km/h" Car
"""


def a_map(folder: Path, entry: str, dbc: str = DBC) -> CanMap:
    (folder / "my.dbc").write_text(dbc)
    (folder / "my.toml").write_text(f"[[signal]]\n{entry}\n")
    return load_map(CATALOGUE, folder / "my.dbc", folder / "my.toml")


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ('path = "Vehicle.Warp"\nstatus = "Cluster.Speed"', "not in the signal catalogue"),
        ('path = "Vehicle.Speed"\nstatus = "Cluster.Pace"', "not in the DBC file"),
        ('path = "Vehicle.Speed"\nstatus = "Dash.Speed"', "not in the DBC file"),
        ('path = "Vehicle.Speed"', "needs a text 'status'"),
        ('path = "Vehicle.Speed"\nstatus = "Cluster.{Speed,Rate}"', "different lengths"),
        ('path = "Vehicle.Speed"\nstatus = "Cluster.Speed"\nvalues = { Off = 0 }', "named 'Off'"),
        ("path = ", "no list of"),
    ],
)
def test_a_wrong_mapping_says_what_to_fix(tmp_path: Path, entry: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        a_map(tmp_path, entry)


def test_wrong_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.dbc: can't be read"):
        load_map(CATALOGUE, tmp_path / "none.dbc")
    with pytest.raises(ConfigError, match="not a DBC file"):
        a_map(tmp_path, 'path = "Vehicle.Speed"\nstatus = "Cluster.Speed"', dbc="hello")


def test_a_value_that_the_frame_can_not_carry_is_refused() -> None:
    with pytest.raises(VehicleError, match="no request for"):
        Frames(MAP).encode("Vehicle.Speed", 1.0)
    with pytest.raises(VehicleError) as caught:
        Frames(MAP).encode("Vehicle.Cabin.HVAC.Station.Row1.Driver.FanSpeed", 300)
    assert caught.value.code == "vehicle_range"
