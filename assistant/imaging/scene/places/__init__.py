"""Landscapes: one module for each kind of place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.imaging.scene.places.arctic import arctic
from assistant.imaging.scene.places.city import city
from assistant.imaging.scene.places.coast import coast, sea
from assistant.imaging.scene.places.desert import desert
from assistant.imaging.scene.places.forest import forest
from assistant.imaging.scene.places.island import island
from assistant.imaging.scene.places.jungle import jungle
from assistant.imaging.scene.places.lake import lake
from assistant.imaging.scene.places.mountain import mountain
from assistant.imaging.scene.places.space import space
from assistant.imaging.scene.places.village import countryside, village
from assistant.imaging.scene.program import Place
from assistant.imaging.scene.stage import Landscape, Stage

LANDSCAPES: Mapping[Place, Callable[[Stage], Landscape]] = {
    Place.MOUNTAIN: mountain,
    Place.COAST: coast,
    Place.SEA: sea,
    Place.LAKE: lake,
    Place.CITY: city,
    Place.DESERT: desert,
    Place.COUNTRYSIDE: countryside,
    Place.VILLAGE: village,
    Place.FOREST: forest,
    Place.JUNGLE: jungle,
    Place.ISLAND: island,
    Place.ARCTIC: arctic,
    Place.SPACE: space,
}
"""How each place is laid out."""
