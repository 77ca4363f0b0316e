"""Run the tables of skills: text → tool call → outcome, effects, policy, reply.

    bench = Bench(bundles, host)
    result = await bench.check(case)
    result.differences          # empty: all as wanted

The same parts work here as in the car: understanding, host, policy, replies. Only the car
is missing: a row tells what it reports, and effects are looked at, not carried out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from assistant.conversation.phrases import phrase
from assistant.errors import SkillError
from assistant.policy.decide import decide
from assistant.policy.decision import ONLY_PARKED, Decision, PolicyInput, Verdict
from assistant.policy.roles import role_of
from assistant.policy.state import SPEED, DrivingState, restrictions
from assistant.skillhost.interface import SkillHost
from assistant.skillhost.manifest import Bundle
from assistant.skillhost.sdk import Context, Effect, ToolResult
from assistant.skillhost.tables import Case, Row, WantedEffect
from assistant.understanding.compiled import compiled
from assistant.understanding.interface import DialogContext, Interpretation, ToolCall

MOVING_KMH = 50.0
"""How fast a moving car goes in a row that tells no ``Vehicle.Speed``."""

_SEVERITY = (Verdict.ALLOW, Verdict.CONFIRM, Verdict.REFUSE)
_ANSWERED = ("outcome", "effects", "policy", "asks", "reply")
"""What is compared of the answer to a call."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that came out otherwise: plain data, as in the table."""

    what: str
    wanted: Any
    got: Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What one call came to. ``decision`` is None without effects; the texts are rendered."""

    tool: str
    result: ToolResult
    decision: Decision | None
    reply: str
    asks: str | None


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case, the calls that were understood, their answers, and what differs.

    Calls are answered only where they are as wanted.
    """

    case: Case
    calls: tuple[ToolCall, ...]
    answers: tuple[Answer, ...]
    differences: tuple[Difference, ...]


class Bench:
    """Understanding and skills without a car."""

    def __init__(
        self,
        bundles: Sequence[Bundle],
        host: SkillHost,
        languages: tuple[str, ...] = ("en", "zh"),
        market: str = "eu",
        kept: Path | None = None,
    ) -> None:
        """Compile the sentences of all bundles; ``host`` has their tools.

        Compiled sentences are looked for and kept in the folder ``kept``.

        Raises:
            SkillError: a sentence can't be parsed; the message names the file.
        """
        self._host = host
        self._market = market
        self._understanding = compiled(bundles, languages, kept)

    def understand(self, text: str, language: str) -> Interpretation:
        """Return what ``text`` means as the first words of a conversation."""
        return self._understanding.interpret(text, language, DialogContext())

    async def check(self, case: Case) -> CaseResult:
        """Return how a row's text is understood and answered, and what is not as wanted."""
        row = case.row
        calls = self.understand(row.text, case.language).calls
        got = [{"tool": call.tool, "arguments": call.arguments} for call in calls]
        wanted = [asdict(call) for call in row.calls]
        if _lower(got) != _lower(wanted):
            return CaseResult(case, calls, (), (Difference("calls", wanted, got),))
        named = [what for what in _ANSWERED if getattr(row, what) is not None]
        if named and len(calls) != 1:
            wrong = Difference(named[0], "one call, to compare its answer with", got)
            return CaseResult(case, calls, (), (wrong,))
        try:
            answers = tuple([await self.answer(call, case) for call in calls])
        except SkillError as error:
            return CaseResult(case, calls, (), (Difference("answer", "no error", str(error)),))
        differences = _compared(row, answers[0]) if named else ()
        return CaseResult(case, calls, answers, differences)

    async def answer(self, call: ToolCall, case: Case) -> Answer:
        """Return what a call comes to in the context of a row.

        Raises:
            SkillError: the tool failed, or its reply can't be rendered.
        """
        row, host, language = case.row, self._host, case.language
        context = Context(
            zone=row.zone,
            language=language,
            signals=dict(row.signals),
            now_iso=row.now,
            services=row.services,
            utterance=row.text,
        )
        result = await host.call(call.tool, call.arguments, context)
        decision = self._decision(call.tool, result.effects, row)
        asks = None
        if decision is not None and decision.verdict is Verdict.CONFIRM:
            asks = (
                host.render(call.tool, result.question, language, result.values)
                if result.question is not None
                else phrase(decision.spoken, language)
            )
        reply = host.render(call.tool, result.reply, language, result.values)
        return Answer(call.tool, result, decision, reply, asks)

    def _decision(self, tool: str, effects: Sequence[Effect], row: Row) -> Decision | None:
        """Return the strictest decision on some effects; None when there are none."""
        state = DrivingState(row.driving)
        if self._host.parked_only(tool) and state is not DrivingState.PARKED:
            return ONLY_PARKED
        speed = row.signals.get(SPEED, MOVING_KMH if state is DrivingState.MOVING else 0.0)
        seen = PolicyInput(
            zone=row.zone,
            role=role_of(row.zone, {}),
            driving_state=state,
            speed_kmh=speed if isinstance(speed, (int, float)) else None,
            restrictions=restrictions(state, self._market),
            allowed_effects=self._host.allowed_effects(tool),
            market=self._market,
            readings=row.signals,
        )
        decisions = [decide(effect, seen) for effect in effects]
        return max(decisions, key=lambda one: _SEVERITY.index(one.verdict), default=None)


