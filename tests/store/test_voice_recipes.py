"""A Piper voice in two halves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from assistant.errors import IntegrityError
from assistant.store.recipes import make


def voice(path: Path, *, speakers: bool = False) -> Path:
    """Write a network built as Piper's exports are: ``output = ((input + 1) * 2) - 3``."""
    weights = [
        numpy_helper.from_array(np.array(value, np.float32), name)
        for name, value in [("one", 1.0), ("dec.two", 2.0), ("dec.three", 3.0)]
    ]
    entering = "given" if speakers else "dec.two"
    nodes = [
        helper.make_node("Add", ["input", "one"], ["hidden"], "/enc_p/Add"),
        helper.make_node("Identity", ["input"], ["given"], "/emb_g/Gather"),
        helper.make_node("Mul", ["hidden", entering], ["loud"], "/dec/conv_pre/Conv"),
        helper.make_node("Sub", ["loud", "dec.three"], ["sound"], "/dec/Tanh"),
        helper.make_node("Identity", ["sound"], ["output"], "/Unsqueeze"),
    ]
    shape: list[str | int | None] = [1, "channels", "frames"]
    graph = helper.make_graph(
        nodes,
        "voice",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, shape)],
        weights,
    )
    opsets = [helper.make_opsetid("", 15)]
    path.write_bytes(
        helper.make_model(graph, ir_version=8, opset_imports=opsets).SerializeToString()
    )
    return path


def run(path: Path, value: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {session.get_inputs()[0].name: value})[0])


def test_the_halves_do_what_the_whole_did(tmp_path: Path) -> None:
    published = voice(tmp_path / "voice.onnx")
    first, second = tmp_path / "encoder.onnx", tmp_path / "decoder.onnx"
    make("voice_encoder", published, first)
    make("voice_decoder", published, second)
    value = np.arange(6, dtype=np.float32).reshape(1, 2, 3)
    assert run(first, value).tolist() == (value + 1).tolist()
    assert run(second, run(first, value)).tolist() == run(published, value).tolist()
    assert [weight.name for weight in onnx.load(first).graph.initializer] == ["one"]
    again = tmp_path / "again.onnx"
    make("voice_encoder", published, again)
    assert again.read_bytes() == first.read_bytes()


@pytest.mark.parametrize("recipe", ["voice_encoder", "voice_decoder"])
def test_what_is_no_such_voice_is_refused(tmp_path: Path, recipe: str) -> None:
    target = tmp_path / "out.onnx"
    damaged = tmp_path / "damaged.onnx"
    damaged.write_bytes(b"\x08\x07 nonsense")
    for published in (voice(tmp_path / "many.onnx", speakers=True), damaged):
        with pytest.raises(IntegrityError):
            make(recipe, published, target)  # type: ignore[arg-type]
    assert not target.exists()
