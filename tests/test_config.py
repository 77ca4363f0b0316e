from __future__ import annotations

from pathlib import Path

import pytest

from assistant.config import load_config
from assistant.errors import ConfigError


def load(tmp_path: Path, text: str, **more: str) -> object:
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    return load_config({"ASSISTANT_DATA": str(tmp_path), **more})


def test_no_file_is_needed(tmp_path: Path) -> None:
    config = load_config({"ASSISTANT_DATA": str(tmp_path)})
    assert config.tier == "auto"
    assert config.voice.languages == ("en", "zh")
    assert config.models_dir == tmp_path / "models"


def test_settings_are_read_and_converted(tmp_path: Path) -> None:
    text = 'tier = "tiny"\n[voice]\nwake_words = ["alexa"]\nsensitivity = 1\nbarge_in = false\n'
    config = load(tmp_path, text)
    assert config.tier == "tiny"  # type: ignore[attr-defined]
    assert config.voice.wake_words == ("alexa",)  # type: ignore[attr-defined]
    assert config.voice.sensitivity == 1.0  # type: ignore[attr-defined]


def test_seats_have_roles(tmp_path: Path) -> None:
    config = load(tmp_path, '[seats]\nrear_left = "child"\n')
    assert config.seats == {"rear_left": "child"}  # type: ignore[attr-defined]


def test_the_environment_wins(tmp_path: Path) -> None:
    config = load(tmp_path, 'tier = "tiny"', ASSISTANT_TIER="base")
    assert config.tier == "base"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("tier = ", "not TOML"),
        ('teir = "small"', "unknown setting 'teir'"),
        ("[voice]\nloudness = 3", "unknown setting 'loudness'"),
        ("[voice]\nvolume = 3", "volume must be 0.1 to 1.5"),
        ("tier = 3", "tier must be str"),
        ('tier = "huge"', "tier must be auto"),
        ('market = "moon"', "market must be one of eu, us, cn"),
        ('[seats]\nboot = "child"', "not boot = 'child'"),
        ('[seats]\nrear_left = "driver"', "a role of child, guest, passenger"),
        ("[voice]\nsensitivity = 2.0", "0 to 1"),
        ('[voice]\nzones = ["boot"]', "unknown zone 'boot'"),
        ('[voice]\nlanguages = "en"', "must be a list"),
    ],
)
def test_a_wrong_file_says_what_to_write(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        load(tmp_path, text)


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="can't be read"):
        load_config({"ASSISTANT_DATA": str(tmp_path), "ASSISTANT_CONFIG": str(tmp_path / "no")})
