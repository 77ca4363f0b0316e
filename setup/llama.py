"""The language model's engine, llama-cpp-python: built from source once, then reused.

The registry has no wheel of it. What a voice assistant doesn't use is left out of the build
(pictures, server, tools, llama.cpp's own command-line library). The wheel is compiled for this
very processor, so the cache names it by everything that it depends on.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import sys
import tarfile
import zipfile
from pathlib import Path

from setup.console import SetupError, run
from setup.places import (
    LOGS,
    PYTHON,
    QUIET_PIP,
    REQUIREMENTS,
    ROOT,
    STATE,
    cache_folder,
    fingerprint,
)

LOCK = REQUIREMENTS / "llama.txt"
HOOK = ROOT / "setup" / "llama.cmake"
WORK = STATE / "llama"

FLAGS = (
    "-DLLAVA_BUILD=OFF",  # pictures as input
    "-DLLAMA_OPENSSL=OFF",
    "-DLLAMA_BUILD_TESTS=OFF",
    "-DLLAMA_BUILD_TOOLS=OFF",
    "-DLLAMA_BUILD_EXAMPLES=OFF",
    "-DLLAMA_BUILD_SERVER=OFF",
    "-DLLAMA_BUILD_APP=OFF",
)

_STEP = re.compile(r"^\s*\[(\d+)/(\d+)\]")


def build_key(lock: str, processor: str) -> str:
    """Return the name under which a wheel is kept: it changes with all that the wheel does."""
    python = f"{sys.implementation.cache_tag} {platform.machine()} {platform.libc_ver()}"
    return fingerprint(lock, python, processor, " ".join(FLAGS), HOOK)


def processor_features(cpuinfo: str) -> str:
    """Return the instruction sets that ``/proc/cpuinfo`` names, in a fixed order."""
    found = re.search(r"^(?:flags|Features)\s*:\s*(.*)$", cpuinfo, re.MULTILINE)
    return " ".join(sorted(found.group(1).split())) if found else "unknown"


def wheel() -> Path:
    """Return the wheel for this machine, from the cache or built now (minutes).

    Raises:
        SetupError: no compiler, no network, or the build failed.
    """
    return kept_wheel() or _keep(_build())


def kept_wheel() -> Path | None:
    """Return the wheel for this machine if the cache has a sound one."""
    for path in sorted(_shelf().glob("llama_cpp_python-*.whl")):
        if _sound(path):
            return path
        path.unlink()
    return None


def progress(line: str) -> str | None:
    """Return how far the build is, from a line of its output: ``[37/83]``."""
    found = _STEP.match(line)
    return f"[{found.group(1)}/{found.group(2)}]" if found else None


def _build() -> Path:
    source = _source()
    out = WORK / "out"
    shutil.rmtree(out, ignore_errors=True)
    run(
        [
            PYTHON,
            "-m",
            "pip",
            "wheel",
            "-v",
            "--no-deps",
            "--no-build-isolation",
            "-w",
            out,
            source,
        ],
        "Building llama.cpp (once, minutes)",
        LOGS / "llama-build.log",
        progress,
        {
            **QUIET_PIP,
            "PATH": f"{PYTHON.parent}{os.pathsep}{os.environ['PATH']}",
            "CMAKE_ARGS": " ".join((*FLAGS, f"-DCMAKE_PROJECT_llama.cpp_INCLUDE={HOOK}")),
            # Kept between tries, so that a build that was cut off goes on where it was.
            "SKBUILD_BUILD_DIR": str(WORK / "build"),
            "SKBUILD_CMAKE_VERBOSE": "false",
            "SKBUILD_INSTALL_STRIP": "true",
        },
    )
    return next(out.glob("llama_cpp_python-*.whl"))


def _source() -> Path:
    """Return the unpacked source, whose package has the hash that the lock names."""
    hashes = set(re.findall(r"sha256:([0-9a-f]{64})", LOCK.read_text("utf-8")))
    for package in sorted(WORK.glob("llama_cpp_python-*.tar.gz")):
        if _sha256(package) not in hashes:
            package.unlink()
    if not any(WORK.glob("llama_cpp_python-*.tar.gz")):
        command = "download --no-deps --no-build-isolation --require-hashes --progress-bar off -q"
        run(
            [PYTHON, "-m", "pip", *command.split(), "-r", LOCK, "-d", WORK],
            "Fetching llama.cpp's source (70 MB)",
            LOGS / "llama-fetch.log",
            environment=QUIET_PIP,
        )
    package = next(WORK.glob("llama_cpp_python-*.tar.gz"))
    folder = WORK / package.name.removesuffix(".tar.gz")
    if not folder.is_dir():
        unpacking = WORK / "unpacking"
        shutil.rmtree(unpacking, ignore_errors=True)
        with tarfile.open(package) as archive:
            archive.extractall(unpacking)  # noqa: S202 -- its hash is the lock's
        (unpacking / folder.name).rename(folder)
    return folder


def _shelf() -> Path:
    cpuinfo = Path("/proc/cpuinfo")
    features = processor_features(cpuinfo.read_text("utf-8") if cpuinfo.is_file() else "")
    return cache_folder() / "wheels" / build_key(LOCK.read_text("utf-8"), features)


def _keep(built: Path) -> Path:
    if not _sound(built):
        raise SetupError(f"The wheel {built} is damaged; run the same command again.")
    kept = _shelf()
    kept.mkdir(parents=True, exist_ok=True)
    unfinished = kept / f"{built.name}.new"
    shutil.copyfile(built, unfinished)
    final = unfinished.replace(kept / built.name)
    shutil.rmtree(WORK, ignore_errors=True)
    return final


def _sound(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except (OSError, zipfile.BadZipFile):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
