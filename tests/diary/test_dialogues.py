"""Whole dialogues of daily life, typed: what is asked, answered, kept and taken back."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from assistant.app import Needs, open_assistant
from assistant.config import load_config
from tests.sentences import share_sentences

Turn = tuple[str, str, str]
"""What is typed, the outcome, and a part of the reply."""

DIALOGUES: dict[str, list[Turn]] = {
    "an appointment, piece by piece": [
        ("create a meeting", "asked", "What should I add?"),
        ("the bank", "asked", "When is it?"),
        ("on the 5th of march", "asked", "At what time"),
        ("at nine", "done", "March fifth at nine o'clock"),
        ("when is the meeting with the bank", "answered", "March fifth"),
        ("cancel the meeting with the bank", "asked", "Remove The bank"),
        ("no", "cancelled", ""),
        ("when is the meeting with the bank", "answered", "March fifth"),
        ("cancel the meeting with the bank", "asked", "Remove The bank"),
        ("yes", "done", "removed"),
        ("when is the meeting with the bank", "answered", "I found no"),
    ],
    "一个日程": [
        ("添加一个日程", "asked", "要添加什么日程"),
        ("和老王吃饭", "asked", "什么时候"),
        ("三月五号中午十二点", "done", "和老王吃饭"),
        ("取消和老王吃饭的日程", "asked", "要删除"),
        ("确定", "done", "已删除"),
    ],
    "notes": [
        ("take a note", "asked", "What should I note?"),
        ("parking level three", "done", "Noted: parking level"),
        ("what did I note about parking", "answered", "parking level"),
        ("delete my last note", "asked", "Delete the note: parking level"),
        ("yes please", "done", "Deleted."),
        ("read my notes", "answered", "no notes"),
    ],
    "a story goes on after other words": [
        ("tell us a story about a dragon", "asked", "On a mountain"),
        ("yes please", "asked", "The other dragons"),
        ("what's 3 plus 4", "answered", "7"),
        ("go on with the story", "asked", "deepest breath"),
        ("again", "asked", "deepest breath"),
        ("no thanks", "answered", ""),
    ],
    "故事": [
        ("讲个关于月亮的故事", "asked", "银色大衣"),
        ("继续", "asked", "小猫"),
        ("不听了", "answered", "等着"),
    ],
    "a quiz": [
        ("quiz us about animals", "asked", "spider"),
        ("i think it's eight", "asked", "Right!"),
        ("i don't know", "asked", "It's"),
        ("what's our score", "answered", "1 of 2 right"),
        ("stop the quiz", "done", "1 of 2"),
    ],
    "fresh air only after a yes": [
        ("I'm getting tired", "asked", "Shall I let in fresh"),
        ("no", "answered", "look after yourself"),
        ("I'm getting tired", "asked", "Shall I let in fresh"),
        ("yes", "done", "Fresh air"),
    ],
}


def test_dialogues(tmp_path: Path) -> None:
    async def talk() -> list[tuple[str, str, str, str]]:
        wrong = []
        config = load_config({"ASSISTANT_DATA": str(share_sentences(tmp_path))})
        async with open_assistant(config, Needs()) as car:
            for name, turns in DIALOGUES.items():
                car.runner.performer.forget()
                for text, outcome, part in turns:
                    ended = await car.ask(text)
                    if str(ended.outcome) != outcome or part not in ended.reply:
                        wrong.append((name, text, str(ended.outcome), ended.reply))
        return wrong

    assert asyncio.run(talk()) == []
    assert json.loads((tmp_path / "notes.json").read_text(encoding="utf-8")) == []
    assert "SUMMARY" not in (tmp_path / "calendar.ics").read_text(encoding="utf-8")
