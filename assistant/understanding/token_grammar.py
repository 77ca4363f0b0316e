"""What a language model may write next, by a grammar (GBNF) of llama.cpp. Child side only."""

from __future__ import annotations

import ctypes
from typing import Any

import llama_cpp
import numpy as np
import numpy.typing as npt

from assistant.errors import EngineError

_SHORTLIST = 256


class TokenGrammar:
    """Lets through only tokens that a grammar (GBNF) allows.

    The likeliest tokens are tried first: checking the whole vocabulary at each step costs as
    much as the model.
    """

    def __init__(self, vocabulary: Any, rules: str, bonus: dict[int, float]) -> None:
        """``bonus`` is what some tokens gain.

        Raises:
            EngineError: the rules are no grammar.
        """
        self._favoured = list(bonus)
        self._bonus = np.array(list(bonus.values()), np.float32)
        self._sampler = llama_cpp.llama_sampler_init_grammar(vocabulary, rules.encode(), b"root")
        if not self._sampler:
            raise EngineError("A tool's schema can't be made into a grammar.")

    def __del__(self) -> None:
        if getattr(self, "_sampler", None):
            llama_cpp.llama_sampler_free(self._sampler)

    def accept(self, token: int) -> None:
        """Tell the grammar what was written."""
        llama_cpp.llama_sampler_accept(self._sampler, token)

    def pick(self, logits: npt.NDArray[np.float32]) -> int:
        """Return the likeliest token that the grammar allows, the bonus counted in."""
        logits = logits.copy()
        logits[self._favoured] += self._bonus
        likely = np.argpartition(logits, -_SHORTLIST)[-_SHORTLIST:]
        token = self._best(likely, logits)
        return token if token is not None else self._best(np.arange(len(logits)), logits) or 0

    def _best(self, ids: npt.NDArray[Any], logits: npt.NDArray[np.float32]) -> int | None:
        table = np.zeros(len(ids), [("id", np.int32), ("logit", np.float32), ("p", np.float32)])
        table["id"], table["logit"] = ids, logits[ids]
        candidates = llama_cpp.llama_token_data_array(
            data=table.ctypes.data_as(ctypes.POINTER(llama_cpp.llama_token_data)),
            size=len(ids),
            selected=-1,
            sorted=False,
        )
        llama_cpp.llama_sampler_apply(self._sampler, ctypes.byref(candidates))
        best = int(np.argmax(table["logit"]))
        return int(table["id"][best]) if np.isfinite(table["logit"][best]) else None
