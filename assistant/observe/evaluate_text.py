"""``assistant eval understanding``: what texts are taken for."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.car import Assistant
from assistant.conversation.turn import ANSWER_TOOL
from assistant.observe.manifest import Clip
from assistant.observe.outcomes import Outcomes, context_of
from assistant.observe.report import Progress, Report, rate
from assistant.observe.scoring import Percentiles, same_call, same_value
from assistant.understanding.interface import DialogContext, Interpretation, ToolCall

Expected = tuple[dict[str, Any], ...]
"""Tool calls, each with ``tool`` and ``arguments``."""


async def evaluate_understanding(
    car: Assistant, clips: Sequence[Clip], progress: Progress
) -> Report:
    """Intent and slot accuracy of text with expected calls; what else was taken for what.

    What has no calls is out of the domain: a free answer is right there, and so is a tool that
    only says that it can't. What is asked back changes nothing. As in a turn, the
    language model is asked what nothing else understands. A row without ``calls`` only counts
    towards the routes: nobody said what is right.
    """
    report, tally = Report(), _Tally()
    outcomes = Outcomes(car.host, context_of(car.vehicle, car.catalogue.paths))
    for number, clip in enumerate(clips):
        progress(number, len(clips))
        text = clip.text or clip.transcript or ""
        before = time.perf_counter()
        meaning = car.interpret(text, clip.language, DialogContext())
        tally.parse.values.append((time.perf_counter() - before) * 1000)
        question = ""
        if not meaning.understood:
            likely = await car.likely(text, clip.language)
            if likely is not None:
                choice, route = likely
                meaning = replace(meaning, calls=(choice.call,), route=route)
                question = choice.question
        report.clips += 1
        tally.routes[str(meaning.route)] += 1
        tally.asked_back += bool(question)
        if clip.calls is None:
            continue
        if clip.calls:
            same = await _come_to_the_same(clip.calls, meaning, outcomes)
            fine = tally.asked(clip.calls, meaning, same=same)
        else:
            changes = not question and any(car.changes_state(c.tool) for c in meaning.calls)
            left = await _left_alone(meaning, outcomes)
            fine = tally.outside(left_alone=left, changes=changes)
        if not fine:
            got = [{"tool": call.tool, "arguments": call.arguments} for call in meaning.calls]
            report.failing.append({"text": text, "expected": list(clip.calls), "understood": got})
    report.values = tally.values()
    return report


async def _come_to_the_same(
    expected: Expected, meaning: Interpretation, outcomes: Outcomes
) -> bool:
    """Tell whether the understood calls do what the expected ones would."""
    if len(meaning.calls) != len(expected):
        return False
    for wanted, call in zip(expected, meaning.calls, strict=True):
        arguments = wanted.get("arguments", {})
        if same_call(wanted, call):
            continue
        if wanted["tool"] != call.tool or not await outcomes.same(
            call.tool, arguments, call.arguments, meaning.language
        ):
            return False
    return True


async def _left_alone(meaning: Interpretation, outcomes: Outcomes) -> bool:
    """Tell whether nothing is done or told but a free answer, or that it can't be done."""
    calls = (call for call in meaning.calls if call.tool != ANSWER_TOOL)
    return all([await outcomes.refuses(call.tool, call.arguments) for call in calls])


@dataclass(slots=True)
class _Tally:
    parse: Percentiles = field(default_factory=Percentiles)
    routes: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    judged: int = 0
    tools_right: int = 0
    right: int = 0
    same: int = 0
    slots: int = 0
    slots_found: int = 0
    out: int = 0
    rejected: int = 0
    changed: int = 0
    asked_back: int = 0

    def asked(self, expected: Expected, meaning: Interpretation, *, same: bool) -> bool:
        """Count a request with the calls it should bring; return whether it does.

        ``same`` tells that its calls come to the same as the expected ones.
        """
        as_many = len(meaning.calls) == len(expected)
        pairs = list(zip(expected, meaning.calls, strict=False))
        right = as_many and all(same_call(e, c) for e, c in pairs)
        self.judged += 1
        self.tools_right += as_many and all(e["tool"] == c.tool for e, c in pairs)
        self.right += right
        self.same += same
        self.slots += sum(len(e.get("arguments", {})) for e in expected)
        self.slots_found += sum(_slots_found(e, c) for e, c in pairs)
        return right

    def outside(self, *, left_alone: bool, changes: bool) -> bool:
        """Count a text that asks nothing of the car; return whether it was left alone."""
        self.out += 1
        self.rejected += left_alone
        self.changed += changes
        return left_alone

    def values(self) -> dict[str, Any]:
        """Return the measures."""
        return {
            "intent_accuracy": rate(self.tools_right, self.judged),
            "call_accuracy": rate(self.right, self.judged),
            "outcome_accuracy": rate(self.same, self.judged),
            "slot_recall": rate(self.slots_found, self.slots),
            "rejected_out_of_domain": rate(self.rejected, self.out),
            "state_changes_out_of_domain": self.changed,
            "asked_back": self.asked_back,
            "routes": dict(self.routes),
            "parse_ms": self.parse.summary(),
        }


def _slots_found(expected: dict[str, Any], call: ToolCall) -> int:
    wanted = expected.get("arguments", {})
    return sum(same_value(call.arguments.get(name), value) for name, value in wanted.items())
