"""Take the weakest channels out of a model, whole: it gets smaller and faster on any machine.

    python -m models.recipes.prune MODEL.onnx OUT.onnx --share 0.3

A channel may go where a convolution or matrix makes it, only element-wise steps follow, and
other convolutions or matrices use it up. Its strength is the norm of what makes it times the
norm of what uses it. Mend the rest with ``models.recipes.distil``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from models.recipes.errors import RecipeError
from models.recipes.files import load_model

_ALONE = frozenset(
    "Relu Sigmoid Tanh Clip LeakyRelu HardSigmoid HardSwish Elu Identity Erf Softplus "
    "AveragePool MaxPool GlobalAveragePool".split()
)
_TOGETHER = frozenset(("Add", "Mul", "Sub", "Div"))
_MULTIPLE = 8
"""Channels are kept in multiples of this, as vector units like them."""


@dataclass(frozen=True, slots=True)
class Cut:
    """An initializer and its axis that counts the channels."""

    weight: str
    axis: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Channels that can go: where they are made, passed on (``along``) and used.

    ``grouped`` are convolutions with a group for each channel.
    """

    channels: int
    made: Cut
    along: tuple[Cut, ...]
    used: tuple[Cut, ...]
    grouped: tuple[str, ...]


class _Graph:
    """Who makes, uses and stores the values of a model."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self.weights = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
        self.outputs = {value.name for value in model.graph.output}
        self.uses: dict[str, list[onnx.NodeProto]] = {}
        self.constants: dict[str, NDArray[Any]] = {}
        for node in model.graph.node:
            for name in node.input:
                self.uses.setdefault(name, []).append(node)
            if node.op_type == "Constant" and node.attribute[0].name == "value":
                array = numpy_helper.to_array(node.attribute[0].t)
                self.constants[node.output[0]] = array

    def own(self, name: str) -> bool:
        """Return whether this is a weight that only one node uses."""
        return name in self.weights and len(self.uses[name]) == 1

    def fixed(self, name: str) -> NDArray[Any] | None:
        return self.weights.get(name, self.constants.get(name))


def prune(model: onnx.ModelProto, share: float) -> onnx.ModelProto:
    """Return the model without about ``share`` of the channels of every chain.

    Raises:
        RecipeError: ``share`` is not between 0 and 1, or nothing can be taken out.
    """
    if not 0 < share < 1:
        raise RecipeError(f"the share to take out is between 0 and 1, not {share}")
    graph = _Graph(model)
    chains = [chain for chain in find_chains(model) if chain.channels > _MULTIPLE]
    if not chains:
        raise RecipeError("no channel of this model can be taken out")
    weights, groups = dict(graph.weights), {}
    for chain in chains:
        strength = _strength(chain, graph.weights)
        left = max(round(chain.channels * (1 - share) / _MULTIPLE), 1) * _MULTIPLE
        kept = np.sort(np.argsort(-strength, kind="stable")[: min(left, chain.channels)])
        for cut in (chain.made, *chain.along, *chain.used):
            weights[cut.weight] = np.take(weights[cut.weight], kept, axis=cut.axis)
        groups.update(dict.fromkeys(chain.grouped, len(kept)))
    return _rebuilt(model, weights, groups)


def find_chains(model: onnx.ModelProto) -> list[Chain]:
    """Return all chains of a model, in the order of their first layer."""
    graph = _Graph(model)
    found = (_chain(node, graph) for node in model.graph.node)
    return [chain for chain in found if chain is not None]


def _chain(node: onnx.NodeProto, graph: _Graph) -> Chain | None:
    made = _made_by(node, graph)
    biases = [Cut(name, 0) for name in node.input[2:3]]
    if made is None or not all(graph.own(cut.weight) for cut in biases):
        return None
    channels = graph.weights[made.weight].shape[made.axis]
    reach = _Reach(graph, channels, picture=node.op_type == "Conv")
    if not reach.follow(node.output[0]):
        return None
    beside = reach.beside()
    if beside is None or not reach.used:
        return None
    along = (*biases, *reach.along, *beside)
    return Chain(channels, made, along, tuple(dict.fromkeys(reach.used)), tuple(reach.grouped))


class _Reach:
    """Where channels go from the node that makes them."""

    def __init__(self, graph: _Graph, channels: int, *, picture: bool) -> None:
        self._graph = graph
        self._channels = channels
        self._picture = picture
        self._visited: list[onnx.NodeProto] = []
        self._values: set[str] = set()
        self.along: list[Cut] = []
        self.used: list[Cut] = []
        self.grouped: list[str] = []

    def follow(self, value: str) -> bool:
        """Follow a value to all its users; return whether its channels may go."""
        if value in self._values:
            return True
        self._values.add(value)
        if value in self._graph.outputs:
            return False
        return all(self._pass(user, value) for user in self._graph.uses.get(value, []))

    def _pass(self, user: onnx.NodeProto, value: str) -> bool:
        if cut := _used_by(user, value, self._graph, picture=self._picture):
            self.used.append(cut)
            return True
        if _each_alone(user, value, self._channels, self._graph):
            self.along += [Cut(name, 0) for name in user.input[1:]]
            self.grouped.append(user.name)
        elif user.op_type not in _ALONE | _TOGETHER:
            return False
        self._visited.append(user)
        return self.follow(user.output[0])

    def beside(self) -> list[Cut] | None:
        """Return the weights that element-wise steps bring in; None when one mixes in more."""
        cuts: dict[str, Cut] = {}
        for node in self._visited:
            if node.op_type not in _TOGETHER:
                continue
            for name in set(node.input) - self._values:
                fixed = self._graph.fixed(name)
                if fixed is None:
                    return None
                axis = fixed.ndim - (3 if self._picture else 1)
                if fixed.size == 1 or axis < 0 or fixed.shape[axis] == 1:
                    continue
                if fixed.shape[axis] != self._channels or not self._graph.own(name):
                    return None
                cuts[name] = Cut(name, axis)
        return list(cuts.values())


def _made_by(node: onnx.NodeProto, graph: _Graph) -> Cut | None:
    """Return where a node's weights count the channels that it makes."""
    if node.op_type not in ("Conv", "MatMul", "Gemm") or not graph.own(node.input[1]):
        return None
    if node.op_type == "Conv":
        return Cut(node.input[1], 0) if _attribute(node, "group", 1) == 1 else None
    last = node.op_type == "MatMul" or not _attribute(node, "transB", 0)
    return Cut(node.input[1], 1 if last else 0)


