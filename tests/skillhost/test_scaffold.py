"""A new skill works at once, among all others, whatever it is called."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.errors import SkillError
from assistant.skillhost.lint import lint, permissive
from assistant.skillhost.local import LocalSkillHost
from assistant.skillhost.manifest import Bundle, load_bundles
from assistant.skillhost.scaffold import make_skill
from assistant.skillhost.tables import cases
from assistant.skillhost.testing import Bench
from tests.sentences import kept_sentences

BUNDLES = load_bundles(Path(__file__).resolve().parents[2] / "skills")
NAMES = ("siesta", "level2", "one_more", "stop", "open_window", "please_wait")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Bundle]:
    """New skills, one a name."""
    folder = tmp_path_factory.mktemp("skills")
    return [make_skill(name, ("en", "zh"), folder) for name in NAMES]


def test_new_skills_pass_their_tests_among_all_others(made: list[Bundle]) -> None:
    bench = Bench([*BUNDLES, *made], LocalSkillHost(made), kept=kept_sentences("new"))
    for bundle in made:
        rows = list(cases(bundle))
        assert {case.language for case in rows} == {"en", "zh"}
        for case in rows:
            assert asyncio.run(bench.check(case)).differences == ()


def test_there_is_nothing_to_mend_in_a_new_skill(made: list[Bundle]) -> None:
    together = [*BUNDLES, *made]
    host = LocalSkillHost(permissive(together, ["siesta"]))
    found = lint(together, ["siesta"], host, samples=60, kept=kept_sentences("new"))
    assert asyncio.run(found) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_skill_of_one_language(tmp_path: Path, language: str) -> None:
    bundle = make_skill("siesta", (language,), tmp_path)
    assert bundle.languages == (language,)
    assert set(bundle.name) == set(bundle.replies) == {language}
    assert {path.stem for path in bundle.folder.glob("*/*.yaml")} == {language}


@pytest.mark.parametrize("name", ["", "Siesta", "2go", "a-b", "../evil", "a/b", "a" * 41, "日"])
def test_names_that_can_not_be(tmp_path: Path, name: str) -> None:
    with pytest.raises(SkillError, match="a name is lower-case letters"):
        make_skill(name, ("en",), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_nobody_can_say(tmp_path: Path) -> None:
    """Numbers alone are heard as digits."""
    with pytest.raises(SkillError, match="nobody can say this name"):
        make_skill("twenty_one", ("en",), tmp_path)


def test_languages_that_nobody_wrote(tmp_path: Path) -> None:
    for languages in (("en", "tlh"), ()):
        with pytest.raises(SkillError, match="known are en, zh"):
            make_skill("siesta", languages, tmp_path)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "siesta").mkdir()
    with pytest.raises(SkillError, match="is there already"):
        make_skill("siesta", ("en",), tmp_path)
