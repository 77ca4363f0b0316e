"""The skills of a machine: where they run, and how a service takes up what was installed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.config import Config
from assistant.errors import SkillError
from assistant.skillhost.host import ProcessSkillHost
from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.opened import open_skills
from assistant.skillhost.sandbox import sandbox_facts
from assistant.skillhost.sdk import Context
from assistant.skillhost.shelf import open_shelf
from assistant.understanding.interface import DialogContext
from assistant.understanding.understand import Understanding
from tests.sentences import share_sentences
from tests.skillhost.test_host import ROOT, lamp

needs_walls = pytest.mark.skipif(not sandbox_facts().works, reason=sandbox_facts().detail)
SENTENCES = """
language: en
lists: {lamp_level: {range: {from: 0, to: 10}}}
intents: {dim: {data: [{sentences: ["glow at {lamp_level:level}"]}]}}
"""


def car(folder: Path) -> Config:
    skills = folder / "shipped"
    skills.mkdir()
    (skills / "windows").symlink_to(ROOT / "skills" / "windows")
    return Config(data_dir=share_sentences(folder / "data"), skills_dir=skills)


def with_sentences(folder: Path, version: str, reply: str = "done") -> Path:
    made = lamp(folder, version, reply).folder
    (made / "sentences").mkdir()
    (made / "sentences" / "en.yaml").write_text(SENTENCES, encoding="utf-8")
    return made


def test_one_question_is_answered_here(tmp_path: Path) -> None:
    async def main() -> None:
        config = car(tmp_path)
        async with open_skills(config, service=False) as skills:
            assert isinstance(skills.host, LocalSkillHost)
            assert [bundle.id for bundle in skills.host.bundles] == ["windows"]

    asyncio.run(main())


def test_an_added_skill_never_runs_here(tmp_path: Path) -> None:
    async def main() -> None:
        config = car(tmp_path)
        open_shelf(config).added.install(lamp(tmp_path).folder)
        async with open_skills(config, service=False) as skills:
            assert isinstance(skills.host, ProcessSkillHost)
            assert [service.name for service in skills.services] == ["skill"]

    asyncio.run(main())


@needs_walls
def test_a_service_takes_up_what_comes_and_goes(tmp_path: Path) -> None:
    async def main() -> None:
        config = car(tmp_path)
        added = open_shelf(config).added
        async with open_skills(config, service=True) as skills:
            host = skills.host
            assert isinstance(host, ProcessSkillHost)
            understanding = Understanding(host.bundles, config.voice.languages)

            async def said(text: str) -> str | None:
                calls = understanding.interpret(text, "en", DialogContext()).calls
                if not calls or not calls[0].tool.startswith("lamp."):
                    return None
                result = await host.call(calls[0].tool, calls[0].arguments, Context())
                return host.render(calls[0].tool, result.reply, "en", result.values)

            assert await said("glow at 7") is None
            for version in ("1.0", "2.0"):
                added.install(with_sentences(tmp_path / version, version))
                await skills.reload(understanding)
                assert await said("glow at 7") == f"{version}: 7"
            (row,) = [row for row in skills.report()["skills"] if row["id"] == "lamp"]
            assert (row["version"], row["state"]) == ("2.0", "running")
            added.remove("lamp")
            await skills.reload(understanding)
            assert await said("glow at 7") is None

    asyncio.run(main())


@needs_walls
def test_a_skill_that_can_not_be_understood_changes_nothing(tmp_path: Path) -> None:
    async def main() -> None:
        config = car(tmp_path)
        async with open_skills(config, service=True) as skills:
            host = skills.host
            assert isinstance(host, ProcessSkillHost)
            understanding = Understanding(host.bundles, config.voice.languages)
            broken = with_sentences(tmp_path / "broken", "1.0")
            (broken / "sentences" / "en.yaml").write_text("intents: {glow: {}}", encoding="utf-8")
            open_shelf(config).added.install(broken)
            with pytest.raises(SkillError, match="no such tool"):
                await skills.reload(understanding)
            assert [bundle.id for bundle in host.bundles] == ["windows"]

    asyncio.run(main())
