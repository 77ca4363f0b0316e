"""The simulated car: what moves, what is read back, and its faults."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.clock import MonotonicClock, run_virtual
from assistant.errors import VehicleError
from assistant.vehicle.catalogue import SignalKind, load_catalogue
from assistant.vehicle.course import Linear, Relaxing
from assistant.vehicle.interface import Value, Vehicle
from assistant.vehicle.simulated import SimulatedVehicle

WINDOW = "Vehicle.Cabin.Door.Row1.DriverSide.Window.Position"
LOCKED = "Vehicle.Cabin.Door.Row1.DriverSide.IsLocked"
FAN = "Vehicle.Cabin.HVAC.Station.Row1.Driver.FanSpeed"
SWITCH = "Vehicle.Cabin.Sunroof.Switch"
ROOF = "Vehicle.Cabin.Sunroof.Position"
CABIN = "Vehicle.Cabin.HVAC.AmbientAirTemperature"
SPEED = "Vehicle.Speed"
BURNING = ("Vehicle.Powertrain.FuelSystem.", "Vehicle.Powertrain.CombustionEngine.")
BATTERY = "Vehicle.Powertrain.TractionBattery"
CHARGE = f"{BATTERY}.StateOfCharge.Displayed"
START_STOP = f"{BATTERY}.Charging.StartStopCharging"
FLAP = f"{BATTERY}.Charging.ChargingPort.AnyPosition.IsFlapOpen"
STATION = "Vehicle.Cabin.HVAC.Station"
LIGHTS = "Vehicle.Body.Lights"
TRIP_METER = "Vehicle.TripMeterReading"


def with_car(script: Callable[[SimulatedVehicle], Awaitable[None]]) -> None:
    """Run a script against a fresh car under virtual time."""

    async def run() -> None:
        await script(SimulatedVehicle(load_catalogue(), MonotonicClock().now))

    run_virtual(run())


def value(car: Vehicle, path: str) -> Value:
    """Return a signal's value, which must be there."""
    reading = car.read(path)
    assert reading is not None, path
    return reading.value


def number(car: Vehicle, path: str) -> float:
    """Return the value of a signal that is a number."""
    found = value(car, path)
    assert not isinstance(found, str)
    return float(found)


def test_every_signal_of_the_catalogue_has_a_fresh_valid_value_from_the_start() -> None:
    async def script(car: SimulatedVehicle) -> None:
        await asyncio.sleep(100)
        for path in load_catalogue().paths:
            reading = car.read(path)
            if path.startswith(BURNING):
                assert reading is None, path
                continue
            assert reading is not None, path
            assert reading.at_s == 100
            signal = load_catalogue().signal(path)
            assert signal.check(reading.value) == reading.value
        assert car.read("Vehicle.Warp.Factor") is None

    with_car(script)


def test_a_window_takes_four_seconds_and_is_verified_once_it_moves() -> None:
    async def script(car: SimulatedVehicle) -> None:
        clock = MonotonicClock()
        await car.write(WINDOW, 100)
        assert await car.verify(WINDOW, 100, 2.0)
        assert clock.now() < 0.1
        await clock.sleep_until(2.0)
        assert value(car, WINDOW) == 50
        await clock.sleep_until(4.0)
        assert value(car, WINDOW) == 100
        await car.write(WINDOW, 20)
        await asyncio.sleep(10)
        assert value(car, WINDOW) == 20

    with_car(script)


def test_a_window_that_turns_back_half_way_goes_on_from_where_it_is() -> None:
    async def script(car: SimulatedVehicle) -> None:
        await car.write(WINDOW, 100)
        await asyncio.sleep(2)
        await car.write(WINDOW, 0)
        assert value(car, WINDOW) == 50
        await asyncio.sleep(1)
        assert value(car, WINDOW) == 25

    with_car(script)


@pytest.mark.parametrize(
    ("switch", "position"),
    [("ONE_SHOT_OPEN", 100), ("TILT_UP", -100), ("ONE_SHOT_CLOSE", 0), ("TILT_DOWN", 0)],
)
def test_the_sunroof_is_verified_on_its_position(switch: str, position: int) -> None:
    async def script(car: SimulatedVehicle) -> None:
        await car.write(SWITCH, switch)
        assert await car.verify(SWITCH, switch, 2.0)
        await asyncio.sleep(10)
        assert value(car, SWITCH) == switch
        assert value(car, ROOF) == position

    with_car(script)


