"""The owner's manual: how things are done, and what the warning lights mean.

Nothing is answered that the manual does not say: a question that no passage covers enough is
told so. The passage's chapter is named on the card.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from assistant.skillhost.cabin import answered
from assistant.skillhost.sdk import Context, Skill, ToolResult

from .index import Hit, Index, Passage, passages
from .telltales import colour_of, lit, said_looks
from .vocabulary import words

skill = Skill("manual")

FOLDER = Path(__file__).parent
ENOUGH = {"en": 0.6, "zh": 0.5}
"""A passage must cover so much of a question to be its answer; in Mandarin pairs of characters
across words make it less."""

AS_GOOD = 0.05
"""Between passages that cover so nearly the same, how-to goes before warning lights."""

ENOUGH_OF_A_LIGHT = 0.4
"""The same for the description of a warning light, among lights alone."""

ALIKE = 0.12
"""Lights whose coverage differs by no more than this are told apart by the person."""

MOST_TOLD = 3
SPOKEN_SENTENCES = 2
CARD_TITLE = {"en": "Owner's manual", "zh": "用户手册"}
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")


@cache
def manual(language: str) -> tuple[Passage, ...]:
    """Return all passages of the manual in a language."""
    return passages(FOLDER / "manual" / language)


@cache
def index(language: str, *, lights: bool = False, colour: str = "") -> Index:
    """Return the search in the manual, or in its warning lights of one or all colours."""
    found = [
        one
        for one in manual(language)
        if not lights or (one.colour and (not colour or one.colour == colour))
    ]
    return Index(found, words(FOLDER / "words", language), lights=lights)


# --- how-to -------------------------------------------------------------------------------


@skill.tool("ask_manual")
def ask_manual(ctx: Context, question: str = "") -> ToolResult:
    """Answer from the passage that covers the question, or say that the manual is silent.

    What was said goes before ``question``, which may hold only a part of it.
    """
    asked = ctx.utterance or question
    hits = index(ctx.language).search(asked)
    enough = [hit for hit in hits if hit.coverage >= ENOUGH[ctx.language]]
    if not enough:
        return answered("silent")
    alike = [hit for hit in enough if enough[0].coverage - hit.coverage <= AS_GOOD]
    best = next((hit for hit in alike if not hit.passage.colour), alike[0])
    return _told(ctx, best.passage, "passage")


def _told(ctx: Context, passage: Passage, reply: str) -> ToolResult:
    """Return a passage: its first sentences spoken, all of it on the card."""
    sentences = [one.strip() for one in _SENTENCE.split(_plain(passage.text)) if one.strip()]
    joint = "" if ctx.language == "zh" else " "
    spoken = joint.join(sentences[:SPOKEN_SENTENCES])
    values = {"text": spoken, "title": passage.title, "chapter": passage.chapter}
    card = {
        "type": "text",
        "title": passage.title,
        "text": passage.text,
        "source": f"{CARD_TITLE[ctx.language]}: {passage.chapter}",
    }
    return ToolResult(reply=reply, values=values, card=card)


def _plain(text: str) -> str:
    """Return Markdown as one line of plain text: list marks and emphasis gone."""
    bare = re.sub(r"^(?:[-*]|\d+\.)\s+", "", text.replace("**", ""), flags=re.MULTILINE)
    return " ".join(bare.split())


# --- warning lights -----------------------------------------------------------------------


@skill.tool("warning_light")
def warning_light(ctx: Context, description: str = "") -> ToolResult:
    """Say what a light means, by its colour and shape; several that fit are told apart."""
    asked = ctx.utterance or description
    colour = colour_of(asked, ctx.language)
    looks = said_looks(asked, ctx.language)
    lights = index(ctx.language, lights=True, colour=colour)
    if not lights.terms(looks):
        return _lit_or_asked(ctx, colour)
    hits = lights.search(looks)
    fitting = [hit for hit in hits if hit.coverage >= ENOUGH_OF_A_LIGHT]
    if not fitting:
        return answered("light_unknown")
    best = [hit for hit in fitting if fitting[0].coverage - hit.coverage <= ALIKE]
    return _one_of(ctx, best)


def _one_of(ctx: Context, hits: list[Hit]) -> ToolResult:
    """Return the light, or the few that fit alike with what tells them apart."""
    if len(hits) == 1:
        return _told(ctx, hits[0].passage, "light")
    lights = [
        {"title": hit.passage.title, "colour": hit.passage.colour, "looks": hit.passage.looks}
        for hit in hits[:MOST_TOLD]
    ]
    for one in lights:
        one["looks"] = re.split(r"[,，、]", one["looks"])[0].strip()
    card = {"type": "list", "title": CARD_TITLE[ctx.language], "items": lights}
    return ToolResult(reply="lights_several", values={"lights": lights}, card=card)


def _lit_or_asked(ctx: Context, colour: str) -> ToolResult:
    """Return the light that is on, when the person did not say what it looks like."""
    titles = lit(ctx)
    found = [one for one in manual("en") if one.title in titles]
    places = [manual("en").index(one) for one in found]
    shown = [manual(ctx.language)[place] for place in places]
    fitting = [one for one in shown if not colour or one.colour == colour]
    if not fitting:
        return ToolResult("ask_looks", outcome="asked", missing="description")
    return _one_of(ctx, [Hit(one, 1.0) for one in fitting])


@skill.tool("lit_lights")
def lit_lights(ctx: Context) -> ToolResult:
    """Say which warnings the car reports now."""
    titles = lit(ctx)
    if not titles:
        return answered("nothing_lit")
    places = [at for at, one in enumerate(manual("en")) if one.title in titles]
    shown = [manual(ctx.language)[place] for place in places]
    if len(shown) == 1:
        return _told(ctx, shown[0], "lit_one")
    items = [{"title": one.title, "text": one.text} for one in shown]
    card = {"type": "list", "title": CARD_TITLE[ctx.language], "items": items}
    return ToolResult("lit_some", {"titles": [one.title for one in shown]}, card=card)
