"""Words that lean on what was said before: control words, corrections, "and the passenger too".

Everything here is short and means nothing alone. What a skill's sentence says in full is left
to the grammar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant.skillhost.manifest import ToolManifest
from assistant.understanding.grammar import Grammar
from assistant.understanding.interface import DialogContext, ToolCall
from assistant.understanding.wording import Wording

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_UNITS = {
    "hours": ("hour", "小时"),
    "minutes": ("minute", "分"),
    "seconds": ("second", "秒"),
}
_GLUE = {"en": ("", "to ", "for ", "on ", "at "), "zh": ("", "到", "为")}

_SHORT = 5
"""A text of more words (characters, in Mandarin) leans on nothing."""

Parse = Callable[[str], ToolCall | None]


@dataclass(frozen=True, slots=True)
class Leaned:
    """Calls that follow from the dialog; ``corrects`` when they replace the previous ones."""

    calls: tuple[ToolCall, ...]
    corrects: bool = False


class Leaning:
    """Reads short utterances in the light of the dialog, in one language."""

    def __init__(
        self, grammar: Grammar, words: Wording, tools: Mapping[str, ToolManifest], parse: Parse
    ) -> None:
        """``tools`` are the manifests by ``skill.tool``; ``parse`` understands whole sentences."""
        self._grammar = grammar
        self._words = words
        self._tools = tools
        self._parse = parse
        self._phrases: dict[tuple[str, str], list[tuple[str, Any]]] = {}

    def control(self, text: str, context: DialogContext) -> str | None:
        """Return the control word that ``text`` is, or None.

        A yes or a no is one only while the car waits for it; see ``unasked``.
        """
        pieces = [piece.strip() for piece in re.split(r"[,，]", text) if piece.strip()]
        named = [self._control(piece, context) for piece in pieces]
        if len(named) > 1 and None not in named:
            return named[-1]
        return self._control(text, context)

    def unasked(self, text: str, context: DialogContext) -> str | None:
        """Return what control words mean that follow nothing, or None.

        "confirm" or "deny" that nobody asked for; "correct" for a seat and no more ("no, the
        passenger side") when nothing was said that it may change.
        """
        controls = self._words.table.get("controls", {})
        for name in ("confirm", "deny"):
            if text in controls.get(name, ()):
                return name
        changed = self._words.after(text, self._words.words("corrections"))
        seat = (changed or text).strip(" ,，").removeprefix("the ")
        names_seat = seat in self._grammar.values.get("seat", {})
        return "correct" if names_seat and not context.last_calls else None

    def _control(self, text: str, context: DialogContext) -> str | None:
        plain = " ".join(text.replace(",", " ").split())
        controls = self._words.table.get("controls", {})
        order = (
            ("confirm", "deny") if context.confirming else ("cancel", "stop", "thanks", "repeat")
        )
        for name in (*order, *controls):
            if name in ("confirm", "deny") and not context.confirming:
                continue
            if plain in controls.get(name, ()):
                return str(name)
        return None

    def answer(self, text: str, context: DialogContext) -> ToolCall | None:
        """Return the pending call with its missing slot filled from ``text``, or None."""
        pending, slot = context.pending, context.pending_slot
        if pending is None or slot is None:
            return None
        chosen = self._value(text, pending.tool, slot) if self.offers(context) else None
        if chosen is not None:
            return ToolCall(pending.tool, {**pending.arguments, slot: chosen}, text)
        joined = f"{pending.text}{self._words.joiner}"
        for glue in _GLUE[self._words.language] if pending.text else ():
            whole = self._parse(f"{joined}{glue}{text}")
            if whole is not None and whole.tool == pending.tool and _keeps(whole, pending):
                return ToolCall(whole.tool, {**pending.arguments, **whole.arguments}, whole.text)
        slot = self._by_unit(text, pending.tool) or slot
        value = self._value(text, pending.tool, slot, told=True)
        if value is None:
            return None
        told = f"{joined}{text}" if pending.text else text
        return ToolCall(pending.tool, {**pending.arguments, slot: value}, told)

    def offers(self, context: DialogContext) -> bool:
        """Return True when the car offered a choice: an answer is then no other command."""
        assert context.pending is not None
        slot = self._properties(context.pending.tool).get(context.pending_slot or "", {})
        return "enum" in slot or slot.get("type") == "boolean"

    def lean(self, text: str, context: DialogContext) -> Leaned | None:
        """Return what ``text`` adds to the last calls or corrects in them, or None."""
        if not context.last_calls:
            return None
        for look in (self._correction, self._more, self._addition, self._ellipsis):
            found = look(text, context)
            if found is not None:
                return found
        return None

    # --- ways of leaning ------------------------------------------------------------------

    def _correction(self, text: str, context: DialogContext) -> Leaned | None:
        rest = self._words.after(text, self._words.words("corrections"))
        if not rest:
            return None
        whole = self._parse(rest)
        if whole is not None and self._paused(text, rest):
            return Leaned((whole,), corrects=True)
        again = self._words.after(rest, self._words.words("corrections"))
        changed = self._changed(again or rest, context)
        return Leaned(changed, corrects=True) if changed else None

    def _paused(self, text: str, rest: str) -> bool:
        """Tell whether the rest stands apart: 不是，打开车窗 but not 不是打开车窗."""
        return self._words.language != "zh" or text[: -len(rest)].endswith(("，", " ", "、"))

    def _addition(self, text: str, context: DialogContext) -> Leaned | None:
        words, last = self._words, context.last_calls[-1]
        asks = words.after(text, words.words("asks_about")) is not None or (
            words.language == "zh" and text.endswith(words.words("asks_about"))
        )
        if asks and self._tools[last.tool].changes_state:
            return None
        start = words.after(text, words.words("additions"))
        end = words.before(start or text, words.words("additions_end"))
        rest = end or start
        changed = self._changed(rest, context) if rest else ()
        return Leaned(changed) if changed else None

    def _more(self, text: str, context: DialogContext) -> Leaned | None:
        """Return the last change once more, or a step further in the direction that is asked."""
        up = text in self._words.words("more")
        if not up and text not in self._words.words("less"):
            return None
        last = context.last_calls[-1]
        for tool in (last.tool, last.tool.replace(".set_", ".adjust_")):
            ways = self._properties(tool).get("direction", {}).get("enum", ())
            if len(ways) != 2:  # noqa: PLR2004  a direction and its opposite
                continue
            kept = {k: v for k, v in last.arguments.items() if k in self._properties(tool)}
            kept.pop("degrees", None)
            again = "direction" in kept and up and not self._directed(text)
            way = kept["direction"] if again else ways[0 if up else 1]
            return Leaned((ToolCall(tool, {**kept, "direction": way}, text),))
        return None

    def _ellipsis(self, text: str, context: DialogContext) -> Leaned | None:
        """Return the last sentence changed by a short text: "halfway", "close it", 关掉."""
        words, last = self._words, context.last_calls[-1]
        units, before = words.units(text), words.units(last.text)
        if not units or len(units) > _SHORT or not before:
            return None
        tails = [before[-n:] for n in range(len(before) - 1, 0, -1)]
        pronouns = set(words.words("pronouns"))
        whole = [[*before, *units]]
        if words.language == "zh":
            bare = [unit for unit in units if unit not in pronouns]
            whole += [bare + tail for tail in tails]
        for index in (i for i, unit in enumerate(units) if unit in pronouns):
            whole += [units[:index] + tail + units[index + 1 :] for tail in tails]
        for attempt in whole:
            call = self._parse(words.joiner.join(attempt))
            if call is None or _swallowed(text, call):
                continue
            if call.tool.split(".")[0] == last.tool.split(".")[0]:
                return Leaned((replace(call, text=words.joiner.join(attempt)),))
        return None

    def _directed(self, text: str) -> bool:
        """Tell whether "more" names a direction of its own: "higher", 再高一点."""
        return any(
            self._words.has(text, tuple(one)) for one, _ in self._words.table.get("polarity", ())
        )

    def _changed(self, text: str, context: DialogContext) -> tuple[ToolCall, ...]:
        """Return the last call that has a slot for what ``text`` names, with that value."""
        for last in reversed(context.last_calls):
            slots = self._properties(last.tool)
            unit = self._by_unit(text, last.tool)
            for slot in sorted(slots, key=lambda s: (s != unit, s not in last.arguments, s)):
                value = self._value(text, last.tool, slot)
                if value is not None:
                    kept = self._without_rivals(last.arguments, slot, slots)
                    return (ToolCall(last.tool, {**kept, slot: value}, text),)
        return ()

    @staticmethod
    def _without_rivals(
        arguments: dict[str, Any], slot: str, slots: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Drop other values that say the same thing in another unit: a level beside a number."""
        numeric = ("number", "integer")
        if slot == "seat":
            return arguments
        rivals = {"level"} | {s for s in slots if slots[s].get("type") in numeric}
        if slot not in rivals:
            return arguments
        return {k: v for k, v in arguments.items() if k not in rivals}

    # --- values ---------------------------------------------------------------------------

    def _properties(self, tool: str) -> dict[str, Any]:
        manifest = self._tools.get(tool)
        return dict(manifest.parameters.get("properties", {})) if manifest else {}

    def _by_unit(self, text: str, tool: str) -> str | None:
        """Return the slot whose unit of time the text names."""
        slots = self._properties(tool)
        for slot, units in _UNITS.items():
            if slot in slots and any(unit in text for unit in units) and _NUMBER.search(text):
                return slot
        return None

    def _value(self, text: str, tool: str, slot: str, *, told: bool = False) -> Any:
        """Return the slot's value that ``text`` names and says little more than, or None."""
        schema = self._properties(tool).get(slot, {})
        plain = " ".join(text.replace(",", " ").replace("，", "").split())
        if schema.get("type") in ("integer", "number"):
            return self._number(plain, schema)
        for phrase, value in self._said(tool, slot):
            if phrase in plain and self._only_filler(plain, phrase):
                return value
        if told and schema.get("type") == "string" and "enum" not in schema:
            return plain or None
        return None

    def _said(self, tool: str, slot: str) -> list[tuple[str, Any]]:
        """Return every way of saying the slot's values, longest first."""
        key = (tool, slot)
        if key not in self._phrases:
            enum = self._properties(tool).get(slot, {}).get("enum", ())
            found = {str(value).replace("_", " "): value for value in enum}
            names = {slot, *self._grammar.slot_lists.get(key, ())}
            for name in names:
                found |= self._grammar.values.get(name, {})
            allowed = {p: v for p, v in found.items() if not enum or v in enum}
            self._phrases[key] = sorted(allowed.items(), key=lambda item: -len(item[0]))
        return self._phrases[key]

    def _only_filler(self, text: str, phrase: str) -> bool:
        """Tell whether the text holds little besides the phrase."""
        if self._words.language == "zh":
            left: Iterator[str] = iter(text.replace(phrase, "", 1).replace(" ", ""))
        else:
            left = iter(f" {text} ".replace(f" {phrase} ", " ", 1).split())
        return set(left) <= set(self._words.words("filler"))

    def _number(self, text: str, schema: dict[str, Any]) -> int | float | None:
        numbers = _NUMBER.findall(text)
        if len(numbers) != 1:
            return None
        rest = self._words.units(_NUMBER.sub(" ", text).replace("%", "").replace("percent", ""))
        value = float(numbers[0])
        if not set(rest) <= set(self._words.words("filler")):
            return None
        if schema.get("type") == "integer" and not value.is_integer():
            return None
        return int(value) if value.is_integer() else value


def _keeps(whole: ToolCall, pending: ToolCall) -> bool:
    """Tell whether a call still holds all that was said before: "call ana" + "the second one"."""
    return all(whole.arguments.get(name) == value for name, value in pending.arguments.items())


def _swallowed(text: str, call: ToolCall) -> bool:
    """Return whether the text only went into free words: "to grandma" and "delete her"."""
    values = (value for value in call.arguments.values() if isinstance(value, str))
    return any(text in value and text != value for value in values)
