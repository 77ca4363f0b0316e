"""The figures that stand in drawn scenes, each varied endlessly by its random numbers."""

from collections.abc import Mapping

from assistant.imaging.scene.subjects.art import SubjectArt, SubjectLight
from assistant.imaging.scene.subjects.buildings import BUILDINGS
from assistant.imaging.scene.subjects.craft import CRAFT
from assistant.imaging.scene.subjects.farm import FARM
from assistant.imaging.scene.subjects.landmarks import LANDMARKS
from assistant.imaging.scene.subjects.pen import Pen, subject
from assistant.imaging.scene.subjects.pets import PETS
from assistant.imaging.scene.subjects.road import ROAD
from assistant.imaging.scene.subjects.shapes import ellipse
from assistant.imaging.scene.subjects.wild import WILD
from assistant.imaging.scene.subjects.winged import WINGED


def _figure(pen: Pen) -> None:
    pen.solid(ellipse(0.0, 0.5, 0.3, 0.48), pen.main((0.8, 0.4, 0.3)))


SUBJECTS: Mapping[str, SubjectArt] = {
    **ROAD,
    **CRAFT,
    **BUILDINGS,
    **LANDMARKS,
    **PETS,
    **FARM,
    **WILD,
    **WINGED,
    "whale": subject(_figure, 1.9, "water", 4.0),
    "dinosaur": subject(_figure, 1.5, "land", 9.0),
    "t_rex": subject(_figure, 1.1, "land", 5.0),
    "dolphin": subject(_figure, 1.4, "water", 2.0),
    "child_with_kite": subject(_figure, 1.0, "land", 3.2),
    "snowman": subject(_figure, 0.75, "land", 1.8),
    "dragon": subject(_figure, 1.4, "land", 8.0),
    "robot": subject(_figure, 0.75, "land", 1.8),
    "mermaid": subject(_figure, 1.1, "water", 1.5),
    "tree": subject(_figure, 0.9, "land", 9.0),
    "palm": subject(_figure, 0.85, "land", 8.0),
    "sunflower": subject(_figure, 0.6, "land", 1.8),
    "campfire": subject(_figure, 1.0, "land", 1.0),
    "star": subject(_figure, 1.0, "sky", 4.0),
    "planet": subject(_figure, 1.7, "space", 12.0),
}
"""Every subject by its name."""

__all__ = ["SUBJECTS", "SubjectArt", "SubjectLight"]
