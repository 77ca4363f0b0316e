"""What covers the land around a point, read from the map's vector tiles.

A tile is a small protocol buffer (Mapbox Vector Tile 2.1); only the areas of a few layers are
read, by kind, so a reader of what is needed is all that is here.
"""

from __future__ import annotations

import gzip
import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Protocol

from assistant.navigation.interface import Point

ZOOM = 14
"""Tiles of about a mile: what one sees from the road."""

_LAYERS = ("land", "water", "sea", "building")
_POLYGON = 3
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_MOVE, _LINE = 1, 2

Field = tuple[int, int | bytes]


class Tiles(Protocol):
    """A map's vector tiles."""

    def get(self, zoom: int, column: int, row: int) -> bytes | None:
        """Return a gzipped tile, counted from the north-west; None outside of the map."""
        ...


def land_in(tiles: Tiles, point: Point) -> dict[str, float]:
    """Return the share (0 to 1) of the tile around a point that each kind of land covers.

    Kinds are those of the screen's map (``wood``, ``farmland``, ``water``, ``building`` …).
    """
    data = tiles.get(ZOOM, *tile_of(point))
    if data is None:
        return {}
    shares: dict[str, float] = defaultdict(float)
    for layer in _layers(gzip.decompress(data)):
        for kind, share in _areas(layer):
            shares[kind] += share
    return dict(shares)


def tile_of(point: Point) -> tuple[int, int]:
    """Return column and row of the tile that holds a point, in Web Mercator."""
    count = 2**ZOOM
    latitude = math.radians(max(min(point.lat, 85.0), -85.0))
    column = int((point.lon + 180.0) / 360.0 * count)
    row = int((1.0 - math.asinh(math.tan(latitude)) / math.pi) / 2.0 * count)
    return min(max(column, 0), count - 1), min(max(row, 0), count - 1)


def _layers(data: bytes) -> Iterator[dict[int, list[int | bytes]]]:
    for number, value in _fields(data):
        if number == 3 and isinstance(value, bytes):  # noqa: PLR2004  Tile.layers
            layer = _grouped(value)
            if str(_bytes(layer[1][0]), "utf-8") in _LAYERS:
                yield layer


def _areas(layer: dict[int, list[int | bytes]]) -> Iterator[tuple[str, float]]:
    """Yield the kind of each area of a layer, and its share of the tile."""
    name = str(_bytes(layer[1][0]), "utf-8")
    extent = layer.get(5, [4096])[0]
    assert isinstance(extent, int)
    keys = [str(_bytes(key), "utf-8") for key in layer.get(3, [])]
    values = [_grouped(_bytes(value)) for value in layer.get(4, [])]
    for raw in layer.get(2, []):
        feature = _grouped(_bytes(raw))
        if feature.get(3, [0])[0] != _POLYGON:
            continue
        tags = list(_varints(_bytes(feature[2][0]))) if 2 in feature else []  # noqa: PLR2004
        kinds = [values[v] for k, v in zip(tags[::2], tags[1::2], strict=True) if keys[k] == "kind"]
        kind = str(_bytes(kinds[0][1][0]), "utf-8") if kinds and 1 in kinds[0] else name
        area = abs(_area(list(_varints(_bytes(feature[4][0])))))
        yield kind, min(area / extent**2, 1.0)


def _area(commands: list[int]) -> float:
    """Return the signed area of all rings: holes are wound the other way round."""
    total, at, x, y = 0.0, 0, 0, 0
    ring: list[tuple[int, int]] = []
    while at < len(commands):
        kind, count = commands[at] & 7, commands[at] >> 3
        at += 1
        if kind not in (_MOVE, _LINE):
            total += _ring_area(ring)
            ring = []
            continue
        for _ in range(count):
            x += _signed(commands[at])
            y += _signed(commands[at + 1])
            at += 2
            ring.append((x, y))
    return total


def _ring_area(ring: list[tuple[int, int]]) -> float:
    following = [*ring[1:], *ring[:1]]
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, following, strict=True)) / 2


def _signed(value: int) -> int:
    return (value >> 1) ^ -(value & 1)


# --- protocol buffers -------------------------------------------------------------------------


def _fields(data: bytes) -> Iterator[Field]:
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == _VARINT:
            value, at = _varint(data, at)
            yield number, value
        elif wire == _BYTES:
            length, at = _varint(data, at)
            yield number, data[at : at + length]
            at += length
        else:
            at += 8 if wire == _FIXED64 else 4


def _grouped(data: bytes) -> dict[int, list[int | bytes]]:
    grouped: dict[int, list[int | bytes]] = defaultdict(list)
    for number, value in _fields(data):
        grouped[number].append(value)
    return grouped


def _varints(data: bytes) -> Iterator[int]:
    at = 0
    while at < len(data):
        value, at = _varint(data, at)
        yield value


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at += 1
        if byte < 128:  # noqa: PLR2004
            return value, at
        shift += 7


def _bytes(value: int | bytes) -> bytes:
    assert isinstance(value, bytes)
    return value
