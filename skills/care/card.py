"""Care's cards: when and how to rest, and whom a call for help would reach. Pure."""

from __future__ import annotations

WORDS = {
    "en": {
        "rest": "Time for a rest",
        "break": "Breaks",
        "advice": "15 to 20 minutes of sleep help most. Take at least 15 minutes every two hours.",
        "help": "Emergency call",
    },
    "zh": {
        "rest": "该休息了",
        "break": "休息建议",
        "advice": "小睡15到20分钟最有效。每两小时至少休息15分钟。",
        "help": "紧急呼叫",
    },
}

Card = dict[str, str]


def break_card(language: str, driven: str, *, now: bool) -> Card:
    """Return the advice on breaks, with the time driven so far; ``now``: one is due."""
    words = WORDS[language]
    title = words["rest" if now else "break"]
    card = {"type": "text", "title": title, "text": words["advice"]}
    return {**card, "duration": driven} if driven else card


def help_card(language: str, number: str) -> Card:
    """Return the number that help comes from."""
    return {"type": "text", "title": WORDS[language]["help"], "text": number}
