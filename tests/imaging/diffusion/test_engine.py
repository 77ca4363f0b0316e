"""The engine on a Stable Diffusion of random weights in the layout of an export."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from assistant.errors import PictureError
from assistant.imaging.diffusion.engine import DiffusionEngine
from assistant.imaging.interface import PictureRequest, Progress
from models.recipes.tiny_sd import write_tiny_sd
from tests.imaging.diffusion.conftest import Change

ROAD = PictureRequest("road at night", size=(160, 90))


def never() -> bool:
    return False


def drawn(engine: DiffusionEngine, request: PictureRequest = ROAD) -> bytes:
    picture = engine.draw(request, lambda _: None, never)
    assert picture.pixels.shape == (request.size[1], request.size[0], 3)
    return picture.pixels.tobytes()


def test_it_says_what_the_pipeline_is(tiny: Path) -> None:
    can = DiffusionEngine(tiny).capabilities
    assert can.name == "tiny"
    assert can.max_size == (192, 192)
    assert can.steps_default == 1, "trailing steps: a model that is made for one"
    assert can.open_vocabulary


def test_the_same_request_gives_the_same_bytes(tiny: Path) -> None:
    engine, other = DiffusionEngine(tiny), DiffusionEngine(str(tiny), threads=1)
    first = drawn(engine)
    assert drawn(engine) == first
    assert drawn(other) == first


@pytest.mark.parametrize(
    "other",
    [replace(ROAD, seed=1), replace(ROAD, prompt="a whale"), replace(ROAD, steps=2)],
    ids=["seed", "prompt", "steps"],
)
def test_seed_prompt_and_steps_change_the_picture(tiny: Path, other: PictureRequest) -> None:
    engine = DiffusionEngine(tiny)
    assert drawn(engine, other) != drawn(engine)


@pytest.mark.parametrize(
    ("scheduler", "steps"),
    [
        ("EulerAncestralDiscreteScheduler", 3),
        ("DDIMScheduler", 4),
        ("PNDMScheduler", 4),
        ("FlowMatchEulerDiscreteScheduler", 3),
    ],
)
def test_every_scheduler_draws(change: Change, scheduler: str, steps: int) -> None:
    folder = change("scheduler/scheduler_config.json", {"_class_name": scheduler})
    engine = DiffusionEngine(folder)
    request = replace(ROAD, steps=steps)
    assert drawn(engine, request) == drawn(engine, request)
    assert drawn(engine, request) != drawn(engine, replace(request, seed=5))


def test_v_prediction_comes_from_the_scheduler(tmp_path: Path) -> None:
    pictures = []
    for prediction in ("epsilon", "v_prediction"):
        write_tiny_sd(tmp_path / prediction, prediction=prediction)
        pictures.append(drawn(DiffusionEngine(tmp_path / prediction)))
    assert pictures[0] != pictures[1]


def test_guidance_pushes_away_from_no_words(change: Change) -> None:
    plain = drawn(DiffusionEngine(change("assistant.json", {"guidance": 0.0})))
    guided = DiffusionEngine(change("assistant.json", {"guidance": 5.0}))
    assert drawn(guided) != plain
    # With no words there is nothing to push away from.
    silent = replace(ROAD, prompt="")
    unguided = DiffusionEngine(change("assistant.json", {"guidance": 0.0}))
    a = np.frombuffer(drawn(guided, silent), np.uint8).astype(int)
    b = np.frombuffer(drawn(unguided, silent), np.uint8).astype(int)
    assert np.abs(a - b).max() <= 1


def test_each_step_reports_with_a_preview(tiny: Path) -> None:
    heard: list[Progress] = []
    DiffusionEngine(tiny).draw(replace(ROAD, steps=3), heard.append, never)
    assert [(one.step, one.steps) for one in heard] == [(1, 3), (2, 3), (3, 3)]
    for one in heard:
        assert one.preview is not None
        assert one.preview.dtype == np.uint8
        assert one.preview.shape[2] == 3


def test_it_stops_between_steps(tiny: Path) -> None:
    heard: list[Progress] = []
    with pytest.raises(PictureError) as caught:
        DiffusionEngine(tiny).draw(replace(ROAD, steps=9), heard.append, lambda: len(heard) >= 2)
    assert caught.value.code == "picture_cancelled"
    assert len(heard) == 2


def test_a_large_picture_is_drawn_small_and_enlarged(tiny: Path) -> None:
    picture = DiffusionEngine(tiny).draw(replace(ROAD, size=(640, 360)), lambda _: None, never)
    assert picture.pixels.shape == (360, 640, 3)
    assert picture.notes == ("enlarged",)


def test_a_model_in_half_precision_is_fed_half_precision(tiny: Path) -> None:
    path = tiny / "vae_decoder" / "model.onnx"
    half, single = TensorProto.FLOAT16, TensorProto.FLOAT
    shape: list[str | int | None] = ["b", 4, "h", "w"]
    nodes = [
        helper.make_node("Cast", ["latent_sample"], ["wide"], to=single),
        helper.make_node("Resize", ["wide", "", "by"], ["large"], mode="nearest"),
        helper.make_node("Slice", ["large", "from", "to", "axis"], ["rgb"]),
        helper.make_node("Cast", ["rgb"], ["sample"], to=half),
    ]
    weights = [
        helper.make_tensor("by", single, [4], [1, 1, 8, 8]),
        *(helper.make_tensor(name, TensorProto.INT64, [1], [value])
          for name, value in (("from", 0), ("to", 3), ("axis", 1))),
    ]  # fmt: skip
    graph = helper.make_graph(
        nodes, "half", [helper.make_tensor_value_info("latent_sample", half, shape)],
        [helper.make_tensor_value_info("sample", half, ["b", 3, "H", "W"])], weights,
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    onnx.save(model, path)
    assert len(set(drawn(DiffusionEngine(tiny)))) > 2


@pytest.mark.parametrize(
    "name",
    [
        "model_index.json",
        "scheduler/scheduler_config.json",
        "tokenizer/vocab.json",
        "tokenizer/merges.txt",
        "text_encoder/model.onnx",
        "unet/model.onnx",
        "unet/config.json",
        "vae_decoder/model.onnx",
        "vae_decoder/config.json",
    ],
)
def test_a_missing_file_is_named(tiny: Path, name: str) -> None:
    (tiny / name).unlink()
    with pytest.raises(PictureError, match=name.replace(".", r"\.")) as caught:
        drawn(DiffusionEngine(tiny))
    assert caught.value.code == "picture_engine"


@pytest.mark.parametrize(
    "name",
    [
        "model_index.json",
        "unet/config.json",
        "scheduler/scheduler_config.json",
        "tokenizer/vocab.json",
        "text_encoder/model.onnx",
        "unet/model.onnx",
        "vae_decoder/model.onnx",
    ],
)
@pytest.mark.parametrize("damage", [b"", b"{]", b"\x00" * 100])
def test_a_damaged_file_is_named(tiny: Path, name: str, damage: bytes) -> None:
    (tiny / name).write_bytes(damage)
    with pytest.raises(PictureError, match=name.replace(".", r"\.")):
        drawn(DiffusionEngine(tiny))


def test_a_cut_model_is_named(tiny: Path) -> None:
    path = tiny / "unet" / "model.onnx"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(PictureError, match=r"unet/model\.onnx can't be loaded"):
        drawn(DiffusionEngine(tiny))


def test_files_that_do_not_belong_together_are_noticed(tiny: Path) -> None:
    shutil.copyfile(tiny / "vae_decoder" / "model.onnx", tiny / "unet" / "model.onnx")
    with pytest.raises(PictureError, match=r"unet/model\.onnx wants 'latent_sample'"):
        drawn(DiffusionEngine(tiny))


def test_settings_are_checked(change: Change) -> None:
    with pytest.raises(PictureError, match="'stepps'"):
        DiffusionEngine(change("assistant.json", {"stepps": 4}))


def test_configs_without_their_keys_are_refused(change: Change) -> None:
    with pytest.raises(PictureError, match="sample_size"):
        DiffusionEngine(change("unet/config.json", {"sample_size": None}))
