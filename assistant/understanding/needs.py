"""Which sentences have all the words that they need in a text? One look into an index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

Clauses = frozenset[frozenset[str]]
"""Groups of words; a fitting text has one of each group."""


class Needs:
    """The words that many sentences need, by the sentences' numbers."""

    def __init__(self, needs: Sequence[Clauses]) -> None:
        """Index each sentence by the group that the fewest others need words of."""
        self._needs = needs
        often = Counter(word for clauses in needs for clause in clauses for word in clause)
        self._always: list[int] = []
        self._by_word: dict[str, list[int]] = {}
        for number, clauses in enumerate(needs):
            if not clauses:
                self._always.append(number)
                continue
            rarest = min(
                clauses, key=lambda clause: (sum(often[w] for w in clause), sorted(clause))
            )
            for word in rarest:
                self._by_word.setdefault(word, []).append(number)
        self._by_letter: dict[str, list[str]] = {}
        for word in sorted(often):
            self._by_letter.setdefault(word[:_BEGIN], []).append(word)

    def met(self, text: str) -> list[int]:
        """Return, in order, the sentences of which a text without spaces has all such words."""
        present = set(self._present(text))
        likely = {n for word in present for n in self._by_word.get(word, ())}
        fitting = (n for n in likely if not any(map(present.isdisjoint, self._needs[n])))
        return sorted((*fitting, *self._always))

    def _present(self, text: str) -> Iterable[str]:
        """Yield the known words in a text."""
        for start in range(len(text)):
            for length in range(1, _BEGIN + 1):
                for word in self._by_letter.get(text[start : start + length], ()):
                    if text.startswith(word, start):
                        yield word


_BEGIN = 2
"""Words are looked up by so many first letters."""
