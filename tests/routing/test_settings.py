"""Endpoints in the settings file, their keys, their budgets, and what is told of them."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import fields
from pathlib import Path
from typing import Any

import keyring
import pytest
from dbus_fast import BusType, PropertyAccess
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_property
from keyring.backend import KeyringBackend

from assistant.api.scopes import Scope
from assistant.config import load_config
from assistant.dbus import connected
from assistant.errors import ConfigError
from assistant.routing.cloud.budget import MEGABYTE, Budgets, Spent
from assistant.routing.cloud.keys import SERVICE, key_of
from assistant.routing.network_manager import NAME, PATH, Network, network
from assistant.routing.probe import Segments
from assistant.routing.report import report
from assistant.routing.settings import Endpoint
from tests.api.served import Served, run_served
from tests.car import here
from tests.media.bus import private_bus
from tests.routing.peer import Peer, reply
from tests.routing.rig import endpoint, rig

DOCS = Path(__file__).resolve().parents[2] / "docs"
TABLE = '[[cloud.endpoints]]\nname = "{name}"\nbase_url = "{url}"\n'


def load(folder: Path, text: str) -> Any:
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return load_config({"ASSISTANT_DATA": str(folder)}).cloud


# --- settings -------------------------------------------------------------------------------


def test_endpoints_are_read_in_their_order(tmp_path: Path) -> None:
    text = (
        "[cloud]\npatience_s = 2\n"
        + TABLE.format(name="home", url="https://home.example/v1")
        + 'chat_model = "large"\nmonthly_mb = 50\n'
        + TABLE.format(name="other", url="http://127.0.0.1:8000/v1")
    )
    cloud = load(tmp_path, text)
    assert [one.name for one in cloud.endpoints] == ["home", "other"]
    assert (cloud.patience_s, cloud.endpoints[0].monthly_mb) == (2.0, 50.0)
    assert cloud.endpoints[0].chat_model == "large"


WRONG = {
    TABLE.format(name="Home!", url="https://a.example"): "short word",
    TABLE.format(name="a", url="http://cloud.example/v1"): "https",
    TABLE.format(name="a", url="http://127.0.0.1.evil.example/v1"): "https",
    TABLE.format(name="a", url="ftp://a.example"): "like https://",
    TABLE.format(name="a", url="https://user:secret@a.example"): "holds no key",
    TABLE.format(name="a", url="https://[::1"): "no address",
    TABLE.format(name="a", url="https://a.example") * 2: "same name",
    TABLE.format(name="a", url="https://a.example") + 'key = "x"\nkey_file = "y"\n': "not both",
    TABLE.format(name="a", url="https://a.example") + "monthly_mb = -1.0\n": "negative",
    TABLE.format(name="a", url="https://a.example") + "speed = 1\n": "unknown setting 'speed'",
    "[cloud]\nendpoints = [1]\n": "are tables",
    "[cloud]\npatience_s = -1.0\n": "seconds",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_endpoint_says_what_to_write(text: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=WRONG[text].replace("[", r"\[")):
        load(tmp_path, text)


def test_every_setting_of_an_endpoint_is_on_the_page() -> None:
    page = (DOCS / "cloud.md").read_text(encoding="utf-8")
    assert not [field.name for field in fields(Endpoint) if f"`{field.name}`" not in page]


# --- keys -----------------------------------------------------------------------------------


def test_a_key_file_counts_only_when_nobody_else_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "key"
    there = Endpoint(name="a", key_file=str(path))
    with pytest.raises(ConfigError, match="can't be read"):
        key_of(there)
    path.write_text("secret\n")
    for mode in (0o644, 0o640, 0o604):
        path.chmod(mode)
        with pytest.raises(ConfigError, match="chmod 600"):
            key_of(there)
    path.chmod(0o600)
    assert key_of(there) == "secret"
    for content in ("", "two\nlines\n", "schlüssel"):
        path.write_text(content)
        with pytest.raises(ConfigError, match="no key"):
            key_of(there)
    with pytest.raises(ConfigError):
        key_of(Endpoint(name="a", key_file=str(tmp_path)))
    assert key_of(Endpoint(name="a")) == ""


class OneKey(KeyringBackend):
    """A keyring with one key; the real interface of ``keyring``."""

    priority = 1.0

    def get_password(self, service: str, username: str) -> str | None:
        return "from the ring" if (service, username) == (SERVICE, "home") else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError


def test_a_key_of_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    before = keyring.get_keyring()
    try:
        keyring.set_keyring(OneKey())  # type: ignore[no-untyped-call]
        assert key_of(Endpoint(name="a", key="home")) == "from the ring"
        with pytest.raises(ConfigError, match="keyring set"):
            key_of(Endpoint(name="a", key="other"))
    finally:
        keyring.set_keyring(before)


def test_the_key_goes_to_the_endpoint_and_nowhere_else(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("secret")
    path.chmod(0o600)

    async def check() -> None:
        async with Peer() as peer, rig(tmp_path, endpoint(peer.url, key_file=str(path))) as it:
            await it.said()
            await it.cloud.monitor.measure()
            assert {one.headers["authorization"] for one in peer.asked} == {"Bearer secret"}
            assert "secret" not in json.dumps(report(it.cloud))

    asyncio.run(check())


# --- budgets --------------------------------------------------------------------------------

MARCH, APRIL = 1_772_400_000.0, 1_775_300_000.0


def test_budgets_outlive_restarts_and_begin_anew_each_month(tmp_path: Path) -> None:
    now = [MARCH]
    path, there = tmp_path / "budgets.json", Endpoint(name="a", monthly_mb=1.0, monthly_money=2.0)
    Budgets(path, lambda: now[0]).take("a", 400_000, 0.5)
    budgets = Budgets(path, lambda: now[0])
    assert budgets.left(there) == Spent(600_000, 1.5)
    budgets.take("a", 5 * MEGABYTE, 9.0)
    assert budgets.left(there) == Spent(0, 0.0)
    now[0] = APRIL
    assert budgets.left(there) == Spent(MEGABYTE, 2.0)
    budgets.take("a", 1, 0.0)
    now[0] = 0.0  # a clock without a battery
    assert budgets.spent("a") == Spent(1, 0.0)


def test_a_damaged_budget_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "budgets.json"
    for text in ("{", "[]", '{"month": "2026-03", "endpoints": {"a": 7}}', '{"endpoints": 1}'):
        path.write_text(text)
        assert Budgets(path, lambda: MARCH).spent("a") == Spent()


# --- the machine's network ------------------------------------------------------------------


class Manager(ServiceInterface):
    """NetworkManager's properties, on a real bus."""

    def __init__(self, metered: int, connectivity: int) -> None:
        super().__init__(NAME)
        self.values = (metered, connectivity)

    @dbus_property(access=PropertyAccess.READ)
    def Metered(self) -> "u":  # type: ignore[name-defined]  # noqa: N802, F821, UP037
        return self.values[0]

    @dbus_property(access=PropertyAccess.READ)
    def Connectivity(self) -> "u":  # type: ignore[name-defined]  # noqa: N802, F821, UP037
        return self.values[1]


