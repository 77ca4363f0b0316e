"""The scene model's recipe, from rendered pictures to a judged pipeline, in seconds."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import PictureError
from assistant.imaging.diffusion.captions import caption
from assistant.imaging.diffusion.engine import DiffusionEngine
from assistant.imaging.encode import decoded
from assistant.imaging.interface import PictureRequest, Progress
from assistant.imaging.scene.program import Place, SceneProgram, Season, Style, Time, Weather
from assistant.imaging.scene.subjects import SUBJECTS
from models.recipes.quantize import quantize_pipeline
from models.recipes.scene import quality, train
from models.recipes.scene.__main__ import write_sheet
from models.recipes.scene.data import ATTRIBUTES, Scenes, programs
from models.recipes.scene.quality import Judge
from models.recipes.scene.shrink import folder_bytes, requests, write_teacher_and_few
from models.recipes.scene.sizes import SIZES
from models.recipes.scene.words import token_numbers, tokenizer
from models.recipes.scene.workshop import Workshop
from tests.recipes.conftest import traced

MICRO = SIZES["micro"]


@pytest.fixture(scope="module")
def said() -> list[str]:
    """What the recipe said while it worked."""
    return []


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, said: list[str]) -> Workshop:
    """A workshop in which everything up to the distilled pipeline was made."""
    folder = tmp_path_factory.mktemp("workshop")
    made = Workshop(folder, MICRO, seed=0, processes=1, until_s=math.inf, say=said.append)
    train.autoencoder(made)
    train.denoiser(made)
    with pytest.MonkeyPatch.context() as patched:  # two networks are enough to compile
        patched.setattr(train, "fit", traced)
        train.distil(made)
    write_teacher_and_few(made)
    return made


def test_training_lowers_the_loss(shop: Workshop, said: list[str]) -> None:
    del shop  # only that it was made
    losses = [
        float(m[1]) for line in said if (m := re.match(r"denoiser: step.*loss ([\d.]+)", line))
    ]
    assert losses[0] == pytest.approx(2, abs=0.3), "latents and noise have variance 1 each"
    assert losses[-1] < 0.93 * losses[0]


def test_the_pipelines_draw_what_is_asked(shop: Workshop) -> None:
    for name, steps in (("teacher", train.TEACHER_STEPS), ("few", train.STUDENT_STEPS)):
        engine = DiffusionEngine(shop.path(name))
        assert engine.capabilities.steps_default == steps
        assert engine.capabilities.languages == ("en", "zh")
        heard: list[Progress] = []
        picture = engine.draw(
            PictureRequest("snowy mountains at night", size=(64, 40)), heard.append, lambda: False
        )
        assert picture.pixels.shape == (40, 64, 3)
        assert len(heard) == steps
        assert heard[0].preview is not None


def test_words_that_are_no_scene_are_declined(shop: Workshop) -> None:
    engine = DiffusionEngine(shop.path("few"))
    with pytest.raises(PictureError) as caught:
        engine.draw(PictureRequest("tax returns"), lambda _: None, lambda: False)
    assert caught.value.code == "picture_unknown"


def test_int8_is_smaller_and_draws_nearly_the_same(shop: Workshop, tmp_path: Path) -> None:
    asked = requests(shop, 4)
    quantize_pipeline(shop.path("few"), tmp_path / "int8", asked)
    weights = [
        (folder / "unet" / "model.onnx").stat().st_size
        for folder in (shop.path("few"), tmp_path / "int8")
    ]
    assert weights[1] < weights[0]
    assert folder_bytes(tmp_path / "int8") < folder_bytes(shop.path("few"))
    pictures = [
        DiffusionEngine(folder).draw(asked[0], lambda _: None, lambda: False).pixels.astype(int)
        for folder in (shop.path("few"), tmp_path / "int8")
    ]
    assert 0 < np.abs(pictures[0] - pictures[1]).mean() < 12


def test_the_judge_knows_copies_and_right_answers(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quality, "fit", traced)
    judge = Judge(shop)
    training = shop.training()
    assert judge.nearest(training.pictures[:4]) == pytest.approx(0)
    assert judge.nearest(training.pictures[:4, :, ::-1]) == pytest.approx(0), "mirrored copies too"
    judged = judge.of_pipeline(shop.path("few"), requests(shop, 4))
    assert set(judged.accuracy) == set(ATTRIBUTES)
    assert judged.closest > 0


def test_a_sheet_of_drawn_pictures_is_written(shop: Workshop) -> None:
    write_sheet(shop, "few")
    page = decoded(shop.path("few.png").read_bytes())
    assert page.shape == (4 * 40, 6 * 64, 3)
    assert page.std() > 1


def test_a_stage_is_not_done_twice(shop: Workshop) -> None:
    before = shop.path("few.onnx").stat().st_mtime_ns
    train.distil(shop)
    assert shop.path("few.onnx").stat().st_mtime_ns == before


def test_programs_follow_from_the_seed() -> None:
    assert programs(5, 1, 2) == programs(5, 1, 2)
    assert programs(5, 1, 2) != programs(5, 2, 2)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "watercolor, mountains, night, falling snow, winter"),
        ("zh", "水彩画，高山，夜晚，下雪，冬天"),
    ],
)
def test_a_caption_says_what_the_program_shows(language: str, expected: str) -> None:
    program = SceneProgram(
        Place.MOUNTAIN, Time.NIGHT, Weather.SNOW, Season.WINTER, Style.WATERCOLOR
    )
    assert caption(program, language) == expected


@pytest.mark.parametrize("language", ["en", "zh"])
def test_different_programs_have_different_captions_of_known_words(language: str) -> None:
    many = tuple(programs(1200, 4, 3))
    scenes = Scenes(np.empty((0, 0, 0, 3), np.uint8), many)
    both = scenes.captions()
    made = tokenizer([text for texts in both for text in texts], 64)
    tokens = token_numbers(made, both[("en", "zh").index(language)])
    assert not (tokens == 1).any(), "no unknown word"
    looks = {replace(program, seed=0) for program in many}
    assert len({row.tobytes() for row in tokens}) == len(looks)


def test_every_subject_has_a_mandarin_name() -> None:
    from assistant.imaging.diffusion.captions import words_of

    assert set(SUBJECTS) <= set(words_of("zh")["subject"])
    assert set(SUBJECTS) <= set(words_of("en")["subject"])
