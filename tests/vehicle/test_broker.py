"""The test broker against the real ``kuksa_client``, and against the protocol's own words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import grpc
import pytest
from kuksa.val.v2 import types_pb2, val_pb2
from kuksa.val.v2.val_pb2_grpc import VALStub
from kuksa_client.grpc import (
    DataEntry,
    Datapoint,
    DataType,
    EntryUpdate,
    Field,
    Metadata,
    VSSClientError,
)
from kuksa_client.grpc.aio import VSSClient

from assistant.vehicle.catalogue import load_catalogue
from tests.vehicle.broker import Broker, serving
from tests.vehicle.broker_rules import Scope
from tests.vehicle.provider import metadata_of
from tests.vehicle.rigs import running, until

SPEED = "Vehicle.Speed"
FAN = "Vehicle.Cabin.HVAC.Station.Row1.Driver.FanSpeed"
SWITCH = "Vehicle.Cabin.Sunroof.Switch"
LOCKED = "Vehicle.Cabin.Door.Row1.DriverSide.IsLocked"

Peers = Callable[[Broker, int], Awaitable[None]]


def with_broker(script: Peers, tokens: dict[str, Scope] | None = None) -> None:
    async def run() -> None:
        broker = Broker(metadata_of(load_catalogue()), tokens)
        async with serving(broker) as port:
            await script(broker, port)

    asyncio.run(run())


def published(path: str, value: object, kind: DataType) -> EntryUpdate:
    entry = DataEntry(path, value=Datapoint(value), metadata=Metadata(data_type=kind))
    return EntryUpdate(entry, (Field.VALUE,))


def signal(path: str) -> types_pb2.SignalID:
    return types_pb2.SignalID(path=path)


def actuation(path: str, **value: Any) -> val_pb2.ActuateRequest:
    return val_pb2.ActuateRequest(signal_id=signal(path), value=types_pb2.Value(**value))


async def code_of(call: Awaitable[object]) -> grpc.StatusCode:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return caught.value.code()


def test_the_real_client_publishes_and_subscribes() -> None:
    async def script(broker: Broker, port: int) -> None:
        async with VSSClient("127.0.0.1", port) as client:
            await client.set(updates=[published(SPEED, 33.5, DataType.FLOAT)], try_v2=True)
            heard = aiter(client.v2_subscribe([SPEED, LOCKED]))
            first = {u.entry.path: u.entry.value for u in await anext(heard)}
            assert first[SPEED].value == 33.5
            assert first[LOCKED] is None or first[LOCKED].value is None
            await client.set(updates=[published(LOCKED, True, DataType.BOOLEAN)], try_v2=True)
            (update,) = await anext(heard)
            assert (update.entry.path, update.entry.value.value) == (LOCKED, True)
            await heard.aclose()

    with_broker(script)


def test_the_real_client_provides_an_actuator() -> None:
    async def script(broker: Broker, port: int) -> None:
        async with (
            VSSClient("127.0.0.1", port) as client,
            grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel,
        ):
            requests: list[tuple[str, object]] = []

            async def provide() -> None:
                async for updates in client.v2_subscribe_actuation_requests([FAN]):
                    requests.extend((u.entry.path, u.entry.actuator_target.value) for u in updates)

            stub = VALStub(channel)
            async with running(provide()):
                await until(lambda: FAN in broker.providers)
                await stub.Actuate(actuation(FAN, uint32=40))
                batch = val_pb2.BatchActuateRequest(actuate_requests=[actuation(FAN, uint32=60)])
                await stub.BatchActuate(batch)
                await until(lambda: requests == [(FAN, 40), (FAN, 60)])

                async def many() -> AsyncIterator[val_pb2.ActuateRequest]:
                    yield actuation(FAN, uint32=1)
                    yield actuation(FAN, uint32=2)

                await stub.ActuateStream(many())
                await until(lambda: requests[2:] == [(FAN, 1), (FAN, 2)])
            await until(lambda: FAN not in broker.providers)
            unavailable = await code_of(stub.Actuate(actuation(FAN, uint32=40)))
            assert unavailable is grpc.StatusCode.UNAVAILABLE

    with_broker(script)


def test_the_real_client_is_asked_for_its_token() -> None:
    async def script(broker: Broker, port: int) -> None:
        async with VSSClient("127.0.0.1", port, token="good") as client:
            await client.set(updates=[published(SPEED, 1.0, DataType.FLOAT)], try_v2=True)
            with pytest.raises(VSSClientError) as caught:
                await client.set(updates=[published(FAN, 1, DataType.UINT8)], try_v2=True)
            assert caught.value.error["code"] == grpc.StatusCode.PERMISSION_DENIED.value[0]
        async with VSSClient("127.0.0.1", port, token="bad") as client:
            with pytest.raises(VSSClientError) as refused:
                await client.set(updates=[published(SPEED, 1.0, DataType.FLOAT)], try_v2=True)
            assert refused.value.error["code"] == grpc.StatusCode.UNAUTHENTICATED.value[0]

    with_broker(script, {"good": Scope(("read", f"provide:{SPEED}"))})


def test_calls_fail_with_the_codes_of_the_protocol() -> None:
    wrong = grpc.StatusCode.INVALID_ARGUMENT
    missing = grpc.StatusCode.NOT_FOUND

    async def script(broker: Broker, port: int) -> None:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            stub = VALStub(channel)
            gone = val_pb2.GetValueRequest(signal_id=signal("Vehicle.Warp"))
            assert await code_of(stub.GetValue(gone)) is missing
            assert await code_of(stub.GetValues(val_pb2.GetValuesRequest())) is wrong
            long = val_pb2.GetValueRequest(signal_id=signal("V" * 1001))
            assert await code_of(stub.GetValue(long)) is wrong
            root = val_pb2.ListMetadataRequest(root="Boat")
            assert await code_of(stub.ListMetadata(root)) is missing
            for request in (
                actuation(SPEED, float=1.0),
                actuation(FAN, int32=1),
                actuation(FAN, uint32=101),
                actuation(SWITCH, string="AJAR"),
            ):
                assert await code_of(stub.Actuate(request)) is wrong
            assert await code_of(stub.Actuate(actuation("Vehicle.Warp", bool=True))) is missing
            buffer = val_pb2.SubscribeRequest(signal_paths=[SPEED], buffer_size=1001)
            assert await code_of(stub.Subscribe(buffer).read()) is wrong

    with_broker(script)


def test_a_slow_subscriber_loses_the_oldest_messages_only() -> None:
    async def script(broker: Broker, port: int) -> None:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            stub = VALStub(channel)
            number = broker.metadata[FAN].id
            request = val_pb2.SubscribeByIdRequest(signal_ids=[number], buffer_size=2)
            stream = stub.SubscribeById(request)
            first = await stream.read()
            assert not first.entries[number].HasField("value")
            for percent in (1, 2, 3, 4):
                broker.publish({FAN: types_pb2.Datapoint(value=types_pb2.Value(uint32=percent))})
            heard = [(await stream.read()).entries[number].value.uint32 for _ in range(2)]
            assert heard == [3, 4]

    with_broker(script)


def test_providers_may_not_share_and_hear_of_wrong_values() -> None:
    async def script(broker: Broker, port: int) -> None:
        claim = val_pb2.OpenProviderStreamRequest(
            provide_actuation_request=val_pb2.ProvideActuationRequest(
                actuator_identifiers=[signal(FAN)]
            )
        )
        number = broker.metadata[FAN].id
        point = types_pb2.Datapoint(value=types_pb2.Value(uint32=200))
        publication = val_pb2.OpenProviderStreamRequest(
            publish_values_request=val_pb2.PublishValuesRequest(
                request_id=7, data_points={number: point}
            )
        )
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            stub = VALStub(channel)
            first, second = stub.OpenProviderStream(), stub.OpenProviderStream()
            await first.write(claim)
            assert (await first.read()).HasField("provide_actuation_response")
            await second.write(claim)
            assert await code_of(second.read()) is grpc.StatusCode.ALREADY_EXISTS
            await first.write(publication)
            answer = (await first.read()).publish_values_response
            assert answer.request_id == 7
            assert answer.status[number].code == types_pb2.ERROR_CODE_INVALID_ARGUMENT
            first.cancel()

    with_broker(script)
