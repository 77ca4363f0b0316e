"""How often a client may ask: a token bucket for each. Pure; the time is passed in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """``per_s`` requests a second in the long run, ``burst`` at once."""

    per_s: float
    burst: float


@dataclass(frozen=True, slots=True)
class Bucket:
    """What a client has left, as of ``at_s`` (monotonic seconds)."""

    left: float
    at_s: float


def spend(bucket: Bucket | None, rate: Rate, now_s: float) -> tuple[Bucket, float]:
    """Take one request out of a bucket (None: a full one).

    Returns the bucket and how many seconds to wait; 0 means that the request is granted.
    """
    if bucket is None:
        return Bucket(rate.burst - 1, now_s), 0.0
    left = min(rate.burst, bucket.left + max(0.0, now_s - bucket.at_s) * rate.per_s)
    if left >= 1:
        return Bucket(left - 1, now_s), 0.0
    return Bucket(left, now_s), (1 - left) / rate.per_s


MAX_KNOWN = 1024
"""Buckets that are kept; beyond that, those longest unused are forgotten."""


class Limiter:
    """Buckets by client."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._buckets: dict[str, Bucket] = {}

    def wait_s(self, key: str, now_s: float) -> float:
        """Count a request and return how long to wait before the next try; 0: go on."""
        bucket, wait = spend(self._buckets.pop(key, None), self._rate, now_s)
        self._buckets[key] = bucket
        if len(self._buckets) > MAX_KNOWN:
            del self._buckets[next(iter(self._buckets))]
        return wait
