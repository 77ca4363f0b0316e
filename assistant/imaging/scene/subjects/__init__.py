"""The figures that stand in drawn scenes, each varied endlessly by its random numbers."""

from collections.abc import Mapping

from assistant.imaging.scene.subjects.art import SubjectArt, SubjectLight
from assistant.imaging.scene.subjects.buildings import BUILDINGS
from assistant.imaging.scene.subjects.craft import CRAFT
from assistant.imaging.scene.subjects.farm import FARM
from assistant.imaging.scene.subjects.landmarks import LANDMARKS
from assistant.imaging.scene.subjects.legends import LEGENDS
from assistant.imaging.scene.subjects.machines import MACHINES
from assistant.imaging.scene.subjects.nature import NATURE
from assistant.imaging.scene.subjects.people import PEOPLE
from assistant.imaging.scene.subjects.pets import PETS
from assistant.imaging.scene.subjects.road import ROAD
from assistant.imaging.scene.subjects.sea import SEA
from assistant.imaging.scene.subjects.wild import WILD
from assistant.imaging.scene.subjects.winged import WINGED

SUBJECTS: Mapping[str, SubjectArt] = {
    **ROAD,
    **CRAFT,
    **MACHINES,
    **BUILDINGS,
    **LANDMARKS,
    **PETS,
    **FARM,
    **WILD,
    **WINGED,
    **SEA,
    **LEGENDS,
    **PEOPLE,
    **NATURE,
}
"""Every subject by its name."""

__all__ = ["SUBJECTS", "SubjectArt", "SubjectLight"]
