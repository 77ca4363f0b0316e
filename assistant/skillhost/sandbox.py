"""Start a process that can do nothing but compute: the walls around every skill.

``Walls`` says what a process may see and take; ``spawn`` builds them with Landlock, seccomp and
a supervisor of system calls (the ``sandlock`` library, which needs no root and no namespaces).
What is not allowed is denied: files to write, files to read besides the runtime and what is
named, sockets to other hosts than those named, new processes, other programs, signals and
ptrace to others, and memory beyond the limit, which ends the process.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal, Protocol

from assistant.errors import SkillError

try:
    import sandlock
except (ImportError, OSError) as missing:  # another system than Linux, or another libc
    _MISSING = str(missing) or type(missing).__name__
else:
    _MISSING = ""

Strictness = Literal["required", "degraded", "off"]
"""Whether walls must be whole, may lack what an older kernel lacks, or are not built."""

OPEN_FILES = 64
_SYSTEM_FILES = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share/zoneinfo",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/dev/urandom",
)
_NETWORK_FILES = ("/etc/ssl", "/usr/share/ca-certificates", "/etc/resolv.conf")
_DENIED_CALLS = ("memfd_create", "io_uring_setup", "userfaultfd", "ptrace")
_REAP_S = 2.0
_LOOKUP_S = 1.0


@dataclass(frozen=True, slots=True)
class Walls:
    """What a process may see and take. ``network`` are ``host:port``; memory is in 2**20 bytes."""

    readable: tuple[str, ...]
    network: tuple[str, ...] = ()
    memory_mb: int = 256
    processes: int = 1
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SandboxFacts:
    """What this machine can do. ``detail`` says what is missing, for people."""

    works: bool
    landlock_abi: int
    detail: str


class Child(Protocol):
    """A started process with pipes to its standard streams."""

    stdin: IO[bytes]
    stdout: IO[bytes]
    stderr: IO[bytes]

    @property
    def pid(self) -> int:
        """The process id, also of its group."""
        ...

    def kill(self) -> None:
        """End it and its group at once; an ended one is fine."""
        ...

    def reap(self) -> str:
        """Wait for its end and return how it ended, for people. Blocks for up to 2 s."""
        ...


def sandbox_facts() -> SandboxFacts:
    """Return whether whole walls can be built here."""
    if _MISSING:
        return SandboxFacts(False, 0, f"the sandlock library can't be loaded: {_MISSING}")
    abi, needed = sandlock.landlock_abi_version(), sandlock.min_landlock_abi()
    if abi < needed:
        detail = f"the kernel's Landlock is version {max(abi, 0)}; whole walls need {needed}"
        return SandboxFacts(False, max(abi, 0), detail)
    return SandboxFacts(True, abi, f"Landlock {abi}, seccomp")


def try_walls() -> str:
    """Start a program behind whole walls that tries to look over them; return what is wrong.

    Empty when all is well. Blocks for some tens of milliseconds.
    """
    facts = sandbox_facts()
    if not facts.works:
        return facts.detail
    look = "import os\ntry: os.listdir('/')\nexcept PermissionError: print('kept in')"
    try:
        child = spawn((sys.executable, "-I", "-S", "-c", look), Walls(runtime_files()), "required")
    except SkillError as error:
        return str(error)
    with child.stdin, child.stdout, child.stderr:
        kept = child.stdout.read(100).strip() == b"kept in"
    ending = child.reap()
    return "" if kept else f"a program behind walls could look over them, or failed: {ending}"


def runtime_files() -> tuple[str, ...]:
    """Return what a Python program of this environment reads: no programs but the interpreter."""
    paths = (
        *_SYSTEM_FILES,
        *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        f"{sys.base_prefix}/lib",
        f"{sys.prefix}/pyvenv.cfg",
        os.path.realpath(sys.executable),
    )
    return tuple(dict.fromkeys(path for path in paths if Path(path).exists()))


def program_files(program: str) -> tuple[str, ...]:
    """Return what it takes to run a program besides its libraries: itself, and who reads it.

    Raises:
        SkillError: there is no such program.
    """
    found = shutil.which(program)
    if found is None:
        raise SkillError(f"{program}: no such program on this machine", code="skill_start")
    real = os.path.realpath(found)
    with Path(real).open("rb") as file:
        first = file.readline(256)
    files: tuple[str, ...] = (real,)
    words = first[2:].split() if first.startswith(b"#!") else []
    if words:
        name = words[-1] if words[0].endswith(b"/env") else words[0]
        reader = shutil.which(name.decode()) or name.decode()
        files = (real, reader, os.path.realpath(reader))
    return files


def spawn(command: Sequence[str], walls: Walls, strictness: Strictness) -> Child:
    """Start ``command`` behind the walls. Blocks for some milliseconds.

    The process ends with the thread that started it.

    Raises:
        SkillError: the walls can't be built here (``skill_sandbox``), or the program can't be
            started (``skill_start``).
    """
    if strictness == "off":
        return _Open(command, walls)
    facts = sandbox_facts()
    if _MISSING or (strictness == "required" and not facts.works):
        raise SkillError(
            f'No sandbox on this machine: {facts.detail}. [skills] sandbox = "degraded" or "off"'
            " in the settings allows skills with fewer walls, or none.",
            code="skill_sandbox",
        )
    return _Confined(command, walls, strictness)


def _is_known(host: str) -> bool:
    """Return True when a ``host:port`` has an address now; without a network it has none.

    The process then runs without it: what it does offline must go on.
    """
    found: list[object] = []
    name, _, port = host.rpartition(":")

    def look() -> None:
        with suppress(OSError):
            found.extend(socket.getaddrinfo(name, port, type=socket.SOCK_STREAM))

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    looking.join(_LOOKUP_S)
    return bool(found)


class _Confined:
    """A process behind walls; implements ``Child``."""

    def __init__(self, command: Sequence[str], walls: Walls, strictness: Strictness) -> None:
        readable = (*walls.readable, *(_NETWORK_FILES if walls.network else ()))
        box = sandlock.Sandbox(
            fs_readable=[path for path in readable if Path(path).exists()],
            fs_writable=["/dev/null"],
            net_allow=[f"tcp://{host}" for host in walls.network if _is_known(host)],
            max_memory=walls.memory_mb * 2**20,
            max_processes=walls.processes,
            max_open_files=OPEN_FILES,
            extra_deny_syscalls=_DENIED_CALLS,
            allow_degraded=list(sandlock.Protection) if strictness == "degraded" else (),
            clean_env=True,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **walls.environment},
        )
        pipe = sandlock.StdioMode.PIPED
        try:
            self._process = box.popen(list(command), stdin=pipe, stdout=pipe, stderr=pipe)
        except (RuntimeError, ValueError, OSError, sandlock.SandlockError) as error:
            raise SkillError(
                f"{command[0]}: can't be started: {error}", code="skill_start"
            ) from error
        self.pid: int = self._process.pid
        self.stdin: IO[bytes] = self._process.stdin
        self.stdout: IO[bytes] = self._process.stdout
        self.stderr: IO[bytes] = self._process.stderr

    def kill(self) -> None:
        """End it and its group at once."""
        self._process.kill()

    def reap(self) -> str:
        """Wait for its end and return how it ended."""
        result = self._process.wait(_REAP_S)
        if result.reason == sandlock.ExitReason.EXITED:
            return f"exit status {result.exit_code}"
        return "it was killed, as for taking more memory than its limit"


class _Open:
    """A process without walls; implements ``Child``."""

    def __init__(self, command: Sequence[str], walls: Walls) -> None:
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                env={"PATH": os.defpath, "LANG": "C.UTF-8", **walls.environment},
                start_new_session=True,
            )
        except OSError as error:
            raise SkillError(
                f"{command[0]}: can't be started: {error}", code="skill_start"
            ) from error
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self.stdin, self.stdout, self.stderr = process.stdin, process.stdout, process.stderr
        self.pid = self._process.pid

    def kill(self) -> None:
        """End it and its group at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def reap(self) -> str:
        """Wait for its end and return how it ended."""
        try:
            return f"exit status {self._process.wait(_REAP_S)}"
        except subprocess.TimeoutExpired:
            self.kill()
            return f"exit status {self._process.wait()}"
