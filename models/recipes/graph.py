"""Write networks as ONNX graphs, layer by layer, with fresh weights from a seed.

What is written here is what is trained (trainable.py) and what ships: there is no second
description of a network that could differ from the first.

    graph = Graph("half", seed=0)
    x = graph.input("x", ["batch", 3, "height", "width"])
    graph.output("y", graph.conv(x, 3, 8), ["batch", 8, "height", "width"])
    model = graph.model()

Weights are float initializers, which training may change; everything fixed is a ``Constant``.
Pictures are (batch, channels, height, width), words are (batch, position, width).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
IR_VERSION = 9
"""The oldest that hold all that is used here, so that older runtimes read the files too."""

Shape = Sequence[int | str]


class Graph:
    """An ONNX graph that grows by one layer a call; every call returns the name of its value."""

    def __init__(self, name: str, seed: int) -> None:
        self._name = name
        self._random = np.random.default_rng(seed)
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []

    def input(self, name: str, shape: Shape, kind: int = TensorProto.FLOAT) -> str:
        """Add an input; names in ``shape`` are free sizes."""
        self._inputs.append(helper.make_tensor_value_info(name, kind, shape))
        return name

    def output(self, name: str, value: str, shape: Shape) -> None:
        """Give ``value`` out under ``name``."""
        self._nodes.append(helper.make_node("Identity", [value], [name], name=f"out_{name}"))
        self._outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))

    def model(self) -> onnx.ModelProto:
        """Return the model, checked.

        Raises:
            onnx.checker.ValidationError: a layer was given what does not fit it.
        """
        graph = helper.make_graph(
            self._nodes, self._name, self._inputs, self._outputs, self._weights
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = IR_VERSION
        onnx.checker.check_model(model, full_check=True)
        return model

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Add a node with one output."""
        name = f"{kind.lower()}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def constant(self, value: Any, dtype: Any = np.float32) -> str:
        """Add something fixed."""
        tensor = numpy_helper.from_array(np.asarray(value, dtype))
        return self.node("Constant", value=tensor)

    def weight(self, value: NDArray[np.float32], name: str = "weight") -> str:
        """Add something that training may change."""
        full = f"{name}_{len(self._weights)}"
        self._weights.append(numpy_helper.from_array(value.astype(np.float32), full))
        return full

    def drawn(self, shape: tuple[int, ...], scale: float, name: str = "weight") -> str:
        """Add normal random weights with this standard deviation."""
        return self.weight(self._random.standard_normal(shape, dtype=np.float32) * scale, name)

    def conv(self, x: str, inside: int, outside: int, size: int = 3, **more: Any) -> str:
        """Convolve with ``size`` × ``size`` filters, padded to keep the size.

        ``stride`` (1) makes the picture smaller; ``gain`` (1.0) scales the first weights, 0 for
        a layer that should do nothing at first.
        """
        stride, gain = more.get("stride", 1), more.get("gain", 1.0)
        scale = gain / np.sqrt(inside * size * size)
        weight = self.drawn((outside, inside, size, size), scale, "filters")
        bias = self.weight(np.zeros(outside, np.float32), "bias")
        pad = size // 2
        return self.node(
            "Conv", x, weight, bias,
            kernel_shape=[size, size], strides=[stride, stride], pads=[pad] * 4,
        )  # fmt: skip

    def linear(self, x: str, inside: int, outside: int, gain: float = 1.0) -> str:
        """Multiply the last axis by a matrix and add a bias."""
        weight = self.drawn((inside, outside), gain / np.sqrt(inside), "matrix")
        bias = self.weight(np.zeros(outside, np.float32), "bias")
        return self.node("Add", self.node("MatMul", x, weight), bias)

    def silu(self, x: str) -> str:
        """Return x · sigmoid(x)."""
        return self.node("Mul", x, self.node("Sigmoid", x))

    def group_norm(self, x: str, channels: int, groups: int = 8) -> str:
        """Normalize groups of channels of a picture, with a learned scale and shift for each."""
        flat = self.node("Reshape", x, self.constant([0, groups, -1], np.int64))
        ones = self.constant(np.ones(groups))
        normal = self.node("InstanceNormalization", flat, ones, self.constant(np.zeros(groups)))
        back = self.node("Reshape", normal, self.node("Shape", x))
        scale = self.weight(np.ones((1, channels, 1, 1), np.float32), "scale")
        shift = self.weight(np.zeros((1, channels, 1, 1), np.float32), "shift")
        return self.node("Add", self.node("Mul", back, scale), shift)

    def layer_norm(self, x: str, width: int) -> str:
        """Normalize the last axis, with a learned scale and shift."""
        scale = self.weight(np.ones(width, np.float32), "scale")
        shift = self.weight(np.zeros(width, np.float32), "shift")
        return self.node("LayerNormalization", x, scale, shift, axis=-1)

    def attention(self, x: str, context: str, width: int, heads: int, gain: float = 1.0) -> str:
        """Let each position of ``x`` look at all of ``context``; both have this width."""
        query = self._heads(self.linear(x, width, width), heads, width, (0, 2, 1, 3))
        key = self._heads(self.linear(context, width, width), heads, width, (0, 2, 3, 1))
        value = self._heads(self.linear(context, width, width), heads, width, (0, 2, 1, 3))
        scaled = self.node("Mul", query, self.constant((width / heads) ** -0.5))
        weights = self.node("Softmax", self.node("MatMul", scaled, key), axis=-1)
        mixed = self.node("Transpose", self.node("MatMul", weights, value), perm=[0, 2, 1, 3])
        joined = self.node("Reshape", mixed, self.constant([0, 0, width], np.int64))
        return self.linear(joined, width, width, gain)

    def _heads(self, x: str, heads: int, width: int, order: tuple[int, ...]) -> str:
        shape = self.constant([0, 0, heads, width // heads], np.int64)
        return self.node("Transpose", self.node("Reshape", x, shape), perm=list(order))

    def embed(self, ids: str, words: int, width: int) -> str:
        """Look up a learned vector for each word."""
        return self.node("Gather", self.drawn((words, width), 0.02, "words"), ids, axis=0)

    def as_words(self, x: str, channels: int) -> str:
        """Turn a picture into a row of its positions."""
        flat = self.node("Reshape", x, self.constant([0, channels, -1], np.int64))
        return self.node("Transpose", flat, perm=[0, 2, 1])

    def as_picture(self, words: str, like: str) -> str:
        """Turn a row of positions back into a picture of the shape of ``like``."""
        turned = self.node("Transpose", words, perm=[0, 2, 1])
        return self.node("Reshape", turned, self.node("Shape", like))

    def waves(self, time: str, width: int, longest: float = 10_000.0) -> str:
        """Turn times, (batch,), into sines and cosines of ``width`` frequencies, (batch, width)."""
        half = width // 2
        rates = longest ** (-np.arange(half, dtype=np.float32) / half)
        column = self.node("Unsqueeze", time, self.constant([1], np.int64))
        angle = self.node("Mul", column, self.constant(rates[None]))
        return self.node("Concat", self.node("Cos", angle), self.node("Sin", angle), axis=1)

    def as_channels(self, rows: str) -> str:
        """Turn (batch, channels) into (batch, channels, 1, 1), to be added to a picture."""
        return self.node("Unsqueeze", rows, self.constant([2, 3], np.int64))
