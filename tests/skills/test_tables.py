"""Every sentence in every bundle's ``tests/<lang>.yaml``, against all bundles at once.

So one skill that takes another's sentence fails here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import Bundle, load_bundles
from assistant.skillhost.replies import missing_replies
from assistant.skillhost.sdk import Context
from assistant.understanding.grammar import Grammar
from assistant.understanding.interface import Completeness, DialogContext, Interpretation
from assistant.understanding.understand import Understanding

BUNDLES = load_bundles(Path(__file__).resolve().parents[2] / "skills")
HOST = LocalSkillHost(BUNDLES)
TEMPLATES_WANTED = 60
"""Over all skills, in each language."""


@cache
def understanding() -> Understanding:
    return Understanding(BUNDLES, ("en", "zh"))


def heard(text: str, language: str) -> Interpretation:
    return understanding().interpret(text, language, DialogContext())


def rows(language: str | None = None) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for bundle in BUNDLES:
        for path in sorted((bundle.folder / "tests").glob(f"{language or '*'}.yaml")):
            for row in yaml.safe_load(path.read_text(encoding="utf-8")):
                yield bundle.id, path.stem, row


TABLE = list(rows())


@pytest.mark.parametrize(
    ("language", "row"), [(lang, row) for _, lang, row in TABLE], ids=lambda value: str(value)[:60]
)
def test_sentence(language: str, row: dict[str, Any]) -> None:
    found = heard(row["text"], language)
    got = [{"tool": call.tool, "arguments": call.arguments} for call in found.calls]
    wanted = [{"arguments": {}, **call} for call in row["calls"]]
    assert got == wanted
    if len(got) != 1 or not {"reply", "outcome"} & set(row):
        return
    context = Context(
        zone=row.get("zone", "driver"),
        language=language,
        signals=row.get("signals", {}),
        now_iso=row.get("now", "2026-01-15T14:30:00+01:00"),
        services=row.get("services", {}),
    )
    tool = found.calls[0].tool
    result = asyncio.run(HOST.call(tool, found.calls[0].arguments, context))
    if "outcome" in row:
        assert result.outcome == row["outcome"]
    if "reply" in row:
        assert HOST.render(tool, result.reply, language, result.values) == row["reply"]


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: str(bundle.id))
def test_every_language_has_every_reply_and_a_table(bundle: Bundle) -> None:
    assert missing_replies(bundle) == []
    for language in bundle.languages:
        assert (bundle.folder / "sentences" / f"{language}.yaml").is_file()
        assert [row for skill, _, row in rows(language) if skill == bundle.id]
    assert (bundle.folder / "README.md").is_file()


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: str(bundle.id))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_tool_can_be_asked_for(bundle: Bundle, language: str) -> None:
    reached = {call["tool"] for _, lang, row in TABLE if lang == language for call in row["calls"]}
    spoken = set(bundle.sentences(language)["intents"])
    assert {f"{bundle.id}.{tool}" for tool in spoken} <= reached


@pytest.mark.parametrize("language", ["en", "zh"])
def test_there_are_enough_ways_to_say_things(language: str) -> None:
    sentences = {(s.tool, s.fixed) for s in Grammar(BUNDLES, language).skeletons}
    assert len(sentences) >= TEMPLATES_WANTED


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_sentence_cut_short_rarely_looks_finished(language: str) -> None:
    """Cut at every word, at most 6 % of beginnings end a turn with another meaning."""
    cuts = wrong = 0
    for skill, _, row in rows(language):
        if not row["calls"] or skill == "chat":
            continue
        units = row["text"].split() if language == "en" else list(row["text"].rstrip("？。?"))
        for end in range(1, len(units)):
            part = (" " if language == "en" else "").join(units[:end]).rstrip(",.，。")
            found = heard(part, language)
            same = [call.tool for call in found.calls] == [call["tool"] for call in row["calls"]]
            arguments = [call.arguments for call in found.calls]
            same = same and arguments == [call.get("arguments", {}) for call in row["calls"]]
            cuts += 1
            wrong += found.completeness is Completeness.COMPLETE and not same
    assert cuts > 500
    assert wrong <= 0.06 * cuts
