"""Profiles: what is kept of whom, and what choosing one does."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.diary.profiles import GUEST, MAX_PROFILES, Profile, Profiles
from assistant.errors import EngineError, InputError, NotFoundError
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker

ASKER = Asker("driver", "en")
HOME = {"name": "Mill Lane 4", "lat": 60.17, "lon": 24.94}


def apply(profiles: Profiles, kind: str, target: str, **args: Any) -> Applied:
    return asyncio.run(profiles.apply(Effect(f"profiles.{kind}", target, args=args), ASKER))


def test_what_is_left_is_noted_and_what_is_chosen_is_spoken(tmp_path: Path) -> None:
    path, voice = tmp_path / "profiles.json", {"expected": "en", "rate": 1.0}
    spoken: list[dict[str, Any]] = []

    async def speak(wanted: dict[str, Any]) -> None:
        spoken.append(wanted)

    profiles = Profiles(path)
    profiles.follow(lambda: dict(voice), speak)
    anna, ben = profiles.add("Anna"), profiles.add("  Ben  ")
    assert ben.name == "Ben"
    apply(profiles, "choose", anna.id)
    voice["expected"] = "zh"
    leaving = {"temperature": 22.5, "places": {"home": HOME, "gym": HOME}}
    applied = apply(profiles, "choose", ben.id, leaving=leaving)
    assert (applied.path, applied.value, applied.verified) == ("profiles.active", ben.id, True)
    voice["expected"] = ""
    apply(profiles, "choose", anna.id)
    assert spoken == [{}, {}, {"expected": "zh", "rate": 1.0}]
    again = Profiles(path)
    assert again.active == Profile(
        anna.id, "Anna", {"expected": "zh", "rate": 1.0}, 22.5, None, {"home": HOME}
    )
    assert [one.name for one in again.all] == ["Anna", "Ben", ""]
    assert path.stat().st_mode & 0o077 == 0, "names are for this user only"


def test_a_voice_that_does_not_start_leaves_the_profile_as_it_was() -> None:
    profiles = Profiles(None)

    async def fail(_: dict[str, Any]) -> None:
        raise EngineError("The voice died.")

    profiles.follow(dict, fail)
    anna = profiles.add("Anna")
    with pytest.raises(EngineError):
        apply(profiles, "choose", anna.id)
    assert profiles.active.id == GUEST


def test_profiles_are_changed_and_removed() -> None:
    profiles = Profiles(None)
    anna = profiles.add("Anna")
    apply(profiles, "choose", anna.id)
    assert profiles.change(anna.id, name="Anne", temperature=20.0, seat=2).seat == 2
    assert profiles.change(anna.id, seat=None).name == "Anne"
    profiles.remove(anna.id)
    assert profiles.active.id == GUEST
    assert [one.id for one in profiles.all] == [GUEST]


@pytest.mark.parametrize("name", ["", "  ", "!?", "x" * 41, "anna"])
def test_a_name_that_can_not_be_is_refused(name: str) -> None:
    profiles = Profiles(None)
    profiles.add("Anna")
    with pytest.raises(InputError):
        profiles.add(name)


def test_there_are_limits_and_the_guest_stays() -> None:
    profiles = Profiles(None)
    for number in range(MAX_PROFILES):
        profiles.add(f"Driver {number}")
    with pytest.raises(InputError):
        profiles.add("One more")
    for act in (lambda: profiles.remove(GUEST), lambda: profiles.change(GUEST, name="G")):
        with pytest.raises(InputError):
            act()
    with pytest.raises(NotFoundError):
        profiles.change("p99", seat=1)
    for wrong in ({"temperature": 60.0}, {"temperature": True}, {"seat": 4}):
        with pytest.raises(InputError):
            profiles.change("p1", **wrong)
    with pytest.raises(InputError):
        apply(profiles, "sing", "p1")


def test_undo_goes_back() -> None:
    profiles = Profiles(None)
    added = apply(profiles, "add", "Anna")
    chosen = apply(profiles, "choose", "p1")
    for undo in (*chosen.undo, *added.undo):
        asyncio.run(profiles.apply(undo, ASKER))
    assert (profiles.active.id, len(profiles.all)) == (GUEST, 1)


def test_a_file_of_another_version_costs_only_what_can_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "profiles.json"
    rows = [{"id": "p1", "name": "Anna", "colour": "red"}, {"name": "nobody"}, 7]
    path.write_text(json.dumps({"active": "p9", "profiles": rows}), encoding="utf-8")
    profiles = Profiles(path)
    assert [one.name for one in profiles.all] == ["Anna", ""]
    assert profiles.active.id == GUEST
