"""What understanding a text costs when many skills are installed and many names are known.

The shipped skills and new ones as ``assistant skills new`` makes them, up to 300 intents; every
text of the shipped skills' tables once, so that nothing is remembered from before; then names
with a letter or a character misheard, looked for among 1,000.
"""

from __future__ import annotations

import itertools
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.observe.scoring import Percentiles
from assistant.skillhost.manifest import Bundle
from assistant.skillhost.names import best_matches
from assistant.skillhost.scaffold import make_skill
from assistant.skillhost.tables import cases
from assistant.understanding.interface import DialogContext
from assistant.understanding.understand import Understanding

LANGUAGES = ("en", "zh")
_WHAT = "amber azure coral ivory jade lilac maroon olive pearl ruby scarlet violet".split()
_KIND = "breeze cabin cruise desert forest harbor island meadow ocean sunset".split()
_PARTS = {
    "en": ("ba be bo da de do ka ke ko la le lo ma me mo na ne no ra re ro sa se so ta".split(), 6),
    "zh": (list("安柏晨丹恩方国海洁佳凯岚明宁鹏琪瑞思涛文欣雅宇志卓"), 3),
}


def measure_understanding(bundles: Sequence[Bundle], intents: int, names: int) -> dict[str, Any]:
    """Return the figures; times in milliseconds.

    Raises:
        SkillError: a sentence or a manifest is wrong.
    """
    with tempfile.TemporaryDirectory() as folder:
        together = [*bundles, *_made(intents - _count(bundles), Path(folder))]
        understanding = Understanding(together, LANGUAGES)
    report: dict[str, Any] = {"intents": _count(together), "names": names}
    for language in LANGUAGES:
        texts = {case.row.text for bundle in bundles for case in cases(bundle, language)}
        times = Percentiles()
        for text in sorted(texts):
            begun = time.perf_counter()
            understanding.interpret(text, language, DialogContext())
            times.values.append((time.perf_counter() - begun) * 1e3)
        report[f"texts_{language}"] = len(texts)
        report[f"parse_{language}_ms"] = times.summary()
        report[f"name_{language}_ms"] = _look_up(language, names).summary()
    return report


def _count(bundles: Sequence[Bundle]) -> int:
    return sum(len(bundle.tools) for bundle in bundles)


def _made(intents: int, folder: Path) -> list[Bundle]:
    """Return new skills with so many intents together."""
    made: list[Bundle] = []
    for words in itertools.product(_WHAT, _KIND):
        if _count(made) >= intents:
            break
        made.append(make_skill("_".join(words), LANGUAGES, folder))
    return made


def _look_up(language: str, count: int) -> Percentiles:
    """Time the search for names of which one part is misheard."""
    chance = random.Random(0)  # noqa: S311  no secret depends on it
    parts, size = _PARTS[language]
    names = sorted({"".join(chance.choices(parts, k=size)) for _ in range(2 * count)})[:count]
    times = Percentiles()
    best_matches(names[0], names, language)  # the list is prepared once for all searches
    for name in chance.sample(names, min(count, 100)):
        at = chance.randrange(len(name))
        said = name[:at] + chance.choice(parts)[0] + name[at + 1 :]
        begun = time.perf_counter()
        best_matches(said, names, language)
        times.values.append((time.perf_counter() - begun) * 1e3)
    return times
