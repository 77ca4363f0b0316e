"""Cut a Piper voice in two, so that a sentence is heard while most of it is still to be made.

``voice_encoder``: from phonemes to what the sound shall be like, frame by frame; most of the
file. ``voice_decoder``: from frames to sound (HiFi-GAN), which takes most of the time and can
be done a few frames at a time. The published file holds both and gives only the whole sound.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.errors import IntegrityError, StoreError

_DECODER = "/dec/"
"""The exports name a node by its place in the network."""


def voice_encoder(published: Path, target: Path) -> None:
    """Write the part before the frames; its output is float32 ``(1, channels, frames)``.

    Raises:
        StoreError: the library for such files is not installed.
        IntegrityError: ``published`` is no Piper voice of one speaker.
        OSError: ``target`` can't be written.
    """
    whole = _read(published)
    frames, decoder = _cut(whole, published.name)
    left = [node for node in whole.graph.node if node.name not in decoder]
    _write(whole, left, list(whole.graph.input), [_tensor(frames)], target)


def voice_decoder(published: Path, target: Path) -> None:
    """Write the part behind the frames.

    Raises:
        StoreError, IntegrityError, OSError: as ``voice_encoder``.
    """
    whole = _read(published)
    frames, decoder = _cut(whole, published.name)
    kept = [node for node in whole.graph.node if node.name in decoder]
    _write(whole, kept, [_tensor(frames)], list(whole.graph.output), target)


def _cut(whole: Any, name: str) -> tuple[str, set[str]]:
    """Return the one tensor that enters the decoder, and the names of the nodes behind it."""
    fixed = {tensor.name for tensor in whole.graph.initializer}
    behind: set[str] = set()
    names: set[str] = set()
    entering: set[str] = set()
    for node in whole.graph.node:  # each comes after those that it needs
        if node.name.startswith(_DECODER) or behind.intersection(node.input):
            entering.update(one for one in node.input if one and one not in behind | fixed)
            behind.update(node.output)
            names.add(node.name)
    if len(entering) != 1:
        raise IntegrityError(f"{name}: not a Piper voice of one speaker")
    return entering.pop(), names


def _read(published: Path) -> Any:
    try:
        import onnx  # noqa: PLC0415 -- an extra
        from google.protobuf.message import DecodeError  # noqa: PLC0415
    except ImportError as error:
        raise StoreError("voices need the extra `voice` (package onnx)") from error
    try:
        return onnx.load(published)
    except DecodeError as error:
        raise IntegrityError(f"{published.name}: not an ONNX file: {error}") from error


def _tensor(name: str) -> Any:
    import onnx  # noqa: PLC0415

    return onnx.helper.make_tensor_value_info(
        name, onnx.TensorProto.FLOAT, [1, "channels", "frames"]
    )


def _write(whole: Any, nodes: list[Any], inputs: list[Any], outputs: list[Any], out: Path) -> None:
    import onnx  # noqa: PLC0415

    used = {name for node in nodes for name in node.input}
    weights = [tensor for tensor in whole.graph.initializer if tensor.name in used]
    graph = onnx.helper.make_graph(nodes, whole.graph.name, inputs, outputs, weights)
    part = onnx.helper.make_model(
        graph, ir_version=whole.ir_version, opset_imports=whole.opset_import
    )
    out.write_bytes(part.SerializeToString(deterministic=True))
