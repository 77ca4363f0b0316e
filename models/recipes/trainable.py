"""Run an ONNX model in JAX, so that its weights can be trained and written back.

    trainable = Trainable(onnx.load("unet.onnx"))
    outputs = trainable(trainable.weights, {"sample": x, "timestep": t})   # pure; jit, grad it
    onnx.save(trainable.with_weights(better), "unet.onnx")

Weights are the float initializers of the main graph; everything else stays as it is. Only the
operators of operators.py are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax.numpy as jnp
import numpy as np
import onnx
from onnx import helper, numpy_helper

from models.recipes.errors import RecipeError
from models.recipes.operators import OPERATORS

Weights = dict[str, Any]


class Trainable:
    """A model as a pure function of its weights and inputs.

    Raises:
        RecipeError: the model has an operator that has no meaning here; the message names it.
    """

    def __init__(self, model: onnx.ModelProto) -> None:
        unknown = sorted({node.op_type for node in model.graph.node} - set(OPERATORS))
        if unknown:
            raise RecipeError(f"can't train a model with {', '.join(unknown)}")
        self._model = model
        self._nodes = [(node, _attributes(node)) for node in model.graph.node]
        stored = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
        self.weights: Weights = {
            name: array for name, array in stored.items() if array.dtype == np.float32
        }
        self._fixed = {name: array for name, array in stored.items() if name not in self.weights}
        self.inputs = tuple(value.name for value in model.graph.input if value.name not in stored)
        self.outputs = tuple(value.name for value in model.graph.output)

    def __call__(self, weights: Weights, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Return all outputs by name. Inputs may be of any batch size."""
        values: dict[str, Any] = {**self._fixed, **weights, **inputs, "": None}
        for node, attributes in self._nodes:
            known = [values[name] for name in node.input]
            plain = all(value is None or isinstance(value, np.ndarray) for value in known)
            xp = np if plain and not (set(node.input) & set(weights)) else jnp
            result = OPERATORS[node.op_type](xp, known, attributes)
            results = result if isinstance(result, tuple) else (result,)
            values.update(zip(node.output, results, strict=False))
        return {name: values[name] for name in self.outputs}

    def with_weights(self, weights: Weights) -> onnx.ModelProto:
        """Return a copy of the model with these weights."""
        model = onnx.ModelProto()
        model.CopyFrom(self._model)
        for tensor in model.graph.initializer:
            if tensor.name in weights:
                array = np.asarray(weights[tensor.name], np.float32)
                tensor.CopyFrom(numpy_helper.from_array(array, tensor.name))
        return model


def _attributes(node: onnx.NodeProto) -> dict[str, Any]:
    return {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
