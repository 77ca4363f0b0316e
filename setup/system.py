"""What the machine must bring, and the little that is added to it if we may."""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess

from setup.console import ProgramError, SetupError, run, say
from setup.places import LOGS, ROOT

NEEDED_GB = 4.0
"""Packages 1 GB, models up to 2 GB, build 0.3 GB, and room to unpack."""


def check_disk() -> None:
    """Check that there is room for a first start.

    Raises:
        SetupError: there is not.
    """
    free_gb = shutil.disk_usage(ROOT).free / 1e9
    if free_gb < NEEDED_GB:
        raise SetupError(
            f"{ROOT} has {free_gb:.1f} GB free; a first start needs about {NEEDED_GB:.0f} GB.\n"
            "Make room, or put the checkout on a larger disk. (Models lie in ASSISTANT_DATA.)"
        )


def check_compiler() -> None:
    """Check that C++ can be compiled.

    Raises:
        SetupError: it can't.
    """
    wanted = os.environ.get("CXX", "").split()
    if not any(shutil.which(name) for name in (*wanted[:1], "c++", "g++", "clang++")):
        raise SetupError(
            "No C++ compiler found; the language model's engine is built from source.\n"
            "Install one (Debian: apt-get install g++) and run the same command again."
        )


def install_debian(package: str, why: str) -> bool:
    """Install a Debian package if we may; return True when it worked."""
    prefix = _root_prefix()
    if prefix is None or shutil.which("apt-get") is None:
        return False
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    install = [*prefix, "apt-get", "install", "-y", "--no-install-recommends", package]
    title = f"Debian package {package} ({why})"
    try:
        if subprocess.run(
            ["apt-cache", "show", package], capture_output=True, check=False
        ).returncode:
            run([*prefix, "apt-get", "update"], "Debian package lists", LOGS / "apt.log")
        run(install, title, LOGS / "apt.log", environment=quiet)
    except ProgramError:
        return False
    return True


LIBRARIES = {
    "portaudio": ("libportaudio2", "sound", "no microphone and no speaker; recordings work"),
    "mpv": ("libmpv2", "music", "no music"),
    "EGL": ("libegl1", "pictures", "no drawn pictures"),
    "GL": ("libgl1", "pictures", "no drawn pictures"),
}
"""Libraries that pip doesn't bring: Debian package, what it is for, what is missing without."""


def install_library(name: str) -> None:
    """Have one of ``LIBRARIES``; without it, say what is missing and how to go on."""
    package, purpose, without = LIBRARIES[name]
    if ctypes.util.find_library(name) or install_debian(package, purpose):
        return
    say(f"Note: {name} is missing: {without}. To have it: sudo apt-get install {package}")


TEST_PROGRAMS = {
    "chromium": ("tests of the screen", "those tests are skipped"),
    "fonts-inter": ("the screen's type", "it is set in another face"),
    "fonts-noto-cjk": ("Mandarin on the screen", "its signs are empty boxes"),
}
"""Debian packages for tests: what each is for, and what happens without."""


def install_test_program(package: str) -> None:
    """Have one of ``TEST_PROGRAMS``; without it, say what happens and how to go on."""
    purpose, without = TEST_PROGRAMS[package]
    if shutil.which(package) or install_debian(package, purpose):
        return
    say(f"Note: {package} is missing: {without}. To have it: sudo apt-get install {package}")


def _root_prefix() -> list[str] | None:
    """Return what to put before a command that needs root; None when we may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if allowed.returncode == 0 else None
