"""The walls by themselves: what a manifest declares is let through, and nothing else."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import SkillError
from assistant.skillhost.sandbox import (
    Strictness,
    Walls,
    program_files,
    runtime_files,
    sandbox_facts,
    spawn,
)

pytestmark = pytest.mark.skipif(not sandbox_facts().works, reason=sandbox_facts().detail)

CONNECT = """
import socket, sys
for port in sys.argv[1:]:
    try:
        print(socket.create_connection(("localhost", int(port)), 2).recv(5).decode())
    except OSError as error:
        print("denied")
"""


def output(code: str, *arguments: str, walls: Walls, strictness: Strictness = "required") -> str:
    child = spawn((sys.executable, "-c", code, *arguments), walls, strictness)
    with child.stdin, child.stdout, child.stderr:
        said = child.stdout.read().decode()
        errors = child.stderr.read().decode()
    assert child.reap() == "exit status 0", errors
    return said


@pytest.fixture
def ports() -> Iterator[list[str]]:
    """Two ports on which someone says hello."""
    servers = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]

    def greet(server: socket.socket) -> None:
        while True:
            try:
                connection = server.accept()[0]
            except OSError:
                return
            with connection:
                connection.sendall(b"hello")

    greeters = [threading.Thread(target=greet, args=(server,)) for server in servers]
    for greeter in greeters:
        greeter.start()
    yield [str(server.getsockname()[1]) for server in servers]
    for server, greeter in zip(servers, greeters, strict=True):
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        greeter.join()


def test_a_declared_host_is_reached_and_no_other(ports: list[str]) -> None:
    walls = Walls(runtime_files(), network=(f"localhost:{ports[0]}",))
    assert output(CONNECT, *ports, walls=walls).split() == ["hello", "denied"]
    assert output(CONNECT, *ports, walls=Walls(runtime_files())).split() == ["denied", "denied"]


def test_a_host_without_an_address_keeps_nothing_from_starting(ports: list[str]) -> None:
    walls = Walls(runtime_files(), network=("nowhere.invalid:443",))
    assert output(CONNECT, *ports, walls=walls).split() == ["denied", "denied"]


def test_a_declared_file_is_read_and_not_written(tmp_path: Path) -> None:
    shown, hidden = tmp_path / "shown", tmp_path / "hidden"
    shown.write_text("words", encoding="utf-8")
    hidden.write_text("secret", encoding="utf-8")
    code = """
import sys
for path, mode in ((sys.argv[1], "r"), (sys.argv[2], "r"), (sys.argv[1], "w")):
    try:
        print(open(path, mode).read())
    except PermissionError:
        print("denied")
"""
    walls = Walls((*runtime_files(), str(shown)))
    said = output(code, str(shown), str(hidden), walls=walls)
    assert said.split() == ["words", "denied", "denied"]
    assert shown.read_text(encoding="utf-8") == "words"


def test_only_what_is_given_is_in_the_environment() -> None:
    code = "import os; print(*sorted(os.environ.items()), sep='\\n')"
    said = output(code, walls=Walls(runtime_files(), environment={"HOME": "/x", "COLOUR": "red"}))
    assert "('COLOUR', 'red')" in said
    assert "('HOME', '/x')" in said
    assert "ASSISTANT" not in said
    assert "PYTEST" not in said


def test_without_walls_it_runs_as_well(tmp_path: Path) -> None:
    walls = Walls((), environment={"COLOUR": "red"})
    said = output("import os; print(os.environ['COLOUR'])", walls=walls, strictness="off")
    assert said == "red\n"
    child = spawn((sys.executable, "-c", "input()"), walls, "off")
    with child.stdin, child.stdout, child.stderr:
        child.kill()
        assert child.reap() == "exit status -9"
        child.kill()  # an ended one is fine


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(SkillError, match="/no/such/program: can't be started") as caught:
        spawn(("/no/such/program",), Walls(()), "off")
    assert caught.value.code == "skill_start"
    child = spawn(("/no/such/program",), Walls(runtime_files()), "required")
    with child.stdin, child.stdout, child.stderr:
        assert child.reap() != "exit status 0"


def test_what_it_takes_to_run_a_program(tmp_path: Path) -> None:
    script = tmp_path / "server"
    script.write_text("#!/usr/bin/env python3\n", encoding="utf-8")
    script.chmod(0o755)
    files = program_files(str(script))
    assert files[0] == str(script)
    assert files[1].endswith("/python3")
    with pytest.raises(SkillError, match="nothing-like-it: no such program"):
        program_files("nothing-like-it")
