"""The tokenizer of the scene model: one token a word, or a character of Mandarin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

PAD, UNKNOWN = "<pad>", "<unk>"


def tokenizer(captions: Iterable[str], length: int) -> Any:
    """Return a tokenizer of all words in ``captions``, padded and cut to ``length``."""
    splitter = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"[\s，,]+"), "removed"),
            pre_tokenizers.Split(Regex(r"[\u4e00-\u9fff]"), "isolated"),
        ]
    )
    lower = normalizers.Lowercase()
    words = {
        word
        for text in captions
        for word, _ in splitter.pre_tokenize_str(lower.normalize_str(text))
    }
    numbers = {word: i for i, word in enumerate((PAD, UNKNOWN, *sorted(words)))}
    made = Tokenizer(models.WordLevel(numbers, unk_token=UNKNOWN))
    made.normalizer = lower
    made.pre_tokenizer = splitter
    made.enable_padding(length=length, pad_id=0, pad_token=PAD)
    made.enable_truncation(length)
    return made


def token_numbers(made: Any, captions: Iterable[str]) -> NDArray[np.int32]:
    """Return (captions, length) token numbers."""
    return np.array([row.ids for row in made.encode_batch(list(captions))], np.int32)