def test_a_jammed_signal_takes_the_request_and_is_not_verified() -> None:
    async def script(car: SimulatedVehicle) -> None:
        for path, jammed, wanted in (
            (WINDOW, WINDOW, 100),
            (FAN, FAN, 80),
            (SWITCH, ROOF, "TILT_UP"),
        ):
            before = value(car, jammed)
            car.jam(jammed)
            await car.write(path, wanted)
            assert not await car.verify(path, wanted, 1.0)
            assert value(car, jammed) == before
        car.repair()
        await car.write(WINDOW, 100)
        assert await car.verify(WINDOW, 100, 1.0)

    with_car(script)


def test_verify_is_false_for_another_value_than_was_written() -> None:
    async def script(car: SimulatedVehicle) -> None:
        await car.write(FAN, 40)
        assert not await car.verify(FAN, 80, 0.5)
        assert await car.verify(FAN, 40, 0.5)
        assert not await car.verify(LOCKED, False, 0.5)
        assert not await car.verify(WINDOW, 50, 0.5)

    with_car(script)


def test_a_frozen_signal_gets_old_and_the_others_do_not() -> None:
    async def script(car: SimulatedVehicle) -> None:
        car.freeze(SPEED)
        await asyncio.sleep(5)
        speed, window = car.read(SPEED), car.read(WINDOW)
        assert speed is not None
        assert window is not None
        assert (speed.at_s, window.at_s) == (0.0, 5.0)

    with_car(script)


def test_without_a_link_writes_fail_and_readings_get_old() -> None:
    async def script(car: SimulatedVehicle) -> None:
        await car.write(WINDOW, 100)
        await asyncio.sleep(1)
        car.disconnect()
        await asyncio.sleep(5)
        reading = car.read(WINDOW)
        assert reading is not None
        assert (reading.value, reading.at_s) == (25, 1.0)
        with pytest.raises(VehicleError, match="link") as caught:
            await car.write(FAN, 50)
        assert caught.value.code == "vehicle_link"
        assert not await car.verify(FAN, 50, 0.5)
        car.repair()
        await car.write(FAN, 50)
        assert value(car, WINDOW) == 100

    with_car(script)


def test_one_write_can_be_made_to_fail() -> None:
    async def script(car: SimulatedVehicle) -> None:
        car.fail_next_write("fuse")
        with pytest.raises(VehicleError, match="fuse"):
            await car.write(FAN, 50)
        assert value(car, FAN) == 30
        await car.write(FAN, 50)
        assert value(car, FAN) == 50

    with_car(script)


def test_wrong_writes_change_nothing() -> None:
    async def script(car: SimulatedVehicle) -> None:
        for path, wrong in ((FAN, 101), (SPEED, 30.0), ("Vehicle.Warp.Factor", 1), (WINDOW, "up")):
            before = car.read(path)
            with pytest.raises(VehicleError):
                await car.write(path, wrong)
            assert car.read(path) == before

    with_car(script)


def test_the_cabin_warms_to_the_mean_setpoint_and_cools_with_the_fan_off() -> None:
    async def script(car: SimulatedVehicle) -> None:
        station = "Vehicle.Cabin.HVAC.Station.Row1"
        for seat in ("Driver", "Passenger"):
            await car.write(f"{station}.{seat}.Temperature", 25)
        await asyncio.sleep(240)
        assert value(car, CABIN) == pytest.approx(25 - 4 / 2.718, abs=0.05)
        await asyncio.sleep(3600)
        assert value(car, CABIN) == pytest.approx(25, abs=0.01)
        for seat in ("Driver", "Passenger"):
            await car.write(f"{station}.{seat}.FanSpeed", 0)
        car.set_sensor("Vehicle.Exterior.AirTemperature", -10.0)
        await asyncio.sleep(6 * 3600)
        assert value(car, CABIN) == pytest.approx(-10, abs=0.01)

    with_car(script)


def test_driving_moves_the_odometer_and_parking_stops_it() -> None:
    async def script(car: SimulatedVehicle) -> None:
        start = value(car, "Vehicle.TraveledDistance")
        assert isinstance(start, int)
        car.drive(90)
        assert value(car, "Vehicle.IsMoving") is True
        await asyncio.sleep(40)
        car.park()
        await asyncio.sleep(40)
        assert value(car, "Vehicle.TraveledDistance") == start + 1000
        assert value(car, "Vehicle.IsMoving") is False
        assert value(car, "Vehicle.Powertrain.Transmission.SelectedGear") == 126

    with_car(script)


