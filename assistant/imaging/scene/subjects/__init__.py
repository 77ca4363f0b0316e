"""The figures that stand in drawn scenes, each varied endlessly by its random numbers."""

from collections.abc import Mapping

from assistant.imaging.scene.subjects.art import SubjectArt, SubjectLight
from assistant.imaging.scene.subjects.pen import Pen, subject
from assistant.imaging.scene.subjects.shapes import ellipse


def _figure(pen: Pen) -> None:
    pen.solid(ellipse(0.0, 0.5, 0.3, 0.48), pen.main((0.8, 0.4, 0.3)))


SUBJECTS: Mapping[str, SubjectArt] = {
    "car": subject(_figure, 2.1, "land", 1.5),
    "truck": subject(_figure, 2.0, "land", 3.4),
    "bus": subject(_figure, 2.4, "land", 3.2),
    "camper": subject(_figure, 1.7, "land", 2.4),
    "train": subject(_figure, 3.2, "land", 3.8),
    "bicycle": subject(_figure, 1.6, "land", 1.1),
    "sailing_boat": subject(_figure, 0.85, "water", 9.0),
    "ship": subject(_figure, 2.0, "water", 22.0),
    "aeroplane": subject(_figure, 2.2, "sky", 12.0),
    "rocket": subject(_figure, 0.5, "space", 30.0),
    "hot_air_balloon": subject(_figure, 0.75, "sky", 20.0),
    "lighthouse": subject(_figure, 0.55, "land", 22.0),
    "castle": subject(_figure, 1.25, "land", 28.0),
    "house": subject(_figure, 1.2, "land", 7.0),
    "cabin": subject(_figure, 1.3, "land", 5.0),
    "windmill": subject(_figure, 0.8, "land", 16.0),
    "bridge": subject(_figure, 3.2, "land", 14.0),
    "tent": subject(_figure, 1.5, "land", 2.0),
    "pagoda": subject(_figure, 0.7, "land", 24.0),
    "igloo": subject(_figure, 1.7, "land", 2.4),
    "church": subject(_figure, 0.9, "land", 18.0),
    "whale": subject(_figure, 1.9, "water", 4.0),
    "dinosaur": subject(_figure, 1.5, "land", 9.0),
    "t_rex": subject(_figure, 1.1, "land", 5.0),
    "dog": subject(_figure, 1.15, "land", 0.8),
    "cat": subject(_figure, 0.8, "land", 0.45),
    "horse": subject(_figure, 1.15, "land", 2.0),
    "cow": subject(_figure, 1.35, "land", 1.6),
    "sheep": subject(_figure, 1.25, "land", 1.0),
    "fox": subject(_figure, 1.5, "land", 0.6),
    "bear": subject(_figure, 1.3, "land", 1.5),
    "panda": subject(_figure, 0.95, "land", 1.2),
    "rabbit": subject(_figure, 0.8, "land", 0.45),
    "elephant": subject(_figure, 1.4, "land", 3.2),
    "giraffe": subject(_figure, 0.7, "land", 5.0),
    "seagulls": subject(_figure, 2.0, "sky", 4.0),
    "dolphin": subject(_figure, 1.4, "water", 2.0),
    "penguin": subject(_figure, 0.65, "land", 1.0),
    "owl": subject(_figure, 0.75, "land", 0.7),
    "butterfly": subject(_figure, 1.1, "sky", 0.4),
    "child_with_kite": subject(_figure, 1.0, "land", 3.2),
    "snowman": subject(_figure, 0.75, "land", 1.8),
    "dragon": subject(_figure, 1.4, "land", 8.0),
    "unicorn": subject(_figure, 1.15, "land", 2.2),
    "robot": subject(_figure, 0.75, "land", 1.8),
    "mermaid": subject(_figure, 1.1, "water", 1.5),
    "tree": subject(_figure, 0.9, "land", 9.0),
    "palm": subject(_figure, 0.85, "land", 8.0),
    "sunflower": subject(_figure, 0.6, "land", 1.8),
    "campfire": subject(_figure, 1.0, "land", 1.0),
    "star": subject(_figure, 1.0, "sky", 4.0),
    "planet": subject(_figure, 1.7, "space", 12.0),
    "ufo": subject(_figure, 1.8, "space", 5.0),
}
"""Every subject by its name."""

__all__ = ["SUBJECTS", "SubjectArt", "SubjectLight"]
