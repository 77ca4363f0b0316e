"""Nothing is allowed until somebody says so, and what they said outlives everything."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from assistant.errors import ConsentError
from assistant.routing.privacy.consent import Consent, ConsentStore, Kind


def test_nothing_is_allowed_at_first(tmp_path: Path) -> None:
    consent = ConsentStore(tmp_path / "privacy" / "consent.json").current
    assert not any(consent.allows(kind) for kind in Kind)
    with pytest.raises(ConsentError, match="assistant privacy consent audio on"):
        consent.require(Kind.AUDIO)


@pytest.mark.parametrize(
    "kinds", [c for n in range(5) for c in itertools.combinations(Kind, n)], ids=str
)
def test_each_kind_is_its_own(tmp_path: Path, kinds: tuple[Kind, ...]) -> None:
    store = ConsentStore(tmp_path / "consent.json")
    store.give(*kinds)
    again = ConsentStore(tmp_path / "consent.json").current
    assert {kind for kind in Kind if again.allows(kind)} == set(kinds)
    assert not any(store.set_guest(True).allows(kind) for kind in Kind)
    assert store.set_guest(False).kinds == frozenset(kinds)


def test_a_withdrawal_by_another_process_is_seen_and_told(tmp_path: Path) -> None:
    told: list[Consent] = []
    service, command = (ConsentStore(tmp_path / "consent.json") for _ in range(2))
    service.give(Kind.TEXT, Kind.TELEMETRY)
    service.listen(told.append)
    command.withdraw(Kind.TEXT)
    assert not service.current.allows(Kind.TEXT)
    assert service.current.allows(Kind.TELEMETRY)
    assert told == [Consent(frozenset({Kind.TELEMETRY}))]


@pytest.mark.parametrize(
    "content",
    ["", "{", '{"kinds": ["text", "everything"], "guest": false}', "[]", '{"kinds": ["text"]}'],
)
def test_a_damaged_file_is_no_consent(tmp_path: Path, content: str) -> None:
    path = tmp_path / "consent.json"
    path.write_text(content, encoding="utf-8")
    store = ConsentStore(path)
    assert store.current == Consent()
    assert path.with_name("consent.json.damaged").exists()
    assert store.give(Kind.TEXT).allows(Kind.TEXT)


def test_a_file_that_is_gone_is_no_consent(tmp_path: Path) -> None:
    store = ConsentStore(tmp_path / "consent.json")
    store.give(Kind.TEXT)
    (tmp_path / "consent.json").unlink()
    assert not store.current.allows(Kind.TEXT)


def test_it_is_for_its_user_only(tmp_path: Path) -> None:
    ConsentStore(tmp_path / "consent.json").give(Kind.TEXT)
    assert (tmp_path / "consent.json").stat().st_mode & 0o777 == 0o600