@pytest.mark.parametrize(
    ("metered", "connectivity", "expected"),
    [
        (1, 4, Network(metered=True)),
        (3, 4, Network(metered=True)),
        (4, 1, Network(metered=False)),
        (0, 2, Network(metered=None, portal=True)),
    ],
)
def test_what_network_manager_knows(metered: int, connectivity: int, expected: Network) -> None:
    async def told(address: str) -> Network:
        async with connected(BusType.SYSTEM, address) as bus:
            assert isinstance(bus, MessageBus)
            bus.export(PATH, Manager(metered, connectivity))
            await bus.request_name(NAME)
            return await network(address)

    with private_bus() as address:
        assert asyncio.run(told(address)) == expected


def test_without_network_manager_nothing_is_known() -> None:
    with private_bus() as address:
        assert asyncio.run(network(address)) == Network()
    assert asyncio.run(network("unix:path=/nowhere")) == Network()


def test_loss_is_told_from_enough_segments_only() -> None:
    assert Segments(out=4, again=4).loss is None
    assert Segments(out=10, again=3).loss == 0.3
    assert Segments(out=5, again=9).loss == 1.0


# --- what is told ---------------------------------------------------------------------------


def test_the_screen_is_told_of_endpoints_and_budgets(tmp_path: Path) -> None:
    async def check() -> None:
        async with (
            Peer(raw=lambda _: reply(b"{}", "500 No")) as peer,
            rig(tmp_path, endpoint(peer.url, monthly_mb=1.0)) as it,
        ):
            for _ in range(3):
                await it.said()
            told = report(it.cloud)
            (one,) = told["endpoints"]
            assert (one["name"], one["offers"], one["resting"]) == ("home", ("chat",), True)
            assert one["reason"] == "server"
            assert 0 < one["bytes_used"] < one["bytes_most"] == 1_000_000
            assert json.loads(json.dumps(told))["state"] == told["state"]

    asyncio.run(check())


def test_the_api_tells_that_there_is_none(tmp_path: Path) -> None:
    async def work(running: Served) -> Any:
        async with running.http(Scope.SCREEN) as screen:
            return (await screen.get("/api/v1/cloud")).json()

    told = run_served(tmp_path, work)
    assert (told["state"], told["endpoints"]) == ("none", [])


def test_the_commands_without_a_cloud(tmp_path: Path) -> None:
    car = {**os.environ, "ASSISTANT_DATA": str(tmp_path)}
    checked = here(car, "cloud", "check")
    assert (checked.returncode, "No endpoint is set" in checked.stdout) == (0, True)
    assert json.loads(here(car, "cloud", "check", "--json").stdout) == {}


def test_an_endpoint_that_is_gone_fails_the_check_and_one_without_its_key_says_why(
    tmp_path: Path,
) -> None:
    key = tmp_path / "key"
    key.write_text("secret", encoding="ascii")
    key.chmod(0o644)
    gone, locked = (TABLE.format(name=n, url="http://127.0.0.1:9/v1") for n in ("home", "work"))
    text = f'{gone}{locked.rstrip()}\nkey_file = "{key}"\n'
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    checked = here({**os.environ, "ASSISTANT_DATA": str(tmp_path)}, "cloud", "check")
    assert checked.returncode == 1
    assert "NO   reached      refused" in checked.stdout
    assert (
        f"NO   reached      {key}: others can read the key: run `chmod 600 {key}`."
        in checked.stdout
    )
