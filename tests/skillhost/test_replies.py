"""How the replies of skills begin."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assistant.skillhost.manifest import load_bundles
from assistant.skillhost.replies import openings

BUNDLE = load_bundles(Path(__file__).resolve().parents[2] / "skills")[0]


def test_only_whole_sentences_before_the_first_value_are_openings() -> None:
    replies = {
        "going": "On our way. It's {{ time }} to {{ name }}.",
        "twice": "On our way. {{ name }} is far.",
        "two": "Okay. That works. In {{ time }}.",
        "begun": "It's {{ time }}.",
        "fixed": "Guidance is off. Bye.",
        "chosen": "{% if closed %}Closed.{% endif %} Fine.",
        "short": "By St. {{ name }}.",
    }
    bundle = replace(BUNDLE, replies={"en": replies})
    assert openings([bundle], "en") == ["Okay.", "On our way."]
    assert openings([bundle], "zh") == []
