"""Perform one turn: from what was said to what was done and what is answered.

The order is fixed: meaning → tool calls → policy → effects, each read back → reply. Nothing a
model says reaches the car except as a tool call that the policy allows. Every wait has a
limit, and cancelling the coroutine stops the turn at any point; an effect is written whole
or not at all.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import replace

from assistant.conversation.actions import Actions, CallResult
from assistant.conversation.dialog import (
    Aside,
    Awaiting,
    Dialog,
    after_calls,
    current,
    last_said,
    with_exchange,
)
from assistant.conversation.free_answer import FreeAnswer
from assistant.conversation.phrases import phrase
from assistant.conversation.speaker import Sentence
from assistant.conversation.turn import ANSWER_TOOL, CORE, TurnRequest, TurnResult, overall
from assistant.errors import AssistantError
from assistant.events import (
    Card,
    ErrorRaised,
    Event,
    IntentFound,
    Outcome,
    Route,
)
from assistant.observe.trace import Marks
from assistant.skillhost.services import Asker
from assistant.understanding.interface import Interpretation, ToolCall
from assistant.understanding.understand import Understanding


class Performer:
    """Carries out turns, one at a time, and remembers the conversation."""

    def __init__(
        self,
        understanding: Understanding,
        actions: Actions,
        free_answer: FreeAnswer,
        now: Callable[[], float],
        emit: Callable[[Event], None],
    ) -> None:
        self._understanding = understanding
        self._actions = actions
        self._free = free_answer
        self._now = now
        self._emit = emit
        self.dialog = Dialog()
        self._aside = Aside()

    def note_aside(self, text: str) -> None:
        """Remember what was said outside any turn, for who asks to hear it again."""
        self._aside = Aside(text, self._now())

    def forget(self) -> None:
        """Start a new conversation."""
        self.dialog = Dialog()

    def interpret(self, text: str, language: str) -> Interpretation:
        """Return what ``text`` means in the conversation so far. Changes nothing."""
        dialog = current(self.dialog, self._now())
        context = replace(dialog.context(), ongoing=self._actions.ongoing())
        return self._understanding.interpret(text, language, context)

    async def perform(
        self, request: TurnRequest, marks: Marks, result: TurnResult
    ) -> AsyncGenerator[Sentence, None]:
        """Do what was asked and yield the sentences to say; ``result`` is filled on the way.

        Never raises an ``AssistantError``: it becomes an apology, an error event and the
        outcome ``failed``.
        """
        self.dialog = replace(current(self.dialog, self._now()), language=request.language)
        try:
            async for text in self._sentences(request, marks, result):
                result.spoken.append(text)
                yield Sentence(text, request.language)
        except AssistantError as error:
            for text in self.apology(request, error, result):
                yield Sentence(text, request.language)
        finally:
            self._remember(request, result)

    def apology(
        self, request: TurnRequest, error: AssistantError, result: TurnResult
    ) -> tuple[str, ...]:
        """Record the failure of a turn and return what to say about it."""
        result.outcome = Outcome.FAILED
        result.error = error.code
        self._emit(
            ErrorRaised(
                at_s=self._now(),
                turn_id=request.turn_id,
                code=error.code,
                message=str(error),
                stage="turn",
            )
        )
        line = phrase(error.spoken, request.language)
        result.spoken.append(line)
        return (line,)

    async def foresee(self, text: str, meaning: Interpretation, zone: str) -> tuple[str, ...]:
        """Return the reply that this meaning would get if all went well. Changes nothing.

        Of a free answer that is its first sentence; the language model goes on from there.

        Raises:
            EngineError: the language model failed.
        """
        if not meaning.calls:
            return ()
        if meaning.calls[0].tool == ANSWER_TOOL:
            deed = self._understanding.asks_for_a_deed(text, meaning.language)
            if deed or not self._free.available:
                return ()
            history = current(self.dialog, self._now()).history
            first = await self._free.begin(text, meaning.language, history)
            return (first,) if first is not None else ()
        return await self._actions.foresee(meaning.calls, zone, meaning.language)

    async def unforesee(self) -> None:
        """Drop a free answer that was begun: the person speaks on."""
        await self._free.forget()

    async def _sentences(
        self, request: TurnRequest, marks: Marks, result: TurnResult
    ) -> AsyncIterator[str]:
        meaning = request.meaning
        question = ""
        result.reason = CORE
        if not meaning.understood:
            meaning, question = await self._ask_model(request, result)
        marks.set("understood", self._now())
        if meaning.control is not None:
            result.route, result.intent = meaning.route, f"assistant.{meaning.control}"
            async for text in self._control(meaning.control, request, marks, result):
                yield text
            return
        if not meaning.calls and request.doubtful:
            result.outcome = Outcome.ASKED
            yield phrase("not_heard", request.language)
            return
        if not meaning.calls or meaning.calls[0].tool == ANSWER_TOOL:
            async for text in self._answer(request, meaning, marks, result):
                yield text
            return
        self._announce(request, meaning, result)
        if question:
            result.outcome = Outcome.ASKED
            self.dialog = replace(self.dialog, awaiting=Awaiting(meaning.calls, ()))
            yield phrase("did_you_mean", request.language, sentence=question)
            return
        async for text in self._command(meaning, request, marks, result):
            yield text

    async def _command(
        self, meaning: Interpretation, request: TurnRequest, marks: Marks, result: TurnResult
    ) -> AsyncIterator[str]:
        if meaning.corrects:
            asker = Asker(request.zone, request.language)
            await self._actions.undo(self.dialog.undo, asker, request.turn_id)
        async for text in self._act(meaning.calls, request, marks, result):
            yield text
        if meaning.unparsed:
            yield phrase("which_part", request.language, part=meaning.unparsed)

    def _announce(self, request: TurnRequest, meaning: Interpretation, result: TurnResult) -> None:
        first = meaning.calls[0]
        result.intent, result.slots, result.route = first.tool, first.arguments, meaning.route
        for call in meaning.calls:
            self._emit(
                IntentFound(
                    at_s=self._now(),
                    turn_id=request.turn_id,
                    intent=call.tool,
                    slots=call.arguments,
                    route=meaning.route,
                )
            )

    async def _ask_model(
        self, request: TurnRequest, result: TurnResult
    ) -> tuple[Interpretation, str]:
        """Return what the request is taken for, and what to ask back before acting."""
        if request.doubtful:
            return request.meaning, ""
        meant = self._free.meant(request.text, request.language)
        if meant is not None:
            likely = replace(request.meaning, calls=(meant.call,), route=Route.FUZZY)
            return likely, meant.question
        choice = await self._free.choose(request.text, request.language)
        if choice is None:
            return request.meaning, ""
        route = self._answered(result)
        return replace(request.meaning, calls=(choice.call,), route=route), choice.question

    def _answered(self, result: TurnResult) -> Route:
        """Note why the car's language model or a cloud's answered, and return which."""
        result.reason = self._free.taken.reason
        return Route.CLOUD if self._free.taken.by_cloud else Route.LLM

    # --- controls -------------------------------------------------------------------------

    async def _control(
        self, control: str, request: TurnRequest, marks: Marks, result: TurnResult
    ) -> AsyncIterator[str]:
        language, dialog = request.language, self.dialog
        if control == "confirm" and dialog.awaiting is not None:
            self.dialog = replace(dialog, awaiting=None)
            async for text in self._act(
                dialog.awaiting.calls, request, marks, result, confirmed=True
            ):
                yield text
            return
        if control == "deny" and dialog.awaiting is not None:
            result.outcome, key = Outcome.CANCELLED, "not_confirmed"
        elif control == "repeat":
            said = last_said(dialog, self._aside, self._now())
            if said:
                yield said
                return
            key = "nothing_to_repeat"
        elif control in ("cancel", "stop", "deny"):
            result.outcome, key = Outcome.CANCELLED, "cancelled" if control != "stop" else "stop"
            result.listen = False
        elif control == "thanks":
            result.listen, key = False, "thanks"
        elif control == "correct":
            result.outcome, key = Outcome.ASKED, "nothing_to_change"
        else:
            result.listen, key = False, "nothing_to_confirm"
        self.dialog = replace(dialog, awaiting=None, pending=None, pending_slot=None)
        marks.set("decided", self._now())
        yield phrase(key, language)

    # --- actions --------------------------------------------------------------------------

    async def _act(
        self,
        calls: tuple[ToolCall, ...],
        request: TurnRequest,
        marks: Marks,
        result: TurnResult,
        *,
        confirmed: bool = False,
    ) -> AsyncIterator[str]:
        done: list[CallResult] = []
        for call in calls:
            one = await self._actions.run(
                call, request.zone, request.language, request.turn_id, confirmed=confirmed
            )
            marks.set("decided", one.decided_at)
            done.append(one)
            result.effects.extend(one.effects)
            if one.card is not None:
                self._emit(Card(at_s=self._now(), turn_id=request.turn_id, card=one.card))
            if one.outcome is Outcome.ASKED:
                break
        marks.set("acted", self._now())
        result.outcome = overall(tuple(one.outcome for one in done))
        self.dialog = after_calls(self.dialog, tuple(done), calls)
        for one in done:
            if one.reply:
                yield one.reply

    # --- free answers ---------------------------------------------------------------------

    async def _answer(
        self, request: TurnRequest, meaning: Interpretation, marks: Marks, result: TurnResult
    ) -> AsyncIterator[str]:
        result.intent, result.route = ANSWER_TOOL, Route.LLM
        self._emit(
            IntentFound(
                at_s=self._now(),
                turn_id=request.turn_id,
                intent=ANSWER_TOOL,
                slots=meaning.calls[0].arguments if meaning.calls else {},
                route=Route.LLM,
            )
        )
        deed = self._understanding.asks_for_a_deed(request.text, request.language)
        if deed or not self._free.available:
            result.outcome, result.route = Outcome.REFUSED, Route.NONE
            yield phrase("not_understood", request.language)
            return
        async for sentence in self._free.answer(
            request.text, request.language, self.dialog.history
        ):
            marks.set("decided", self._now())
            result.route = self._answered(result)
            yield sentence

    # --- memory ---------------------------------------------------------------------------

    def _remember(self, request: TurnRequest, result: TurnResult) -> None:
        reply = " ".join(result.spoken)
        history = self.dialog.history
        free = result.route in (Route.LLM, Route.CLOUD) and result.intent == ANSWER_TOOL
        if free and reply:
            history = with_exchange(history, request.text, reply)
        self.dialog = replace(self.dialog, at_s=self._now(), last_reply=reply, history=history)
