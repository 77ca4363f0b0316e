"""A car behind a KUKSA databroker: the API ``kuksa.val.v2`` over gRPC.

One subscription brings all signals of the catalogue that the broker holds. ``write`` is
``Actuate``: the broker hands the request to the signal's provider, and what became of it is
seen only in the signal itself. A heartbeat a second proves the link, so that a broker that
hangs, or a plug that was pulled, is noticed within seconds.

A value is as old as the broker's stamp says: the values that a subscription begins with may
be from yesterday. Where the stamp can't be true (none, or in the future), a value that comes
live is as old as its arrival, and one of the beginning counts as unknown if it must be
reported continuously.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Callable,
    Coroutine,
    Iterable,
    Mapping,
)
from typing import Any

import grpc
from kuksa.val.v2 import types_pb2, val_pb2
from kuksa.val.v2.val_pb2_grpc import VALStub

from assistant.errors import VehicleError
from assistant.vehicle import kuksa_values
from assistant.vehicle.catalogue import SignalCatalogue
from assistant.vehicle.interface import Reading, Value
from assistant.vehicle.kuksa_channel import (
    KuksaOptions,
    Metadata,
    check_options,
    metadata_of,
    open_channel,
    wrapped,
)
from assistant.vehicle.link import Link, LinkState, keep
from assistant.vehicle.readings import Readings

_LOGGER = logging.getLogger(__name__)

CALL_S = 2.0
"""How long the broker may take for an answer."""

BEAT_S = 1.0
"""Time between heartbeats: well within what the policy takes as fresh."""

BUFFER = 1000
"""Messages that the broker keeps for us when we are slow: its maximum. With fewer it would
drop changes, each of which is told only once."""

ROOT = "Vehicle"

Responses = AsyncIterable[val_pb2.SubscribeResponse]


class KuksaVehicle:
    """A ``Vehicle`` behind a broker. ``run`` keeps the connection; without it all is unknown.

    Raises:
        ConfigError: a token would go over a network in the clear.
    """

    def __init__(
        self,
        catalogue: SignalCatalogue,
        options: KuksaOptions,
        now: Callable[[], float],
        on_change: Callable[[LinkState], None],
    ) -> None:
        check_options(options)
        self._catalogue = catalogue
        self._options = options
        self._now = now
        self._link = Link(on_change)
        self._readings = Readings(catalogue, now)
        self._fields: Mapping[str, str] = {}
        self._stub: VALStub | None = None
        self._metadata: Metadata = ()

    def read(self, path: str) -> Reading | None:
        """Return the last known reading, or None when the car never reported it."""
        return self._readings.read(path)

    async def write(self, path: str, value: Value) -> None:
        """Ask the signal's provider for a value; returns when the broker passed it on.

        Raises:
            VehicleError: a wrong path or value, no link, or the broker or provider refused.
        """
        checked = self._catalogue.check_write(path, value)
        self._link.demand()
        if path not in self._fields or self._stub is None:
            raise VehicleError(f"this car has no {path}", code="vehicle_missing")
        request = val_pb2.ActuateRequest(
            signal_id=types_pb2.SignalID(path=path),
            value=_on_wire(path, checked, self._fields[path]),
        )
        self._readings.note_write(path, checked)
        with wrapped(path):
            await self._stub.Actuate(request, timeout=CALL_S, metadata=self._metadata)

    async def verify(self, path: str, value: Value, timeout_s: float) -> bool:
        """Return True when the signal reads back as the value, or travels towards it, in time.

        Raises:
            VehicleError: unknown signal, or a value that it doesn't take.
        """
        return await self._readings.verify(path, value, timeout_s)

    async def run(self) -> None:
        """Keep the connection and the readings, for ever."""
        await keep(self._session, self._link)

    # --- one connection -------------------------------------------------------------------

    async def _session(self) -> None:
        self._metadata = metadata_of(self._options)
        async with open_channel(self._options) as channel:
            stub = VALStub(channel)
            with wrapped(self._options.address):
                info = await self._server_info(stub)
                fields = await self._discover(stub)
                responses = aiter(self._subscribe(stub, fields))
                async with asyncio.timeout(CALL_S):
                    first = await anext(responses)
            self._readings.forget_all_but(fields)
            self._take(first, live=False)
            self._readings.alive(self._now())
            self._fields, self._stub = fields, stub
            self._link.up(f"{info.name} {info.version} at {self._options.address}")
            try:
                self._link.down(
                    await _until_lost(self._listen(responses), self._keep_beating(stub))
                )
            finally:
                self._stub = None

    async def _discover(self, stub: VALStub) -> dict[str, str]:
        """Return the wire field of each signal that can be had here.

        Raises:
            VehicleError: there is none.
        """
        request = val_pb2.ListMetadataRequest(root=ROOT)
        held = await stub.ListMetadata(request, timeout=CALL_S, metadata=self._metadata)
        fields = kuksa_values.usable(self._catalogue.signals.values(), held.metadata)
        shown = await self._shown(stub, tuple(fields))
        if not shown:
            raise VehicleError(
                f"the broker at {self._options.address} has or shows none of our signals: "
                "check its VSS file and the token's scope",
                code="vehicle_missing",
            )
        _LOGGER.info("The broker has %d of %d signals", len(shown), len(self._catalogue.paths))
        return {path: fields[path] for path in shown}

    async def _shown(self, stub: VALStub, paths: tuple[str, ...]) -> tuple[str, ...]:
        """Return the signals that the token covers: one more would spoil the subscription."""
        if not paths:
            return ()
        request = val_pb2.GetValuesRequest(
            signal_ids=[types_pb2.SignalID(path=path) for path in paths]
        )
        try:
            await stub.GetValues(request, timeout=CALL_S, metadata=self._metadata)
        except grpc.aio.AioRpcError as error:
            if error.code() is not grpc.StatusCode.PERMISSION_DENIED:
                raise
            if len(paths) == 1:
                return ()
            half = len(paths) // 2
            return (
                *await self._shown(stub, paths[:half]),
                *await self._shown(stub, paths[half:]),
            )
        return paths

    def _subscribe(self, stub: VALStub, fields: Iterable[str]) -> Responses:
        request = val_pb2.SubscribeRequest(signal_paths=list(fields), buffer_size=BUFFER)
        stream: Responses = stub.Subscribe(request, metadata=self._metadata)
        return stream

    async def _listen(self, responses: AsyncIterator[val_pb2.SubscribeResponse]) -> None:
        with wrapped(self._options.address):
            async for response in responses:
                self._take(response, live=True)

    async def _keep_beating(self, stub: VALStub) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            asked_s = self._now()
            with wrapped(self._options.address):
                await self._server_info(stub)
            self._readings.alive(asked_s)

    async def _server_info(self, stub: VALStub) -> val_pb2.GetServerInfoResponse:
        request = val_pb2.GetServerInfoRequest()
        return await stub.GetServerInfo(request, timeout=CALL_S, metadata=self._metadata)

    def _take(self, response: val_pb2.SubscribeResponse, *, live: bool) -> None:
        now, wall_s = self._now(), time.time()
        for path, point in response.entries.items():
            stamp = point.timestamp if point.HasField("timestamp") else None
            age = kuksa_values.age_s(stamp, wall_s)
            if age is None and not live and self._catalogue.signal(path).continuous:
                continue
            self._readings.take(path, kuksa_values.from_wire(point.value), now - (age or 0.0))


async def _until_lost(*works: Coroutine[Any, Any, None]) -> str:
    """Run works until one ends or fails with a ``VehicleError``, and return why.

    Not a ``TaskGroup``: in Python 3.11 that one forgets a cancellation that comes while a work
    fails, and the connection would be kept for ever.
    """
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        await done.pop()
    except VehicleError as error:
        return str(error)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return "the broker ended the subscription"


def _on_wire(path: str, value: Value, field: str) -> types_pb2.Value:
    try:
        return kuksa_values.to_wire(value, field)
    except ValueError as error:
        raise VehicleError(
            f"{path}: the broker's {field} can't carry {value!r}", code="vehicle_range"
        ) from error
