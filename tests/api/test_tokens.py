from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.api.scopes import Client, Permission, Scope
from assistant.api.tokens import TokenStore
from assistant.cli.api import api
from assistant.errors import ConfigError, ForbiddenError, InputError


def test_a_token_opens_and_only_its_hash_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "api" / "tokens.json"
    token = TokenStore(path).issue("radio", [Scope.APP])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert token.partition(".")[2] not in path.read_text(encoding="utf-8")
    client = TokenStore(path).client(token)
    assert client is not None
    assert (client.name, client.scopes) == ("radio", frozenset({Scope.APP}))
    assert client.zone == "passenger"


@pytest.mark.parametrize(
    "change", ["", "x", ".", "{id}.", "{id}.wrong", "nobody.{secret}", "é\ud800"]
)
def test_anything_else_opens_nothing(tmp_path: Path, change: str) -> None:
    store = TokenStore(tmp_path / "tokens.json")
    token_id, _, secret = store.issue("screen", [Scope.SCREEN]).partition(".")
    assert store.client(change.format(id=token_id, secret=secret)) is None


def test_a_revoked_token_is_refused_by_a_store_that_is_open(tmp_path: Path) -> None:
    running = TokenStore(tmp_path / "tokens.json")
    token = running.issue("phone", [Scope.PASSENGER])
    assert running.client(token)
    TokenStore(tmp_path / "tokens.json").revoke("phone")
    assert running.client(token) is None
    with pytest.raises(InputError, match="no token"):
        running.revoke("phone")


def test_names_are_unique_and_printable(tmp_path: Path) -> None:
    store = TokenStore(tmp_path / "tokens.json")
    store.issue("a", [Scope.APP])
    for name in ("a", "", " ", "x" * 61, "a\nb"):
        with pytest.raises(InputError):
            store.issue(name, [Scope.APP])
    with pytest.raises(InputError, match="scope"):
        store.issue("b", [])


def test_a_damaged_file_lets_nobody_in_and_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    path.write_text('[{"id": 3}]', encoding="utf-8")
    with pytest.raises(ConfigError, match="delete it"):
        TokenStore(path).client("a.b")


def test_a_passenger_speaks_for_the_own_seat_only() -> None:
    phone = Client("1", "phone", frozenset({Scope.PASSENGER}), "rear_left")
    assert phone.seat(None) == "rear_left"
    with pytest.raises(ForbiddenError):
        phone.seat("driver")
    screen = Client("2", "screen", frozenset({Scope.SCREEN}), "driver")
    assert screen.seat("rear_left") == "rear_left"
    with pytest.raises(InputError, match="zones are"):
        screen.seat("boot")


def test_nobody_but_people_may_say_yes() -> None:
    may = {s for s in Scope if Client("1", "", frozenset({s}), "driver").may(Permission.CONFIRM)}
    assert may == {Scope.SCREEN, Scope.PASSENGER}


def test_the_command_makes_lists_and_revokes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))
    runner = CliRunner()
    made = runner.invoke(api, ["token", "new", "hmi", "--scope", "screen", "--json"])
    token = json.loads(made.stdout)["token"]
    listed = runner.invoke(api, ["token", "list"]).stdout
    assert "hmi: screen, driver" in listed
    assert token not in listed
    assert runner.invoke(api, ["token", "revoke", "hmi"]).exit_code == 0
    assert "No tokens" in runner.invoke(api, ["token", "list"]).stdout
