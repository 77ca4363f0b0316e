"""How one language is understood: each way in turn, until one says what a text means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.events import Route
from assistant.skillhost.manifest import Bundle, ToolManifest
from assistant.understanding.apart import apart
from assistant.understanding.asking import plain_questions
from assistant.understanding.compound import Splitter, may_be_done_in_part
from assistant.understanding.context import Leaning
from assistant.understanding.encoder import Encoder
from assistant.understanding.ends import Ends, unsure
from assistant.understanding.examples import Examples
from assistant.understanding.form import is_elsewhere, is_order, is_question
from assistant.understanding.fuzzy import Fuzzy
from assistant.understanding.grammar import Parsed
from assistant.understanding.guessing import VERY_LIKELY, Guesses, Guessing
from assistant.understanding.interface import (
    Completeness,
    DialogContext,
    Interpretation,
    ToolCall,
)
from assistant.understanding.meaning import Meaning
from assistant.understanding.normalize import Clean, loosened
from assistant.understanding.ongoing import Ongoing
from assistant.understanding.paraphrases import paraphrases
from assistant.understanding.reasons import once, without_reasons
from assistant.understanding.repair import fluent, repaired
from assistant.understanding.rewording import reworded
from assistant.understanding.shortlist import Vocabulary, specs_of
from assistant.understanding.whole import WholeSentences
from assistant.understanding.wording import wording


@dataclass(frozen=True, slots=True)
class Request:
    """An utterance on its way."""

    text: str
    said: Clean
    context: DialogContext


class Interpreter:
    """Interprets the texts of one language."""

    def __init__(
        self,
        bundles: Sequence[Bundle],
        language: str,
        tools: Mapping[str, ToolManifest],
        encoder: Encoder | None = None,
    ) -> None:
        self.language = language
        self.tools = tools
        self.words = wording(language)
        self._sentences = WholeSentences(bundles, self.words)
        self.grammar = self._sentences.grammar
        self.splitter = Splitter(self.words)
        self.leaning = Leaning(self.grammar, self.words, tools, self._sentences.call)
        self.ongoing = Ongoing(self.grammar.sometimes)
        self._ends = Ends(self.grammar, self.words, self.splitter)
        self.vocabulary = Vocabulary(self.grammar, specs_of(tools))
        examples = Examples(self.grammar, self.words, paraphrases(bundles, self.grammar))
        self.meaning = Meaning(examples, self.grammar, encoder) if encoder else None
        fuzzy = Fuzzy(examples, self.words, self._sentences.heard)
        self.guesses = Guessing(fuzzy, self.meaning, self.splitter, self._sentences.call)

    def interpret(self, request: Request) -> Interpretation:
        """Return what the request means; without calls when nothing is near enough."""
        text = request.said.text
        if not text:
            return Interpretation(text=request.text, language=self.language)
        for look in self._looks():
            found = look(request)
            if found is not None:
                return found
        return Interpretation(request.text, self.language, completeness=self._ends.unfinished(text))

    def is_elsewhere(self, said: Clean) -> bool:
        """Return True when a text names what is not in a car, and hardly wants something of it."""
        if not is_elsewhere(said, self.words):
            return False
        shares = self.meaning.tools(said) if self.meaning else {}
        return max(shares.values(), default=0.0) < VERY_LIKELY

    def forget(self) -> None:
        """Let go of all that it knows, 80 MB: what remembers its answers holds on to itself.

        A collector would see that, but not after ``gc.freeze``, and it takes a second.
        """
        self._sentences.forget()
        for part in (self.meaning, self.guesses.fuzzy, self):
            if part is not None:
                vars(part).clear()

    def sentence_for(self, call: ToolCall) -> str | None:
        """Return a sentence that means exactly ``call``, best an example or an order."""
        return self._sentences.sentence_for(call, self.tools[call.tool])

    # --- the ways of understanding, in order ----------------------------------------------

    def _looks(self) -> tuple[Callable[[Request], Interpretation | None], ...]:
        talk = (self._busy, self._control, self._answer, self._repaired)
        plain = (self._whole, self._leaning, self._asked, self._plainer, self._parts)
        return (*talk, *plain, self._reworded, self._unasked, self._meant)

    def _busy(self, request: Request) -> Interpretation | None:
        if not request.context.ongoing:
            return None
        usual = self.grammar.parse(request.said.text)
        parsed = self.ongoing.meant(request.said, request.context, usual)
        if parsed is None:
            return None
        route = Route.GRAMMAR if parsed.free else Route.CONTEXT
        return self._found(
            request, (parsed.call,), route, self._ends.complete(request.said, parsed)
        )

    def _control(self, request: Request) -> Interpretation | None:
        control = self.leaning.control(request.said.text, request.context)
        if control is None:
            return None
        found = self._found(request, (), Route.CONTEXT, Completeness.COMPLETE)
        return replace(found, control=control)

    def _unasked(self, request: Request) -> Interpretation | None:
        """Return a yes, a no or a seat that follows nothing; more may follow ("okay, open …")."""
        control = self.leaning.unasked(request.said.text, request.context)
        if control is None:
            return None
        return replace(self._found(request, (), Route.CONTEXT, Completeness.OPEN), control=control)

    def _answer(self, request: Request) -> Interpretation | None:
        answer = self.leaning.answer(request.said.text, request.context)
        if answer is None:
            return None
        whole = self._sentences.call(request.said.text)
        whole = whole or self._sentences.call(loosened(request.said, self.language).text)
        if whole is not None and not self.leaning.offers(request.context):
            if whole.tool != answer.tool:
                return None
            if request.context.pending_slot in whole.arguments:
                answer = replace(whole, arguments=answer.arguments | whole.arguments)
            elif whole.arguments:
                return None  # a command of its own
        return self._found(request, (answer,), Route.CONTEXT, Completeness.COMPLETE)

    def _repaired(self, request: Request) -> Interpretation | None:
        """Return what somebody means who corrects themselves in the middle."""
        said = request.said
        for text, anew in repaired(said.text, self.words):
            parsed = self.grammar.parse(text)
            if parsed is None or (parsed.free and not anew) or self._doubted(parsed, Clean(text)):
                continue
            if is_question(said, self.words) and self._changes(parsed.call):
                return None
            full = self._ends.complete(request.said, parsed)
            return self._found(request, (parsed.call,), Route.GRAMMAR, full)
        return None

    def _whole(self, request: Request) -> Interpretation | None:
        parsed = self.grammar.parse(request.said.text) or self.grammar.parse(request.said.whole)
        if parsed is None:
            return None
        other = self.guesses.instead(request.said, parsed.call) if parsed.free else None
        if other is not None and self._may(other.calls, request.said):
            return self._as_guessed(request, other)
        if self._doubted(parsed, request.said):
            return None
        calls = apart(request.said.text, self.grammar.parse, self.splitter) if parsed.splits else ()
        if calls:
            return self._found(request, calls, Route.GRAMMAR, Completeness.COMPLETE)
        return self._found(
            request, (parsed.call,), Route.GRAMMAR, self._ends.complete(request.said, parsed)
        )

    def _asked(self, request: Request) -> Interpretation | None:
        """Return what a wrapped question means: "do you know how late it is"."""
        for text in plain_questions(request.said.text, self.words):
            parsed = self.grammar.parse(text)
            if parsed is not None and not self._changes(parsed.call):
                call = replace(parsed.call, text=request.said.text)
                return self._found(
                    request, (call,), Route.GRAMMAR, self._ends.complete(request.said, parsed)
                )
        return None

    def _plainer(self, request: Request) -> Interpretation | None:
        """Return what the request means without hesitations and small talk."""
        said = request.said
        plain = loosened(replace(said, text=fluent(said.text, self.words)), self.language)
        if plain.text == said.text:
            return None
        found = self.interpret(replace(request, said=plain))
        return found if found.understood else None

    def _reworded(self, request: Request) -> Interpretation | None:
        """Return what the request means in other words; a change only when it was an order."""
        for text in reworded(request.said.text, self.language):
            anew = replace(request, said=replace(request.said, text=text))
            for look in (self._whole, self._parts):
                found = look(anew)
                if found is not None and self._may(found.calls, request.said):
                    return found
        return None

    def _leaning(self, request: Request) -> Interpretation | None:
        leaned = self.leaning.lean(request.said.text, request.context)
        if leaned is None:
            return None
        found = self._found(request, leaned.calls, Route.CONTEXT, Completeness.COMPLETE)
        return replace(found, corrects=leaned.corrects)

    def _parts(self, request: Request) -> Interpretation | None:
        text = request.said.text
        calls = apart(text, self.grammar.parse, self.splitter)
        if calls and self._may(calls, request.said):
            return self._found(request, calls, Route.GRAMMAR, Completeness.COMPLETE)
        split = self.splitter.split(text, self._believed)
        if split is not None and not split.unparsed:
            if split.whole or self._may(split.calls, request.said):
                return self._found(request, split.calls, Route.GRAMMAR, Completeness.COMPLETE)
            return None
        begun = self.words.before(text, self.words.words("open_endings"))
        if begun is not None:  # it broke off: "… and"
            call = self._sentences.call(begun)
            open_end = Completeness.OPEN
            return self._found(request, (call,), Route.GRAMMAR, open_end) if call else None
        if split is not None and may_be_done_in_part(split, request.said, self.words):
            full = self._ends.unfinished(text, unsure(request.said))
            found = self._found(request, split.calls, Route.GRAMMAR, full)
            return replace(found, unparsed=split.unparsed)
        return self._near(request)

    def _near(self, request: Request) -> Interpretation | None:
        """Return what the known sentences that read most like the text mean."""
        return self._guessed(request, self.guesses.near)

    def _meant(self, request: Request) -> Interpretation | None:
        """Return what was learned that such a text asks for; "open my" does not say what."""
        found = self._guessed(request, self.guesses.meant)
        told = found is not None and any(c.arguments for c in found.calls if self._changes(c))
        return None if told and self.grammar.begins(request.said.text) else found

    def _guessed(
        self,
        request: Request,
        guess: Callable[[Clean], Guesses | None],
    ) -> Interpretation | None:
        said = request.said
        found = None if self.is_elsewhere(said) else guess(said)
        if found is None or not self._may(found.calls, said):
            return None
        changes = any(map(self._changes, found.calls))
        if found.odd and (changes or found.score < VERY_LIKELY):
            return None
        if changes and found.quoted and found.score < VERY_LIKELY:
            return None
        return self._as_guessed(request, found)

    def _as_guessed(self, request: Request, found: Guesses) -> Interpretation:
        sure = Completeness.COMPLETE if found.sure else unsure(request.said)
        full = self._ends.unfinished(request.said.text, sure)
        return replace(self._found(request, found.calls, Route.FUZZY, full), score=found.score)

    def _may(self, calls: tuple[ToolCall, ...], said: Clean) -> bool:
        """Tell whether a guess of these calls may stand: a change needs an order."""
        return not any(map(self._changes, calls)) or is_order(said, self.words)

    def _changes(self, call: ToolCall) -> bool:
        return self.tools[call.tool].changes_state

    def _believed(self, text: str) -> ToolCall | None:
        """Return the call of a whole sentence, unless that is hardly what is asked for."""
        parsed = self._sentences.parsed(text)
        if parsed is None or self._doubted(parsed, Clean(text)):
            return None
        return replace(parsed.call, text=text)

    def _doubted(self, parsed: Parsed, said: Clean) -> bool:
        """Tell whether a sentence is hardly meant; a question may be about anything."""
        answers = self.tools[parsed.call.tool].llm == "answer"
        return parsed.free and not answers and self.guesses.doubts(said, parsed.call)

    # --- results --------------------------------------------------------------------------

    def _found(
        self, request: Request, calls: tuple[ToolCall, ...], route: Route, full: Completeness
    ) -> Interpretation:
        if route is not Route.CONTEXT and self.meaning is not None:
            calls = tuple(map(self.meaning.trimmed, calls))
        meant = without_reasons(once(calls), self.grammar.parse)
        return Interpretation(
            request.text, self.language, meant, route=route, completeness=full, score=1.0
        )
