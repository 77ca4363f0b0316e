"""llama.cpp in its own process: the engine behind ``llamacpp.LlamaCppModel``. Child side only.

Prompts are ChatML (Qwen, SmolLM). What people say is tokenized as plain text, so that no one
can speak a control token. The evaluated prefix of each kind of prompt is kept and put back,
so that only what is new is evaluated.
"""

from __future__ import annotations

import codecs
import ctypes
import json
import os
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np
import numpy.typing as npt
from llama_cpp.llama_grammar import json_schema_to_gbnf

from assistant.errors import EngineError, IntegrityError, NotInstalledError
from assistant.understanding.llm import Message, ToolSpec
from assistant.understanding.token_grammar import TokenGrammar
from assistant.understanding.tool_prompt import (
    NO_TOOL,
    NOTHING_SAID,
    OPENING,
    SYSTEM,
    arguments_schema,
    names_grammar,
    offer,
    parse_arguments,
    request,
    shown_arguments,
    with_said_numbers,
)

_CHUNK = 64  # tokens evaluated between two looks at whether to stop
_MAX_WRITTEN = 64
_CLOSING_BONUS = 3.0
"""What ending the arguments gains: small models fill in whatever they may leave out."""
_PENALTY = 1.15
_PENALTY_TOKENS = 96
_MAX_MESSAGE = 600
_MARKUP = str.maketrans("", "", "*#`_|~")
_GGUF = b"GGUF"

ANSWER_SYSTEM = {
    "en": (
        "You are the voice assistant of a car. Answer aloud in one to three short plain English "
        "sentences, without lists, markup or emoji. If you do not know, say that you do not "
        "know. You cannot operate the car and never claim that you did something."
    ),
    "zh": (
        "你是车里的语音助手。用一到三句简短、口语化的中文回答，不用列表、符号或表情。"
        "不知道就说不知道。你不能操作车辆，也不要说你已经做了什么。"
    ),
}

Tokens = list[int]


