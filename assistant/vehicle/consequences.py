"""What follows in the simulated car when one of its signals changes.

``follow`` is called after each change, by a request or from outside. One function for each
part of the car; they only set courses, so nothing runs in the background.
"""

from __future__ import annotations

import math

from assistant.vehicle.catalogue import expand
from assistant.vehicle.course import Drift, Linear, Ratio, Relaxing, Step
from assistant.vehicle.interface import Value
from assistant.vehicle.world import World

PARK = 126

SPEED = "Vehicle.Speed"
GEAR = "Vehicle.Powertrain.Transmission.SelectedGear"
IS_MOVING = "Vehicle.IsMoving"
ODOMETER = "Vehicle.TraveledDistance"
TRIP = "Vehicle.TraveledDistanceSinceStart"
TRIP_METER = "Vehicle.TripMeterReading"
DURATION = "Vehicle.TripDuration"
AVERAGE_SPEED = "Vehicle.AverageSpeed"
SERVICE = "Vehicle.Service.DistanceToService"
LATITUDE = "Vehicle.CurrentLocation.Latitude"
LONGITUDE = "Vehicle.CurrentLocation.Longitude"
HEADING = "Vehicle.CurrentLocation.Heading"

BATTERY = "Vehicle.Powertrain.TractionBattery"
CHARGE = f"{BATTERY}.StateOfCharge.Displayed"
CHARGING = f"{BATTERY}.Charging.IsCharging"
START_STOP = f"{BATTERY}.Charging.StartStopCharging"
LIMIT = f"{BATTERY}.Charging.ChargeLimit"
CHARGE_POWER = f"{BATTERY}.Charging.MaxPower"
PORT = f"{BATTERY}.Charging.ChargingPort.AnyPosition"
FLAP = f"{PORT}.IsFlapOpen"
CABLE = f"{PORT}.IsChargingCableConnected"
RANGE = "Vehicle.Powertrain.Range"
USED = "Vehicle.Private.TractionBattery.ConsumptionSinceStart"
AVERAGE_USE = "Vehicle.Private.TractionBattery.AverageConsumption"
INSTANT_USE = "Vehicle.Private.TractionBattery.InstantConsumption"

STATION = "Vehicle.Cabin.HVAC.Station."
DRIVER_SETPOINT = f"{STATION}Row1.Driver.Temperature"
CABIN = "Vehicle.Cabin.HVAC.AmbientAirTemperature"
OUTSIDE = "Vehicle.Exterior.AirTemperature"
AUTO = "Vehicle.Private.HVAC.IsAutoActive"
SYNC = "Vehicle.Private.HVAC.IsSyncActive"

LIGHTS = "Vehicle.Body.Lights"
DAYLIGHT = "Vehicle.Exterior.LightIntensity"
WASHER = "Vehicle.Body.Windshield.Front.WasherFluid"

METRES_PER_PERCENT = 4_200
"""Range for one percent of charge: 420 km for a full battery."""

STANDING_KW = 0.5
"""What a car that is on uses at standstill."""

LOW_PRESSURE_KPA = 190
"""A warning a quarter below the recommended 250 kPa (the margin of FMVSS 138)."""

LOW_WASHER_PERCENT = 15

DARK_PERCENT = 20
"""Below this light outside, the automatic headlights are on."""

MASSAGE_S = 900.0
"""A massage ends by itself after a quarter of an hour."""

CLIMATE_TIME_S = 240.0
"""Time constant of the cabin's temperature with the fan on."""

SOAK_TIME_S = 1_800.0
"""Time constant of the cabin's temperature with the fan off."""

_METRES_PER_DEGREE = 111_320.0
_J_PER_KWH = 3.6e6


def obeys(world: World, path: str, value: Value) -> bool:
    """Return False when a controller ignores a request: no cable, no charging."""
    if path == START_STOP and value == "START":
        full = world.number(CHARGE) >= world.number(LIMIT)
        return bool(world.value(CABLE)) and world.value(GEAR) == PARK and not full
    if path == FLAP and value is False:
        return not world.value(CABLE)
    return True


