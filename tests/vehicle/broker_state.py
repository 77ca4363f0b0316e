"""What a test broker holds: signals, values, who hears of them, and who may do what."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import grpc
from kuksa.val.v2 import types_pb2

from tests.vehicle.broker_rules import EVERYTHING, RefusedError, Scope, check_paths, check_value

Context = grpc.aio.ServicerContext[Any, Any]
Points = dict[str, types_pb2.Datapoint]
Status = grpc.StatusCode


@dataclass(eq=False)
class Subscriber:
    """Who hears of some signals; the oldest message goes when its buffer is full."""

    paths: frozenset[str]
    messages: deque[Points]
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, points: Points) -> None:
        wanted = {path: point for path, point in points.items() if path in self.paths}
        if wanted:
            self.messages.append(wanted)
            self.news.set()

    async def next(self) -> Points:
        while not self.messages:
            self.news.clear()
            await self.news.wait()
        return self.messages.popleft()


class BrokerState:
    """Signals and their values. ``tokens`` maps each token to its scope; None: open to all.

    ``on_change`` names signals whose unchanged values are dropped, stamp and all, as a
    databroker does with the change type of that name.
    """

    def __init__(
        self, metadata: Iterable[types_pb2.Metadata], tokens: Mapping[str, Scope] | None
    ) -> None:
        self.tokens = tokens
        self.metadata = {entry.path: entry for entry in metadata}
        self.paths = {entry.id: entry.path for entry in self.metadata.values()}
        self.points: Points = {path: types_pb2.Datapoint() for path in self.metadata}
        self.on_change: frozenset[str] = frozenset()
        self.subscribers: set[Subscriber] = set()
        self.told: set[str] = set()
        """Which signals were published since it was last cleared."""

    def publish(self, points: Points) -> None:
        """Take values and tell who subscribed; nothing is taken when one is wrong."""
        for path, point in points.items():
            if point.value.WhichOneof("typed_value") is not None:
                check_value(self.metadata[path], point.value)
        news = {
            path: point
            for path, point in points.items()
            if path not in self.on_change or point.value != self.points[path].value
        }
        stamped = {path: types_pb2.Datapoint() for path in news}
        for path, point in news.items():
            stamped[path].CopyFrom(point)
            if not point.HasField("timestamp"):
                stamped[path].timestamp.GetCurrentTime()
        self.points.update(stamped)
        self.told.update(stamped)
        for subscriber in self.subscribers:
            subscriber.tell(stamped)

    def scope(self, context: Context) -> Scope:
        if self.tokens is None:
            return EVERYTHING
        sent = dict(context.invocation_metadata() or ())
        token = str(sent.get("authorization", "")).removeprefix("Bearer ")
        if token not in self.tokens:
            raise RefusedError(Status.UNAUTHENTICATED, "no valid token")
        return self.tokens[token]

    def allowed(
        self, action: str, wanted: Sequence[types_pb2.SignalID], context: Context
    ) -> list[str]:
        """Return the paths of signals that exist and that the caller has the right to."""
        scope = self.scope(context)
        check_paths([signal.path for signal in wanted])
        paths = [signal.path or self.paths.get(signal.id, "") for signal in wanted]
        for path in paths:
            if path not in self.metadata:
                raise RefusedError(Status.NOT_FOUND, f"no signal {path!r}")
            if not scope.allows(action, path):
                raise RefusedError(Status.PERMISSION_DENIED, f"{path}: not allowed to {action}")
        return paths
