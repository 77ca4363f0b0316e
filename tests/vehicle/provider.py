"""The simulated car as a provider on a broker: it publishes its signals and takes requests."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable

import grpc
from kuksa.val.v2 import types_pb2, val_pb2
from kuksa.val.v2.val_pb2_grpc import VALStub

from assistant.errors import VehicleError
from assistant.vehicle.catalogue import Signal, SignalCatalogue, SignalKind
from assistant.vehicle.interface import Value
from assistant.vehicle.simulated import SimulatedVehicle
from tests.vehicle.broker_rules import wire_field

PERIOD_S = 0.05

_KINDS = {
    SignalKind.ACTUATOR: types_pb2.ENTRY_TYPE_ACTUATOR,
    SignalKind.SENSOR: types_pb2.ENTRY_TYPE_SENSOR,
    SignalKind.ATTRIBUTE: types_pb2.ENTRY_TYPE_ATTRIBUTE,
}


def metadata_of(catalogue: SignalCatalogue) -> list[types_pb2.Metadata]:
    """Return what a broker would hold for our catalogue."""
    return [
        entry_of(signal, number) for number, signal in enumerate(catalogue.signals.values(), 100)
    ]


def entry_of(signal: Signal, number: int) -> types_pb2.Metadata:
    entry = types_pb2.Metadata(
        path=signal.path,
        id=number,
        data_type=types_pb2.DataType.Value(f"DATA_TYPE_{signal.datatype.upper()}"),
        entry_type=_KINDS[signal.kind],
        unit=signal.unit,
    )
    for limit, bound in ((entry.min, signal.minimum), (entry.max, signal.maximum)):
        with contextlib.suppress(ValueError):  # a limit beyond the type is none
            if bound is not None:
                limit.CopyFrom(as_value(entry, bound))
    if signal.allowed:
        entry.allowed_values.string_array.values.extend(signal.allowed)
    return entry


def as_value(entry: types_pb2.Metadata, value: Value) -> types_pb2.Value:
    field = wire_field(entry.data_type)
    whole = "int" in field
    return types_pb2.Value(**{field: int(value) if whole else value})


class CarProvider:
    """Publishes a car's signals when they change, the continuous ones always."""

    def __init__(
        self, car: SimulatedVehicle, catalogue: SignalCatalogue, now: Callable[[], float]
    ) -> None:
        self._car = car
        self._catalogue = catalogue
        self._now = now
        self._entries: dict[str, types_pb2.Metadata] = {}
        self._told: dict[str, Value] = {}

    async def run(self, address: str) -> None:
        """Play the car until cancelled or until the broker goes."""
        self._told.clear()
        async with grpc.aio.insecure_channel(address) as channel:
            stub = VALStub(channel)
            held = await stub.ListMetadata(val_pb2.ListMetadataRequest(root="Vehicle"))
            self._entries = {entry.path: entry for entry in held.metadata}
            stream = stub.OpenProviderStream(self._messages())
            async for response in stream:
                for request in response.batch_actuate_stream_request.actuate_requests:
                    await self._actuate(request)

    async def _messages(self) -> AsyncIterator[val_pb2.OpenProviderStreamRequest]:
        claimed = [
            types_pb2.SignalID(path=path)
            for path, entry in self._entries.items()
            if entry.entry_type == types_pb2.ENTRY_TYPE_ACTUATOR
        ]
        yield val_pb2.OpenProviderStreamRequest(
            provide_actuation_request=val_pb2.ProvideActuationRequest(actuator_identifiers=claimed)
        )
        while True:
            points = self._news()
            yield val_pb2.OpenProviderStreamRequest(
                publish_values_request=val_pb2.PublishValuesRequest(data_points=points)
            )
            await asyncio.sleep(PERIOD_S)

    def _news(self) -> dict[int, types_pb2.Datapoint]:
        points = {}
        for path, entry in self._entries.items():
            reading = self._car.read(path)
            if reading is None:
                continue
            if self._catalogue.signal(path).continuous or self._told.get(path) != reading.value:
                self._told[path] = reading.value
                point = types_pb2.Datapoint(value=as_value(entry, reading.value))
                at_ns = time.time_ns() - int((self._now() - reading.at_s) * 1e9)
                point.timestamp.FromNanoseconds(at_ns)
                points[entry.id] = point
        return points

    async def _actuate(self, request: val_pb2.ActuateRequest) -> None:
        path = next(p for p, entry in self._entries.items() if entry.id == request.signal_id.id)
        field = request.value.WhichOneof("typed_value")
        try:
            await self._car.write(path, getattr(request.value, field))
        except VehicleError:
            return  # a real controller refuses in silence, too
