"""A databroker for tests that speaks ``kuksa.val.v2`` as its definition says.

``serving`` opens it on a port of this machine, with or without TLS and tokens. Filters are not
offered (``UNIMPLEMENTED``). ``test_broker.py`` has the real ``kuksa_client`` as its peer.
"""

# ruff: noqa: N802 -- the calls have the names of the protocol
from __future__ import annotations

import asyncio
import functools
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
from kuksa.val.v1 import val_pb2 as v1
from kuksa.val.v1 import val_pb2_grpc as v1_grpc
from kuksa.val.v2 import types_pb2, val_pb2
from kuksa.val.v2.val_pb2_grpc import VALServicer, add_VALServicer_to_server

from tests.vehicle.broker_rules import LARGEST_BUFFER, RefusedError, Scope, check_value
from tests.vehicle.broker_state import BrokerState, Context, Points, Status, Subscriber

_ERROR_CODES = {
    Status.INVALID_ARGUMENT: types_pb2.ERROR_CODE_INVALID_ARGUMENT,
    Status.NOT_FOUND: types_pb2.ERROR_CODE_NOT_FOUND,
    Status.PERMISSION_DENIED: types_pb2.ERROR_CODE_PERMISSION_DENIED,
}


@dataclass(eq=False)
class Provider:
    """One provider's stream."""

    outbox: asyncio.Queue[val_pb2.OpenProviderStreamResponse | RefusedError] = field(
        default_factory=asyncio.Queue
    )


