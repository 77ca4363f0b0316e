"""The configured endpoints as they are now: the round trip, and how soon and fast they answer.

The questions are nobody's. They leave by the car's own gate: with consent for text, counted.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from assistant.clock import MonotonicClock
from assistant.config import Config
from assistant.errors import CloudError, ConfigError
from assistant.observe.scoring import Percentiles
from assistant.routing.open import open_cloud
from assistant.routing.privacy.open import open_gate
from assistant.understanding.llm import LanguageModel, Message

QUESTIONS = (
    ("en", "Why is the sky blue?"),
    ("zh", "为什么海水是咸的？"),
    ("en", "How does a battery store energy?"),
    ("zh", "长城有多长？"),
)
MAX_TOKENS = 80


async def bench_cloud(
    config: Config, rounds: int, on_round: Callable[[int, int], None]
) -> dict[str, Any]:
    """Return the round trip, the time to the first piece, and pieces a second.

    Raises:
        ConfigError: no endpoint answers questions.
        ConsentError: text may not leave.
    """
    from assistant.routing.cloud.chat import CloudModel  # noqa: PLC0415  # loads the SDK
    from assistant.routing.cloud.hiding import Hider  # noqa: PLC0415
    from assistant.routing.use import Use  # noqa: PLC0415

    now = MonotonicClock().now
    async with open_gate(config.data_dir) as gate, open_cloud(config, gate, now) as cloud:
        if not cloud.offering(Use.CHAT):
            raise ConfigError("No endpoint answers questions: see docs/cloud.md.")
        gate.consents.current.require(Use.CHAT.kind)
        model, failures = CloudModel(cloud, Hider()), 0
        trips, firsts, rates = [], [], []
        for index in range(rounds):
            trips.append((await cloud.monitor.measure()).recent[-1].round_trip_s)
            language, text = QUESTIONS[index % len(QUESTIONS)]
            on_round(index, rounds)
            try:
                first_s, rate = await _timed(model, text, language)
            except CloudError:
                failures += 1
                continue
            firsts.append(first_s)
            rates.append(rate)
        return {
            "rounds": rounds,
            "failures": failures,
            "round_trip_ms": Percentiles(
                [1000 * trip for trip in trips if trip is not None]
            ).summary(),
            "first_piece_ms": Percentiles([1000 * first for first in firsts]).summary(),
            "pieces_per_s": Percentiles(rates).summary(),
            "link": str(cloud.monitor.link.state),
        }


async def _timed(model: LanguageModel, text: str, language: str) -> tuple[float, float]:
    """Return the seconds to the first piece of an answer, and how many came a second then."""
    began, first, pieces = time.perf_counter(), 0.0, 0
    async for _ in model.answer((Message("user", text),), language, MAX_TOKENS):
        first = first or time.perf_counter() - began
        pieces += 1
    rest = time.perf_counter() - began - first
    return first, (pieces - 1) / rest if rest > 0 else 0.0
