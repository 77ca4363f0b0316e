"""``assistant eval understanding``: what texts are taken for."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import replace
from typing import Any

from assistant.car import Assistant
from assistant.conversation.performer import ANSWER_TOOL
from assistant.events import Route
from assistant.observe.evaluate import Progress, Report, rate
from assistant.observe.manifest import Clip
from assistant.observe.scoring import Percentiles, same_call
from assistant.understanding.interface import DialogContext, ToolCall


async def evaluate_understanding(car: Assistant, clips: list[Clip], progress: Progress) -> Report:
    """Intent and slot accuracy of text with expected calls; what else was taken for what.

    What has no calls is out of the domain: a free answer is right there. As in a turn, the
    language model is asked what nothing else understands. A row without ``calls`` only counts
    towards the routes: nobody said what is right.
    """
    report, parse = Report(), Percentiles()
    routes: defaultdict[str, int] = defaultdict(int)
    right = tools_right = judged = rejected = outside = changed = slots = slots_found = 0
    for number, clip in enumerate(clips):
        progress(number, len(clips))
        text = clip.text or clip.transcript or ""
        before = time.perf_counter()
        meaning = car.interpret(text, clip.language, DialogContext())
        parse.values.append((time.perf_counter() - before) * 1000)
        if not meaning.understood:
            choice = await car.model_choice(text, clip.language)
            if choice is not None:
                meaning = replace(meaning, calls=(choice,), route=Route.LLM)
        report.clips += 1
        routes[str(meaning.route)] += 1
        if clip.calls is None:
            continue
        got = [{"tool": call.tool, "arguments": call.arguments} for call in meaning.calls]
        if not clip.calls:
            outside += 1
            good = all(call.tool == ANSWER_TOOL for call in meaning.calls)
            rejected += good
            changed += any(car.changes_state(call.tool) for call in meaning.calls)
        else:
            judged += 1
            same = len(meaning.calls) == len(clip.calls)
            pairs = list(zip(clip.calls, meaning.calls, strict=False))
            tools_right += same and all(e["tool"] == c.tool for e, c in pairs)
            good = same and all(same_call(e, c) for e, c in pairs)
            right += good
            slots += sum(len(e.get("arguments", {})) for e in clip.calls)
            slots_found += sum(_slots_found(e, c) for e, c in pairs)
        if not good:
            report.failing.append({"text": text, "expected": list(clip.calls), "understood": got})
    report.values = {
        "intent_accuracy": rate(tools_right, judged),
        "call_accuracy": rate(right, judged),
        "slot_recall": rate(slots_found, slots),
        "rejected_out_of_domain": rate(rejected, outside),
        "state_changes_out_of_domain": changed,
        "routes": dict(routes),
        "parse_ms": parse.summary(),
    }
    return report


def _slots_found(expected: dict[str, Any], call: ToolCall) -> int:
    wanted = expected.get("arguments", {})
    return sum(call.arguments.get(name) == value for name, value in wanted.items())
