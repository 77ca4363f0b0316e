"""Store and compute a model in 8-bit integers, calibrated on what it is really given.

    python -m models.recipes.quantize MODEL.onnx OUT.onnx --inputs INPUTS.npz
    python -m models.recipes.quantize PIPELINE/ OUT/ --prompts PROMPTS.txt

The first takes recorded inputs (one array an input, stacked on the first axis). The second
records them by drawing pictures with a pipeline of assistant/imaging/diffusion/ and quantizes its
networks. The work is done by ``onnxruntime.quantization``: weights in int8 with a scale for each
channel, activations in uint8, of convolutions and matrix products with weights; all else stays
as it was.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

from assistant.errors import PictureError
from assistant.imaging.diffusion.engine import DiffusionEngine
from assistant.imaging.diffusion.network import Network
from assistant.imaging.interface import PictureRequest
from models.recipes.errors import RecipeError
from models.recipes.files import Inputs, each, load_inputs, load_model

_KINDS = ("Conv", "MatMul", "Gemm")
_ENOUGH = 256
"""Recorded inputs of one network; more add little."""


class _Reader(CalibrationDataReader):  # type: ignore[misc]  # the library has no types
    def __init__(self, inputs: Inputs, known: set[str]) -> None:
        self._feeds = iter(each(inputs, known))

    def get_next(self) -> Inputs | None:
        return next(self._feeds, None)


def quantize(model: Path, out: Path, inputs: Inputs, keep: Iterable[str] = ()) -> None:
    """Write the model in int8 to ``out``; the nodes named in ``keep`` stay in floats.

    Raises:
        RecipeError: there is nothing to quantize, or the inputs do not fit.
    """
    left_out = {*keep, *_without_weights(load_model(model))}
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        try:
            quant_pre_process(str(model), str(prepared), skip_symbolic_shape=True)
            ready = load_model(prepared)
            known = {value.name for value in ready.graph.input}
            left_out |= _without_weights(ready)
            if not any(n.op_type in _KINDS and n.name not in left_out for n in ready.graph.node):
                raise RecipeError("there is no convolution or matrix to quantize")
            quantize_static(
                str(prepared),
                str(out),
                _Reader(inputs, known),
                quant_format=QuantFormat.QDQ,
                op_types_to_quantize=list(_KINDS),
                per_channel=True,
                activation_type=QuantType.QUInt8,
                weight_type=QuantType.QInt8,
                nodes_to_exclude=sorted(left_out),
                calibrate_method=CalibrationMethod.MinMax,
            )
        except RecipeError:
            raise
        except Exception as error:  # the library raises plain exceptions
            raise RecipeError(f"{model.name} can't be quantized: {error}") from error


def quantize_pipeline(folder: Path, out: Path, requests: Iterable[PictureRequest]) -> None:
    """Write a pipeline with all its networks in int8, calibrated by drawing ``requests``.

    Raises:
        RecipeError: a network can't be quantized.
        PictureError: the pipeline can't draw.
    """
    recorded = record(folder, requests)
    shutil.copytree(folder, out, dirs_exist_ok=True)
    for name, inputs in recorded.items():
        quantize(folder / name / "model.onnx", out / name / "model.onnx", inputs)


def record(folder: Path, requests: Iterable[PictureRequest]) -> dict[str, Inputs]:
    """Return what each network of a pipeline (by its folder) is given while it draws."""
    seen: dict[str, list[dict[str, NDArray[Any]]]] = {}

    class Recorder(Network):
        def __init__(self, path: Path, threads: int) -> None:
            super().__init__(path, threads)
            self._seen = seen.setdefault(path.parent.name, [])

        def run(self, feed: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
            self._seen.append(feed)
            return super().run(feed)

    engine = DiffusionEngine(folder, network=Recorder)
    for request in requests:
        engine.draw(request, lambda _: None, lambda: False)
    return {name: _stacked(feeds) for name, feeds in seen.items()}


def _stacked(feeds: list[dict[str, NDArray[Any]]]) -> Inputs:
    some = feeds[:: max(len(feeds) // _ENOUGH, 1)]
    return {name: np.stack([np.atleast_1d(feed[name])[0] for feed in some]) for name in some[0]}


def _without_weights(model: onnx.ModelProto) -> set[str]:
    """Return the products of two computed values: attention, which suffers most in int8."""
    weights = {tensor.name for tensor in model.graph.initializer}
    return {
        node.name
        for node in model.graph.node
        if node.op_type == "MatMul" and not weights.intersection(node.input)
    }


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--inputs", type=click.Path(path_type=Path, exists=True), help="For one model.")
@click.option("--prompts", type=click.Path(path_type=Path, exists=True), help="For a pipeline.")
@click.option("--keep", multiple=True, help="A node that stays in floats.")
def main(
    source: Path, out: Path, inputs: Path | None, prompts: Path | None, keep: tuple[str, ...]
) -> None:
    """Write SOURCE, a model or the folder of a pipeline, in int8 to OUT."""
    try:
        if source.is_dir():
            if prompts is None:
                raise RecipeError("a pipeline needs --prompts, a file with one on each line")
            lines = prompts.read_text(encoding="utf-8").splitlines()
            quantize_pipeline(
                source, out, [PictureRequest(line, seed=i) for i, line in enumerate(lines)]
            )
        elif inputs is None:
            raise RecipeError("a model needs --inputs, recorded in an .npz file")
        else:
            quantize(source, out, load_inputs(inputs), keep)
    except (RecipeError, PictureError) as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
