"""Every sentence in every bundle's ``tests/<lang>.yaml``, against all bundles at once.

So one skill that takes another's sentence fails here.
"""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path

import pytest

from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import Bundle, load_bundles
from assistant.skillhost.replies import missing_replies
from assistant.skillhost.tables import Case, cases
from assistant.skillhost.testing import Bench
from assistant.understanding.grammar import Grammar
from assistant.understanding.interface import Completeness
from tests.sentences import kept_sentences

BUNDLES = load_bundles(Path(__file__).resolve().parents[2] / "skills")
TABLE = [case for bundle in BUNDLES for case in cases(bundle)]
TEMPLATES_WANTED = 60
"""Over all skills, in each language."""


@cache
def bench() -> Bench:
    return Bench(BUNDLES, LocalSkillHost(BUNDLES), kept=kept_sentences())


@pytest.mark.parametrize("case", TABLE, ids=lambda case: f"{case.language}-{case.row.text[:60]}")
def test_sentence(case: Case) -> None:
    assert asyncio.run(bench().check(case)).differences == ()


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: str(bundle.id))
def test_every_language_has_every_reply_and_a_table(bundle: Bundle) -> None:
    assert missing_replies(bundle) == []
    for language in bundle.languages:
        assert (bundle.folder / "sentences" / f"{language}.yaml").is_file()
        assert list(cases(bundle, language))
    assert (bundle.folder / "README.md").is_file()


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: str(bundle.id))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_tool_can_be_asked_for(bundle: Bundle, language: str) -> None:
    asked = (case.row.calls for case in TABLE if case.language == language)
    reached = {call.tool for calls in asked for call in calls}
    spoken = set(bundle.sentences(language)["intents"])
    assert {f"{bundle.id}.{tool}" for tool in spoken} <= reached


@pytest.mark.parametrize("language", ["en", "zh"])
def test_there_are_enough_ways_to_say_things(language: str) -> None:
    sentences = {(s.tool, s.fixed) for s in Grammar(BUNDLES, language).skeletons}
    assert len(sentences) >= TEMPLATES_WANTED


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_sentence_cut_short_rarely_looks_finished(language: str) -> None:
    """Cut at every word, at most 6 % of beginnings end a turn with another meaning.

    Looked at in every third sentence of the tables.
    """
    cuts = wrong = 0
    for case in TABLE[::3]:
        text, wanted = case.row.text, [(one.tool, one.arguments) for one in case.row.calls]
        if case.language != language or not wanted or case.skill == "chat":
            continue
        units = text.split() if language == "en" else list(text.rstrip("？。?"))
        for end in range(1, len(units)):
            part = (" " if language == "en" else "").join(units[:end]).rstrip(",.，。")
            found = bench().understand(part, language)
            same = [(call.tool, call.arguments) for call in found.calls] == wanted
            cuts += 1
            wrong += found.completeness is Completeness.COMPLETE and not same
    assert cuts > 1000
    assert wrong <= 0.06 * cuts
