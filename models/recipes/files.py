"""Read models and recorded inputs; run a model over many inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import onnx
import onnxruntime as ort
from google.protobuf.message import DecodeError
from numpy.typing import NDArray

from models.recipes.errors import RecipeError

Inputs = dict[str, NDArray[Any]]
"""Recorded inputs by name; the first axis counts the recordings."""


def load_model(path: Path) -> onnx.ModelProto:
    """Return an ONNX model.

    Raises:
        RecipeError: it can't be read.
    """
    try:
        return onnx.load(path)
    except (OSError, DecodeError, ValueError) as error:
        raise RecipeError(f"{path}: not an ONNX model ({error})") from error


def load_inputs(path: Path) -> Inputs:
    """Return recorded inputs from an ``.npz`` file.

    Raises:
        RecipeError: it can't be read, or its arrays count differently.
    """
    try:
        with np.load(path) as file:
            inputs = {name: file[name] for name in file.files}
    except (OSError, ValueError, BadZipFile) as error:
        raise RecipeError(f"{path}: not recorded inputs ({error})") from error
    if len({len(array) for array in inputs.values()}) != 1:
        raise RecipeError(f"{path}: the arrays must have the same number of recordings")
    return inputs


def session(model: onnx.ModelProto | Path, threads: int = 2) -> Any:
    """Return a session of the ONNX runtime.

    Raises:
        RecipeError: the runtime refuses the model.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    source = str(model) if isinstance(model, Path) else model.SerializeToString()
    try:
        return ort.InferenceSession(source, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime has many classes, all plain exceptions
        raise RecipeError(f"the runtime refuses the model: {error}") from error


def each(inputs: Inputs, known: set[str]) -> list[Inputs]:
    """Return one input of batch size 1 for each recording, of those that a model knows."""
    count = len(next(iter(inputs.values())))
    return [
        {name: array[i : i + 1] for name, array in inputs.items() if name in known}
        for i in range(count)
    ]


def run_all(model: onnx.ModelProto | Path, inputs: Inputs) -> dict[str, NDArray[Any]]:
    """Return all outputs for all recordings, stacked.

    Raises:
        RecipeError: the inputs do not fit the model.
    """
    running = session(model)
    names = [value.name for value in running.get_outputs()]
    known = {value.name for value in running.get_inputs()}
    try:
        rows = [running.run(names, feed) for feed in each(inputs, known)]
    except Exception as error:  # as above
        raise RecipeError(f"the inputs do not fit the model: {error}") from error
    return {name: np.concatenate([row[i] for row in rows]) for i, name in enumerate(names)}