def follow(world: World, path: str, before: Value | None = None) -> None:
    """Set what a signal's change brings about; ``before`` is its value before, if it had one."""
    if path == GEAR:
        _trip(world, before)
    if path in (GEAR, SPEED, HEADING, ODOMETER, TRIP, TRIP_METER, SERVICE, LATITUDE, LONGITUDE):
        _distance(world)
    if path in (GEAR, SPEED, CHARGE, LIMIT, CHARGING, CABLE):
        _energy(world)
    if path.startswith((STATION, "Vehicle.Private.HVAC.")):
        _climate(world, path)
    if path.startswith(STATION) or path in (OUTSIDE, CABIN, SYNC, AUTO):
        _cabin(world)
    if path in (f"{LIGHTS}.LightSwitch", f"{LIGHTS}.IsHighBeamSwitchOn", DAYLIGHT):
        _lights(world)
    _derived(world, path)


# --- driving ------------------------------------------------------------------------------


def _trip(world: World, gear_before: Value | None) -> None:
    """Start a trip when the car leaves park, and end it when it is back."""
    now, parked = world.clock(), world.value(GEAR) == PARK
    if gear_before == PARK and not parked:
        world.fix(TRIP, 0)
        world.fix(USED, 0.0)
        world.courses[DURATION] = Drift(0.0, now, 1.0)
        world.courses[AVERAGE_SPEED] = Ratio(world.courses[TRIP], world.courses[DURATION], 3.6)
    elif gear_before != PARK and parked:
        for path in (DURATION, AVERAGE_SPEED, AVERAGE_USE):
            world.fix(path, world.value(path))


def _distance(world: World) -> None:
    """Let all that counts metres run at the speed, and the place move along the heading."""
    kmh, now = world.number(SPEED), world.clock()
    pace = abs(kmh) / 3.6
    world.fix(IS_MOVING, kmh != 0)
    for path in (ODOMETER, TRIP, TRIP_METER):
        world.courses[path] = Drift(world.number(path), now, pace)
    world.courses[SERVICE] = Drift(world.number(SERVICE), now, -pace / 1000)
    if world.value(GEAR) != PARK:
        world.courses[AVERAGE_SPEED] = Ratio(world.courses[TRIP], world.courses[DURATION], 3.6)
    latitude, heading = world.number(LATITUDE), math.radians(world.number(HEADING))
    north = kmh / 3.6 * math.cos(heading) / _METRES_PER_DEGREE
    shrink = max(0.01, math.cos(math.radians(latitude)))
    east = kmh / 3.6 * math.sin(heading) / (_METRES_PER_DEGREE * shrink)
    world.courses[LATITUDE] = Drift(latitude, now, north)
    world.courses[LONGITUDE] = Drift(world.number(LONGITUDE), now, east)


# --- energy -------------------------------------------------------------------------------


def _energy(world: World) -> None:
    """Charge, drive or rest: the battery's course and all that is reckoned from it."""
    if world.value(CHARGING):
        _charge(world)
        return
    kmh, now = abs(world.number(SPEED)), world.clock()
    per_100_km = 12.0 + kmh**2 / 2000.0 if kmh else 0.0
    on = world.value(GEAR) != PARK or kmh
    kilowatts = (STANDING_KW if on else 0.0) if not kmh else kmh * per_100_km / 100.0
    capacity = world.number(f"{BATTERY}.NetCapacity")
    rate = kilowatts / 3600.0 / capacity * 100.0
    _run_battery(world, Linear(world.number(CHARGE), 0.0, now, rate))
    world.fix(f"{BATTERY}.CurrentPower", -1000.0 * kilowatts)
    world.fix(INSTANT_USE, per_100_km)
    world.courses[USED] = Drift(world.number(USED), now, kilowatts / 3600.0)
    if on:
        world.courses[AVERAGE_USE] = Ratio(world.courses[USED], world.courses[TRIP], 100_000.0)
    for path in ("ChargeRate", "TimeToComplete"):
        world.fix(f"{BATTERY}.Charging.{path}", 0)


def _charge(world: World) -> None:
    now, start, limit = world.clock(), world.number(CHARGE), world.number(LIMIT)
    kilowatts = world.number(CHARGE_POWER)
    percent_per_s = kilowatts / 3600.0 / world.number(f"{BATTERY}.NetCapacity") * 100.0
    left_s = max(0.0, limit - start) / percent_per_s
    done_s = now + left_s
    _run_battery(world, Linear(start, max(start, limit), now, percent_per_s))
    per_hour = percent_per_s * METRES_PER_PERCENT * 3.6
    charging = f"{BATTERY}.Charging"
    world.courses[CHARGING] = Step(True, False, done_s)
    world.courses[f"{charging}.ChargeRate"] = Step(per_hour, 0.0, done_s)
    world.courses[f"{charging}.TimeToComplete"] = Linear(left_s, 0.0, now, 1.0)
    world.courses[f"{BATTERY}.CurrentPower"] = Step(1000.0 * kilowatts, 0.0, done_s)
    world.fix(f"{charging}.AveragePower", kilowatts)


