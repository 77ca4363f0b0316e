"""What a text means: control words and context, then grammar, then the nearest sentence.

    understanding = Understanding(bundles, ("en", "zh"))
    understanding.interpret("open my window", "en", DialogContext()).calls

Pure: no I/O after construction, no clock. The language model comes later and elsewhere; what
it may be asked (``shortlist``) and what of its choice counts (``guard_llm_choice``) is here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.skillhost.manifest import Bundle
from assistant.skillhost.schema import checker, misfit
from assistant.understanding.as_said import told
from assistant.understanding.encoder import Encoder
from assistant.understanding.form import is_deed, is_order, is_question
from assistant.understanding.guessing import VERY_LIKELY
from assistant.understanding.interface import DialogContext, Interpretation, ToolCall
from assistant.understanding.interpreter import Interpreter, Request
from assistant.understanding.llm import ToolSpec
from assistant.understanding.meaning import is_long
from assistant.understanding.normalize import Clean, clean

SURE_CHOICE = 0.5
"""A language model's choice that changes something is acted on when words back it so far."""

LEAST_MEANT, LIKELY_MEANT, SURELY_MEANT = 0.1, 0.3, 0.5
"""Shares of a tool in what a text may ask for. Below the first, the language model's choice does
not count; from the second on, it is backed as well as by so many words; with the third, what is
no order may be meant as one ("the battery is nearly flat"), and is asked back.
"""

LIKELY_ANSWER = 0.3
"""A language model's choice that only answers needs so much backing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A language model's choice; with a ``question``, the sentence to ask back about first."""

    call: ToolCall
    question: str = ""


