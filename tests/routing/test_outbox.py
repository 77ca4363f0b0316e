"""What waits is kept in order, within limits, and only as long as it may."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import DatabaseError, DiskFullError, InputError
from assistant.routing.outbox import MAX_ITEM_BYTES, Outbox, read_status
from assistant.routing.outbox_items import CONSENT, EXPIRY_S, Dropped, Mail, Put
from assistant.routing.privacy.consent import Consent, Kind

ALL = Consent(frozenset(Kind))


class Wall:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def make(tmp_path: Path, wall: Wall) -> Callable[..., Outbox]:
    def made(**limits: int) -> Outbox:
        return Outbox(tmp_path / "outbox.sqlite", wall, **limits)

    return made


def keys(outbox: Outbox, consent: Consent = ALL) -> list[str]:
    """Deliver all that may leave, and return the keys in order."""
    found = []
    while (item := outbox.first(consent)) is not None:
        found.append(item.key)
        outbox.delivered(item)
    return found


def dropped(outbox: Outbox) -> dict[tuple[str, str], int]:
    return outbox.status().dropped


def test_the_most_urgent_comes_first_then_the_oldest(make: Callable[..., Outbox]) -> None:
    outbox = make()
    for key, mail in (("p1", Mail.PICTURES), ("t1", Mail.TELEMETRY), ("h1", Mail.HISTORY)):
        assert outbox.put(mail, key, b"x") is Put.KEPT
    outbox.put(Mail.FEEDBACK, "f1", b"x")
    outbox.put(Mail.HISTORY, "h2", b"x")
    again = make()
    assert keys(again) == ["f1", "h1", "h2", "t1", "p1"]
    assert again.status().waiting == ()


def test_a_key_is_kept_once_also_after_its_delivery(
    make: Callable[..., Outbox], wall: Wall
) -> None:
    outbox = make()
    assert outbox.put(Mail.TELEMETRY, "a", b"1") is Put.KEPT
    assert outbox.put(Mail.TELEMETRY, "a", b"2") is Put.KNOWN
    assert keys(outbox) == ["a"]
    assert make().put(Mail.TELEMETRY, "a", b"3") is Put.KNOWN
    assert keys(outbox) == []
    wall.now += 31 * 24 * 3600
    outbox.put(Mail.TELEMETRY, "b", b"1")
    keys(outbox)
    assert outbox.put(Mail.TELEMETRY, "a", b"4") is Put.KEPT


def test_what_matters_least_makes_room(make: Callable[..., Outbox]) -> None:
    outbox = make(max_count=3)
    for key, mail in (("p", Mail.PICTURES), ("t", Mail.TELEMETRY), ("h", Mail.HISTORY)):
        outbox.put(mail, key, b"x")
    assert outbox.put(Mail.FEEDBACK, "f", b"x") is Put.KEPT
    assert outbox.put(Mail.PICTURES, "late", b"x") is Put.CROWDED
    assert outbox.put(Mail.TELEMETRY, "t2", b"x") is Put.KEPT
    assert dropped(outbox) == {("pictures", "crowded"): 2, ("telemetry", "crowded"): 1}
    assert keys(outbox) == ["f", "h", "t2"]


def test_bytes_are_limited_too(make: Callable[..., Outbox]) -> None:
    outbox = make(max_bytes=1000)
    for number in range(5):
        outbox.put(Mail.PICTURES, f"p{number}", b"x" * 400)
    assert sum(waiting.bytes for waiting in outbox.status().waiting) == 800
    assert dropped(outbox) == {("pictures", "crowded"): 3}
    assert keys(outbox) == ["p3", "p4"]


@pytest.mark.parametrize(
    ("key", "body"),
    [("", b"x"), ("k" * 101, b"x"), ("ключ", b"x"), ("a\nb", b"x"), ("k", b"")],
)
def test_what_makes_no_item_is_refused(make: Callable[..., Outbox], key: str, body: bytes) -> None:
    with pytest.raises(InputError):
        make().put(Mail.PICTURES, key, body)


def test_a_huge_item_is_refused(make: Callable[..., Outbox]) -> None:
    with pytest.raises(InputError, match="bytes"):
        make().put(Mail.PICTURES, "k", bytes(MAX_ITEM_BYTES + 1))


@pytest.mark.parametrize("mail", Mail)
def test_items_expire_and_are_counted(make: Callable[..., Outbox], wall: Wall, mail: Mail) -> None:
    outbox = make()
    outbox.put(mail, "a", b"x")
    wall.now += EXPIRY_S[mail] - 1
    assert outbox.first(ALL) is not None
    wall.now += 1
    assert outbox.first(ALL) is None
    assert dropped(outbox) == {(mail, Dropped.EXPIRED): 1}


@pytest.mark.parametrize("kind", Kind)
def test_a_withdrawn_consent_empties_its_kinds_at_once(
    make: Callable[..., Outbox], kind: Kind, tmp_path: Path
) -> None:
    outbox = make()
    for mail in Mail:
        outbox.put(mail, mail, f"private {mail}".encode() * 50)
    left = Consent(frozenset(Kind) - {kind})
    gone = [mail for mail in Mail if CONSENT[mail] is kind]
    assert outbox.obey(left) == len(gone)
    assert dropped(outbox) == {(mail, "withdrawn"): 1 for mail in gone}
    assert keys(outbox) == [mail for mail in Mail if mail not in gone]
    disk = b"".join(file.read_bytes() for file in tmp_path.glob("outbox.sqlite*"))
    assert not [mail for mail in gone if f"private {mail}".encode() in disk]


def test_guests_wait_for_nothing_and_end_nothing(make: Callable[..., Outbox]) -> None:
    outbox = make()
    outbox.put(Mail.HISTORY, "h", b"x")
    guest = Consent(frozenset(Kind), guest=True)
    assert outbox.obey(guest) == 0
    assert outbox.first(guest) is None
    assert outbox.first(ALL) is not None


def test_somebody_may_empty_it(make: Callable[..., Outbox], tmp_path: Path) -> None:
    outbox = make()
    for mail in Mail:
        outbox.put(mail, mail, b"x")
    assert outbox.remove([Mail.PICTURES]) == 1
    assert outbox.remove() == 3
    assert read_status(tmp_path / "outbox.sqlite") == outbox.status()
    assert all(reason == "removed" for _, reason in dropped(outbox))


@pytest.mark.parametrize("spoil", ["header", "middle", "no database"])
def test_a_damaged_file_is_set_aside(
    make: Callable[..., Outbox], tmp_path: Path, spoil: str
) -> None:
    outbox = make()
    for number in range(200):
        outbox.put(Mail.PICTURES, f"p{number}", b"x" * 300)
    outbox.close()
    path = tmp_path / "outbox.sqlite"
    content = bytearray(path.read_bytes())
    if spoil == "header":
        content[:100] = bytes(100)
    elif spoil == "middle":
        content[4096 : len(content) - 4096] = b"\xff" * (len(content) - 8192)
    else:
        content[:] = b"hello" * 5000
    path.write_bytes(content)
    with pytest.raises(DatabaseError):
        read_status(path)
    again = make()
    assert again.rebuilt
    assert (tmp_path / "outbox.sqlite.damaged").exists()
    assert again.put(Mail.PICTURES, "new", b"x") is Put.KEPT
    assert keys(again) == ["new"]
    assert not make().rebuilt


def test_damage_while_it_runs_is_survived(make: Callable[..., Outbox], tmp_path: Path) -> None:
    outbox = make()
    for number in range(300):
        outbox.put(Mail.PICTURES, f"p{number}", b"x" * 300)
    outbox._database.forget()
    path = tmp_path / "outbox.sqlite"
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    outbox._database._connection.execute("PRAGMA cache_size=0")
    assert outbox.put(Mail.FEEDBACK, "new", b"x") is Put.KEPT
    assert outbox.rebuilt
    assert keys(outbox) == ["new"]


def test_a_full_disk_refuses_and_keeps_what_was_there(make: Callable[..., Outbox]) -> None:
    outbox = make()
    outbox.put(Mail.FEEDBACK, "small", b"x")
    pages = outbox._database.read("PRAGMA page_count")[0][0]
    outbox._database.read(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(DiskFullError) as full:
        outbox.put(Mail.PICTURES, "big", b"x" * 500_000)
    assert full.value.code == "disk_full"
    assert dropped(outbox) == {}
    assert keys(outbox) == ["small"]


def test_a_folder_that_can_not_be_written_says_so(wall: Wall, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DatabaseError, match=r"outbox\.sqlite"):
        Outbox(tmp_path / "file" / "outbox.sqlite", wall)