class LlamaEngine:
    """One loaded GGUF model. Its methods are generators, so that they can be stopped."""

    def __init__(self, model: str, threads: int = 0, context: int = 2048) -> None:
        """Load the model.

        Raises:
            NotInstalledError: the file is missing.
            IntegrityError: it is no model that llama.cpp can load.
        """
        self._llm = _load(Path(model), threads or os.cpu_count() or 1, context)
        self._context = context
        self._vocabulary = llama_cpp.llama_model_get_vocab(self._llm.model)
        self._kept: dict[str, tuple[Tokens, Any]] = {}
        closing = (self._plain(text) for text in ("}", "}\n", " }", '"}', '"}\n'))
        self._closing = {tokens[0]: _CLOSING_BONUS for tokens in closing if len(tokens) == 1}
        self._no_tool = self._plain(NO_TOOL)[0]
        self._endings = [token for token in range(self._llm.n_vocab()) if self._ends(token)]

    def warm(self) -> None:
        """Evaluate the fixed prefixes, so that the first request is as fast as the next."""
        for system in (*ANSWER_SYSTEM.values(), SYSTEM):
            for _ in self._begin(system):
                pass

    def choose(
        self, utterance: str, language: str, tools: Sequence[ToolSpec]
    ) -> Iterator[tuple[str, dict[str, Any]] | None]:
        """Yield None while working, then the tool and its arguments, or nothing for no tool."""
        if tools[0].sure and not tools[0].parameters.get("properties"):
            yield tools[0].name, {}
            return
        yield from self._begin(SYSTEM)
        offered = self._marked("<|im_start|>user\n") + self._plain(offer(language, tools))
        yield from self._evaluate(offered)
        if tools[0].sure:
            tool: ToolSpec | None = tools[0]
            yield from self._evaluate(self._said(utterance) + self._plain(f'{tools[0].name}"'))
        else:
            tool = yield from self._choose_one(utterance, tools)
        if tool is None:
            return
        tool = with_said_numbers(tool, utterance, language)
        arguments: dict[str, Any] | None = {}
        if tool.parameters.get("properties"):
            yield from self._evaluate(self._plain(shown_arguments(tool)))
            schema = json.dumps(arguments_schema(tool, utterance), ensure_ascii=False)
            rules = json_schema_to_gbnf(schema)
            written = yield from self._write(rules, self._closing)
            arguments = parse_arguments(written)
        if arguments is not None:
            yield tool.name, arguments

    def _choose_one(
        self, utterance: str, tools: Sequence[ToolSpec]
    ) -> Generator[None, None, ToolSpec | None]:
        """Let the model write the name of a tool, or none."""
        start = self._llm.n_tokens
        yield from self._evaluate(self._said(NOTHING_SAID))
        bias = self._no_tool_lead(tools)
        self._llm.n_tokens = start  # the next evaluation overwrites what came after
        yield from self._evaluate(self._said(utterance))
        name = yield from self._write(names_grammar(tools), {self._no_tool: -bias})
        return next((tool for tool in tools if f'{tool.name}"' == name), None)

    def _said(self, utterance: str) -> Tokens:
        ending = self._marked("<|im_end|>\n<|im_start|>assistant\n")
        return self._plain(request(utterance)) + ending + self._plain(OPENING)

    def _no_tool_lead(self, tools: Sequence[ToolSpec]) -> float:
        """Return by how much "none" is likelier now than the likeliest tool.

        Subtracted from the lead after a real request, this is contextual calibration
        (arXiv:2102.09690): it takes away what the prompt alone makes likely.
        """
        logits = self._logits()
        firsts = [self._plain(tool.name)[0] for tool in tools]
        return float(logits[self._no_tool] - logits[firsts].max())

    def _write(self, rules: str, bonus: dict[int, float]) -> Generator[None, None, str]:
        """Let the model write what the grammar allows, to its end; return it."""
        grammar = TokenGrammar(self._vocabulary, rules, bonus)
        written = bytearray()
        for _ in range(_MAX_WRITTEN):
            token = grammar.pick(self._logits())
            if self._ends(token):
                break
            grammar.accept(token)
            written += self._bytes(token)
            yield None
            self._llm.eval([token])
        return written.decode("utf-8", "replace")

    def answer(self, messages: Sequence[Message], language: str, max_tokens: int) -> Iterator[str]:
        """Yield pieces of an answer; empty ones while the question is being read.

        A last message of the assistant is gone on with: at least one token is added to it.
        """
        for _ in self._begin(ANSWER_SYSTEM.get(language, ANSWER_SYSTEM["en"])):
            yield ""
        for _ in self._evaluate(self._dialog(messages, max_tokens)):
            yield ""
        decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        said: Tokens = []
        unfinished = bool(messages) and messages[-1].role == "assistant"
        for _ in range(max_tokens):
            logits = _penalized(self._logits(), said)
            if unfinished and not said:
                logits[self._endings] = -np.inf
            token = int(np.argmax(logits))
            if self._ends(token):
                break
            said.append(token)
            yield decoder.decode(self._bytes(token)).translate(_MARKUP)
            self._llm.eval([token])

    # --- prompts ---------------------------------------------------------------------------

    def _dialog(self, messages: Sequence[Message], max_tokens: int) -> Tokens:
        """Return the latest messages that fit, and the opening of the answer."""
        room = self._room(max_tokens)
        tail = self._marked("<|im_start|>assistant\n")
        dialog = [m for m in messages if m.role in {"user", "assistant"}]
        if dialog and dialog[-1].role == "assistant":
            tail += self._plain(dialog.pop().content)[:_MAX_MESSAGE]
        for message in reversed(dialog):
            turn = self._turn(message.role, message.content)
            if len(turn) + len(tail) > room:
                break
            tail = turn + tail
        return tail

    def _turn(self, role: str, content: str) -> Tokens:
        body = self._plain(content)[:_MAX_MESSAGE]
        return self._marked(f"<|im_start|>{role}\n") + body + self._marked("<|im_end|>\n")

    def _room(self, max_tokens: int) -> int:
        return self._context - self._llm.n_tokens - max_tokens - 1

    def _marked(self, text: str) -> Tokens:
        return list(self._llm.tokenize(text.encode(), add_bos=False, special=True))

    def _plain(self, text: str) -> Tokens:
        data = text.encode("utf-8", "ignore")
        return list(self._llm.tokenize(data, add_bos=False, special=False))

    def _bytes(self, token: int) -> bytes:
        return bytes(self._llm.detokenize([token]))

    def _ends(self, token: int) -> bool:
        return bool(llama_cpp.llama_vocab_is_eog(self._vocabulary, token))

    # --- evaluation ------------------------------------------------------------------------

    def _begin(self, system: str) -> Iterator[None]:
        """Bring the model to just behind the system message."""
        if system in self._kept:
            tokens, state = self._kept[system]
            self._clear()
            llama_cpp.llama_state_seq_set_data(self._llm.ctx, state, len(state), 0)
            self._llm.n_tokens = len(tokens)
            return
        tokens = self._turn("system", system)
        self._clear()
        yield from self._evaluate(tokens)
        size = llama_cpp.llama_state_seq_get_size(self._llm.ctx, 0)
        state = (ctypes.c_uint8 * size)()
        llama_cpp.llama_state_seq_get_data(self._llm.ctx, state, size, 0)
        self._kept[system] = (tokens, state)

    def _clear(self) -> None:
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self._llm.ctx), False)
        self._llm.n_tokens = 0

    def _evaluate(self, tokens: Tokens) -> Iterator[None]:
        for start in range(0, len(tokens), _CHUNK):
            try:
                self._llm.eval(tokens[start : start + _CHUNK])
            except RuntimeError as error:
                raise EngineError(f"The language model failed: {error}") from error
            yield None

    def _logits(self) -> npt.NDArray[np.float32]:
        pointer = llama_cpp.llama_get_logits_ith(self._llm.ctx, -1)
        return np.ctypeslib.as_array(pointer, (self._llm.n_vocab(),))


def _penalized(logits: npt.NDArray[np.float32], said: Tokens) -> npt.NDArray[np.float32]:
    """Make repeated tokens less likely, as in CTRL (arXiv:1909.05858, section 4.1)."""
    changed = logits.copy()
    recent = np.unique(np.array(said[-_PENALTY_TOKENS:], dtype=np.intp))
    chosen = changed[recent]
    changed[recent] = np.where(chosen > 0, chosen / _PENALTY, chosen * _PENALTY)
    return changed


def _load(path: Path, threads: int, context: int) -> llama_cpp.Llama:
    if not path.is_file():
        raise NotInstalledError(f"{path}: missing; pull the model again")
    with path.open("rb") as file:
        if file.read(len(_GGUF)) != _GGUF:
            raise IntegrityError(f"{path}: not a GGUF model; pull it again")
    try:
        return llama_cpp.Llama(
            str(path),
            n_ctx=context,
            use_mmap=False,  # weights are repacked for the processor: mapped, they'd be there twice
            n_batch=_CHUNK,
            n_ubatch=_CHUNK,
            n_threads=threads,
            n_threads_batch=threads,
            verbose=False,
        )
    except (ValueError, RuntimeError, OSError) as error:
        raise IntegrityError(f"{path}: the language model can't be loaded: {error}") from error