def _used_by(user: onnx.NodeProto, value: str, graph: _Graph, *, picture: bool) -> Cut | None:
    """Return where a node's weights count the channels that it uses up."""
    kinds = ("Conv",) if picture else ("MatMul", "Gemm")
    if user.op_type not in kinds or user.input[0] != value or not graph.own(user.input[1]):
        return None
    if picture:
        return Cut(user.input[1], 1) if _attribute(user, "group", 1) == 1 else None
    return Cut(user.input[1], 1 if _attribute(user, "transB", 0) else 0)


def _each_alone(user: onnx.NodeProto, value: str, channels: int, graph: _Graph) -> bool:
    """Return whether a convolution treats each channel by itself."""
    return (
        user.op_type == "Conv"
        and user.input[0] == value
        and _attribute(user, "group", 1) == channels
        and all(graph.own(name) for name in user.input[1:])
        and graph.weights[user.input[1]].shape[0] == channels
    )


def _strength(chain: Chain, weights: dict[str, NDArray[Any]]) -> NDArray[np.float64]:
    made = _norms(weights[chain.made.weight], chain.made.axis)
    used = sum(_norms(weights[cut.weight], cut.axis) for cut in chain.used)
    strength: NDArray[np.float64] = made * used
    return strength


def _norms(weight: NDArray[Any], axis: int) -> NDArray[np.float64]:
    rows = np.moveaxis(weight, axis, 0).reshape(weight.shape[axis], -1).astype(np.float64)
    return np.asarray(np.linalg.norm(rows, axis=1), np.float64)


def _rebuilt(
    model: onnx.ModelProto, weights: dict[str, NDArray[Any]], groups: dict[str, int]
) -> onnx.ModelProto:
    pruned = onnx.ModelProto()
    pruned.CopyFrom(model)
    for tensor in pruned.graph.initializer:
        tensor.CopyFrom(numpy_helper.from_array(weights[tensor.name], tensor.name))
    for node in pruned.graph.node:
        for attribute in node.attribute:
            if attribute.name == "group" and node.name in groups:
                attribute.i = groups[node.name]
    del pruned.graph.value_info[:]
    onnx.checker.check_model(pruned, full_check=True)
    return pruned


def _attribute(node: onnx.NodeProto, name: str, default: int) -> int:
    found = next((a for a in node.attribute if a.name == name), None)
    return default if found is None else int(helper.get_attribute_value(found))


@click.command()
@click.argument("model", type=click.Path(path_type=Path, exists=True))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--share", default=0.3, show_default=True, help="Part of the channels to take out.")
def main(model: Path, out: Path, share: float) -> None:
    """Write MODEL without its weakest channels to OUT."""
    try:
        onnx.save(prune(load_model(model), share), out)
    except RecipeError as error:
        raise click.ClickException(str(error)) from error
    before, after = model.stat().st_size, out.stat().st_size
    click.echo(f"{before:,} → {after:,} bytes")


if __name__ == "__main__":
    main()
