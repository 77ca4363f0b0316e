"""The scene renderer as a picture engine."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.errors import PictureError
from assistant.imaging.interface import PictureEngine, PictureRequest, Progress
from assistant.imaging.scene.engine import SceneEngine

ENGINE: PictureEngine = SceneEngine()


def never() -> bool:
    return False


def test_preview_first_then_the_picture() -> None:
    told: list[Progress] = []
    request = PictureRequest("a lake at sunset", size=(160, 90), seed=4)
    picture = ENGINE.draw(request, told.append, never)
    assert picture.pixels.shape == (90, 160, 3)
    assert picture.engine == ENGINE.capabilities.name
    assert told[0].preview is not None
    assert told[0].preview.shape == (22, 40, 3)


def test_both_languages_draw_the_same_scene() -> None:
    english = PictureRequest("a snowy mountain road at night", "en", (96, 54), 5)
    mandarin = PictureRequest("一条夜晚下雪的山路", "zh", (96, 54), 5)
    one, other = (ENGINE.draw(each, lambda _: None, never) for each in (english, mandarin))
    assert np.array_equal(one.pixels, other.pixels)


def test_a_program_wins_over_the_words() -> None:
    plain = PictureRequest("a city", size=(64, 36), seed=2)
    written = PictureRequest("a city", size=(64, 36), seed=2, program={"place": "desert"})
    one, other = (ENGINE.draw(each, lambda _: None, never) for each in (plain, written))
    assert not np.array_equal(one.pixels, other.pixels)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (PictureRequest("quarterly figures"), "picture_unknown"),
        (PictureRequest("季度报表", "zh"), "picture_unknown"),
        (PictureRequest("", program={"place": "kitchen"}), "picture_engine"),
    ],
)
def test_what_it_can_not_draw(request_: PictureRequest, code: str) -> None:
    with pytest.raises(PictureError) as refused:
        ENGINE.draw(request_, lambda _: None, never)
    assert refused.value.code == code


def test_stops_when_asked() -> None:
    with pytest.raises(PictureError) as stopped:
        ENGINE.draw(PictureRequest("a forest"), lambda _: None, lambda: True)
    assert stopped.value.code == "picture_cancelled"
