"""What is said in one breath with a request."""

from __future__ import annotations

import pytest

from assistant.understanding.asides import asides, in_passing


@pytest.mark.parametrize(
    ("language", "texts", "talk"),
    [
        ("en", ["open the window", "play some jazz"], ["she never called back", "long " * 20]),
        ("zh", ["打开车窗", "放点爵士"], ["她一直没回电话", "长" * 40]),
    ],
)
def test_requests_in_one_breath_with_other_words(
    language: str, texts: list[str], talk: list[str]
) -> None:
    found = list(in_passing(texts, talk, language))
    assert found == list(in_passing(texts, talk, language))
    assert len(found) == len(texts)
    said = {*asides(language).before, *asides(language).after, talk[0]}
    for text, whole in zip(texts, found, strict=True):
        assert text in whole
        assert whole.replace(text, "").strip() in said


def test_without_talk_there_is_nothing() -> None:
    assert not list(in_passing(["open the window"], [], "en"))
