"""The history of a running car: only with its own consent, without names, to the receiver once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import DiskFullError
from assistant.events import Event, Outcome, TurnEnded
from assistant.routing.cloud.hiding import Hider
from assistant.routing.history import MOST_WAITING, History
from assistant.routing.outbox import Outbox
from assistant.routing.outbox_items import Mail
from assistant.routing.privacy.consent import Consent, Kind

GIVEN = Consent(frozenset({Kind.HISTORY}))


def turn(said: str, reply: str = "Okay.", language: str = "en") -> TurnEnded:
    return TurnEnded(
        at_s=1.0, outcome=Outcome.DONE, transcript=said, reply=reply, language=language
    )


def kept(
    folder: Path, consent: Callable[[], Consent], *events: Event, spoil: bool = False
) -> list[dict[str, Any]]:
    """Return what waits in the outbox after some events."""
    outbox = Outbox(folder / "outbox.sqlite", lambda: 1e9)
    whole = outbox.put

    def full(*_: object) -> None:
        outbox.put = whole  # type: ignore[method-assign]
        raise DiskFullError("full")

    async def scenario() -> None:
        history = History(outbox, consent, Hider(), lambda: 1e9)
        if spoil:
            outbox.put = full  # type: ignore[assignment,method-assign]
        for event in events:
            history.record(event)
        keeping = asyncio.create_task(history.keep())
        async with asyncio.timeout(20):
            while not history._turns.empty():  # noqa: ASYNC110  # it tells nobody
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)

    asyncio.run(scenario())
    found = []
    while (item := outbox.first(Consent(frozenset(Kind)), (Mail.HISTORY,))) is not None:
        found.append(json.loads(item.body))
        outbox.delivered(item)
    outbox.close()
    return found


def test_a_turn_is_kept_without_what_is_private(tmp_path: Path) -> None:
    said = "call my wife Margaret Thornbury at 415 555 2671"
    (found,) = kept(tmp_path, lambda: GIVEN, turn(said, "Calling Margaret Thornbury."))
    assert found == {
        "v": 1,
        "at": "2001-09-09T01:46:40+00:00",
        "language": "en",
        "said": "call my wife [PERSON_1] at [PHONE_1]",
        "reply": "Calling [PERSON_1].",
        "outcome": "done",
    }


@pytest.mark.parametrize(
    "consent",
    [
        Consent(),
        Consent(frozenset(set(Kind) - {Kind.HISTORY})),
        Consent(frozenset(Kind), guest=True),
    ],
)
def test_nothing_is_kept_without_its_own_consent_or_of_guests(
    consent: Consent, tmp_path: Path
) -> None:
    assert kept(tmp_path, lambda: consent, turn("open my window")) == []


def test_what_was_withdrawn_meanwhile_is_not_kept(tmp_path: Path) -> None:
    answers = iter([GIVEN, Consent()])
    assert kept(tmp_path, lambda: next(answers), turn("open my window")) == []


def test_silence_a_full_disk_and_a_flood_do_no_harm(tmp_path: Path) -> None:
    assert kept(tmp_path / "a", lambda: GIVEN, turn("")) == []
    found = kept(tmp_path / "b", lambda: GIVEN, turn("one"), turn("two"), spoil=True)
    assert [one["said"] for one in found] == ["two"]
    flood = [turn("打开车窗", "好的。", "zh")] * (MOST_WAITING + 5)
    assert len(kept(tmp_path / "c", lambda: GIVEN, *flood)) == MOST_WAITING
