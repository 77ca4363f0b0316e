"""What is known of one endpoint: does it rest, how fast was it lately, what may it still take."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

from assistant.routing import breaker as breakers
from assistant.routing.breaker import Breaker
from assistant.routing.cloud.client import Client
from assistant.routing.settings import Endpoint
from assistant.routing.use import Use

RECENT_S = 180.0
"""How long what a request showed counts."""

LEAST_TRIES = 3
"""Fewer requests than these don't tell how reliable an endpoint is."""

THINKING_S = 0.4
"""What an endpoint of which nothing is known takes until it begins, beside the round trips."""


@dataclass(slots=True)
class Peer:
    """One endpoint as the service knows it. Times are monotonic seconds."""

    settings: Endpoint
    breaker: Breaker = field(default_factory=Breaker)
    reason: str = ""
    client: Client | None = None
    opening: asyncio.Lock = field(default_factory=asyncio.Lock)
    _tries: deque[tuple[float, bool]] = field(default_factory=lambda: deque(maxlen=10))
    _began: dict[Use, tuple[float, float]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The endpoint's name."""
        return self.settings.name

    def model(self, use: Use) -> str:
        """Return the name of its model for a use; empty when it offers none."""
        settings = self.settings
        return {
            Use.CHAT: settings.chat_model,
            Use.PICTURE: settings.picture_model,
            Use.RECOGNITION: settings.recognition_model,
        }[use]

    def began(self, use: Use, took_s: float, now_s: float) -> None:
        """Note how long it took until the first of an answer."""
        before = self._began.get(use)
        if before is not None and now_s - before[0] <= RECENT_S:
            took_s = (before[1] + took_s) / 2
        self._began[use] = (now_s, took_s)

    def seconds(self, use: Use, round_trip_s: float, now_s: float) -> float:
        """Return how long the first of an answer is likely to take."""
        known = self._began.get(use)
        if known is not None and now_s - known[0] <= RECENT_S:
            return known[1]
        return 2 * round_trip_s + THINKING_S

    def answered(self, now_s: float) -> float:
        """Return the share of recent requests that came to something."""
        recent = [worked for at_s, worked in self._tries if now_s - at_s <= RECENT_S]
        return sum(recent) / len(recent) if len(recent) >= LEAST_TRIES else 1.0

    def worked(self, now_s: float) -> None:
        """Note a request that came to something."""
        self._tries.append((now_s, True))
        self.breaker, self.reason = breakers.succeeded(self.breaker), ""

    def failed(self, reason: str, now_s: float) -> None:
        """Note a request that failed, and why."""
        self._tries.append((now_s, False))
        self.breaker, self.reason = breakers.failed(self.breaker, now_s), reason
