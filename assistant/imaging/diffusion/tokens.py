"""Prompts as token numbers, by the files of a ``tokenizer/`` folder.

``tokenizer.json`` is taken as it is. ``vocab.json`` with ``merges.txt`` is CLIP's byte-pair
encoding (Radford et al., 2021): lower case, words end in ``</w>``, 77 tokens with begin and end.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from assistant.errors import PictureError

_LENGTH = 77
_BEGIN, _END = "<|startoftext|>", "<|endoftext|>"
_PIECES = (
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
)


class PromptTokenizer:
    """Turns a prompt into ``length`` token numbers, padded and cut."""

    def __init__(self, tokenizer: Any, length: int) -> None:
        self._tokenizer = tokenizer
        self.length = length

    def __call__(self, prompt: str) -> NDArray[np.int64]:
        """Return (1, length)."""
        return np.array([self._tokenizer.encode(prompt).ids], np.int64)


def load_tokenizer(folder: Path) -> PromptTokenizer:
    """Return the tokenizer of a folder.

    Raises:
        PictureError: a file is missing or damaged.
    """
    config = _json(folder / "tokenizer_config.json") if _has(folder, "tokenizer_config") else {}
    try:
        if (folder / "tokenizer.json").exists():
            made = Tokenizer.from_file(str(folder / "tokenizer.json"))
        else:
            made = _clip(folder)
    except PictureError:
        raise
    except Exception as error:  # the library raises plain exceptions
        raise PictureError(f"{folder.name}: the tokenizer can't be read ({error})") from error
    if made.padding is None:
        length = _length(config)
        made.enable_truncation(length)
        made.enable_padding(length=length, **_pad(made, config))
    padding = made.padding or {}
    return PromptTokenizer(made, int(padding.get("length") or _LENGTH))


def _clip(folder: Path) -> Any:
    vocabulary = _json(folder / "vocab.json")
    if not (folder / "merges.txt").exists():
        raise PictureError(f"{folder.name}/merges.txt is missing; fetch the model again")
    made = Tokenizer(
        models.BPE.from_file(
            str(folder / "vocab.json"),
            str(folder / "merges.txt"),
            unk_token=_END,
            end_of_word_suffix="</w>",
        )
    )
    made.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
    )
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_PIECES), "removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    made.decoder = decoders.ByteLevel()
    begin, end = vocabulary[_BEGIN], vocabulary[_END]
    made.post_processor = processors.TemplateProcessing(
        single=f"{_BEGIN} $A {_END}", special_tokens=[(_BEGIN, begin), (_END, end)]
    )
    return made


def _length(config: dict[str, Any]) -> int:
    said = config.get("model_max_length", _LENGTH)
    return said if isinstance(said, int) and 0 < said <= _LENGTH else _LENGTH


def _pad(made: Any, config: dict[str, Any]) -> dict[str, Any]:
    """Return what short prompts are filled with: SD 1 repeats the end, SD 2 writes "!"."""
    said = config.get("pad_token", _END)
    token = said.get("content", _END) if isinstance(said, dict) else str(said)
    number = made.token_to_id(token)
    return {"pad_token": token, "pad_id": 0 if number is None else number}


def _has(folder: Path, name: str) -> bool:
    return (folder / f"{name}.json").exists()


def _json(path: Path) -> dict[str, Any]:
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        where = f"{path.parent.name}/{path.name}"
        raise PictureError(f"{where} is missing; fetch the model again") from error
    except (OSError, ValueError) as error:
        raise PictureError(f"{path.parent.name}/{path.name} can't be read: {error}") from error
    return data