def answering(method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Turn ``RefusedError`` into the call's status."""

    @functools.wraps(method)
    async def call(self: Broker, request: Any, context: Context) -> Any:
        await self.awake.wait()
        try:
            return await method(self, request, context)
        except RefusedError as refused:
            await context.abort(refused.code, refused.reason)

    return call


def streaming(method: Callable[..., AsyncIterator[Any]]) -> Callable[..., AsyncIterator[Any]]:
    """Turn ``RefusedError`` into the stream's status."""

    @functools.wraps(method)
    async def call(self: Broker, request: Any, context: Context) -> AsyncIterator[Any]:
        try:
            async for response in method(self, request, context):
                await self.awake.wait()
                yield response
        except RefusedError as refused:
            await context.abort(refused.code, refused.reason)

    return call


class Broker(BrokerState, VALServicer):  # type: ignore[misc]  # generated, without types
    """The calls. While ``awake`` is clear, nothing is answered, as by a process that is stuck."""

    def __init__(
        self,
        metadata: Iterable[types_pb2.Metadata],
        tokens: Mapping[str, Scope] | None = None,
    ) -> None:
        super().__init__(metadata, tokens)
        self.providers: dict[str, Provider] = {}
        self.signal_providers: dict[str, Provider] = {}
        self.provider_errors: list[types_pb2.Error] = []
        self.awake = asyncio.Event()
        self.awake.set()

    # --- reading --------------------------------------------------------------------------

    @answering
    async def GetValue(self, request: val_pb2.GetValueRequest, context: Context) -> Any:
        (path,) = self.allowed("read", [request.signal_id], context)
        return val_pb2.GetValueResponse(data_point=self.points[path])

    @answering
    async def GetValues(self, request: val_pb2.GetValuesRequest, context: Context) -> Any:
        paths = self.allowed("read", request.signal_ids, context)
        return val_pb2.GetValuesResponse(data_points=[self.points[path] for path in paths])

    @answering
    async def ListMetadata(self, request: val_pb2.ListMetadataRequest, context: Context) -> Any:
        scope = self.scope(context)
        root = request.root.removesuffix(".**").removesuffix(".*")
        if "*" in root:
            raise RefusedError(Status.INVALID_ARGUMENT, f"wrong wildcard {request.root!r}")
        under = [p for p in self.metadata if not root or p == root or p.startswith(f"{root}.")]
        if not under:
            raise RefusedError(Status.NOT_FOUND, f"no branch {root!r}")
        shown = [self.metadata[path] for path in under if scope.sees(path)]
        return val_pb2.ListMetadataResponse(metadata=shown)

    @streaming
    async def Subscribe(
        self, request: val_pb2.SubscribeRequest, context: Context
    ) -> AsyncIterator[val_pb2.SubscribeResponse]:
        wanted = [types_pb2.SignalID(path=path) for path in request.signal_paths]
        async for points in self._subscribed(wanted, request, context):
            yield val_pb2.SubscribeResponse(entries=points)

    @streaming
    async def SubscribeById(
        self, request: val_pb2.SubscribeByIdRequest, context: Context
    ) -> AsyncIterator[val_pb2.SubscribeByIdResponse]:
        wanted = [types_pb2.SignalID(id=number) for number in request.signal_ids]
        async for points in self._subscribed(wanted, request, context):
            entries = {self.metadata[path].id: point for path, point in points.items()}
            yield val_pb2.SubscribeByIdResponse(entries=entries)

    async def _subscribed(
        self, wanted: Sequence[types_pb2.SignalID], request: Any, context: Context
    ) -> AsyncIterator[Points]:
        if request.HasField("filter"):
            raise RefusedError(Status.UNIMPLEMENTED, "this broker has no filters")
        if request.buffer_size > LARGEST_BUFFER:
            raise RefusedError(Status.INVALID_ARGUMENT, f"buffer_size is above {LARGEST_BUFFER}")
        paths = self.allowed("read", wanted, context)
        subscriber = Subscriber(frozenset(paths), deque(maxlen=max(1, request.buffer_size)))
        self.subscribers.add(subscriber)
        try:
            yield {path: self.points[path] for path in paths}
            while True:
                yield await subscriber.next()
        finally:
            self.subscribers.discard(subscriber)

    @answering
    async def GetServerInfo(self, request: val_pb2.GetServerInfoRequest, context: Context) -> Any:
        self.scope(context)
        return val_pb2.GetServerInfoResponse(name="testbroker", version="2", commit_hash="0")

    # --- writing --------------------------------------------------------------------------

    @answering
    async def PublishValue(self, request: val_pb2.PublishValueRequest, context: Context) -> Any:
        (path,) = self.allowed("provide", [request.signal_id], context)
        self.publish({path: request.data_point})
        return val_pb2.PublishValueResponse()

    @answering
    async def Actuate(self, request: val_pb2.ActuateRequest, context: Context) -> Any:
        self._actuate([request], context)
        return val_pb2.ActuateResponse()

    @answering
    async def BatchActuate(self, request: val_pb2.BatchActuateRequest, context: Context) -> Any:
        self._actuate(request.actuate_requests, context)
        return val_pb2.BatchActuateResponse()

    @answering
    async def ActuateStream(
        self, requests: AsyncIterator[val_pb2.ActuateRequest], context: Context
    ) -> Any:
        async for request in requests:
            self._actuate([request], context)
        return val_pb2.ActuateResponse()

    def _actuate(self, requests: Sequence[val_pb2.ActuateRequest], context: Context) -> None:
        paths = self.allowed("actuate", [request.signal_id for request in requests], context)
        batches: dict[Provider, list[val_pb2.ActuateRequest]] = defaultdict(list)
        for path, request in zip(paths, requests, strict=True):
            entry = self.metadata[path]
            if entry.entry_type != types_pb2.ENTRY_TYPE_ACTUATOR:
                raise RefusedError(Status.INVALID_ARGUMENT, f"{path} is not an actuator")
            check_value(entry, request.value)
            if path not in self.providers:
                raise RefusedError(Status.UNAVAILABLE, f"no provider for {path}")
            batches[self.providers[path]].append(
                val_pb2.ActuateRequest(
                    signal_id=types_pb2.SignalID(id=entry.id), value=request.value
                )
            )
        for provider, batch in batches.items():
            order = val_pb2.BatchActuateStreamRequest(actuate_requests=batch)
            provider.outbox.put_nowait(
                val_pb2.OpenProviderStreamResponse(batch_actuate_stream_request=order)
            )

    # --- providers ------------------------------------------------------------------------

    @streaming
    async def OpenProviderStream(
        self, requests: AsyncIterator[val_pb2.OpenProviderStreamRequest], context: Context
    ) -> AsyncIterator[val_pb2.OpenProviderStreamResponse]:
        provider = Provider()
        reader = asyncio.create_task(self._read(provider, requests, context))
        try:
            while True:
                response = await provider.outbox.get()
                if isinstance(response, RefusedError):
                    raise response
                yield response
        finally:
            reader.cancel()
            for claims in (self.providers, self.signal_providers):
                for path in [path for path, owner in claims.items() if owner is provider]:
                    del claims[path]

    async def _read(
        self,
        provider: Provider,
        requests: AsyncIterator[val_pb2.OpenProviderStreamRequest],
        context: Context,
    ) -> None:
        """Handle a provider's messages; one who only takes orders may end its side early."""
        try:
            async for request in requests:
                response = self._handle(provider, request, context)
                if response is not None:
                    provider.outbox.put_nowait(response)
        except RefusedError as refused:
            provider.outbox.put_nowait(refused)

    def _handle(
        self, provider: Provider, request: val_pb2.OpenProviderStreamRequest, context: Context
    ) -> val_pb2.OpenProviderStreamResponse | None:
        match request.WhichOneof("action"):
            case "provide_actuation_request":
                wanted = request.provide_actuation_request.actuator_identifiers
                self._claim(self.providers, wanted, provider, context)
                return val_pb2.OpenProviderStreamResponse(
                    provide_actuation_response=val_pb2.ProvideActuationResponse()
                )
            case "provide_signal_request":
                numbers = request.provide_signal_request.signals_sample_intervals
                wanted = [types_pb2.SignalID(id=number) for number in numbers]
                self._claim(self.signal_providers, wanted, provider, context)
                return val_pb2.OpenProviderStreamResponse(
                    provide_signal_response=val_pb2.ProvideSignalResponse()
                )
            case "publish_values_request":
                return self._publish_each(request.publish_values_request, context)
            case "batch_actuate_stream_response":
                self.provider_errors.append(request.batch_actuate_stream_response.error)
        return None

    def _claim(
        self,
        claims: dict[str, Provider],
        wanted: Sequence[types_pb2.SignalID],
        provider: Provider,
        context: Context,
    ) -> None:
        paths = self.allowed("provide", wanted, context)
        taken = [path for path in paths if claims.get(path, provider) is not provider]
        if taken:
            raise RefusedError(Status.ALREADY_EXISTS, f"{taken[0]} has a provider")
        claims.update(dict.fromkeys(paths, provider))

    def _publish_each(
        self, request: val_pb2.PublishValuesRequest, context: Context
    ) -> val_pb2.OpenProviderStreamResponse | None:
        errors: dict[int, types_pb2.Error] = {}
        for number, point in request.data_points.items():
            try:
                signal = types_pb2.SignalID(id=number)
                (path,) = self.allowed("provide", [signal], context)
                self.publish({path: point})
            except RefusedError as refused:
                errors[number] = types_pb2.Error(
                    code=_ERROR_CODES[refused.code], message=refused.reason
                )
        if not errors:
            return None
        status = val_pb2.PublishValuesResponse(request_id=request.request_id, status=errors)
        return val_pb2.OpenProviderStreamResponse(publish_values_response=status)


class ServerInfo(v1_grpc.VALServicer):  # type: ignore[misc]  # as above
    """The one old call with which ``kuksa_client`` greets a broker."""

    async def GetServerInfo(self, request: v1.GetServerInfoRequest, context: Context) -> Any:
        return v1.GetServerInfoResponse(name="testbroker", version="2")


@asynccontextmanager
async def serving(
    broker: Broker, port: int = 0, credentials: grpc.ServerCredentials | None = None
) -> AsyncIterator[int]:
    """Serve a broker on this machine and yield its port."""
    server = grpc.aio.server()
    add_VALServicer_to_server(broker, server)
    v1_grpc.add_VALServicer_to_server(ServerInfo(), server)
    if credentials is None:
        port = server.add_insecure_port(f"127.0.0.1:{port}")
    else:
        port = server.add_secure_port(f"127.0.0.1:{port}", credentials)
    await server.start()
    try:
        yield port
    finally:
        await server.stop(grace=None)
