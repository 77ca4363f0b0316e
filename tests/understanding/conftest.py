"""What some of the shipped skills understand, compiled once: few, so that tests stay theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.skillhost.manifest import Bundle, load_bundle
from assistant.understanding.compiled import compiled
from assistant.understanding.encoder import SentenceEncoder
from assistant.understanding.installed import installed_encoder
from assistant.understanding.understand import Understanding
from tests.sentences import kept_sentences

SKILLS = Path(__file__).resolve().parents[2] / "skills"


CHOSEN = ("chat", "climate", "clock", "driving", "windows")


@pytest.fixture(scope="session")
def bundles() -> tuple[Bundle, ...]:
    return tuple(load_bundle(SKILLS / name) for name in CHOSEN)


@pytest.fixture(scope="session")
def encoder(models_dir: Path) -> SentenceEncoder:
    found = installed_encoder(models_dir)
    assert found is not None, "install it with `assistant models pull use-multilingual`"
    return found


@pytest.fixture(scope="session")
def understanding(bundles: tuple[Bundle, ...]) -> Understanding:
    return compiled(bundles, ("en", "zh"), kept_sentences("few"))
