"""Each operator means in JAX what it means in the ONNX runtime."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models.recipes.errors import RecipeError
from models.recipes.files import run_all
from models.recipes.graph import IR_VERSION, OPSET
from models.recipes.operators import OPERATORS
from models.recipes.trainable import Trainable
from tests.recipes.conftest import small_network

Arrays = list[NDArray[Any]]

RNG = np.random.default_rng(0)


def floats(*shape: int) -> NDArray[np.float32]:
    return RNG.standard_normal(shape, dtype=np.float32)


def ints(*values: int) -> NDArray[np.int64]:
    return np.array(values, np.int64)


PICTURE = floats(2, 8, 6, 4)
POSITIVE = np.abs(floats(2, 3)) + np.float32(0.1)
LOW, HIGH = np.array(-0.5, np.float32), np.array(0.5, np.float32)

CASES: dict[str, tuple[str, Arrays, dict[str, Any]]] = {
    "conv": ("Conv", [PICTURE, floats(6, 8, 3, 3), floats(6)],
             {"pads": [1, 1, 1, 1], "strides": [2, 2]}),
    "conv of groups": ("Conv", [PICTURE, floats(8, 1, 3, 3)], {"group": 8, "dilations": [2, 1]}),
    "conv over time": ("Conv", [floats(2, 3, 9), floats(4, 3, 5), floats(4)], {"pads": [2, 2]}),
    "gemm": ("Gemm", [floats(2, 3), floats(4, 3), floats(4)], {"transB": 1, "alpha": 0.5}),
    "gemm turned": ("Gemm", [floats(3, 2), floats(3, 4)], {"transA": 1}),
    "matmul": ("MatMul", [floats(2, 3, 4), floats(4, 5)], {}),
    "instance norm": ("InstanceNormalization", [PICTURE, floats(8), floats(8)], {}),
    "layer norm": ("LayerNormalization", [floats(2, 3, 4), floats(4), floats(4)], {"axis": -1}),
    "batch norm": ("BatchNormalization",
                   [PICTURE, floats(8), floats(8), floats(8), np.abs(floats(8))], {}),
    "depth to space": ("DepthToSpace", [PICTURE], {"blocksize": 2}),
    "depth to space, crd": ("DepthToSpace", [PICTURE], {"blocksize": 2, "mode": "CRD"}),
    "space to depth": ("SpaceToDepth", [PICTURE], {"blocksize": 2}),
    "resize": ("Resize", [PICTURE, np.array([], np.float32), np.array([1, 1, 2, 3], np.float32)],
               {"mode": "nearest", "coordinate_transformation_mode": "asymmetric",
                "nearest_mode": "floor"}),
    "max pool": ("MaxPool", [PICTURE],
                 {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]}),
    "average pool": ("AveragePool", [PICTURE], {"kernel_shape": [2, 2], "strides": [2, 2]}),
    "global pool": ("GlobalAveragePool", [PICTURE], {}),
    "softmax": ("Softmax", [floats(2, 5)], {"axis": -1}),
    "mean": ("ReduceMean", [PICTURE], {"axes": [2, 3], "keepdims": 0}),
    "sum": ("ReduceSum", [PICTURE, ints(1)], {"keepdims": 1}),
    "reshape": ("Reshape", [PICTURE, ints(0, -1, 4)], {}),
    "transpose": ("Transpose", [PICTURE], {"perm": [0, 2, 3, 1]}),
    "slice": ("Slice", [PICTURE, ints(1, 0), ints(4, 9), ints(1, 2), ints(1, 2)], {}),
    "unsqueeze": ("Unsqueeze", [POSITIVE, ints(1, 3)], {}),
    "squeeze": ("Squeeze", [floats(2, 1, 3), ints(1)], {}),
    "gather": ("Gather", [floats(5, 3), ints(4, 0, 4)], {"axis": 0}),
    "concat": ("Concat", [floats(2, 3), floats(2, 1)], {"axis": 1}),
    "clip": ("Clip", [floats(4), LOW, HIGH], {}),
    "flatten": ("Flatten", [PICTURE], {"axis": 2}),
    "expand": ("Expand", [floats(3, 1), ints(2, 1, 4)], {}),
    "where": ("Where", [np.array([True, False]), floats(2), floats(2)], {}),
    "cast": ("Cast", [floats(3) * 10], {"to": TensorProto.INT64}),
    "divide": ("Div", [floats(3), POSITIVE[0]], {}),
    "whole numbers divide": ("Div", [ints(7, 8), ints(2, 3)], {}),
    "power": ("Pow", [POSITIVE, np.array(1.5, np.float32)], {}),
    "leaky": ("LeakyRelu", [floats(5)], {"alpha": 0.2}),
    **{name: (name, [floats(2, 3)], {})
       for name in ("Sigmoid", "Tanh", "Relu", "Erf", "Exp", "Sin", "Cos", "Neg", "Identity")},
    "Sqrt": ("Sqrt", [POSITIVE], {}),
    **{name: (name, [floats(2, 3), floats(3)], {}) for name in ("Add", "Sub", "Mul")},
}  # fmt: skip


def single(kind: str, arrays: Arrays, attributes: dict[str, Any]) -> onnx.ModelProto:
    """A model of one node: the first array comes in, the others are weights."""
    names = [f"i{i}" for i in range(len(arrays))]
    node = helper.make_node(kind, names, ["out"], name="n", **attributes)
    first = helper.make_tensor_value_info(
        "i0", helper.np_dtype_to_tensor_dtype(arrays[0].dtype), arrays[0].shape
    )
    out_kind = attributes.get("to", first.type.tensor_type.elem_type)
    if kind == "Where":
        out_kind = TensorProto.FLOAT
    out = helper.make_tensor_value_info("out", out_kind, None)
    rest = [numpy_helper.from_array(np.asarray(a), n)
            for a, n in zip(arrays[1:], names[1:], strict=True)]  # fmt: skip
    graph = helper.make_graph([node], "one", [first], [out], rest)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = IR_VERSION
    return model


@pytest.mark.parametrize("case", CASES)
def test_an_operator_gives_what_the_runtime_gives(case: str) -> None:
    import onnxruntime as ort

    kind, arrays, attributes = CASES[case]
    model = single(kind, arrays, attributes)
    running = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    expected = running.run(None, {"i0": arrays[0]})[0]
    trainable = Trainable(model)
    made = trainable(trainable.weights, {"i0": jnp.asarray(arrays[0])})["out"]
    assert made.shape == expected.shape
    assert np.asarray(made) == pytest.approx(expected, abs=2e-5, rel=1e-4)


def test_every_operator_is_checked() -> None:
    untested = set(OPERATORS) - {kind for kind, _, _ in CASES.values()}
    assert untested == {"Constant", "Shape", "Split"}, "seen in the whole networks"


def test_a_whole_network_is_the_same_function_in_both(
    inputs: dict[str, NDArray[np.float32]],
) -> None:
    model = small_network()
    trainable = Trainable(model)
    made = jax.jit(trainable)(trainable.weights, inputs)["y"]
    assert np.asarray(made) == pytest.approx(run_all(model, inputs)["y"], abs=1e-5)


def test_changed_weights_are_written_back(inputs: dict[str, NDArray[np.float32]]) -> None:
    trainable = Trainable(small_network())
    double = {name: 2 * weight for name, weight in trainable.weights.items()}
    made = trainable(double, inputs)["y"]
    assert run_all(trainable.with_weights(double), inputs)["y"] == pytest.approx(
        np.asarray(made), rel=1e-4, abs=1e-4
    )


def test_an_operator_that_is_not_known_is_named() -> None:
    with pytest.raises(RecipeError, match="Celu"):
        Trainable(single("Celu", [floats(3)], {}))
