from __future__ import annotations

import pytest

from assistant.errors import ConfigError
from assistant.store.catalogue import Catalogue, default_catalogue_dir, load_catalogue
from assistant.store.tiers import choose_tier, models_for, this_machine
from tests.store.make import model, url_file

GB = 10**9


@pytest.mark.parametrize(
    ("memory_gb", "cores", "tier"),
    [
        (0.5, 1, "tiny"),
        (2.0, 4, "tiny"),
        (3.9, 1, "tiny"),
        (3.9, 2, "small"),
        (5.9, 8, "small"),
        (24.0, 2, "small"),
        (6.0, 4, "base"),
        (64.0, 32, "base"),
    ],
)
def test_the_tier_follows_the_machine(memory_gb: float, cores: int, tier: str) -> None:
    assert choose_tier(int(memory_gb * GB), cores).tier == tier


def test_a_setting_wins_and_warns_when_it_asks_too_much() -> None:
    choice = choose_tier(4 * GB, 2, "base")
    assert choice.tier == "base"
    assert choice.warning is not None
    assert "wants 6 GB" in choice.warning
    assert choose_tier(8 * GB, 2, "base").warning is None
    assert choose_tier(8 * GB, 2, "tiny").warning is None


def test_too_small_for_any_tier_warns() -> None:
    assert choose_tier(GB // 2, 1).warning is not None


def test_an_unknown_tier_is_an_error() -> None:
    with pytest.raises(ConfigError, match="'giant'"):
        choose_tier(4 * GB, 2, "giant")


def ids(tier: str, *languages: str) -> set[str]:
    catalogue = load_catalogue(default_catalogue_dir())
    return {m.id for m in models_for(catalogue, tier, languages)}


def test_each_tier_gets_its_models() -> None:
    assert {"whisper-base", "qwen2.5-coder-0.5b", "piper-en-joe"} <= ids("small", "en", "zh")
    assert {"whisper-base", "qwen2.5-coder-1.5b", "piper-en-joe"} <= ids("base", "en", "zh")
    assert {"whisper-small", "qwen2.5-coder-1.5b"} <= ids("large", "en", "zh")


def test_mandarin_needs_the_multilingual_recognizer() -> None:
    assert ids("tiny", "en") == {
        "whisper-tiny-en",
        "smollm2-135m",
        "piper-en-joe",
        "use-multilingual",
    }
    assert {"whisper-base"} <= ids("tiny", "en", "zh")
    assert "whisper-tiny-en" not in ids("tiny", "en", "zh")


def test_a_voice_for_each_language_when_none_speaks_all() -> None:
    voices = [
        model(name, [url_file("a", b"a")], use="synthesis", languages=(language,), memory_mb=size)
        for name, language, size in (("big", "en", 9), ("en", "en", 1), ("zh", "zh", 1))
    ]
    chosen = models_for(Catalogue(tuple(voices)), "small", ("en", "zh", "fi"))
    assert [m.id for m in chosen] == ["en", "zh"]


def test_this_machine_has_memory_and_cores() -> None:
    machine = this_machine()
    assert machine.memory_bytes > 0
    assert machine.cores >= 1
