"""A picture or a folder of them: read, made hard, written, with labels kept and a manifest.

The result has the same names in the same folders. ``weather.json`` says how it was made, so that
it can be made again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import cv2
import numpy as np

from assistant.errors import InputError, PictureFileError
from assistant.imaging.interface import Pixels
from assistant.imaging.roadweather.effects import Effect, seen_m, weathered
from assistant.imaging.roadweather.labels import SUFFIXES, Labels

MANIFEST = "weather.json"
PICTURES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"})
JPEG_QUALITY = 95

Tell = Callable[[int, int, str], None]
"""Hears how many of how many pictures are done, and the name of the next one."""


@dataclass(frozen=True, slots=True)
class Weather:
    """What is to be done: an effect, its strength from 0 to 1, and a seed.

    ``labels`` is a file or folder of labels that doesn't lie in the folder of the pictures.
    """

    effect: Effect
    strength: float
    seed: int = 0
    labels: Path | None = None


@dataclass(slots=True)
class Report:
    """What was done; ``skipped`` holds pictures that can't be read, with the reason.

    ``visibility_m`` is how far one can see in it, None where the effect doesn't limit that.
    ``complete`` is False when it was cancelled.
    """

    effect: str
    strength: float
    seed: int
    visibility_m: float | None
    pictures: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    complete: bool = False


def run_job(
    source: Path, target: Path, weather: Weather, tell: Tell, cancelled: Callable[[], bool]
) -> Report:
    """Make hard pictures of ``source`` (a picture or a folder) in the folder ``target``.

    ``cancelled`` is asked before each picture; what is done then stays.

    Raises:
        InputError: there is nothing to do, the strength is wrong, or the folder is in use.
        PictureFileError: none of the pictures can be read, or one can't be written.
    """
    if not source.exists():
        raise InputError(f"{source} is not there.")
    base = source if source.is_dir() else source.parent
    pictures, others = _listed(source)
    _check(source, target, weather, pictures)
    named = _named(weather.labels)
    labels = Labels(others, tuple(path for path, _ in named))
    seen = seen_m(weather.effect, weather.strength)
    report = Report(weather.effect, weather.strength, weather.seed, seen)
    try:
        for number, path in enumerate(pictures):
            if cancelled():
                return report
            name = path.relative_to(base).as_posix()
            tell(number, len(pictures), name)
            _one(path, target / name, weather, labels, (report, name))
        if not report.pictures:
            raise PictureFileError(next(iter(report.skipped.values())))
        kept = [*((path, path.relative_to(base)) for path in others), *named]
        report.labels = [_kept(path, target, name) for path, name in kept]
        report.complete = True
    finally:
        if report.pictures:
            _write_manifest(target, report)
    tell(len(pictures), len(pictures), "")
    return report


def read_picture(path: Path) -> Pixels:
    """Return a picture as it is stored (labels belong to that), RGB.

    Raises:
        PictureFileError: it is not there, or no picture.
    """
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)  # we tell what is wrong
    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
        how = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
        pixels = cv2.imdecode(data, how) if data.size else None
    except OSError as error:
        raise PictureFileError(f"{path.name} can't be read: {error.strerror}.") from error
    except cv2.error as error:
        raise PictureFileError(f"{path.name} is damaged ({error.code}).") from error
    if pixels is None:
        raise PictureFileError(f"{path.name} is no picture, or is cut short.")
    return np.asarray(pixels, np.uint8)


def write_picture(path: Path, pixels: Pixels) -> None:
    """Write a picture in the format of its name, whole or not at all.

    Raises:
        PictureFileError: the format is unknown or the disk refuses.
    """
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    jpeg = path.suffix.lower() in (".jpg", ".jpeg")
    try:
        done, data = cv2.imencode(
            path.suffix, bgr, (cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY) if jpeg else ()
        )
    except cv2.error as error:
        raise PictureFileError(f"{path.suffix} is no format for pictures.") from error
    if not done:
        raise PictureFileError(f"{path.name} can't be written as {path.suffix}.")
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data.tobytes())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise PictureFileError(f"{path} can't be written: {error.strerror}.") from error


def _listed(source: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return the pictures, and what goes along with them, in the order of their names."""
    if source.is_dir():
        files = sorted(path for path in source.rglob("*") if path.is_file())
    else:
        alike = sorted(path for path in source.parent.iterdir() if path.stem == source.stem)
        files = [path for path in alike if path == source or path.suffix.lower() in SUFFIXES]
    pictures = tuple(path for path in files if path.suffix.lower() in PICTURES or path == source)
    others = (path for path in files if path.suffix.lower() in SUFFIXES)
    return pictures, tuple(path for path in others if path.name != MANIFEST)


def _check(source: Path, target: Path, weather: Weather, pictures: tuple[Path, ...]) -> None:
    if not pictures:
        kinds = ", ".join(sorted(PICTURES))
        raise InputError(f"There are no pictures in {source} ({kinds}).")
    if not 0.0 <= weather.strength <= 1.0:
        raise InputError(f"The strength is a number from 0 to 1, not {weather.strength:g}.")
    inside = source.is_dir() and target.resolve().is_relative_to(source.resolve())
    beside = source.is_file() and target.resolve() == source.parent.resolve()
    if inside or beside:
        raise InputError("The result needs a folder of its own, outside of the pictures.")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError(f"{target} is there already: name a new folder, or empty it.")


def _one(
    path: Path, target: Path, weather: Weather, labels: Labels, noted: tuple[Report, str]
) -> None:
    """Make one picture, or note why it can't be read; one that can't be written ends the job."""
    report, name = noted
    try:
        pixels = read_picture(path)
        boxes = labels.boxes(path, (pixels.shape[1], pixels.shape[0]))
        made = weathered(pixels, weather.effect, weather.strength, weather.seed, name, boxes)
    except InputError as error:
        report.skipped[name] = str(error)
        return
    if weather.strength == 0.0:
        _copy(path, target)
    else:
        write_picture(target, made)
    report.pictures.append(name)


def _named(labels: Path | None) -> list[tuple[Path, Path]]:
    """Return the files of labels that lie elsewhere, and what they are called in the result."""
    if labels is None:
        return []
    if labels.is_file():
        return [(labels, Path(labels.name))]
    files = sorted(path for path in labels.rglob("*") if path.suffix.lower() in SUFFIXES)
    if not files:
        raise InputError(f"There are no labels in {labels} ({', '.join(sorted(SUFFIXES))}).")
    return [(path, Path(labels.name) / path.relative_to(labels)) for path in files]


def _kept(path: Path, target: Path, name: Path) -> str:
    _copy(path, target / name)
    return name.as_posix()


def _copy(path: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    except OSError as error:
        raise PictureFileError(f"{target} can't be written: {error.strerror}.") from error


def _write_manifest(target: Path, report: Report) -> None:
    text = json.dumps(asdict(report), ensure_ascii=False, indent=2)
    with suppress(OSError):  # what stopped the pictures is the error to tell
        (target / MANIFEST).write_text(text + "\n", encoding="utf-8")
