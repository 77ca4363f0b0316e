"""The setup's decisions: what is done again, what a wheel's name depends on, what is shown."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from setup import llama, places, steps
from setup.console import ProgramError, SetupError, clock_text, run

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def test_a_step_is_done_once_for_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "STATE", tmp_path / "state")
    done: list[str] = []
    for key in ("a", "a", "b", "b", "a"):
        places.once("step", key, lambda key=key: done.append(key))  # type: ignore[misc] # a default
    assert done == ["a", "b", "a"]
    places.forget()
    places.once("step", "a", lambda: done.append("again"))
    assert done[-1] == "again"


def test_a_step_that_fails_leaves_no_stamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "STATE", tmp_path)

    def fail() -> None:
        raise SetupError("no")

    with pytest.raises(SetupError):
        places.once("step", "a", fail)
    assert not list(tmp_path.glob("*.stamp"))


def test_fingerprints_tell_parts_apart(tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_text("x", encoding="utf-8")
    assert places.fingerprint("ab", "c") != places.fingerprint("a", "bc")
    before = places.fingerprint(file)
    file.write_text("y", encoding="utf-8")
    assert places.fingerprint(file) != before


def test_the_wheels_name_depends_on_the_lock_and_the_processor() -> None:
    key = llama.build_key("lock", "avx2 fma")
    assert key == llama.build_key("lock", "avx2 fma")
    assert key != llama.build_key("lock", "avx fma")
    assert key != llama.build_key("other", "avx2 fma")


def test_processor_features_are_read_in_a_fixed_order() -> None:
    text = "processor\t: 0\nflags\t\t: fma avx2 sse\n\nprocessor\t: 1\nflags\t\t: fma avx2 sse\n"
    assert llama.processor_features(text) == "avx2 fma sse"
    assert llama.processor_features("Features\t: neon asimd\n") == "asimd neon"
    assert llama.processor_features("") == "unknown"


def test_a_damaged_wheel_is_not_taken(tmp_path: Path) -> None:
    wheel = tmp_path / "w.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("a.txt", "hello " * 1000)
    assert llama._sound(wheel)
    wheel.write_bytes(wheel.read_bytes()[:-30])
    assert not llama._sound(wheel)
    assert not llama._sound(tmp_path / "none.whl")


def test_progress_is_read_from_the_builds_and_pips_lines() -> None:
    assert llama.progress("  [37/83] Building CXX object a.o\n") == "[37/83]"
    assert llama.progress("-- Found Git\n") is None
    note = steps.pip_progress(3)
    assert note("Collecting numpy==2.4.6 (from -r x)\n") == "[1/3] numpy"
    assert note("  Downloading numpy.whl\n") is None
    assert note("Requirement already satisfied: pip==26.3 in x\n") == "[2/3] pip"
    assert note("Installing collected packages: a, b\n") == "unpacking"


def test_a_programs_output_is_kept_and_its_failure_shown(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "x.log"
    notes: list[str] = []

    def note(line: str) -> str:
        notes.append(line)
        return line.strip()

    run([sys.executable, "-c", "print('one'); print('two')"], "Counting", log, note)
    assert log.read_text(encoding="utf-8") == "one\ntwo\n"
    assert notes == ["one\n", "two\n"]
    with pytest.raises(ProgramError, match="Counting: failed") as caught:
        run([sys.executable, "-c", "import sys; sys.exit('boom')"], "Counting", log)
    assert "boom" in caught.value.tail
    assert str(log) in str(caught.value)


@pytest.mark.parametrize(
    ("tail", "advice"),
    [
        ("NewConnectionError: refused", "No package registry can be reached"),
        ("OSError: No space left on device", "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "not the one that was locked"),
    ],
)
def test_known_causes_are_explained(tail: str, advice: str) -> None:
    assert advice in str(steps._explained(ProgramError("failed", tail)))


def test_an_unknown_cause_is_passed_on() -> None:
    error = ProgramError("failed", "gremlins")
    assert steps._explained(error) is error


def test_durations_read_as_people_write_them() -> None:
    assert clock_text(7.9) == "0:07"
    assert clock_text(750) == "12:30"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_a_hash_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert entries
    for entry in entries:
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


RUNNING = ("voice", "measure", "navigation", "imaging", "cloud")
"""The extras of a car that is set up by `make run`."""


def test_the_locks_cover_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    engine, *others = extras["llm"]
    asked = {
        "runtime": [*project["dependencies"], *extras["voice"], *extras["measure"], *others],
        "dev": extras["dev"],
        "llama": [engine],
    }
    for name, requirements in asked.items():
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        locked = set(re.findall(r"^([\w.-]+)==", text, flags=re.MULTILINE))
        wanted = {re.split(r"[^\w.-]", requirement)[0] for requirement in requirements}
        assert wanted <= locked, f"{name}: run `make lock`"


def test_the_engine_is_locked_to_the_projects_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["optional-dependencies"]["llm"][0] in llama.LOCK.read_text(encoding="utf-8")


def test_a_wrong_goal_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "setup", "fly"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "usage" in done.stdout
