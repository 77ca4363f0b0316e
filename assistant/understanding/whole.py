"""What texts mean that are whole sentences of one language, and the sentences that mean a call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.skillhost.manifest import Bundle, ToolManifest
from assistant.understanding.form import is_deed
from assistant.understanding.grammar import Grammar, Parsed
from assistant.understanding.interface import ToolCall
from assistant.understanding.normalize import Clean, clean
from assistant.understanding.reasons import same
from assistant.understanding.sound import SoundSpelling
from assistant.understanding.wording import Wording


class WholeSentences:
    """All sentences of one language, by their words and, in Mandarin, by their sounds."""

    def __init__(self, bundles: Sequence[Bundle], words: Wording) -> None:
        """Compile.

        Raises:
            SkillError: a sentence can't be parsed.
        """
        self._words = words
        self._spell = SoundSpelling()
        self.grammar = Grammar(bundles, words.language)
        self._sounds = Grammar(bundles, "zh", self._spell) if words.language == "zh" else None

    def parsed(self, text: str) -> Parsed | None:
        """Return what the text means, as it is or cleaned."""
        return self.grammar.parse(text) or self.grammar.parse(
            clean(text, self._words.language).text
        )

    def call(self, text: str) -> ToolCall | None:
        """Return the call that the text means, or None."""
        parsed = self.parsed(text)
        return replace(parsed.call, text=text) if parsed else None

    def heard(self, text: str) -> ToolCall | None:
        """Return the call of the sentence that sounds like ``text``, or None."""
        parsed = self._sounds.parse(self._spell(text)) if self._sounds else None
        return replace(parsed.call, text=text) if parsed and not parsed.free else None

    def sentence_for(self, call: ToolCall, tool: ToolManifest) -> str | None:
        """Return a sentence that means exactly ``call``, best an example or an order."""
        for example in tool.examples:
            meant = self.call(clean(example, self._words.language).text)
            if meant is not None and same(meant, call):
                return example.rstrip("?？.。")

        def deed(text: str) -> bool:
            return is_deed(Clean(text), self._words)

        return self.grammar.sentence_for(call, deed) or self.grammar.sentence_for(call, bool)

    def forget(self) -> None:
        """Let go of all sentences."""
        for part in (self.grammar, self._sounds, self):
            if part is not None:
                vars(part).clear()
