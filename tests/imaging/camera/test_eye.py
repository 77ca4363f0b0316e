"""One camera as it is seen: the newest frame, mirrored; or told as lost, and back by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import pytest

from assistant.imaging.camera.eye import Eye, open_eye
from assistant.imaging.camera.load import SCALES, scaled
from assistant.imaging.camera.notice import draw_notice
from assistant.imaging.camera.overlay_state import OverlayState
from assistant.imaging.camera.pattern import Faults, PatternCamera
from assistant.imaging.camera.presence import LOST_AFTER_S, Sight, Trouble, trouble_of
from assistant.imaging.camera.shot import Shot
from tests.imaging.camera.films import make_film, number_of

SIZE = (160, 120)


@contextmanager
def eye_on(faults: Faults, *, mirror: bool = False) -> Iterator[Eye]:
    eye = Eye(PatternCamera(SIZE, 50, faults), SIZE, 50, mirror=mirror)
    try:
        yield eye
    finally:
        faults.silent = False
        assert eye.close()


def seen(eye: Eye, wanted: Callable[[Shot], bool], within_s: float) -> Shot:
    """Return the first shot that is as wanted; fail when it does not come in time."""
    deadline_s = time.monotonic() + within_s
    while time.monotonic() < deadline_s:
        shot = eye.shot(OverlayState())
        if shot is not None and wanted(shot):
            return shot
    raise AssertionError("no such shot came in time")


def pixels_of(shot: Shot) -> np.ndarray:
    pixels = cv2.imdecode(np.frombuffer(shot.jpeg, np.uint8), cv2.IMREAD_COLOR_RGB)
    assert pixels is not None
    return pixels


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [("silent", Trouble.SILENT), ("frozen", Trouble.FROZEN), ("absent", Trouble.ABSENT)],
)
def test_a_lost_camera_is_shown_as_lost_within_a_second_and_comes_back(
    fault: str, trouble: Trouble
) -> None:
    faults = Faults()
    with eye_on(faults) as eye:
        seen(eye, lambda shot: shot.trouble is None, 5.0)
        setattr(faults, fault, True)
        lost = seen(eye, lambda shot: shot.trouble is trouble, 1.0)
        notice = draw_notice(trouble, "en", SIZE)
        assert np.abs(pixels_of(lost).astype(int) - notice).mean() < 4
        setattr(faults, fault, False)
        seen(eye, lambda shot: shot.trouble is None, 2.0)


def test_a_camera_that_is_not_there_at_first_is_found_later() -> None:
    faults = Faults(absent=True)
    with eye_on(faults) as eye:
        seen(eye, lambda shot: shot.trouble is Trouble.ABSENT, 2.0)
        faults.absent = False
        seen(eye, lambda shot: shot.trouble is None, 2.0)


def test_a_slow_viewer_gets_the_newest_frame_and_is_told_how_many_it_missed() -> None:
    with eye_on(Faults()) as eye:
        first = seen(eye, lambda shot: shot.trouble is None, 5.0)
        time.sleep(0.3)  # the camera's own time: it takes no other
        late = seen(eye, lambda shot: shot.trouble is None, 1.0)
        assert late.made_s - late.taken_s < 0.15
        assert late.dropped >= 5
        assert late.number == first.number + late.dropped + 1


def test_the_picture_shrinks_when_there_is_no_time_for_it() -> None:
    eye = Eye(PatternCamera(SIZE, 100), SIZE, 100_000, mirror=True)  # ten microseconds a frame
    least = scaled(SIZE, SCALES[-1])
    small = seen(eye, lambda shot: shot.trouble is None and shot.size == least, 5.0)
    assert pixels_of(small).shape == (least[1], least[0], 3)
    assert eye.close()


def test_a_recording_is_shown_mirrored_in_the_size_that_is_asked_for(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", frames=10, size=(192, 96))
    eye = open_eye(f"file:{film}", (160, 120), 25, mirror=True)
    shot = seen(eye, lambda one: one.trouble is None, 5.0)
    assert eye.close()
    pixels = pixels_of(shot)
    assert (pixels.shape, shot.size) == ((120, 160, 3), (160, 120))
    assert pixels[:, -10:].mean() > 240  # the mark of the left side
    assert 0 <= number_of(pixels[:, ::-1]) < 10


def test_a_recording_that_is_shown_once_is_lost_at_its_end(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", frames=3)
    eye = open_eye(f"file-once:{film}", (96, 64), 25, mirror=False)
    seen(eye, lambda one: one.trouble is None, 5.0)
    for _ in range(4):  # and stays so, though the camera is tried again and again
        seen(eye, lambda one: one.trouble is Trouble.ABSENT, 2.0)
    assert eye.close()


def test_an_old_frame_is_never_the_present() -> None:
    def trouble(sight: Sight, now_s: float, *, live: bool = True) -> Trouble | None:
        return trouble_of(sight, live=live, now_s=now_s)

    fresh = Sight(frame_s=10.0, change_s=10.0, asked_s=1.0)
    assert trouble(fresh, 9.99 + LOST_AFTER_S) is None
    assert trouble(fresh, 10.01 + LOST_AFTER_S) is Trouble.SILENT
    stuck = Sight(frame_s=12.0, change_s=10.0, asked_s=1.0)
    assert trouble(stuck, 12.0) is Trouble.FROZEN
    assert trouble(stuck, 12.0, live=False) is None  # a film may stand still
    assert trouble(Sight(asked_s=9.0), 10.0) is Trouble.STARTING
    assert trouble(Sight(asked_s=1.0), 10.0) is Trouble.SILENT
    assert trouble(Sight(asked_s=9.0, failed=True), 10.0) is Trouble.ABSENT
    assert trouble(Sight(), 10.0) is Trouble.SILENT
