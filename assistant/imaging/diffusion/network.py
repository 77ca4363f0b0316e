"""One ONNX file of a pipeline, run with a limited number of threads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from assistant.errors import PictureError

_KINDS = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(double)": np.float64,
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
    "tensor(bool)": np.bool_,
}


class Network:
    """A loaded network.

    It is given inputs by any of the names that exporters use, and converts them to the kinds
    and ranks that the file declares.

    Raises:
        PictureError: ``picture_engine``; the file is damaged or of no use here.
    """

    def __init__(self, path: Path, threads: int) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Waiting threads sleep: the other core belongs to the voice.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._what = f"{path.parent.name}/{path.name}"
        try:
            self._session = ort.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # the runtime's exceptions share no class of their own
            raise PictureError(
                f"{self._what} can't be loaded; verify the model or fetch it again ({error})"
            ) from error
        self._inputs = {value.name: value for value in self._session.get_inputs()}
        self._outputs = [value.name for value in self._session.get_outputs()]

    def __call__(self, inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Return all outputs by name; inputs that the file does not know are left out.

        Raises:
            PictureError: the file wants another input, or fails.
        """
        if missing := sorted(set(self._inputs) - set(inputs)):
            raise PictureError(f"{self._what} wants {missing[0]!r}, which this engine has not")
        feed = {name: _as_declared(inputs[name], value) for name, value in self._inputs.items()}
        try:
            results = self.run(feed)
        except Exception as error:  # as above
            raise PictureError(f"{self._what} failed: {error}") from error
        return dict(zip(self._outputs, results, strict=True))

    def run(self, feed: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        """Return the outputs in the file's order for exactly the inputs that it declares."""
        results: list[NDArray[Any]] = self._session.run(self._outputs, feed)
        return results

    def output(self, inputs: Mapping[str, NDArray[Any]], *names: str) -> NDArray[np.float32]:
        """Return the output of the first of these names that there is, else the first output."""
        results = self(inputs)
        name = next((name for name in names if name in results), self._outputs[0])
        return np.asarray(results[name], np.float32)


def _as_declared(value: NDArray[Any], declared: Any) -> NDArray[Any]:
    array = np.asarray(value, _KINDS.get(declared.type, value.dtype))
    return array.reshape(()) if not declared.shape else array
