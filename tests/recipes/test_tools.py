"""Quantize, prune, distil and evaluate, on a small network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray
from onnx import numpy_helper

from models.recipes import distil, evaluate, prune, quantize
from models.recipes.errors import RecipeError
from models.recipes.files import load_inputs, load_model, run_all
from models.recipes.fit import Plan
from models.recipes.graph import Graph
from tests.recipes.conftest import small_network

Inputs = dict[str, NDArray[np.float32]]


def run(command: object, *arguments: object) -> str:
    result = CliRunner().invoke(command, [str(a) for a in arguments])  # type: ignore[arg-type]
    assert result.exit_code == 0, result.output
    return result.output


def test_int8_is_smaller_and_nearly_the_same(
    network: Path, recorded: Path, inputs: Inputs, tmp_path: Path
) -> None:
    out = tmp_path / "int8.onnx"
    run(quantize.main, network, out, "--inputs", recorded)
    kinds = {numpy_helper.to_array(t).dtype for t in onnx.load(out).graph.initializer}
    assert np.dtype(np.int8) in kinds
    wanted, made = run_all(network, inputs)["y"], run_all(out, inputs)["y"]
    assert evaluate.noise_db(wanted, made) > 20
    assert not np.array_equal(wanted, made)


def test_a_layer_can_stay_in_floats(network: Path, inputs: Inputs, tmp_path: Path) -> None:
    first = next(n.name for n in onnx.load(network).graph.node if n.op_type == "Conv")
    outs = [tmp_path / "all.onnx", tmp_path / "but_one.onnx"]
    quantize.quantize(network, outs[0], inputs)
    quantize.quantize(network, outs[1], inputs, keep=[first])
    whole = [
        sum(t.data_type == onnx.TensorProto.INT8 and len(t.dims) > 1 and t.dims[1] == 3
            for t in onnx.load(out).graph.initializer)
        for out in outs
    ]  # fmt: skip
    assert whole == [1, 0]


def test_what_can_not_be_quantized_says_why(tmp_path: Path, inputs: Inputs) -> None:
    g = Graph("nothing", 0)
    g.output("y", g.node("Relu", g.input("x", ["batch", 3, 8, 8])), ["batch", 3, 8, 8])
    onnx.save(g.model(), tmp_path / "nothing.onnx")
    with pytest.raises(RecipeError, match="no convolution"):
        quantize.quantize(tmp_path / "nothing.onnx", tmp_path / "out.onnx", inputs)
    onnx.save(small_network(), tmp_path / "small.onnx")
    with pytest.raises(RecipeError, match="can't be quantized"):
        quantize.quantize(tmp_path / "small.onnx", tmp_path / "out.onnx", {"x": inputs["x"][:, :2]})


def test_pruning_takes_whole_channels_where_it_may() -> None:
    model = small_network()
    chains = prune.find_chains(model)
    assert [chain.channels for chain in chains] == [32, 32, 32], (
        "the residual stream of 16 must stay whole"
    )
    pruned = prune.prune(model, 0.5)
    sizes = {tuple(t.dims) for t in pruned.graph.initializer if len(t.dims) > 1}
    assert sizes == {(16, 3, 3, 3), (16, 16, 3, 3), (16, 16), (16, 5)}


def test_channels_that_do_nothing_are_the_first_to_go(inputs: Inputs) -> None:
    model = small_network()
    for tensor in model.graph.initializer:
        array = numpy_helper.to_array(tensor).copy()
        if array.shape[0] == 32:
            array[1::2] = 0
            tensor.CopyFrom(numpy_helper.from_array(array, tensor.name))
    pruned = prune.prune(model, 0.5)
    assert run_all(pruned, inputs)["y"] == pytest.approx(run_all(model, inputs)["y"], abs=1e-5)


def test_a_convolution_for_each_channel_shrinks_with_its_channels(inputs: Inputs) -> None:
    g = Graph("mobile", 0)
    h = g.node("Relu", g.conv(g.input("x", ["batch", 3, 8, 8]), 3, 32, 1))
    each = g.drawn((32, 1, 3, 3), 0.3)
    h = g.node("Conv", h, each, group=32, kernel_shape=[3, 3], pads=[1, 1, 1, 1])
    scale = g.weight(np.ones((1, 32, 1, 1), np.float32))
    h = g.node("Mul", g.node("Relu", h), scale)
    g.output("y", g.conv(h, 32, 4, 1), ["batch", 4, 8, 8])
    pruned = prune.prune(g.model(), 0.5)
    assert run_all(pruned, inputs)["y"].shape == (40, 4, 8, 8)
    assert {tuple(t.dims) for t in pruned.graph.initializer} >= {(16, 1, 3, 3), (1, 16, 1, 1)}


@pytest.mark.parametrize("share", [0, 1, -0.5])
def test_impossible_shares_are_refused(share: float) -> None:
    with pytest.raises(RecipeError, match="between 0 and 1"):
        prune.prune(small_network(), share)


def test_distilling_mends_a_pruned_network(network: Path, recorded: Path, tmp_path: Path) -> None:
    cut, mended = tmp_path / "cut.onnx", tmp_path / "mended.onnx"
    run(prune.main, network, cut, "--share", 0.4)
    run(distil.main, network, cut, mended, "--inputs", recorded, "--steps", 120, "--rate", 3e-3)
    inputs = load_inputs(recorded)
    wanted = run_all(network, inputs)["y"]
    before, after = (
        evaluate.noise_db(wanted, run_all(path, inputs)["y"]) for path in (cut, mended)
    )
    assert after > before + 3


def test_distilling_needs_an_output_in_common(inputs: Inputs) -> None:
    g = Graph("other", 0)
    g.output("z", g.conv(g.input("x", ["batch", 3, 8, 8]), 3, 4), ["batch", 4, 8, 8])
    with pytest.raises(RecipeError, match="no output in common"):
        distil.match(small_network(), g.model(), inputs, Plan("none", 1), print)


def test_a_table_compares_variants(network: Path, recorded: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.onnx"
    onnx.save(prune.prune(load_model(network), 0.5), cut)
    same, other = evaluate.evaluate(network, [cut], load_inputs(recorded))
    assert same.noise_db == 120
    assert same.same_top == 1
    assert other.noise_db < 60
    assert other.bytes < same.bytes
    assert other.p50_ms > 0
    assert "| cut.onnx |" in evaluate.table([same, other])


def test_files_that_are_no_models_or_inputs_are_named(tmp_path: Path, network: Path) -> None:
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"no model")
    with pytest.raises(RecipeError, match=r"broken\.onnx"):
        load_model(broken)
    with pytest.raises(RecipeError, match=r"broken\.onnx"):
        load_inputs(broken)
    np.savez(tmp_path / "uneven.npz", a=np.zeros(2), b=np.zeros(3))
    with pytest.raises(RecipeError, match="same number"):
        load_inputs(tmp_path / "uneven.npz")
    with pytest.raises(RecipeError, match="do not fit"):
        run_all(network, {"x": np.zeros((1, 2, 8, 8), np.float32)})
