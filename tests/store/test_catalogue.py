from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import ConfigError, InputError
from assistant.store.catalogue import default_catalogue_dir, load_catalogue

A, B, C = "a" * 64, "b" * 64, "c" * 64
GOOD = f"""
kind = "model"
id = "voice"
title = "A voice"
use = "synthesis"
tiers = ["small"]
languages = ["en"]
memory_mb = 10
entry = "voice.onnx"
[licence]
spdx = "CC0-1.0"
[[files]]
path = "voice.onnx"
bytes = 3
sha256 = "{A}"
[[files.sources]]
kind = "registry"
parts = [
  {{ package = "voice-a", version = "1", sha256 = "{B}", member = "a/1", bytes = 1 }},
  {{ package = "voice-b", version = "1", sha256 = "{C}", member = "a/2", bytes = 2 }},
]
[[files.sources]]
kind = "hub"
repo = "a/b"
revision = "v1"
filename = "voice.onnx"
"""


def write(folder: Path, text: str, name: str = "voice.toml") -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_a_good_entry_is_read(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    voice = load_catalogue(tmp_path).model("voice")
    assert (voice.bytes, voice.entry, voice.licence.spdx) == (3, "voice.onnx", "CC0-1.0")
    assert [source.kind for source in voice.files[0].sources] == ["registry", "hub"]
    assert voice.speaks("en")
    assert not voice.speaks("zh")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (A, A.upper(), r"files\.0\.sha256"),
        ('use = "synthesis"', 'use = "song"', "use: Input should be 'recognition'"),
        ('kind = "hub"', 'kind = "ftp"', r"files\.0\.sources\.1: Input tag 'ftp'"),
        ("revision =", "revisoin =", r"files\.0\.sources\.1\.revision"),
        ('["small"]', '["huge"]', r"tiers\.0"),
        ('["small"]', "[]", "tiers"),
        ('kind = "model"', 'kind = "poem"', "'poem'"),
        ('path = "voice.onnx"', 'path = "../voice.onnx"', r"files\.0\.path"),
        ('path = "voice.onnx"', 'path = "/voice.onnx"', r"files\.0\.path"),
        ('path = "voice.onnx"', 'path = "a/../voice.onnx"', r"files\.0\.path"),
        ('path = "voice.onnx"', 'path = "a//voice.onnx"', r"files\.0\.path"),
        ('path = "voice.onnx"', 'path = "manifest.json"', "manifest.json"),
        ('id = "voice"', 'id = "../voice"', "id"),
        ("bytes = 3", "bytes = 4", "the parts have 3 bytes, the file 4"),
        ("bytes = 3", 'bytes = "3"', r"files\.0\.bytes"),
        ("bytes = 3", "bytes = -3", r"files\.0\.bytes"),
        ('entry = "voice.onnx"', 'entry = "other"', "entry 'other' is none of the files"),
        ('title = "A voice"', "title = ", "not TOML"),
        ("memory_mb = 10\n", "", "memory_mb: Field required"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(ConfigError, match=message) as caught:
        load_catalogue(tmp_path)
    assert "voice.toml" in str(caught.value)


def test_an_id_belongs_to_one_file(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD, "voice2.toml")
    with pytest.raises(ConfigError, match=r"voice2\.toml: id 'voice' is already in voice\.toml"):
        load_catalogue(tmp_path)


def test_two_files_need_two_names(tmp_path: Path) -> None:
    file = GOOD[GOOD.index("[[files]]") :]
    write(tmp_path, GOOD + file)
    with pytest.raises(ConfigError, match=r"two files are called 'voice\.onnx'"):
        load_catalogue(tmp_path)


def test_no_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no catalogue"):
        load_catalogue(tmp_path / "none")


def test_an_unreadable_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "voice.toml").mkdir()
    with pytest.raises(ConfigError, match="can't be read"):
        load_catalogue(tmp_path)


def test_an_unknown_model_names_the_known_ones(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    with pytest.raises(InputError, match=r"no model 'vioce'.*known are: voice"):
        load_catalogue(tmp_path).model("vioce")


def test_the_shipped_catalogue_has_the_models_of_every_tier() -> None:
    catalogue = load_catalogue(default_catalogue_dir())
    ids = {model.id for model in catalogue.models}
    assert {"whisper-base", "whisper-tiny-en", "whisper-small", "smollm2-135m"} <= ids
    assert {"qwen2.5-coder-0.5b", "qwen2.5-coder-1.5b", "piper-en-joe"} <= ids


def test_the_shipped_catalogue_tells_the_licences_that_bind() -> None:
    catalogue = load_catalogue(default_catalogue_dir())
    licences = {component.id: component.licence.spdx for component in catalogue.components}
    assert licences["piper-tts"] == licences["espeak-ng"] == "GPL-3.0-or-later"
    assert licences["openwakeword-models"] == "CC-BY-NC-SA-4.0"
