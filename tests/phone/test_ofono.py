"""The real phone against an oFono on a private bus."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from dbus_fast import BusType

from assistant.dbus import connected
from assistant.errors import DeviceError, PhoneError
from assistant.phone.interface import CallState
from assistant.phone.ofono import OFONO, OfonoTelephone, open_ofono
from tests.media.bus import private_bus
from tests.media.music import until
from tests.phone.ofono_peer import ABLE, MODEM, Peer

Story = Callable[[OfonoTelephone, Peer], Awaitable[None]]


def with_ofono(story: Story, modem: str = "") -> None:
    async def told(address: str) -> None:
        async with connected(BusType.SYSTEM, address) as bus:
            peer = Peer(bus)
            await bus.request_name(OFONO)
            async with open_ofono(modem, address) as telephone:
                await story(telephone, peer)

    with private_bus() as address:
        asyncio.run(told(address))


def states(telephone: OfonoTelephone) -> list[CallState]:
    return [call.state for call in telephone.calls()]


@pytest.mark.parametrize("modem", ["", MODEM])
def test_a_call_is_dialled_followed_and_ended(modem: str) -> None:
    async def story(telephone: OfonoTelephone, peer: Peer) -> None:
        await telephone.dial("+491701234567")
        await until(lambda: states(telephone) == [CallState.DIALING])
        peer.calls[0].move("alerting")
        await until(lambda: states(telephone) == [CallState.ALERTING])
        peer.calls[0].move("active")
        await until(lambda: states(telephone) == [CallState.ACTIVE])
        (call,) = telephone.calls()
        assert (call.number, call.incoming) == ("+491701234567", False)
        await telephone.mute(True)
        await until(lambda: telephone.muted)
        await telephone.send_tones("12#")
        assert peer.tones == "12#"
        await telephone.hang_up(call.id)
        await until(lambda: not telephone.calls())
        with pytest.raises(PhoneError):
            await telephone.hang_up(call.id)

    with_ofono(story, modem)


def test_calls_that_come_are_answered_or_held_or_refused() -> None:
    async def story(telephone: OfonoTelephone, peer: Peer) -> None:
        peer.begin("0301", "incoming")
        await until(telephone.calls)
        await telephone.answer(telephone.calls()[0].id)
        await until(lambda: states(telephone) == [CallState.ACTIVE])
        assert telephone.calls()[0].incoming
        peer.begin("0302", "waiting")
        await until(lambda: len(telephone.calls()) == 2)
        await telephone.answer(telephone.calls()[1].id)
        await until(lambda: states(telephone) == [CallState.HELD, CallState.ACTIVE])
        await telephone.hang_up(telephone.calls()[1].id)
        await until(lambda: states(telephone) == [CallState.HELD])

    with_ofono(story)


def test_messages_go_and_come_and_fail() -> None:
    async def story(telephone: OfonoTelephone, peer: Peer) -> None:
        came: list[tuple[str, str]] = []
        telephone.received = lambda number, text: came.append((number, text))
        peer.text("0301", "我到了")
        await until(lambda: came)
        assert came == [("0301", "我到了")]
        await telephone.send_text("0302", "See you")
        assert peer.sent == [("0302", "See you")]
        peer.no_network = True
        with pytest.raises(PhoneError, match="SendMessage"):
            await telephone.send_text("0302", "lost")
        with pytest.raises(PhoneError, match="Dial"):
            await telephone.dial("no number")

    with_ofono(story)


def test_a_phone_that_leaves_and_comes_back() -> None:
    async def story(telephone: OfonoTelephone, peer: Peer) -> None:
        peer.begin("0301", "active")
        await until(telephone.calls)
        peer.able([])
        await until(lambda: not telephone.ready)
        assert telephone.calls() == ()
        with pytest.raises(PhoneError, match="no modem"):
            await telephone.dial("0302")
        peer.able(ABLE)
        await until(lambda: telephone.ready)
        assert states(telephone) == [CallState.ACTIVE]

    with_ofono(story)


def test_ofono_may_start_later_and_stop() -> None:
    async def told(address: str) -> None:
        async with open_ofono("", address) as telephone:
            assert not telephone.ready
            async with connected(BusType.SYSTEM, address) as bus:
                Peer(bus)
                await bus.request_name(OFONO)
                await until(lambda: telephone.ready)
            await until(lambda: not telephone.ready)

    with private_bus() as address:
        asyncio.run(told(address))


def test_without_a_bus_it_says_so() -> None:
    async def told() -> None:
        with pytest.raises(DeviceError, match="no system bus"):
            async with open_ofono("", "unix:path=/nowhere/at/all"):
                pass

    asyncio.run(told())
