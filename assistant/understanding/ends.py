"""Whether a person has finished: how sure a text's meaning is, and whether it must go on."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.understanding.compound import Splitter
from assistant.understanding.grammar import Grammar, Parsed
from assistant.understanding.interface import Completeness
from assistant.understanding.normalize import Clean
from assistant.understanding.wording import Wording

DICTATED = {"en": 5, "zh": 8}
"""Words, or characters, from which on free words are a text that somebody dictates."""


@dataclass(frozen=True)
class Ends:
    """The ends of the texts of one language."""

    grammar: Grammar
    words: Wording
    splitter: Splitter

    def complete(self, said: Clean, parsed: Parsed) -> Completeness:
        """Return how finished a sentence is that has a meaning already."""
        if parsed.asks or self._breaks_off(said.text):
            return Completeness.OPEN
        if self.words.language == "zh" and said.text[-1:].isdigit():
            return Completeness.UNKNOWN  # 二十, and perhaps 五
        if parsed.free and self._dictated(parsed):
            return Completeness.UNKNOWN
        return unsure(said) if parsed.free else Completeness.COMPLETE

    def _dictated(self, parsed: Parsed) -> bool:
        """Tell whether the free words are more than a name: who dictates pauses for thought."""
        said = (value for value in parsed.call.arguments.values() if isinstance(value, str))
        longest = max((len(self.words.units(value)) for value in said), default=0)
        return longest >= DICTATED[self.words.language]

    def unfinished(self, text: str, otherwise: Completeness = Completeness.UNKNOWN) -> Completeness:
        """Return OPEN when the text, or its last part, surely goes on; else ``otherwise``."""
        if self._breaks_off(text):
            return Completeness.OPEN
        last = self.splitter.last_piece(text)
        goes_on = self.grammar.begins(text) or (
            last != text and self.grammar.parse(last) is None and self.grammar.begins(last)
        )
        return Completeness.OPEN if goes_on else otherwise

    def _breaks_off(self, text: str) -> bool:
        return self.words.before(text, self.words.words("open_endings")) is not None


def unsure(said: Clean) -> Completeness:
    """Return how finished a text is that has a meaning which more words could change."""
    return Completeness.LIKELY if said.closed else Completeness.UNKNOWN
