"""Make the file that an engine loads from the file that was published; the same bytes anywhere.

``tied_embeddings``: some publishers write the one matrix of a model with tied embeddings
twice, once to look words up and once to score them. The second alone does for both: llama.cpp
takes ``token_embd`` for the output when there is no ``output``. Nothing is rounded again.

``tied_q4_0``: the same, and every other matrix in Q4_0, the form that llama.cpp computes
fastest with on a CPU (docs/adr/0003). For models whose rows do not fit the K forms and were
published as Q5_0, which is read at little more than half the speed.

``word_table``, ``word_pieces``: see ``sentence_recipes``; ``voice_encoder``, ``voice_decoder``:
see ``voice_recipes``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from assistant.errors import IntegrityError, StoreError
from assistant.store.sentence_recipes import word_pieces, word_table
from assistant.store.voice_recipes import voice_decoder, voice_encoder

Recipe = Literal[
    "tied_embeddings", "tied_q4_0", "word_table", "word_pieces", "voice_encoder", "voice_decoder"
]

_LOOKED_UP = "token_embd.weight"
_SCORED = "output.weight"
_BLOCK = 32
_STEPS = (8.0, 7.2, 7.6, 6.8, 8.8, -8.0, -7.5)
"""How many steps of a block's scale its largest value may be; the best is taken. Q4_0 has 16
values, -8 to 7; llama.cpp's own quantizer tries only the first."""
_CLEARLY = np.float32(1 - 1e-4)
"""A later step must be better by more than rounding, or processors could disagree."""

Bits = npt.NDArray[np.uint8]
_Form = Callable[[str, Any], tuple[Any, Any]]
"""Of a tensor's name and itself: its data and their kind in the new file."""


def make(recipe: Recipe, published: Path, target: Path) -> None:
    """Write to ``target`` what ``recipe`` makes of ``published``.

    Raises:
        StoreError: the library for such files is not installed.
        IntegrityError: ``published`` is not what the recipe is for.
        OSError: ``target`` can't be written.
    """
    if recipe in _OTHERS:
        _OTHERS[recipe](published, target)
        return
    try:
        import gguf  # noqa: PLC0415 -- an extra
    except ImportError as error:
        raise StoreError("language models need the extra `llm` (package gguf)") from error
    try:
        reader = gguf.GGUFReader(published)
    except (ValueError, IndexError, KeyError) as error:
        raise IntegrityError(f"{published.name}: not a GGUF file: {error}") from error
    tensors = {tensor.name: tensor for tensor in reader.tensors}
    looked_up, scored = tensors.get(_LOOKED_UP), tensors.pop(_SCORED, None)
    if looked_up is None or scored is None or list(looked_up.shape) != list(scored.shape):
        raise IntegrityError(f"{published.name}: has no two matrices of embeddings to tie")
    tensors[_LOOKED_UP] = scored
    writer = gguf.GGUFWriter(target, reader.fields["general.architecture"].contents())
    try:
        _write(reader, writer, tensors, _RECIPES[recipe])
    finally:
        writer.close()


def q4_0(matrix: npt.NDArray[np.float32]) -> Bits:
    """Return a matrix in Q4_0: a row of blocks of 32 values, each 2 bytes scale and 16 of pairs."""
    blocks = matrix.reshape(-1, _BLOCK)
    largest = np.take_along_axis(blocks, np.abs(blocks).argmax(1)[:, None], 1)
    scale, values = _rounded(blocks, largest, _STEPS[0])
    error = _error(blocks, scale, values)
    for steps in _STEPS[1:]:
        other_scale, other_values = _rounded(blocks, largest, steps)
        other_error = _error(blocks, other_scale, other_values)
        better = other_error < error * _CLEARLY
        error[better], scale[better] = other_error[better], other_scale[better]
        values[better] = other_values[better]
    low, high = np.hsplit(values.astype(np.uint8), 2)
    packed = np.hstack((scale.astype("<f2").view(np.uint8), low | (high << 4)))
    return packed.reshape(len(matrix), -1)


def _rounded(
    blocks: npt.NDArray[np.float32], largest: npt.NDArray[np.float32], steps: float
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return each block's scale, as it is written, and its values from 0 to 15."""
    scale = (largest / np.float32(-steps)).astype(np.float16).astype(np.float32)
    inverse = np.divide(np.float32(1), scale, out=np.zeros_like(scale), where=scale != 0)
    return scale, np.clip(np.trunc(blocks * inverse + np.float32(8.5)), 0, 15)


def _error(
    blocks: npt.NDArray[np.float32],
    scale: npt.NDArray[np.float32],
    values: npt.NDArray[np.float32],
) -> npt.NDArray[np.float32]:
    wrong: npt.NDArray[np.float32] = ((blocks - (values - 8) * scale) ** 2).sum(1)
    return wrong


def _as_it_is(_: str, tensor: Any) -> tuple[Any, Any]:
    return tensor.data, tensor.tensor_type


def _as_q4_0(name: str, tensor: Any) -> tuple[Any, Any]:
    import gguf  # noqa: PLC0415 -- an extra

    kinds = gguf.GGMLQuantizationType
    if name == _LOOKED_UP or tensor.tensor_type in (kinds.F32, kinds.F16):
        return _as_it_is(name, tensor)
    return q4_0(gguf.dequantize(tensor.data, tensor.tensor_type)), kinds.Q4_0


def _write(
    reader: Any,
    writer: Any,
    tensors: dict[str, Any],
    form: _Form,
) -> None:
    for field in reader.fields.values():
        if field.name.startswith("GGUF.") or field.name == "general.architecture":
            continue  # the writer's own
        inner = field.types[-1] if len(field.types) > 1 else None
        writer.add_key_value(field.name, field.contents(), field.types[0], sub_type=inner)
    written = {name: form(name, tensor) for name, tensor in tensors.items()}
    for name, (data, kind) in written.items():
        writer.add_tensor_info(name, data.shape, data.dtype, data.nbytes, kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    for data, _ in written.values():
        writer.write_tensor_data(data)


_RECIPES: dict[Recipe, _Form] = {
    "tied_embeddings": _as_it_is,
    "tied_q4_0": _as_q4_0,
}
_OTHERS: dict[Recipe, Callable[[Path, Path], None]] = {
    "word_table": word_table,
    "word_pieces": word_pieces,
    "voice_encoder": voice_encoder,
    "voice_decoder": voice_decoder,
}

assert {*_RECIPES, *_OTHERS} == set(get_args(Recipe)), "each recipe is known"
