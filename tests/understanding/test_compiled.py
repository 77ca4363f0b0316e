from __future__ import annotations

import gc
import re
import shutil
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.skillhost.manifest import load_bundles
from assistant.understanding.compiled import compiled, prepare
from assistant.understanding.interface import DialogContext, Interpretation
from assistant.understanding.understand import Understanding

SKILLS = Path(__file__).resolve().parents[2] / "skills"
LANGUAGES = ("en", "zh")
TEXTS = (
    ("en", "open my window"),
    ("en", "could you maybe opne the window of mine"),
    ("zh", "打开车床"),
    ("zh", "把副驾车窗打开一半"),
    ("en", "tell me about the moon"),
)


@pytest.fixture
def skills(tmp_path: Path) -> Path:
    shutil.copytree(SKILLS / "windows", tmp_path / "skills" / "windows")
    return tmp_path / "skills"


def meanings(understanding: Understanding) -> list[Interpretation]:
    context = DialogContext()
    return [understanding.interpret(text, lang, context) for lang, text in TEXTS]


def test_what_was_kept_understands_the_same(skills: Path, tmp_path: Path) -> None:
    bundles, cache = load_bundles(skills), tmp_path / "cache"
    made = compiled(bundles, LANGUAGES, cache)
    expected = meanings(made)
    (path,) = cache.iterdir()
    before = path.stat().st_ino
    kept = compiled(bundles, LANGUAGES, cache)
    assert path.stat().st_ino == before
    assert kept is not made
    assert meanings(kept) == expected
    assert sum(meaning.understood for meaning in expected) >= 3


def test_what_was_prepared_is_smaller_and_understands_the_same(
    skills: Path, tmp_path: Path
) -> None:
    bundles, cache = load_bundles(skills), tmp_path / "cache"
    expected = meanings(compiled(bundles, LANGUAGES, cache))
    (plain,) = cache.iterdir()
    prepare(bundles, LANGUAGES, cache)
    (tight,) = cache.glob("*.tight.pickle")
    assert tight.stat().st_size < plain.stat().st_size
    plain.unlink()
    assert meanings(compiled(bundles, LANGUAGES, cache)) == expected
    assert list(cache.iterdir()) == [tight]


def test_a_changed_sentence_is_compiled_again(skills: Path, tmp_path: Path) -> None:
    compiled(load_bundles(skills), LANGUAGES, tmp_path / "cache")
    path = skills / "windows" / "sentences" / "en.yaml"
    path.write_text(re.sub(r"\bsunroof\b", "skylight", path.read_text()))
    changed = compiled(load_bundles(skills), LANGUAGES, tmp_path / "cache")
    assert changed.interpret("open the skylight", "en", DialogContext()).calls
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_two_who_want_the_same_make_it_once(skills: Path, tmp_path: Path) -> None:
    bundles, cache, elsewhere = load_bundles(skills), tmp_path / "cache", tmp_path / "elsewhere"
    compiled(bundles, LANGUAGES, elsewhere)
    (made,) = elsewhere.iterdir()
    cache.mkdir()
    with ThreadPoolExecutor() as pool:
        with FileLock(cache.with_suffix(".lock")):
            other = pool.submit(compiled, bundles, LANGUAGES, cache)
            with pytest.raises(TimeoutError):
                other.result(0.5)
            shutil.copy(made, cache)
            inode = (cache / made.name).stat().st_ino
        assert meanings(other.result())
    assert [path.name for path in cache.iterdir()] == [made.name]
    assert (cache / made.name).stat().st_ino == inode


@pytest.mark.parametrize("damage", [b"", b"\x80\x05garbage", b"not a pickle at all"])
def test_a_damaged_file_is_made_again(skills: Path, tmp_path: Path, damage: bytes) -> None:
    bundles, cache = load_bundles(skills), tmp_path / "cache"
    expected = meanings(compiled(bundles, LANGUAGES, cache))
    (path,) = cache.iterdir()
    path.write_bytes(damage)
    assert meanings(compiled(bundles, LANGUAGES, cache)) == expected
    assert path.stat().st_size > 10_000


def test_only_the_newest_are_kept_and_no_disk_is_no_failure(skills: Path, tmp_path: Path) -> None:
    bundles, cache = load_bundles(skills), tmp_path / "cache"
    cache.mkdir()
    for number in range(12):
        (cache / f"{number}.pickle").write_bytes(b"")
    compiled(bundles, ("en",), cache)
    assert len(list(cache.iterdir())) == 8
    assert max(path.stat().st_size for path in cache.iterdir()) > 10_000
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert (
        compiled(bundles, ("en",), blocked / "cache")
        .interpret("open my window", "en", DialogContext())
        .calls
    )


def test_what_is_replaced_is_let_go_without_a_collector(skills: Path, tmp_path: Path) -> None:
    bundles = load_bundles(skills)
    first, second = (compiled(bundles, LANGUAGES, tmp_path / "cache") for _ in range(2))
    meanings(first)
    before = [weakref.ref(one) for one in first._languages.values()]
    gc.disable()
    try:
        first.adopt(second)
        assert [one() for one in before] == [None, None]
    finally:
        gc.enable()
    assert sum(meaning.understood for meaning in meanings(first)) >= 3
