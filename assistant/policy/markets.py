"""What differs between markets. An unknown market has the strictest of everything.

``docs/policy.md`` says where the values come from.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MarketRules:
    """One market's rules.

    ``max_opening_kmh``: above it, windows and the sunroof are not opened by voice.
    ``restricted_until_park``: a car that stands out of park has its screen restricted as on
    the move.
    """

    max_opening_kmh: float = 80.0
    restricted_until_park: bool = True


STRICTEST = MarketRules()

MARKETS: dict[str, MarketRules] = {
    "eu": MarketRules(max_opening_kmh=120.0, restricted_until_park=False),
    "us": MarketRules(max_opening_kmh=113.0),  # 70 mph
    "cn": MarketRules(max_opening_kmh=120.0, restricted_until_park=False),
}


def market_rules(market: str) -> MarketRules:
    """Return a market's rules; the strictest for one that is not in the list."""
    return MARKETS.get(market, STRICTEST)
