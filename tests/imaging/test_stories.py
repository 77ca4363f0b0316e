"""Picture stories: whole, drawable, told page by page, with a model's words where they are fit."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from assistant.imaging.scene.program import from_json
from assistant.imaging.storyteller import PAGES, Storyteller, page_of
from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import load_bundles
from assistant.skillhost.sdk import Context, ToolResult
from assistant.understanding.fake import FakeLanguageModel
from tests.imaging.painting import until

SKILLS = Path(__file__).resolve().parents[2] / "skills"
BUNDLES = tuple(one for one in load_bundles(SKILLS) if one.id == "stories")
LONG = 5


def tell(
    language: str, services: dict[str, Any], arguments: dict[str, Any] | None = None
) -> ToolResult:
    host = LocalSkillHost(BUNDLES)
    context = Context(zone="rear_left", language=language, services=services)
    return asyncio.run(host.call("stories.picture_story", arguments or {}, context))


def bookmark(result: ToolResult) -> dict[str, Any]:
    return next(dict(e.args) for e in result.effects if e.kind == "bookmark.put")


def drawing(result: ToolResult) -> dict[str, Any]:
    return next(dict(e.args) for e in result.effects if e.kind == "picture.draw")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("seed", ["1", "2a", "3bc", "ffffffffffff"])
def test_a_story_is_told_to_its_end_with_a_picture_a_page(language: str, seed: str) -> None:
    places: dict[str, Any] = {}
    texts, titles = [], set()
    for number in range(LONG):
        services = {"bookmark": places, "picture": {"available": True, "next": seed}}
        result = tell(language, services, {"wish": "go_on"} if number else {})
        assert result.card is not None
        assert (result.card["page"], result.card["pages"]) == (number + 1, LONG)
        assert "{" not in result.card["text"]
        assert from_json(drawing(result)["program"]).subjects
        assert result.values["more"] == (number + 1 < LONG)
        texts.append(result.card["text"])
        titles.add(result.card["title"])
        places = {"picture_story": bookmark(result)}
    assert len(set(texts)) == LONG
    assert len(titles) == 1
    again = tell(language, {"bookmark": places, "picture": {"next": seed}}, {"wish": "again"})
    assert again.card is not None
    assert again.card["text"] == texts[-1]
    after = tell(language, {"bookmark": places, "picture": {"next": "77"}}, {"wish": "go_on"})
    assert after.card is not None
    assert after.card["page"] == 1  # "another one?" yes


def test_a_wish_chooses_the_hero_or_the_plot() -> None:
    for about, kind in (("fox", "fox"), ("a dinosaur", "dinosaur")):
        seen = {"picture": {"next": "5"}}
        program = drawing(tell("en", seen, {"about": about}))["program"]
        assert kind in [one["kind"] for one in program["subjects"]]
    honest = tell("en", {"picture": {"next": "5"}}, {"about": "tax law"})
    assert (honest.reply, honest.effects) == ("no_picture_story", ())


def test_a_models_pages_are_told_when_all_are_there() -> None:
    first = tell("en", {"picture": {"next": "9"}})
    places = {"picture_story": bookmark(first)}
    pages = [{"text": f"Page {n}.", "scene": {"place": "coast"}} for n in range(PAGES)]
    story = {"id": str(places["picture_story"]["seed"]), "pages": pages}
    seen = {"bookmark": places, "picture": {"next": "a", "story": story}}
    second = tell("en", seen, {"wish": "go_on"})
    assert (second.values["text"], drawing(second)["program"]) == ("Page 0.", {"place": "coast"})
    other = {"bookmark": places, "picture": {"next": "a", "story": {"id": "1", "pages": pages}}}
    assert tell("en", other, {"wish": "go_on"}).values["text"] != "Page 0."


def test_the_model_goes_on_from_the_first_page() -> None:
    class Teller(FakeLanguageModel):
        async def answer(self, *args: Any, **kwargs: Any) -> Any:
            self.pieces += 1
            yield f"Pip came to the {('sea', 'forest', 'city', 'desert')[self.pieces - 1]}. "
            yield "It was a lovely day. And th"

    async def run() -> None:
        teller = Storyteller(Teller())
        teller.begin("s1", "Once there was Pip.", {"place": "village"}, "en")
        await until(lambda: teller.seen()["pages"])
        pages = teller.seen()["pages"]
        assert pages[0]["text"] == "Pip came to the sea. It was a lovely day."
        assert [page["scene"]["place"] for page in pages[1:]] == ["forest", "city", "desert"]
        await teller.close()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("answer", "language"),
    [
        ("Yes.", "en"),
        ("He took a gun and killed everybody in the village. The end.", "en"),
        ("No sentence ever ends in this long and winding answer of the model", "en"),
        ("Once there was Pip, and Pip was glad. ", "en"),
        ("好。", "zh"),
        ("它拿着枪，把大家都杀死了。", "zh"),
    ],
)
def test_what_is_not_fit_for_children_is_not_told(answer: str, language: str) -> None:
    assert page_of(answer, "Once there was Pip, and Pip was glad. 从前", language) is None
