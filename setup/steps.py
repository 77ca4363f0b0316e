"""The steps, in order, and what each goal of the Makefile needs of them."""

from __future__ import annotations

import fcntl
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from setup import llama, screen
from setup.console import Note, ProgramError, SetupError, run, say
from setup.places import (
    LOGS,
    PYTHON,
    QUIET_PIP,
    REQUIREMENTS,
    ROOT,
    STATE,
    VENV,
    fingerprint,
    forget,
    once,
)
from setup.system import (
    LIBRARIES,
    TEST_PROGRAMS,
    check_compiler,
    check_disk,
    install_debian,
    install_library,
    install_test_program,
)

NO_NETWORK = (
    "NewConnectionError",
    "Name or service not known",
    "Temporary failure in name resolution",
    "Network is unreachable",
    "Connection refused",
    "ConnectTimeoutError",
    "ReadTimeoutError",
)
"""What pip says when it reaches no registry."""

_PIP_LINE = re.compile(r"^(?:Collecting|Requirement already satisfied:) (?P<name>[\w.-]+)")
_PIN = re.compile(r"^[\w.-]+==", re.MULTILINE)


def set_up_to_run() -> None:
    """Have all that ``assistant run`` needs, models included."""
    with _alone():
        _packages()
        _screen()
        _models()
        _map()
        _sentences()


def set_up_to_test() -> None:
    """Have all that the test suite needs: as to run, and the developers' tools."""
    with _alone():
        _packages()
        _install("dev")
        for name in TEST_PROGRAMS:
            once(name, "1", partial(install_test_program, name))
        _screen()
        _models()
        _sentences()


def set_up_to_lint() -> None:
    """Have what the linters and the type checker need."""
    with _alone():
        _packages()
        _install("dev")


def lock() -> None:
    """Pin every package anew, with hashes, from ``pyproject.toml`` and ``requirements/*.in``."""
    set_up_to_lint()
    common = "pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes"
    common += " --no-header --no-emit-index-url --no-emit-find-links"
    project = "pyproject.toml --extra voice --extra llm --extra measure --extra navigation"
    project += " --extra imaging --extra cloud"
    project += " --no-emit-package llama-cpp-python -c requirements/constraints.in"
    for name, options in {
        "build": "requirements/build.in",
        "llama": "--no-deps requirements/llama.in",
        "runtime": f"{project} -c requirements/build.txt",
        "dev": f"{project} --extra kuksa --extra can --extra recipes --extra dev"
        " -c requirements/build.txt -c requirements/runtime.txt",
    }.items():
        command = [str(VENV / "bin" / "uv"), *common.split(), *options.split()]
        out = f"requirements/{name}.txt"
        run([*command, "-o", out], f"Locking {out}", LOGS / f"lock-{name}.log")


GOALS: dict[str, Callable[[], None]] = {
    "run": set_up_to_run,
    "test": set_up_to_test,
    "lint": set_up_to_lint,
    "lock": lock,
}


def _packages() -> None:
    if not _works(PYTHON):
        check_disk()
        check_build_tools()
        _create_venv()
    for name in LIBRARIES:
        once(name, "1", partial(install_library, name))
    _install("build")
    _install("runtime")
    once("llama", fingerprint(llama.LOCK, llama.HOOK, " ".join(llama.FLAGS)), _install_llama)
    once("project", fingerprint(ROOT / "pyproject.toml"), _install_project)


