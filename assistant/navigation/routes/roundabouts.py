"""Count the exits of roundabouts. Pure.

Valhalla counts only the exits on the outer side, and where a map has no country boundary it
takes the wrong side for that: it says "the 2nd exit" at every roundabout there. So they are
counted along the way through the roundabout: each node with a road to leave by is an exit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.navigation.routes.interface import Kind

Json = Mapping[str, Any]

ATTRIBUTES = (
    "edge.roundabout",
    "edge.begin_shape_index",
    "edge.end_shape_index",
    "node.intersecting_edge.driveability",
)
"""What is asked about the roads of a leg."""

_OUTWARD = frozenset({"forward", "both"})
_ORDINAL = re.compile(r"\b\d+(?:st|nd|rd|th)(?= exit\b)")
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def has_roundabout(leg: Json) -> bool:
    """Return whether a leg of a route goes through a roundabout."""
    return any(one["type"] == Kind.ROUNDABOUT_ENTER for one in leg["maneuvers"])


def counted(leg: Json, edges: Sequence[Json]) -> dict[str, Any]:
    """Return a leg with the exits of its roundabouts counted along its ``edges``."""
    return {**leg, "maneuvers": [_counted(one, edges) for one in leg["maneuvers"]]}


def _counted(one: Json, edges: Sequence[Json]) -> Json:
    if one["type"] != Kind.ROUNDABOUT_ENTER:
        return one
    begin, end = one["begin_shape_index"], one["end_shape_index"]
    inside = [
        edge for edge in edges if edge["roundabout"] and begin <= edge["begin_shape_index"] < end
    ]
    if not inside:
        return one
    count = 1 + sum(_is_exit(edge.get("end_node", {})) for edge in inside[:-1])
    ordinal = f"{count}{_ENDINGS.get(count, 'th')}"
    told = {
        name: _ORDINAL.sub(ordinal, text)
        for name, text in one.items()
        if name == "instruction" or (name.startswith("verbal_") and isinstance(text, str))
    }
    return {**one, **told, "roundabout_exit_count": count}


def _is_exit(node: Json) -> bool:
    """Return whether a road leads out of a roundabout at a node."""
    others = node.get("intersecting_edges", ())
    return any(other.get("driveability") in _OUTWARD for other in others)
