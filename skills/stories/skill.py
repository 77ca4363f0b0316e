"""Stories told in pieces, and quizzes that keep the score, for children.

Where a story or a quiz stands is a bookmark (service ``bookmark``), so that "go on" works
after other words, or another day. What is told next follows from the bookmark alone.
"""

from __future__ import annotations

from typing import Any

from assistant.skillhost.sdk import Context, Effect, Skill, ToolResult

from .answers import is_right
from .library import Question, Tale, questions, tales
from .picture_tales import compose, knows

skill = Skill("stories")

PICTURE_SLOT = "story"
"""The cards that show the pages of a picture story."""

ROUND = 10
"""Questions of one quiz."""

TITLES = {
    "en": {"stories": "Stories", "quiz": "Question {asked} of {round}", "score": "Quiz"},
    "zh": {"stories": "故事", "quiz": "第{asked}题，共{round}题", "score": "问答"},
}
SCORE = {"en": "{right} of {asked} right", "zh": "答对{right}题，共{asked}题"}

Place = dict[str, Any]


def place(ctx: Context, name: str) -> Place:
    """Return what the bookmark ``story`` or ``quiz`` holds."""
    return dict(ctx.services.get("bookmark", {}).get(name, {}))


def put(name: str, where: Place) -> tuple[Effect, ...]:
    """Return the effect that keeps a place."""
    return (Effect("bookmark.put", name, args=where),)


# --- stories ----------------------------------------------------------------------------------


@skill.tool("tell")
def tell(ctx: Context, wish: str = "", about: str = "") -> ToolResult:
    """Tell the next piece, and ask whether to go on."""
    if wish == "no":
        return ToolResult(reply="story_waits")
    was = place(ctx, "story")
    tale = next((t for t in tales(ctx.language) if t.id == was.get("id")), None)
    part = int(was.get("part", 0)) - (1 if wish == "again" else 0)
    told = list(was.get("told", ()))
    if wish in ("go_on", "again") and tale is not None and 0 <= part < len(tale.parts):
        return piece(tale, part, told)
    found = about_it(ctx, about) if about and not wish else fresh(ctx, told)
    if found is None:
        return ToolResult(reply="no_such_story", values={"about": about})
    return piece(found, 0, [*[t for t in told if t != found.id], found.id])


def piece(tale: Tale, part: int, told: list[str]) -> ToolResult:
    """Return a piece of a story, with the place after it."""
    where = {"id": tale.id, "part": part + 1, "told": told[-len(tales("en")) + 1 :]}
    values = {
        "title": tale.title if part == 0 else "",
        "text": tale.parts[part],
        "more": part + 1 < len(tale.parts),
    }
    card = {"type": "text", "title": tale.title, "text": tale.parts[part]}
    return ToolResult(
        reply="piece",
        values=values,
        effects=put("story", where),
        outcome="asked",
        missing="wish",
        card=card,
    )


def fresh(ctx: Context, told: list[str]) -> Tale:
    """Return the story that was not told for longest."""
    return min(tales(ctx.language), key=lambda t: told.index(t.id) + 1 if t.id in told else 0)


def about_it(ctx: Context, about: str) -> Tale | None:
    """Return the story about something, or None."""
    said = about.casefold()
    words = said.split() if ctx.language == "en" else [said]
    for tale in tales(ctx.language):
        if any(key in words or (ctx.language == "zh" and key in said) for key in tale.about):
            return tale
    return None


# --- picture stories --------------------------------------------------------------------------


@skill.tool("picture_story")
def picture_story(ctx: Context, wish: str = "", about: str = "") -> ToolResult:
    """Tell the next page of a picture story and draw its picture."""
    if wish == "no":
        return ToolResult(reply="story_waits")
    seen = ctx.services.get("picture", {})
    if not seen.get("available", True):
        return ToolResult(reply="no_pictures", outcome="refused")
    was = place(ctx, "picture_story")
    if wish not in ("go_on", "again") or was.get("language") != ctx.language:
        if not knows(about, ctx.language):
            return ToolResult("no_picture_story", {"about": about}, outcome="refused")
        start = {"seed": int(str(seen.get("next", "0")), 16), "about": about, "part": 0}
        return page(ctx, {**start, "language": ctx.language, "written": False})
    part = int(was["part"]) - (wish == "again")
    tale = compose(int(was["seed"]), ctx.language, str(was["about"]))
    if part >= len(tale.pages):
        return picture_story(ctx, "new")
    written = bool(was["written"])
    if wish == "go_on" and part == 1:  # a model's pages are told when all of them are there by now
        written = len(pages_written(ctx, was)) > 0
    return page(ctx, {**was, "part": max(part, 0), "written": written})


def pages_written(ctx: Context, where: Place) -> list[Place]:
    """Return the pages that the language model wrote for a story, if it has finished."""
    story = ctx.services.get("picture", {}).get("story") or {}
    return list(story.get("pages", ())) if story.get("id") == str(where["seed"]) else []


