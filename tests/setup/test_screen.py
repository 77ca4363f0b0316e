"""When the screen is built anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from setup import screen


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small checkout with a screen."""
    hmi = tmp_path / "hmi"
    (hmi / "src").mkdir(parents=True)
    (hmi / "strings").mkdir()
    for name in ("package-lock.json", "build.mjs", "src/main.ts", "strings/en.json"):
        (hmi / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(screen, "ROOT", tmp_path)
    monkeypatch.setattr(screen, "SOURCES", hmi)
    monkeypatch.setattr(screen, "LOCK", hmi / "package-lock.json")
    return hmi


@pytest.mark.parametrize("name", ["package-lock.json", "build.mjs", "src/main.ts", "src/new.css"])
def test_any_change_of_the_sources_builds_it_anew(sources: Path, name: str) -> None:
    before = screen.build_key()
    assert screen.build_key() == before
    (sources / name).write_text("changed", encoding="utf-8")
    assert screen.build_key() != before


def test_a_renamed_file_builds_it_anew(sources: Path) -> None:
    before = screen.build_key()
    (sources / "src/main.ts").rename(sources / "src/other.ts")
    assert screen.build_key() != before


def test_the_lock_names_no_addresses() -> None:
    lock = json.loads(screen.LOCK.read_text(encoding="utf-8"))
    packages = lock["packages"].values()
    assert packages
    assert not any("resolved" in package for package in packages)
