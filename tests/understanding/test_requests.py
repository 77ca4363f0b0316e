"""What drivers ordinarily ask, in `requests.jsonl`, needs no language model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.observe.manifest import Clip, read_manifest
from assistant.skillhost.manifest import load_bundles
from assistant.understanding.compiled import compiled
from assistant.understanding.interface import DialogContext, ToolCall
from assistant.understanding.understand import Understanding
from tests.sentences import kept_sentences

HERE = Path(__file__).parent
BUNDLES = load_bundles(HERE.parents[1] / "skills")
REQUESTS = read_manifest(HERE / "requests.jsonl")


@pytest.fixture(scope="module")
def shipped() -> Understanding:
    return compiled(BUNDLES, ("en", "zh"), kept_sentences())


def calls_of(understanding: Understanding, clip: Clip) -> Sequence[ToolCall]:
    return understanding.interpret(clip.text or "", clip.language, DialogContext()).calls


def tools_of(clip: Clip) -> list[str]:
    return [call["tool"] for call in clip.calls or ()]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_ordinary_requests_are_understood(shipped: Understanding, language: str) -> None:
    ours = [clip for clip in REQUESTS if clip.calls and clip.language == language]
    assert len(ours) > 350
    right = [
        clip
        for clip in ours
        if [call.tool for call in calls_of(shipped, clip)][:1] == [tools_of(clip)[0]]
    ]
    assert len(right) >= 0.95 * len(ours)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_not_for_the_car_moves_nothing(shipped: Understanding, language: str) -> None:
    changing = {f"{b.id}.{t.name}" for b in BUNDLES for t in b.tools.values() if t.changes_state}
    others = [clip for clip in REQUESTS if clip.calls == () and clip.language == language]
    assert len(others) >= 30
    for clip in others:
        assert not changing & {call.tool for call in calls_of(shipped, clip)}, clip.text
