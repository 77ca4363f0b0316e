"""The phone's cards: the call there is, the last calls, and somebody's numbers. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

WORDS = {
    "en": {
        "recent": "Calls", "calling": "Calling…", "incoming": "Incoming call",
        "talking": "On the phone", "muted": "On the phone · muted", "help": "Emergency call",
        "mobile": "Mobile", "work": "Work", "home": "Home", "main": "Main", "other": "Other",
        "missed": "Missed", "taken": "Answered", "made": "Outgoing",
    },
    "zh": {
        "recent": "通话记录", "calling": "正在呼叫…", "incoming": "来电",
        "talking": "通话中", "muted": "通话中 · 已静音", "help": "紧急呼叫",
        "mobile": "手机", "work": "公司", "home": "家里", "main": "主要", "other": "其他",
        "missed": "未接", "taken": "已接", "made": "已拨",
    },
}  # fmt: skip

Row = dict[str, Any]


def call_card(language: str, who: str, state: str) -> Row:
    """Return the call: ``calling``, ``incoming``, ``talking``, ``muted`` or ``help``."""
    return {"type": "text", "title": who, "text": WORDS[language][state]}


def numbers_card(language: str, name: str, numbers: Iterable[Mapping[str, str]], kind: str) -> Row:
    """Return somebody's numbers, as a ``list`` or a ``choice``."""
    words = WORDS[language]
    items = [
        {"title": words.get(one["kind"], one["kind"]), "text": one["number"]} for one in numbers
    ]
    return {"type": kind, "title": name, "items": items}


def recent_card(language: str, recents: Iterable[Mapping[str, str]]) -> Row:
    """Return the last calls."""
    words = WORDS[language]
    items = [
        {
            "title": one["name"] or one["number"],
            "text": words.get(one["kind"], ""),
            "start": one["at_iso"],
        }
        for one in recents
    ]
    return {"type": "list", "title": words["recent"], "items": items}
