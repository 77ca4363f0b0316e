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
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
from kuksa.val.v2 import types_pb2, val_pb2
from kuksa.val.v2.val_pb2_grpc import VALStub

from assistant.errors import ConfigError, VehicleError
from assistant.vehicle import kuksa_values
from assistant.vehicle.catalogue import SignalCatalogue
from assistant.vehicle.interface import Reading, Value
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

Metadata = tuple[tuple[str, str], ...]
Responses = AsyncIterable[val_pb2.SubscribeResponse]

_CODES = {
    grpc.StatusCode.NOT_FOUND: "vehicle_missing",
    grpc.StatusCode.INVALID_ARGUMENT: "vehicle_range",
    grpc.StatusCode.PERMISSION_DENIED: "vehicle_permission",
    grpc.StatusCode.UNAUTHENTICATED: "vehicle_permission",
    grpc.StatusCode.UNAVAILABLE: "vehicle_link",
    grpc.StatusCode.DEADLINE_EXCEEDED: "vehicle_link",
}


@dataclass(frozen=True, slots=True)
class KuksaOptions:
    """Where the broker is and how to be let in. The files are read at each connection.

    ``token_file`` holds a JWT. ``ca_file`` turns on TLS; ``certificate_file`` and ``key_file``
    are for brokers that ask who we are, ``server_name`` for a certificate of another name than
    the address.
    """

    address: str = "127.0.0.1:55555"
    token_file: Path | None = None
    ca_file: Path | None = None
    certificate_file: Path | None = None
    key_file: Path | None = None
    server_name: str = ""


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
        if options.token_file and not options.ca_file and not is_local(options.address):
            raise ConfigError(
                f"vehicle.token_file would go to {options.address} in the clear: set "
                "vehicle.ca_file, or use a broker on this machine"
            )
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
        with _wrapped(path):
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
        self._metadata = _metadata(self._options)
        async with _channel(self._options) as channel:
            stub = VALStub(channel)
            with _wrapped(self._options.address):
                info = await self._beat(stub)
                fields = await self._discover(stub)
                responses = aiter(self._subscribe(stub, fields))
                async with asyncio.timeout(CALL_S):
                    self._take(await anext(responses), live=False)
            self._fields, self._stub = fields, stub
            self._link.up(f"{info.name} {info.version} at {self._options.address}")
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._listen(responses))
                    tasks.create_task(self._keep_beating(stub))
            except* VehicleError as errors:
                self._link.down(str(errors.exceptions[0]))
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
        with _wrapped(self._options.address):
            async for response in responses:
                self._take(response, live=True)
        raise VehicleError("the broker ended the subscription", code="vehicle_link")

    async def _keep_beating(self, stub: VALStub) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            with _wrapped(self._options.address):
                await self._beat(stub)

    async def _beat(self, stub: VALStub) -> val_pb2.GetServerInfoResponse:
        asked_s = self._now()
        info = await stub.GetServerInfo(
            val_pb2.GetServerInfoRequest(), timeout=CALL_S, metadata=self._metadata
        )
        self._readings.alive(asked_s)
        return info

    def _take(self, response: val_pb2.SubscribeResponse, *, live: bool) -> None:
        now, wall_s = self._now(), time.time()
        for path, point in response.entries.items():
            stamp = point.timestamp if point.HasField("timestamp") else None
            age = kuksa_values.age_s(stamp, wall_s)
            if age is None and not live and self._catalogue.signal(path).continuous:
                continue
            self._readings.take(path, kuksa_values.from_wire(point.value), now - (age or 0.0))


def is_local(address: str) -> bool:
    """Return True for an address that no other machine sees."""
    host = address.rpartition(":")[0].strip("[]")
    return address.startswith("unix:") or host in ("localhost", "127.0.0.1", "::1")


def _on_wire(path: str, value: Value, field: str) -> types_pb2.Value:
    try:
        return kuksa_values.to_wire(value, field)
    except ValueError as error:
        raise VehicleError(
            f"{path}: the broker's {field} can't carry {value!r}", code="vehicle_range"
        ) from error


def _channel(options: KuksaOptions) -> grpc.aio.Channel:
    settings: list[tuple[str, Any]] = [("grpc.use_local_subchannel_pool", 1)]  # own retries
    if options.ca_file is None:
        return grpc.aio.insecure_channel(options.address, settings)
    if options.server_name:
        settings.append(("grpc.ssl_target_name_override", options.server_name))
    credentials = grpc.ssl_channel_credentials(
        _content(options.ca_file),
        _content(options.key_file) if options.key_file else None,
        _content(options.certificate_file) if options.certificate_file else None,
    )
    return grpc.aio.secure_channel(options.address, credentials, settings)


def _metadata(options: KuksaOptions) -> Metadata:
    if options.token_file is None:
        return ()
    token = _content(options.token_file).decode("ascii", "replace").strip()
    return (("authorization", f"Bearer {token}"),)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise VehicleError(
            f"{path} can't be read ({error.strerror})", code="vehicle_permission"
        ) from error


@contextmanager
def _wrapped(what: str) -> Iterator[None]:
    """Turn what gRPC raises into a ``VehicleError``; ``what`` names the broker or the signal."""
    try:
        yield
    except grpc.aio.AioRpcError as error:
        code = _CODES.get(error.code(), "vehicle_refused")
        name = error.code().name.lower().replace("_", " ")
        raise VehicleError(f"{what}: {name}: {error.details()}", code=code) from error
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        raise VehicleError(f"{what}: the connection was lost", code="vehicle_link") from error
    except (TimeoutError, StopAsyncIteration) as error:
        raise VehicleError(f"{what}: no values came", code="vehicle_link") from error
