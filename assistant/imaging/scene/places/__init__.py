"""Landscapes: one module for each kind of place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.imaging.scene.places.mountain import mountain
from assistant.imaging.scene.program import Place
from assistant.imaging.scene.stage import Landscape, Stage

LANDSCAPES: Mapping[Place, Callable[[Stage], Landscape]] = {
    Place.MOUNTAIN: mountain,
}
"""How each place is laid out."""
