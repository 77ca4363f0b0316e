"""The boxes of labelled things in a picture, in the formats of KITTI, COCO, YOLO and Pascal VOC.

They only help to tell distances. Labels that can't be read are no error: they are copied all the
same, because weather moves nothing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from assistant.imaging.interface import Size
from assistant.imaging.roadweather.scene import Box

SUFFIXES = frozenset({".txt", ".json", ".xml", ".yaml", ".yml", ".csv"})
"""Files that go along with pictures."""

_FOLDERS = (("images", "labels"), ("image_2", "label_2"), ("JPEGImages", "Annotations"))
"""How folders of pictures and of their labels are usually called: YOLO, KITTI, VOC."""

_YOLO_FIELDS, _KITTI_FIELDS = 5, 15


class Labels:
    """The labels of a folder of pictures, read when they are asked for."""

    def __init__(self, files: tuple[Path, ...], named: tuple[Path, ...] = ()) -> None:
        """``files`` may hold labels; ``named`` do, of pictures of the same names elsewhere."""
        self._named = frozenset(named)
        self._by_stem: dict[str, list[Path]] = {}
        for path in (*files, *named):
            self._by_stem.setdefault(path.stem, []).append(path)
        collections = [path for path in (*files, *named) if path.suffix == ".json"]
        self._coco = {k: v for path in collections for k, v in _coco_boxes(path).items()}

    def boxes(self, picture: Path, size: Size) -> tuple[Box, ...]:
        """Return the boxes of a picture of ``size``."""
        found = list(self._coco.get(picture.name, ()))
        for path in self._by_stem.get(picture.stem, ()):
            if path in self._named or _belongs(path, picture):
                found += _file_boxes(path, size)
        width, height = size
        return tuple(
            (left, top, right, bottom)
            for left, top, right, bottom in found
            if -width < left < right < 2 * width and -height < top < bottom < 2 * height
        )


def _belongs(label: Path, picture: Path) -> bool:
    """Return True when a file of the same name lies beside a picture, or in its twin folder."""
    if label.parent == picture.parent:
        return True
    parts = picture.parent.parts
    for pictures, labels in _FOLDERS:
        if pictures in parts:
            twin = tuple(labels if part == pictures else part for part in parts)
            if label.parent == Path(*twin):
                return True
    return False


def _file_boxes(path: Path, size: Size) -> list[Box]:
    try:
        if path.suffix == ".txt":
            lines = path.read_text(encoding="utf-8").splitlines()
            return [box for line in lines for box in _line_box(line.split(), size)]
        if path.suffix == ".xml":
            return _voc_boxes(path)
    except (OSError, UnicodeDecodeError, ValueError, ET.ParseError):
        return []
    return []


def _line_box(fields: list[str], size: Size) -> list[Box]:
    """Return the box of a line of KITTI or YOLO, none for another line."""
    width, height = size
    if len(fields) >= _KITTI_FIELDS:
        left, top, right, bottom = map(float, fields[4:8])
        return [(left, top, right, bottom)] if fields[0] != "DontCare" else []
    if len(fields) == _YOLO_FIELDS:
        x, y, w, h = map(float, fields[1:])
        half_w, half_h = w * width / 2, h * height / 2
        x, y = x * width, y * height
        return [(x - half_w, y - half_h, x + half_w, y + half_h)]
    return []


def _voc_boxes(path: Path) -> list[Box]:
    found = []
    for box in ET.parse(path).iter("bndbox"):  # noqa: S314  the user's own labels
        sides = [float(box.findtext(side) or "nan") for side in ("xmin", "ymin", "xmax", "ymax")]
        found.append((sides[0], sides[1], sides[2], sides[3]))
    return found


def _coco_boxes(path: Path) -> dict[str, list[Box]]:
    """Return the boxes of a COCO file by the names of the pictures, none for another file."""
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        names = {image["id"]: Path(image["file_name"]).name for image in data["images"]}
        found: dict[str, list[Box]] = {}
        for thing in data["annotations"]:
            left, top, width, height = map(float, thing["bbox"])
            name = names[thing["image_id"]]
            found.setdefault(name, []).append((left, top, left + width, top + height))
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return found
