"""Codes that open the screen, and the screen's files."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.api.pairing import CODE_S, DRIVER, MAX_SCREENS, PREFIX, Pairing, passenger
from assistant.api.scopes import Scope
from assistant.api.screen import POLICY, STATIC
from assistant.api.tokens import TokenStore
from assistant.cli.screen import screen
from assistant.errors import ForbiddenError
from tests.api.served import Served, run_served


class Clock:
    """Wall-clock time that a test moves on."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def tokens(tmp_path: Path) -> TokenStore:
    return TokenStore(tmp_path / "tokens.json")


def test_a_code_gives_one_token_once(tmp_path: Path, tokens: TokenStore) -> None:
    pairing = Pairing(tmp_path, tokens)
    code = pairing.code(passenger("rear_left"))
    paired = pairing.claim(code)
    client = tokens.client(paired.token)
    assert client is not None
    assert (client.scopes, client.zone) == (frozenset({Scope.PASSENGER}), "rear_left")
    with pytest.raises(ForbiddenError, match="assistant screen"):
        pairing.claim(code)


def test_a_code_is_good_for_an_hour(tmp_path: Path, tokens: TokenStore) -> None:
    clock = Clock()
    pairing = Pairing(tmp_path, tokens, clock)
    early, late = pairing.code(DRIVER), pairing.code(DRIVER)
    clock.now_s += CODE_S - 1
    assert set(pairing.claim(early).scopes) == {"screen", "operator"}
    clock.now_s += 1
    with pytest.raises(ForbiddenError):
        pairing.claim(late)


def test_the_file_holds_no_code_and_is_this_users_only(tmp_path: Path, tokens: TokenStore) -> None:
    code = Pairing(tmp_path, tokens).code(DRIVER)
    path = tmp_path / "codes.json"
    assert code not in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damaged", ["", "{}", "[1]", '[{"sha256": 1}]', "\x00"])
def test_a_damaged_file_holds_no_codes(tmp_path: Path, tokens: TokenStore, damaged: str) -> None:
    (tmp_path / "codes.json").write_text(damaged, encoding="utf-8")
    pairing = Pairing(tmp_path, tokens)
    with pytest.raises(ForbiddenError):
        pairing.claim("any")
    assert pairing.claim(pairing.code(DRIVER)).zone == "driver"


def test_the_oldest_screens_make_room(tmp_path: Path, tokens: TokenStore) -> None:
    pairing = Pairing(tmp_path, tokens)
    kept = tokens.issue("phone", [Scope.PASSENGER])
    paired = [pairing.claim(pairing.code(DRIVER)).token for _ in range(MAX_SCREENS + 2)]
    assert [tokens.client(token) is None for token in paired] == [True] * 2 + [False] * MAX_SCREENS
    assert tokens.client(kept) is not None
    names = [record.client.name for record in tokens.records()]
    assert sum(name.startswith(PREFIX) for name in names) == MAX_SCREENS


def test_a_page_trades_its_code_for_a_token(tmp_path: Path) -> None:
    async def work(running: Served) -> None:
        code = Pairing(tmp_path / "api", running.hub.tokens).code(DRIVER)
        async with running.http() as http:
            paired = (await http.post("/screen/token", json={"code": code})).json()
            again = await http.post("/screen/token", json={"code": code})
            headers = {"authorization": f"Bearer {paired['token']}"}
            state = await http.get("/api/v1/state", headers=headers)
            elsewhere = await http.post(
                "/screen/token", json={"code": code}, headers={"origin": "http://evil.example"}
            )
        assert (again.status_code, again.json()["code"]) == (403, "forbidden")
        assert state.status_code == 200
        assert elsewhere.status_code == 403

    run_served(tmp_path, work)


def test_the_screens_files_are_served_with_a_strict_policy(tmp_path: Path) -> None:
    async def work(running: Served) -> None:
        async with running.http() as http:
            page = await http.get("/")
            missing = await http.get("/nothing.js")
            outside = await http.get("/..%2fscreen.py")
        if (STATIC / "index.html").is_file():
            assert page.status_code == 200
            assert page.headers["content-security-policy"] == POLICY
            assert page.headers["cache-control"] == "no-cache"
        else:
            assert (page.status_code, "make setup" in page.json()["detail"]) == (503, True)
        assert (missing.status_code, outside.status_code) == (404, 404)

    run_served(tmp_path, work)


def test_the_command_prints_an_address(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        screen, ["--seat", "passenger"], env={"ASSISTANT_DATA": str(tmp_path)}
    )
    address, _, code = done.output.strip().partition("/#")
    assert address == "http://127.0.0.1:8765"
    store = TokenStore(tmp_path / "api" / "tokens.json")
    assert Pairing(tmp_path / "api", store).claim(code).scopes == ("passenger",)