def _screen() -> None:
    """Have the screen built from its present sources."""
    once("screen-libraries", fingerprint(screen.LOCK), screen.install_libraries)
    once("screen", screen.build_key(), screen.build)


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the checkout's lock, so that two setups do not mix."""
    STATE.mkdir(exist_ok=True)
    with (STATE / "lock").open("w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another setup runs in this checkout; waiting for it …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _works(python: Path) -> bool:
    if not python.exists():
        return False
    return subprocess.run([python, "-c", "import pip"], check=False).returncode == 0


def _create_venv() -> None:
    """Create ``.venv`` with pip in it.

    Debian keeps a part of Python's own ``venv`` in a package of its own. Without that part and
    without the right to install it, the system's pip puts pip into a bare environment.
    """
    forget()
    shutil.rmtree(VENV, ignore_errors=True)
    whole = "import ensurepip"
    if _can(whole) or (install_debian("python3-venv", "environments") and _can(whole)):
        run([sys.executable, "-m", "venv", VENV], "Creating .venv", LOGS / "venv.log")
    else:
        _create_bare_venv()


def _create_bare_venv() -> None:
    if not _can("import pip"):
        raise SetupError(
            f"{sys.executable} has neither venv's pip (ensurepip) nor pip itself.\n"
            "Install one of them (Debian: sudo apt-get install python3-venv) and try again."
        )
    bare = [sys.executable, "-m", "venv", "--without-pip", str(VENV)]
    run(bare, "Creating .venv", LOGS / "venv.log")
    command = [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "--require-hashes"]
    try:
        run(
            [*command, "-r", str(REQUIREMENTS / "build.txt")],
            "Putting pip into .venv",
            LOGS / "venv.log",
            environment=QUIET_PIP,
        )
    except ProgramError as error:
        raise _explained(error) from error


def _can(statement: str) -> bool:
    done = subprocess.run([sys.executable, "-c", statement], capture_output=True, check=False)
    return done.returncode == 0


def _install(name: str) -> None:
    """Install a lock file's packages, by hash."""
    pins = REQUIREMENTS / f"{name}.txt"

    def action() -> None:
        total = len(_PIN.findall(pins.read_text(encoding="utf-8")))
        options = "--no-deps --require-hashes --progress-bar off --retries 3"
        _pip(
            f"install {options} -r",
            pins,
            f"Installing {total} packages ({name})",
            pip_progress(total),
        )

    once(name, fingerprint(pins), action)


def pip_progress(total: int) -> Note:
    """Return what reads from pip's lines how many of ``total`` packages are there."""
    seen = 0

    def note(line: str) -> str | None:
        nonlocal seen
        if line.startswith("Installing collected packages"):
            return "unpacking"
        found = _PIP_LINE.match(line)
        if found is None:
            return None
        seen += 1
        return f"[{seen}/{total}] {found['name']}"

    return note


def check_build_tools() -> None:
    """Check, before anything is fetched, that what must be built can be.

    Raises:
        SetupError: there is no compiler, and no wheel from an earlier build.
    """
    if llama.kept_wheel() is None:
        check_compiler()


def _install_llama() -> None:
    check_build_tools()
    try:
        built = llama.wheel()
    except ProgramError as error:
        raise _explained(error) from error
    _pip("install --no-deps --no-index --force-reinstall", built, "Installing llama.cpp")


def _install_project() -> None:
    _pip("install --no-deps --no-build-isolation --no-index -e", ROOT, "Installing the assistant")


def _models() -> None:
    """Fetch the machine's models; those that are there and sound are left alone."""
    done = subprocess.run([VENV / "bin" / "assistant", "models", "pull"], check=False)
    if done.returncode == 130:  # noqa: PLR2004 -- a shell's status for Ctrl-C
        raise KeyboardInterrupt
    if done.returncode != 0:
        raise SetupError(
            "The models are not complete (see above). The same command goes on from here."
        )


def _map() -> None:
    """Fetch the small map to begin with; without it all but navigation works."""
    if subprocess.run([VENV / "bin" / "assistant", "maps", "pull"], check=False).returncode:
        say("Note: there is no map (see above). To have it: .venv/bin/assistant maps pull")


def _sentences() -> None:
    """Compile the skills' sentences; without it the first start does so, and takes longer."""
    if subprocess.run([VENV / "bin" / "assistant", "skills", "compile"], check=False).returncode:
        say("Note: the sentences of the skills could not be compiled (see above).")


def _pip(options: str, what: Path, title: str, note: Note = lambda _line: None) -> None:
    log = LOGS / f"pip-{what.stem}.log"
    command = [str(PYTHON), "-m", "pip", *options.split(), str(what)]
    try:
        run(command, title, log, note, QUIET_PIP)
    except ProgramError as error:
        raise _explained(error) from error


def _explained(error: ProgramError) -> SetupError:
    """Return the error in words that tell what to do, where the cause is known."""
    if any(word in error.tail for word in NO_NETWORK):
        return SetupError(
            f"{error}\nNo package registry can be reached. A first start needs one; later starts\n"
            "need no network. Connect and run the same command again: what is there stays."
        )
    if "No space left on device" in error.tail:
        return SetupError(f"{error}\nThe disk is full. Make room and run the same command again.")
    if "THESE PACKAGES DO NOT MATCH THE HASHES" in error.tail:
        return SetupError(f"{error}\nA package is not the one that was locked. Do not go on.")
    return error