def _run_battery(world: World, charge: Linear) -> None:
    world.courses[CHARGE] = charge
    world.courses[RANGE] = Linear(
        charge.start * METRES_PER_PERCENT,
        charge.target * METRES_PER_PERCENT,
        charge.start_s,
        charge.rate * METRES_PER_PERCENT,
    )


# --- climate ------------------------------------------------------------------------------


def _climate(world: World, path: str) -> None:
    """Auto ends when a hand sets the fan, sync when another seat sets its temperature."""
    stations = expand(f"{STATION}Row{{1,2}}.{{Driver,Passenger}}")
    if path.endswith((".FanSpeed", ".AirDistribution")):
        world.fix(AUTO, False)
    elif path.endswith(".Temperature") and path != DRIVER_SETPOINT:
        world.fix(SYNC, False)
    if world.value(SYNC):
        for station in stations:
            world.fix(f"{station}.Temperature", world.number(DRIVER_SETPOINT))
    if world.value(AUTO):
        for station in stations:
            away = abs(world.number(f"{station}.Temperature") - world.number(CABIN))
            world.fix(f"{station}.FanSpeed", min(100, round(20 + 10 * away)))


def _cabin(world: World) -> None:
    stations = f"{STATION}Row1.{{Driver,Passenger}}"
    setpoints = [world.number(path) for path in expand(f"{stations}.Temperature")]
    fans = [world.number(path) for path in expand(f"{stations}.FanSpeed")]
    if any(fans):
        target, time_constant_s = sum(setpoints) / len(setpoints), CLIMATE_TIME_S
    else:
        target, time_constant_s = world.number(OUTSIDE), SOAK_TIME_S
    world.courses[CABIN] = Relaxing(world.number(CABIN), target, world.clock(), time_constant_s)


# --- lights, warnings, massage ------------------------------------------------------------


def _lights(world: World) -> None:
    """Light what the switch asks for, as a car does by UN Regulation 48."""
    switch = world.value(f"{LIGHTS}.LightSwitch")
    dark = world.number(DAYLIGHT) < DARK_PERCENT
    low = switch == "BEAM" or (switch == "AUTO" and dark)
    position = low or switch == "POSITION"
    world.fix(f"{LIGHTS}.Beam.Low.IsOn", low)
    world.fix(f"{LIGHTS}.Beam.High.IsOn", low and bool(world.value(f"{LIGHTS}.IsHighBeamSwitchOn")))
    world.fix(f"{LIGHTS}.Parking.IsOn", position)
    world.fix(f"{LIGHTS}.Running.IsOn", not position and switch != "OFF")
    if not position:
        world.fix(f"{LIGHTS}.Fog.Front.IsOn", False)
        world.fix(f"{LIGHTS}.Fog.Rear.IsOn", False)


def _derived(world: World, path: str) -> None:
    """Set the one signal that follows from another's value."""
    if path.endswith(".Tire.Pressure"):
        low = world.number(path) < LOW_PRESSURE_KPA
        world.fix(path.removesuffix("Pressure") + "IsPressureLow", low)
    elif path == f"{WASHER}.Level":
        world.fix(f"{WASHER}.IsLevelLow", world.number(path) < LOW_WASHER_PERCENT)
    elif path == SERVICE:
        world.fix("Vehicle.Service.IsServiceDue", world.number(path) <= 0)
    elif path.endswith(".Massage.Level"):
        level, end_s = world.value(path), world.clock() + MASSAGE_S
        world.courses[path] = Step(level, 0, end_s)
        status = path.removesuffix("Level") + "Status"
        world.courses[status] = Step("ON" if level else "OFF", "OFF", end_s)
    elif path == "Vehicle.Body.Trunk.Rear.IsOpen":
        world.fix("Vehicle.Body.Trunk.Rear.IsLightOn", world.value(path))
