"""The service ``privacy``: anybody can withdraw, all of it holds at once."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest

from assistant.config import Config
from assistant.errors import ConsentError, InputError
from assistant.events import ConnectivityChanged, ErrorRaised, Event, Outcome, Route, TurnEnded
from assistant.observe.bus import EventBus
from assistant.policy.decide import decide
from assistant.policy.decision import PolicyInput, Verdict
from assistant.policy.roles import Role
from assistant.policy.state import DrivingState
from assistant.routing.outbox_items import Mail
from assistant.routing.privacy.consent import ConsentStore, Kind
from assistant.routing.privacy.open import CONSENT, Allowed, open_privacy
from assistant.routing.privacy.service import Privacy
from assistant.routing.telemetry import LIMITS_MS
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker
from tests.routing.receiver import receiving

ASKER = Asker("driver", "en")


def ended(first_audio_ms: float | None = 420.0) -> TurnEnded:
    return TurnEnded(
        at_s=1.0,
        turn_id="t1",
        outcome=Outcome.DONE,
        transcript="call Anna at home",
        language="en",
        intent="phone.call",
        slots={"name": "Anna"},
        route=Route.GRAMMAR,
        effects=(),
        reply="Calling Anna.",
        first_audio_ms=first_audio_ms,
        stages_ms={"recognition": 130.0},
    )


def with_privacy(folder: Path, work: Any, *, live: bool = False, **outbox: str) -> Any:
    """Return what came of ``work(privacy, bus)`` with a privacy service of a new car."""

    async def run() -> Any:
        bus = EventBus()
        config = Config(data_dir=folder)
        if outbox:
            from dataclasses import replace

            config = replace(config, outbox=replace(config.outbox, **outbox))
        async with open_privacy(config, bus, live=live) as privacy:
            return await work(privacy, bus)

    return asyncio.run(run())


def test_effects_give_and_withdraw(tmp_path: Path) -> None:
    async def work(privacy: Privacy, _: EventBus) -> list[Applied]:
        wishes = (
            Effect("privacy.give", "text"),
            Effect("privacy.give", "telemetry"),
            Effect("privacy.withdraw", "text"),
            Effect("privacy.guest_on"),
            Effect("privacy.guest_off"),
            Effect("privacy.withdraw", "all"),
        )
        return [await privacy.apply(wish, ASKER) for wish in wishes]

    assert with_privacy(tmp_path, work) == [
        Applied("privacy.text", True, True),
        Applied("privacy.telemetry", True, True),
        Applied("privacy.text", False, True),
        Applied("privacy.guest", True, True),
        Applied("privacy.guest", False, True),
        Applied("privacy.all", False, True),
    ]


@pytest.mark.parametrize(
    "effect",
    [Effect("privacy.give", "all"), Effect("privacy.give", "everything"), Effect("privacy.burn")],
)
def test_unknown_wishes_change_nothing(tmp_path: Path, effect: Effect) -> None:
    async def work(privacy: Privacy, _: EventBus) -> dict[str, Any]:
        with pytest.raises(InputError):
            await privacy.apply(effect, ASKER)
        return privacy.seen()

    assert not any(with_privacy(tmp_path, work)["kinds"].values())


def test_a_withdrawal_empties_the_outbox_before_it_is_confirmed(tmp_path: Path) -> None:
    async def work(privacy: Privacy, _: EventBus) -> list[int]:
        await privacy.change({Kind.TEXT: True, Kind.TELEMETRY: True})
        privacy.outbox.put(Mail.HISTORY, "h", b"x")
        privacy.outbox.put(Mail.TELEMETRY, "t", b"x")
        waiting = []
        for kind in (Kind.TEXT, Kind.TELEMETRY):
            await privacy.apply(Effect("privacy.withdraw", kind), ASKER)
            waiting.append(sum(one.count for one in privacy.outbox.status().waiting))
        return waiting

    assert with_privacy(tmp_path, work) == [1, 0]


def test_a_running_service_obeys_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.routing.privacy.service.LOOK_S", 0.02)

    async def work(privacy: Privacy, _: EventBus) -> None:
        await privacy.change({Kind.TEXT: True})
        await asyncio.sleep(0.05)
        privacy.outbox.put(Mail.HISTORY, "h", b"x")
        ConsentStore(tmp_path / CONSENT).withdraw(Kind.TEXT)
        async with asyncio.timeout(5):
            while privacy.outbox.status().waiting:  # noqa: ASYNC110  # it is on the disk
                await asyncio.sleep(0.01)

    with_privacy(tmp_path, work, live=True)


def test_it_tells_what_left(tmp_path: Path) -> None:
    async def work(privacy: Privacy, _: EventBus) -> dict[str, Any]:
        await privacy.change({Kind.TEXT: True, Kind.TELEMETRY: True})
        async with privacy.gate.leaving(Kind.TEXT, "home", "question") as counted:
            counted.out(700)
        async with privacy.gate.checking("home", "probe") as counted:
            counted.out(90)
        privacy.outbox.put(Mail.TELEMETRY, "t", b"x")
        return await privacy.look_up("sent", {}, ASKER)

    told = with_privacy(tmp_path, work)
    last = told.pop("last_iso")
    assert last.startswith(time.strftime("%Y-"))
    assert told == {
        "days": 30,
        "requests": 1,
        "bytes": 700,
        "kinds": {"text": 1},
        "endpoints": ["home"],
        "waiting": 1,
    }


def test_guests_leave_nothing_behind(tmp_path: Path) -> None:
    kept: list[Event] = []

    async def work(privacy: Privacy, bus: EventBus) -> None:
        await privacy.change({Kind.TELEMETRY: True}, guest=True)
        with bus.listening(privacy.unless_guest(kept.append)):
            bus.emit(ended())
            with pytest.raises(ConsentError):
                await privacy.apply(Effect("privacy.feedback", args={"good": True}), ASKER)
            privacy._telemetry.flush()
            assert privacy.outbox.status().waiting == ()
            await privacy.change(guest=False)
            bus.emit(ended())

    with_privacy(tmp_path, work)
    assert len(kept) == 1


def bodies(privacy: Privacy) -> list[dict[str, Any]]:
    """Deliver all that waits, and return it."""
    found = []
    while (item := privacy.outbox.first(privacy.consent)) is not None:
        found.append(json.loads(item.body))
        privacy.outbox.delivered(item)
    return found


def test_telemetry_counts_and_tells_nothing_else(tmp_path: Path) -> None:
    async def work(privacy: Privacy, bus: EventBus) -> list[dict[str, Any]]:
        bus.emit(ended())  # before anybody agreed
        await privacy.change({Kind.TELEMETRY: True})
        for ms in (90.0, 420.0, 9000.0, None):
            bus.emit(ended(ms))
        bus.emit(ErrorRaised(at_s=1.0, code="engine", message="Anna", stage="turn"))
        privacy._telemetry.flush()
        privacy._telemetry.flush()  # nothing new: nothing more
        return bodies(privacy)

    (summary,) = with_privacy(tmp_path, work)
    assert summary["turns"] == {"done.grammar": 4}
    assert summary["errors"] == {"engine": 1}
    first_audio = summary["times_ms"]["first_audio"]
    assert (first_audio[0], first_audio[LIMITS_MS.index(500)], first_audio[-1]) == (1, 1, 1)
    assert not [word for word in ("Anna", "phone", "home") if word in json.dumps(summary)]


def test_feedback_is_about_the_turn_before(tmp_path: Path) -> None:
    async def work(privacy: Privacy, bus: EventBus) -> tuple[bool, list[dict[str, Any]]]:
        await privacy.change({Kind.TELEMETRY: True})
        wrong = Effect("privacy.feedback", args={"good": False})
        nothing_yet = await privacy.apply(wrong, ASKER)
        bus.emit(ended())
        await privacy.apply(wrong, ASKER)
        return nothing_yet.verified, bodies(privacy)

    verified, (feedback,) = with_privacy(tmp_path, work)
    assert not verified
    assert (feedback["good"], feedback["intent"], feedback["outcome"]) == (
        False,
        "phone.call",
        "done",
    )
    assert "Anna" not in json.dumps(feedback)


def test_a_running_service_syncs_its_outbox(tmp_path: Path) -> None:
    with receiving() as receiver:

        async def work(privacy: Privacy, bus: EventBus) -> None:
            await privacy.change({Kind.TELEMETRY: True})
            bus.emit(ended())
            await privacy.apply(Effect("privacy.feedback", args={"good": True}), ASKER)

        ConsentStore(tmp_path / CONSENT).give(Kind.TELEMETRY)
        with_privacy(tmp_path, work)

        async def wait(privacy: Privacy, _: EventBus) -> None:
            async with asyncio.timeout(10):
                while privacy.outbox.status().waiting:  # noqa: ASYNC110  # it is on the disk
                    await asyncio.sleep(0.02)

        with_privacy(tmp_path, wait, live=True, url=receiver.url)
    (body,) = receiver.applied.values()
    assert json.loads(body)["good"] is True


@pytest.mark.parametrize("state", ["offline", "poor", "good"])
def test_the_link_decides_what_goes_and_pictures_wait_for_an_endpoint(state: str) -> None:
    allowed, posted = Allowed(), set(Mail) - {Mail.PICTURES}
    assert set(allowed()) == posted
    allowed.record(ConnectivityChanged(at_s=1.0, state=state))
    assert set(allowed()) == (set() if state == "offline" else posted)


@pytest.mark.parametrize(
    ("kind", "zone", "role", "verdict"),
    [
        ("privacy.give", "driver", Role.DRIVER, Verdict.CONFIRM),
        ("privacy.give", "driver", Role.GUEST, Verdict.REFUSE),
        ("privacy.give", "passenger", Role.PASSENGER, Verdict.REFUSE),
        ("privacy.guest_off", "driver", Role.DRIVER, Verdict.CONFIRM),
        ("privacy.guest_off", "rear_left", Role.PASSENGER, Verdict.REFUSE),
        ("privacy.withdraw", "rear_left", Role.CHILD, Verdict.ALLOW),
        ("privacy.guest_on", "passenger", Role.GUEST, Verdict.ALLOW),
        ("privacy.feedback", "rear_right", Role.PASSENGER, Verdict.ALLOW),
    ],
)
def test_who_may_what(kind: str, zone: str, role: Role, verdict: Verdict) -> None:
    seen = PolicyInput(zone, role, DrivingState.MOVING, 80.0, allowed_effects=("privacy",))
    assert decide(Effect(kind, "text"), seen).verdict is verdict