def page(ctx: Context, where: Place) -> ToolResult:
    """Return a page, its picture, and the place after it."""
    tale = compose(int(where["seed"]), ctx.language, str(where["about"]))
    part = int(where["part"])
    text, scene = tale.pages[part].text, tale.pages[part].scene
    written = pages_written(ctx, where)
    if where["written"] and 0 < part <= len(written):
        text, scene = written[part - 1]["text"], written[part - 1]["scene"]
    picture = str(ctx.services.get("picture", {}).get("next", ""))
    args = {"prompt": tale.title, "program": scene, "slot": PICTURE_SLOT}
    effects = [*put("picture_story", {**where, "part": part + 1})]
    effects.append(Effect("picture.draw", picture, args=args))
    if part == 0:
        order = {"opening": text, "scene": scene}
        effects.append(Effect("picture.write", str(where["seed"]), args=order))
    card = {
        "type": "picture",
        "title": tale.title,
        "alt": text,
        "text": text,
        "picture": picture,
        "slot": PICTURE_SLOT,
        "image": f"/api/v1/pictures/{picture}.jpg",
        "state": "drawing",
        "page": part + 1,
        "pages": len(tale.pages),
    }
    more = part + 1 < len(tale.pages)
    values = {"title": tale.title if part == 0 else "", "text": text, "more": more}
    return ToolResult("page", values, tuple(effects), "asked", "wish", card=card)


@skill.tool("list_stories")
def list_stories(ctx: Context) -> ToolResult:
    """Name some stories; the card has all."""
    titles = [tale.title for tale in tales(ctx.language)]
    name = TITLES[ctx.language]["stories"]
    card = {"type": "list", "title": name, "items": [{"title": title} for title in titles]}
    return ToolResult(
        reply="stories", values={"titles": titles[:3], "count": len(titles)}, card=card
    )


# --- quizzes ----------------------------------------------------------------------------------


@skill.tool("quiz")
def quiz(ctx: Context, answer: str = "", topic: str = "", wish: str = "") -> ToolResult:
    """Ask the next question, after telling whether the last one was answered right."""
    was = place(ctx, "quiz")
    question = next((q for q in questions(ctx.language) if q.id == was.get("id")), None)
    if answer:
        wish = answer if answer in ("skip", "repeat", "end") else ""
    if wish == "end":
        return ended(ctx, was)
    if question is None or wish == "new" or not (answer or wish):
        start = {"topic": topic, "asked": 0, "right": 0, "done": was.get("done", [])}
        return asked(ctx, start, {"verdict": "start"})
    if wish == "repeat":
        return asking(ctx, question, was, {"verdict": "again"})
    right = wish != "skip" and is_right(answer, question.accept, ctx.language)
    was["right"] = int(was["right"]) + right
    verdict = "skipped" if wish == "skip" else "right" if right else "wrong"
    return asked(ctx, was, {"verdict": verdict, "answer": question.answer})


def asked(ctx: Context, was: Place, values: Place) -> ToolResult:
    """Return the next question, or the end of the round."""
    done, topic = list(was["done"]), str(was["topic"])
    if int(was["asked"]) >= ROUND:
        over = {**was, "id": ""}
        values = {**values, "right": was["right"], "asked": was["asked"]}
        card = score_card(ctx, was["right"], was["asked"])
        return ToolResult("round_over", values, put("quiz", over), "done", card=card)
    pool = [q for q in questions(ctx.language) if topic in ("", q.topic)]
    question = min(pool, key=lambda q: done.index(q.id) + 1 if q.id in done else 0)
    done = [*[d for d in done if d != question.id], question.id]
    where = {**was, "id": question.id, "asked": int(was["asked"]) + 1, "done": done}
    return asking(ctx, question, where, values)


def asking(ctx: Context, question: Question, where: Place, values: Place) -> ToolResult:
    """Return a question, with the place that waits for its answer."""
    title = TITLES[ctx.language]["quiz"].format(asked=where["asked"], round=ROUND)
    return ToolResult(
        reply="question",
        values={"answer": "", **values, "ask": question.ask},
        effects=put("quiz", where),
        outcome="asked",
        missing="answer",
        card={"type": "text", "title": title, "text": question.ask},
    )


def score_card(ctx: Context, right: int, answered: int) -> Place:
    """Return how many answers were right."""
    text = SCORE[ctx.language].format(right=right, asked=answered)
    return {"type": "text", "title": TITLES[ctx.language]["score"], "text": text}


def ended(ctx: Context, was: Place) -> ToolResult:
    """Return the score of a quiz that is given up; the question not answered does not count."""
    answered = max(0, int(was.get("asked", 0)) - 1)
    values = {"right": was.get("right", 0), "asked": answered}
    over = {**was, "id": ""} if was else {"id": "", "done": []}
    card = score_card(ctx, values["right"], answered) if answered else None
    return ToolResult("quiz_ended", values, put("quiz", over), "done", card=card)


@skill.tool("score")
def score(ctx: Context) -> ToolResult:
    """Say how many answers were right so far."""
    was = place(ctx, "quiz")
    if "asked" not in was:
        return ToolResult(reply="no_quiz")
    answered = int(was["asked"]) - bool(was.get("id"))
    values = {"right": was["right"], "asked": answered}
    return ToolResult("score", values, card=score_card(ctx, was["right"], answered))
