"""What ``assistant doctor`` says of the maps."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from assistant.cli.doctor_maps import map_rows
from assistant.config import Config

TODAY = date(2026, 11, 21)


def rows(data: Path) -> dict[str, tuple[str, str]]:
    found = map_rows(Config(data_dir=data), TODAY)
    return {what: (told, remedy) for what, told, remedy in found}


def test_without_a_map_it_says_how_to_get_one(tmp_path: Path) -> None:
    told, remedy = rows(tmp_path)["maps"]
    assert told == "none is installed"
    assert "assistant maps pull" in remedy


def test_each_map_is_told_with_its_age_and_whether_the_car_is_on_it(town_data: Path) -> None:
    found = rows(town_data)
    assert found["map town"][0].startswith("Small Town, data of")
    assert found["map of where the car is"][0].startswith("none")


def test_a_damaged_map_is_told_with_what_to_do(town_data: Path, tmp_path: Path) -> None:
    shutil.copytree(town_data / "maps", tmp_path / "maps", symlinks=True)
    (version,) = (tmp_path / "maps" / "versions").iterdir()
    pointer = tmp_path / "maps" / "installed" / "town"
    pointer.unlink()
    pointer.symlink_to(version)
    (version / "tiles.tar").unlink()
    assert "verify" in rows(tmp_path)["map town"][1]
    (version / "manifest.json").unlink()
    assert rows(tmp_path)["map town"] == ("damaged", "Run `assistant maps verify`.")