def spoken_languages(bundles: Iterable[Bundle]) -> tuple[str, ...]:
    """Return the languages in which some of the bundles have sentences; English if none has."""
    found = (
        language
        for bundle in bundles
        for language in bundle.languages
        if bundle.sentences(language)
    )
    return tuple(dict.fromkeys(found)) or ("en",)


def with_all_effects(bundle: Bundle) -> Bundle:
    """Return a bundle that may ask for anything, to see what it does ask for.

    A server's tools ask for nothing themselves, so such a bundle stays as it is.
    """
    if bundle.server is not None:
        return bundle
    tools = {name: replace(tool, changes_state=True) for name, tool in bundle.tools.items()}
    return replace(bundle, effects=("*",), tools=tools)


# --- comparing ------------------------------------------------------------------------------


def _lower(value: Any) -> Any:
    """Return a value with its words in small letters: nobody speaks in capitals."""
    if isinstance(value, str):
        return value.casefold()
    if isinstance(value, list):
        return [_lower(item) for item in value]
    if isinstance(value, dict):
        return {name: _lower(item) for name, item in value.items()}
    return value


def _compared(row: Row, answer: Answer) -> tuple[Difference, ...]:
    decision = answer.decision
    verdict = "no effects" if decision is None else str(decision.verdict)
    if decision is not None and "." in (row.policy or ""):
        verdict = decision.reason
    found = [
        Difference("outcome", row.outcome, answer.result.outcome),
        Difference("policy", row.policy, verdict),
        Difference("asks", row.asks, answer.asks),
        Difference("reply", row.reply, answer.reply),
    ]
    differing = [one for one in found if one.wanted is not None and one.wanted != one.got]
    if row.effects is not None and not _same_effects(row.effects, answer.result.effects):
        wanted = [_plain(effect) for effect in row.effects]
        differing.insert(0, Difference("effects", wanted, list(map(_told, answer.result.effects))))
    return tuple(differing)


def _same_effects(wanted: Sequence[WantedEffect], got: Sequence[Effect]) -> bool:
    """Return True when each effect has its match; their order has no meaning."""
    left = list(got)
    for effect in wanted:
        match = next((one for one in left if _matches(effect, one)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def _matches(wanted: WantedEffect, got: Effect) -> bool:
    if wanted.kind is None:
        flags = isinstance(got.value, bool), isinstance(wanted.value, bool)  # 1 is not true
        same = (got.target, got.value) == (wanted.path, wanted.value)
        return got.kind == "set" and same and flags[0] == flags[1]
    return (
        got.kind == wanted.kind
        and (wanted.target is None or got.target == wanted.target)
        and all(name in got.args and got.args[name] == wanted.args[name] for name in wanted.args)
    )


def _plain(effect: WantedEffect) -> dict[str, Any]:
    return {name: value for name, value in asdict(effect).items() if value not in (None, {})}


def _told(effect: Effect) -> dict[str, Any]:
    """Return an effect as a table writes it."""
    if effect.kind == "set":
        return {"path": effect.target, "value": effect.value}
    whole = {"kind": effect.kind, "target": effect.target, "args": effect.args}
    return {name: value for name, value in whole.items() if value not in ("", {})}