def test_derived_signals_follow_their_source() -> None:
    async def script(car: SimulatedVehicle) -> None:
        tire = "Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire"
        car.set_sensor(f"{tire}.Pressure", 170)
        assert value(car, f"{tire}.IsPressureLow") is True
        car.set_sensor(f"{tire}.Pressure", 240)
        assert value(car, f"{tire}.IsPressureLow") is False
        car.set_sensor("Vehicle.Powertrain.TractionBattery.StateOfCharge.Displayed", 50.0)
        assert value(car, "Vehicle.Powertrain.Range") == 210_000
        with pytest.raises(VehicleError):
            car.set_sensor(SPEED, "fast")

    with_car(script)


def test_a_trip_starts_when_the_car_leaves_park_and_ends_when_it_is_back() -> None:
    async def script(car: SimulatedVehicle) -> None:
        meter = number(car, TRIP_METER)
        car.drive(36)
        await asyncio.sleep(300)
        car.drive(72)
        await asyncio.sleep(300)
        assert value(car, "Vehicle.TraveledDistanceSinceStart") == 9000
        assert value(car, "Vehicle.TripDuration") == 600.0
        assert value(car, "Vehicle.AverageSpeed") == 54.0
        assert number(car, TRIP_METER) == meter + 9000
        assert value(car, "Vehicle.Service.DistanceToService") == 7646.0
        car.park()
        await asyncio.sleep(300)
        assert value(car, "Vehicle.TripDuration") == 600.0
        assert value(car, "Vehicle.AverageSpeed") == 54.0
        car.drive(0)
        assert value(car, "Vehicle.TraveledDistanceSinceStart") == 0

    with_car(script)


def test_the_trip_meter_is_reset_on_the_move_and_counts_on() -> None:
    async def script(car: SimulatedVehicle) -> None:
        car.drive(108)
        await asyncio.sleep(10)
        await car.write(TRIP_METER, 0)
        assert await car.verify(TRIP_METER, 0, 2.0)
        await asyncio.sleep(10)
        assert number(car, TRIP_METER) == pytest.approx(300, abs=2)

    with_car(script)


def test_driving_uses_the_battery_and_moves_the_place() -> None:
    async def script(car: SimulatedVehicle) -> None:
        charge, away = number(car, CHARGE), number(car, "Vehicle.CurrentLocation.Longitude")
        car.drive(100)
        await asyncio.sleep(3600)
        used = number(car, "Vehicle.Private.TractionBattery.ConsumptionSinceStart")
        assert used == pytest.approx(17.0, abs=0.1)
        assert number(car, CHARGE) == pytest.approx(charge - used / 68 * 100, abs=0.1)
        range_m = number(car, "Vehicle.Powertrain.Range")
        assert range_m == pytest.approx(number(car, CHARGE) * 4200, rel=0.001)
        average = number(car, "Vehicle.Private.TractionBattery.AverageConsumption")
        assert average == pytest.approx(17.0, abs=0.1)
        assert number(car, "Vehicle.CurrentLocation.Longitude") > away + 1.0

    with_car(script)


def test_charging_needs_a_cable_and_goes_on_to_the_limit() -> None:
    async def script(car: SimulatedVehicle) -> None:
        car.set_sensor(CHARGE, 50.0)
        await car.write(START_STOP, "START")
        assert not await car.verify(START_STOP, "START", 0.5)
        car.plug_in(power_kw=68.0)
        await car.write(START_STOP, "START")
        assert await car.verify(START_STOP, "START", 0.5)
        assert number(car, f"{BATTERY}.Charging.TimeToComplete") == pytest.approx(1080, abs=5)
        assert number(car, f"{BATTERY}.Charging.ChargeRate") == pytest.approx(420)
        await car.write(FLAP, False)
        assert not await car.verify(FLAP, False, 0.5)
        await asyncio.sleep(360)
        assert number(car, CHARGE) == pytest.approx(60, abs=0.2)
        await car.write(f"{BATTERY}.Charging.ChargeLimit", 70)
        await asyncio.sleep(3600)
        assert value(car, CHARGE) == 70.0
        assert value(car, f"{BATTERY}.Charging.IsCharging") is False
        assert value(car, f"{BATTERY}.Charging.TimeToComplete") == 0
        car.unplug()
        assert value(car, FLAP) is False

    with_car(script)


