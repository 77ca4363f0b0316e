"""Let the small language model go on with a picture story, page by page, in the background.

What it writes is told to children: a page that is too short, too long, repeats itself or holds
what is drawn for nobody ends the attempt, and the skill tells its own pages instead.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

from assistant.errors import EngineError
from assistant.imaging.unsuitable import unsuitable
from assistant.understanding.llm import LanguageModel, Message

PAGES = 4
"""Pages after the first."""

SHORTEST, LONGEST = 20, 320
"""Characters of a page; in Mandarin a third of it."""

_TOKENS = 70
_ASK = {
    "en": (
        "Here is the beginning of a gentle bedtime story for small children:\n{told}\n"
        "Tell only what happens next, in two short simple sentences. {last}"
    ),
    "zh": (
        "这是一个温柔的睡前故事的开头：\n{told}\n"
        "请用两个简短的句子接着讲，只讲接下来发生的事。{last}"
    ),
}
_LAST = {"en": "This is the happy end of the story.", "zh": "这是故事美好的结尾。"}
_SENTENCE = {
    "en": re.compile(r".*?[.!?][\"”']?(?:\s|$)"),
    "zh": re.compile(r".*?[。！？]”?"),
}

Page = dict[str, Any]


class Storyteller:
    """Writes one story at a time; a new one takes the place of the last. ``model`` may be None."""

    def __init__(self, model: LanguageModel | None) -> None:
        self._model = model
        self._story = ""
        self._pages: list[Page] = []
        self._writing: asyncio.Task[None] | None = None

    def seen(self) -> dict[str, Any]:
        """Return the last story that was written: its id, and its pages once all are there."""
        whole = len(self._pages) == PAGES
        return {"id": self._story, "pages": list(self._pages) if whole else []}

    def begin(self, story: str, opening: str, scene: Page, language: str) -> None:
        """Go on with a story; ``scene`` is the picture of its first page."""
        if self._writing is not None:
            self._writing.cancel()
        self._story, self._pages = story, []
        if self._model is not None:
            self._writing = asyncio.create_task(self._write(self._model, opening, scene, language))

    async def close(self) -> None:
        """Stop writing."""
        if self._writing is not None:
            self._writing.cancel()
            await asyncio.gather(self._writing, return_exceptions=True)

    async def _write(self, model: LanguageModel, opening: str, scene: Page, language: str) -> None:
        pages, told = [], opening
        for number in range(PAGES):
            last = _LAST[language] if number == PAGES - 1 else ""
            ask = _ASK[language].format(told=told, last=last)
            try:
                answer = model.answer([Message("user", ask)], language, _TOKENS)
                text = page_of("".join([piece async for piece in answer]), told, language)
            except EngineError:
                return
            if text is None:
                return
            scene = await asyncio.to_thread(_after, scene, text, language)
            pages.append({"text": text, "scene": scene})
            told = f"{told} {text}"
        self._pages = pages


def page_of(answer: str, told: str, language: str) -> str | None:
    """Return the page in what the model answered, None when it is not fit to be told.

    >>> page_of("Pip laughed. The moon laughed, too. And th", "Once.", "en")
    'Pip laughed. The moon laughed, too.'
    """
    whole = "".join(_SENTENCE[language].findall(" ".join(answer.split()))).strip()
    part = 3 if language == "zh" else 1
    fits = SHORTEST // part <= len(whole) <= LONGEST // part
    return whole if fits and whole not in told and unsuitable(whole) is None else None


def _after(scene: Page, text: str, language: str) -> Page:
    from assistant.imaging.wording import changed  # noqa: PLC0415  loads the drawing

    return changed(scene, text, language, without=False).program or scene