class Understanding:
    """Interprets text in all languages of the car."""

    def __init__(
        self, bundles: Sequence[Bundle], languages: Sequence[str], encoder: Encoder | None = None
    ) -> None:
        """Compile the sentences; with an ``encoder``, their meaning, too.

        Raises:
            SkillError: a sentence or a manifest is wrong, or a language is unknown.
        """
        tools = {f"{b.id}.{name}": tool for b in bundles for name, tool in b.tools.items()}
        self._tools = tools
        self._languages = {lang: Interpreter(bundles, lang, tools, encoder) for lang in languages}

    def use(self, encoder: Encoder) -> None:
        """Encode what is said with this encoder, the same as encoded the sentences."""
        for language in self._languages.values():
            if language.meaning is not None:
                language.meaning.use(encoder)

    def adopt(self, other: Understanding) -> None:
        """Understand from now on what ``other`` does, e.g. after skills came or went."""
        before = self._languages
        self._tools, self._languages = other._tools, other._languages
        for tools in before.values():
            tools.forget()

    def interpret(self, text: str, language: str, context: DialogContext) -> Interpretation:
        """Return what ``text`` means in the dialog; without calls when nothing is near enough.

        Only the first 500 characters count.
        """
        tools = self._language(language)
        found = tools.interpret(Request(text.strip(), clean(text, tools.language), context))
        return replace(found, calls=tuple(_told(call, text, tools) for call in found.calls))

    def shortlist(self, text: str, language: str, limit: int = 8) -> tuple[ToolSpec, ...]:
        """Return the tool that is likely meant, or else all that may be.

        These are the nearest to ``text`` in meaning, then those that share words with it.
        """
        tools = self._language(language)
        said = clean(text, tools.language)
        outline = tools.meaning.outline(said) if tools.meaning else None
        if outline is not None and not tools.is_elsewhere(said):
            return tools.vocabulary.outlined(outline)
        near = list(tools.meaning.tools(said))[: limit // 2] if tools.meaning else []
        return tools.vocabulary.shortlist(said.text, limit, near)

    def guard_llm_choice(
        self, text: str, language: str, tool: str, arguments: dict[str, Any]
    ) -> Choice | None:
        """Return what the model chose, or None when it must not count.

        The tool must exist, its arguments must fit the schema, words of the text and what it
        is likely to mean must back it, and a tool that changes something needs an order: no
        question, no "don't". When little of the text backs such a choice, it is an order only
        by its meaning, it may be about other things than the car, or it has numbers, which small
        models get wrong, ``Choice.question`` tells what to ask back.
        """
        tools, manifest = self._language(language), self._tools.get(tool)
        said = clean(text, tools.language)
        if manifest is None or manifest.llm == "answer":
            return None
        near = tools.meaning.tools(said).get(tool, 0.0) if tools.meaning else None
        backing = _backing(tools.vocabulary.backing(said.text, tool), near)
        order = is_order(said, tools.words)
        if manifest.changes_state and not order and not _may_be_meant(said, tools, near):
            return None
        if not backing or (not manifest.changes_state and backing < LIKELY_ANSWER):
            return None
        if misfit(arguments, checker(manifest.parameters)):
            return None
        call = ToolCall(tool, arguments, said.text)
        here = order and not tools.is_elsewhere(said)
        plain = here and backing >= SURE_CHOICE and not _has_numbers(call)
        if plain or not manifest.changes_state:
            return Choice(_told(call, text, tools))
        return _asked(call, text, tools)

    def to_ask_back(self, text: str, language: str) -> Choice | None:
        """Return what a text is likely meant as that nothing else understood, and how to ask back.

        "I can't see through the windscreen" is no order, but can want a deed, and is not
        "don't …". An order with words of the text in it needs less than that.
        """
        tools = self._language(language)
        said = clean(text, tools.language)
        guess = tools.meaning.guess(said) if tools.meaning else None
        if guess is None or tools.is_elsewhere(said):
            return None
        if guess.odd and guess.score < VERY_LIKELY:
            return None
        order = guess.quoted and is_order(said, tools.words)
        if guess.score < (SURELY_MEANT if order else VERY_LIKELY):
            return None
        if not _may_be_meant(said, tools, guess.score):
            return None
        return _asked(guess.call, text, tools)

    def asks_for_a_deed(self, text: str, language: str) -> bool:
        """Return True for an order to do something, as nobody's words can do it: "open …"."""
        tools = self._language(language)
        said = clean(text, tools.language)
        return is_deed(said, tools.words)

    def _language(self, language: str) -> Interpreter:
        return self._languages.get(language) or next(iter(self._languages.values()))


def _told(call: ToolCall, text: str, tools: Interpreter) -> ToolCall:
    """Return a call with its free words as they were said."""
    properties = tools.tools[call.tool].parameters.get("properties", {})
    return told(call, text, tools.grammar, properties)


def _asked(call: ToolCall, text: str, tools: Interpreter) -> Choice | None:
    """Return a call with the sentence to ask back about it, None when there is none."""
    sentence = tools.sentence_for(call)
    return Choice(_told(call, text, tools), sentence) if sentence else None


def _backing(words: float, near: float | None) -> float:
    """Return how far the text's words and its likely meaning, if known, back a tool: 0 to 1.

    From ``SURELY_MEANT`` on the model had no other tool to choose (``shortlist``), so that its
    choice is no second opinion: only what is very likely is acted on without a question.
    """
    if near is None:
        return words
    if near < LEAST_MEANT:
        return 0.0
    if SURELY_MEANT <= near < VERY_LIKELY:
        return max(words, LIKELY_ANSWER)
    return max(words, SURE_CHOICE) if near >= LIKELY_MEANT else words


def _may_be_meant(said: Clean, tools: Interpreter, near: float | None) -> bool:
    """Tell whether a text that is no order may want a deed: not "don't …", hardly a question.

    A long one may begin with something else ("don't laugh but I've got dough rising, …").
    """
    if near is None or near < (VERY_LIKELY if is_question(said, tools.words) else SURELY_MEANT):
        return False
    refusals = (*tools.words.words("negation_starts"), *tools.words.words("negations"))
    if tools.words.after(said.text, refusals) is None:
        return True
    return near >= VERY_LIKELY and is_long(said.text, tools.words)


def _has_numbers(call: ToolCall) -> bool:
    values = call.arguments.values()
    return any(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values)