def test_the_lights_follow_the_switch_and_the_daylight() -> None:
    async def script(car: SimulatedVehicle) -> None:
        low, high = f"{LIGHTS}.Beam.Low.IsOn", f"{LIGHTS}.Beam.High.IsOn"
        assert value(car, low) is False
        assert value(car, f"{LIGHTS}.Running.IsOn") is True
        car.set_sensor("Vehicle.Exterior.LightIntensity", 5.0)
        assert value(car, low) is True
        await car.write(f"{LIGHTS}.IsHighBeamSwitchOn", True)
        assert value(car, high) is True
        await car.write(f"{LIGHTS}.Fog.Rear.IsOn", True)
        await car.write(f"{LIGHTS}.LightSwitch", "OFF")
        assert [value(car, path) for path in (low, high, f"{LIGHTS}.Fog.Rear.IsOn")] == [False] * 3

    with_car(script)


def test_sync_brings_all_to_the_drivers_temperature_until_a_seat_sets_its_own() -> None:
    async def script(car: SimulatedVehicle) -> None:
        await car.write("Vehicle.Private.HVAC.IsSyncActive", True)
        await car.write(f"{STATION}.Row1.Driver.Temperature", 24)
        assert value(car, f"{STATION}.Row2.Passenger.Temperature") == 24.0
        await car.write(f"{STATION}.Row1.Passenger.Temperature", 20)
        assert value(car, "Vehicle.Private.HVAC.IsSyncActive") is False
        assert value(car, f"{STATION}.Row1.Driver.Temperature") == 24.0

    with_car(script)


def test_auto_sets_the_fan_until_a_hand_does() -> None:
    async def script(car: SimulatedVehicle) -> None:
        car.set_sensor(CABIN, 31.0)
        await car.write("Vehicle.Private.HVAC.IsAutoActive", True)
        assert value(car, FAN) == 100
        await car.write(FAN, 20)
        assert value(car, "Vehicle.Private.HVAC.IsAutoActive") is False

    with_car(script)


def test_a_massage_tells_its_status_and_ends_after_a_while() -> None:
    async def script(car: SimulatedVehicle) -> None:
        massage = "Vehicle.Cabin.Seat.Row1.DriverSide.Massage"
        await car.write(f"{massage}.Level", 66)
        assert value(car, f"{massage}.Status") == "ON"
        await asyncio.sleep(901)
        assert value(car, f"{massage}.Level") == 0
        assert value(car, f"{massage}.Status") == "OFF"

    with_car(script)


def test_what_an_electric_car_has_not_is_refused_until_it_is_there() -> None:
    flap = "Vehicle.Powertrain.FuelSystem.IsFuelPortFlapOpen"

    async def script(car: SimulatedVehicle) -> None:
        with pytest.raises(VehicleError, match="no such part"):
            await car.write(flap, True)
        car.set_sensor(flap, False)
        await car.write(flap, True)
        assert value(car, flap) is True

    with_car(script)


ACTUATORS = [
    signal
    for signal in load_catalogue().signals.values()
    if signal.kind is SignalKind.ACTUATOR and not signal.path.startswith(BURNING)
]


@given(st.data())
def test_any_valid_write_is_verified_and_arrives(data: st.DataObject) -> None:
    signal = data.draw(st.sampled_from(ACTUATORS))
    low, high = signal.limits
    wanted: Value
    if signal.allowed:
        wanted = data.draw(st.sampled_from(signal.allowed))
    elif signal.datatype == "boolean":
        wanted = data.draw(st.booleans())
    elif signal.pattern:
        wanted = data.draw(st.from_regex(re.compile(signal.pattern, re.ASCII), fullmatch=True))
    else:
        wanted = data.draw(st.integers(int(low), int(high)))

    async def script(car: SimulatedVehicle) -> None:
        if signal.path == START_STOP:
            car.plug_in()
        await car.write(signal.path, wanted)
        assert await car.verify(signal.path, wanted, 2.0)
        await asyncio.sleep(20)
        assert value(car, signal.path) == wanted

    with_car(script)


@given(
    st.floats(-1e3, 1e3),
    st.floats(-1e3, 1e3),
    st.floats(0.01, 1e3),
    st.floats(0, 1e4),
    st.floats(0, 1e4),
)
def test_courses_run_towards_their_target_and_never_past_it(
    start: float, target: float, pace: float, early: float, later: float
) -> None:
    early, later = sorted((early, later))
    for course in (Linear(start, target, 0.0, pace), Relaxing(start, target, 0.0, pace)):
        away = [abs(target - course.at(t)) for t in (early, later)]
        assert away[1] <= away[0] + 1e-9
        assert min(start, target) - 1e-9 <= course.at(later) <= max(start, target) + 1e-9
