"""Small talk: every joke and every help exists in both languages."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundle
from assistant.skillhost.sdk import Context

FOLDER = Path(__file__).resolve().parents[2] / "skills" / "chat"
HOST = LocalSkillHost([load_bundle(FOLDER)])


def reply(tool: str, now: str, language: str) -> str:
    context = Context(now_iso=now, language=language)
    result = asyncio.run(HOST.call(f"chat.{tool}", {}, context))
    assert result.effects == ()
    return HOST.render(f"chat.{tool}", result.reply, language, result.values)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_jokes_and_help_vary_and_never_run_out(language: str) -> None:
    moments = [f"2026-03-05T10:{minute:02}:17+08:00" for minute in range(60)]
    moments += [f"2026-03-05T10:00:{second:02}+08:00" for second in range(60)]
    assert len({reply("joke", now, language) for now in moments}) == 12
    assert len({reply("help", now, language) for now in moments}) == 6


@pytest.mark.parametrize(
    ("hour", "english", "mandarin"),
    [
        (7, "Good morning", "早上好"),
        (14, "Good afternoon", "下午好"),
        (2, "Good evening", "晚上好"),
    ],
)
def test_greeting_fits_the_time(hour: int, english: str, mandarin: str) -> None:
    now = f"2026-03-05T{hour:02}:00:00+08:00"
    assert reply("greet", now, "en").startswith(english)
    assert reply("greet", now, "zh").startswith(mandarin)


def test_answer_without_a_model_says_so() -> None:
    now = "2026-03-05T10:00:00+08:00"
    assert reply("answer", now, "en") == "Sorry, I can't answer that right now."
