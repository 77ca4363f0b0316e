"""What is built: its size, its units, its words."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.api.screen import POLICY, STATIC
from assistant.config import Config
from assistant.skillhost.opened import skills_here
from assistant.understanding.installed import understand
from assistant.understanding.interface import DialogContext
from assistant.understanding.understand import Understanding
from tests.sentences import share_sentences

ROOT = Path(__file__).resolve().parents[2]
HMI = ROOT / "hmi"
INITIAL_KB = 40
ERROR_LETTERS = 40
WORDS = {
    language: json.loads((HMI / "strings" / f"{language}.json").read_text(encoding="utf-8"))
    for language in ("en", "zh")
}


@pytest.fixture(scope="module")
def node() -> str:
    """The Node that `make setup` brings."""
    found = Path(sys.executable).parent / "node"
    if not found.is_file() or not (HMI / "node_modules").is_dir():
        pytest.skip("no Node here: run `make setup`")
    return str(found)


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=HMI, capture_output=True, text=True, check=False)


def test_the_pure_parts(node: str) -> None:
    done = run(node, "--test", *sorted(str(path) for path in (HMI / "tests").glob("*.test.ts")))
    assert done.returncode == 0, done.stdout


def test_the_types(node: str) -> None:
    done = run(node, "node_modules/typescript/bin/tsc", "--noEmit")
    assert done.returncode == 0, done.stdout


def test_the_first_load_is_small() -> None:
    if not STATIC.is_dir():
        pytest.skip("the screen is not built: run `make setup`")
    chunks = re.findall(r'from"\./([\w-]+\.js)"', (STATIC / "main.js").read_text("utf-8"))
    first = [STATIC / name for name in ("index.html", "main.js", "theme.css", *chunks)]
    words = max(_packed(path) for name in WORDS for path in STATIC.glob(f"{name}-*.js"))
    assert sum(map(_packed, first)) + words <= INITIAL_KB * 1024


def _packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes()))


def test_the_licences_of_what_is_built_in_come_along() -> None:
    if not STATIC.is_dir():
        pytest.skip("the screen is not built: run `make setup`")
    told = (STATIC / "licences.txt").read_text("utf-8")
    for library in ("lit", "maplibre-gl"):
        assert re.search(rf"^{library} [\d.]+ \(BSD-3-Clause\)$", told, re.MULTILINE), library
    assert "Redistributions in binary form must reproduce the above copyright" in told


def test_nothing_comes_from_elsewhere() -> None:
    assert "default-src 'none'" in POLICY
    assert "unsafe" not in POLICY
    for path in (HMI / "src").rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text), path
        assert not re.search(r"marquee|autoplay|scroll-behavior:\s*smooth", text), path


def test_languages_have_the_same_words() -> None:
    assert WORDS["en"].keys() == WORDS["zh"].keys()
    for key, said in WORDS["en"].items():
        fields = re.findall(r"\{\w+\}", said)
        assert sorted(fields) == sorted(re.findall(r"\{\w+\}", WORDS["zh"][key])), key


def test_every_error_code_has_short_words() -> None:
    table = (ROOT / "docs" / "events.md").read_text(encoding="utf-8").partition("## Error codes")[2]
    codes = re.findall(
        r"`(\w+)`", "".join(row.split("|")[1] for row in table.splitlines() if "|" in row)
    )
    assert codes
    for words in WORDS.values():
        for code in codes:
            assert 0 < len(words[f"error_{code}"]) <= ERROR_LETTERS, code


# --- what touch says for people -----------------------------------------------------------------


@pytest.fixture(scope="module")
def understanding() -> Iterator[Understanding]:
    """All shipped skills."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config(data_dir=share_sentences(Path(folder)))
        yield understand(config, skills_here(config).host.bundles)


TOOLS = {
    "temperature": "climate.set_temperature",
    "fan": "climate.set_fan",
    "heat": "climate.set_seat_climate",
    "ac": "climate.set_air_conditioning",
    "auto": "climate.set_auto",
    "recirculation": "climate.set_recirculation",
    "front": "climate.set_defrost",
    "rear": "climate.set_defrost",
    "sync": "climate.sync_climate",
    "pause": "media.pause",
    "resume": "media.resume",
    "next": "media.skip",
    "previous": "media.skip",
    "louder": "media.adjust_volume",
    "quieter": "media.adjust_volume",
    "playing": "media.playing",
    "like": "media.like",
    "music": "media.play_music",
    "radio": "media.play_radio",
    "end": "navigation.cancel",
    "find": "navigation.nearest",
    "profile": "profiles.switch_profile",
    "guest": "profiles.switch_to_guest",
    "draw": "pictures.draw",
}
SAYINGS = sorted(key for key in WORDS["en"] if key.startswith("say_"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_a_control_says_is_understood(understanding: Understanding, language: str) -> None:
    for key in SAYINGS:
        _, tool, *where = key.split("_")
        for value in ("16", "21.5", "28") if tool == "temperature" else ("0", "40", "100"):
            said = WORDS[language][key].replace("{value}", value).replace("{name}", "Anna")
            (call,) = understanding.interpret(said, language, DialogContext()).calls
            assert call.tool == TOOLS[tool], said
            if "seat" in call.arguments:
                assert call.arguments["seat"] in where, said
            if "{value}" in WORDS[language][key]:
                assert float(value) in call.arguments.values(), said
            if tool == "heat":
                assert call.arguments["level"] == where[-1], said
            elif where[-1:] in (["on"], ["off"]):
                assert call.arguments.get("on", True) is (where[-1] == "on"), said
