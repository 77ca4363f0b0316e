"""The link is measured again and again: soon after failures, never while nothing may leave."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.clock import run_virtual
from assistant.routing.connectivity import Link, LinkState, Measurement
from assistant.routing.probe import LinkMonitor
from tests.routing.peer import Peer
from tests.routing.rig import endpoint, rig

GOOD = Measurement(at_s=0.0, reached=True, round_trip_s=0.05)
LOST = Measurement(at_s=0.0, reached=False, reason="timeout")


@dataclass
class Drive:
    """A link that may get worse while it is watched."""

    now: Measurement = GOOD
    allowed: bool = True
    looks: list[float] = field(default_factory=list)
    told: list[tuple[LinkState, str]] = field(default_factory=list)

    def monitor(self) -> LinkMonitor:
        clock = asyncio.get_running_loop().time

        async def look() -> Measurement:
            self.looks.append(clock())
            return replace(self.now, at_s=clock())

        def changed(link: Link) -> None:
            self.told.append((link.state, link.reason))

        return LinkMonitor(look, lambda: self.allowed, clock, changed)


def test_a_good_link_is_rarely_measured_and_a_change_is_looked_into() -> None:
    drive = Drive()

    async def watch() -> None:
        monitor = drive.monitor()
        keeping = asyncio.create_task(monitor.keep())
        await asyncio.sleep(1000)
        assert len(drive.looks) == 4
        drive.now = LOST
        monitor.look_soon()
        await asyncio.sleep(10)
        assert monitor.link.state is LinkState.OFFLINE
        drive.now = GOOD
        await asyncio.sleep(60)
        assert monitor.link.state is not LinkState.OFFLINE
        keeping.cancel()

    run_virtual(watch())
    states = [state for state, _ in drive.told]
    assert states[:2] == [LinkState.GOOD, LinkState.OFFLINE]


def test_what_is_wished_during_a_look_is_not_forgotten() -> None:
    drive = Drive()

    async def watch() -> None:
        monitor = drive.monitor()
        monitor.look_soon()
        keeping = asyncio.create_task(monitor.keep())
        await asyncio.sleep(5)
        keeping.cancel()

    run_virtual(watch())
    assert len(drive.looks) == 2


def test_nothing_is_measured_while_nothing_may_leave() -> None:
    drive = Drive(allowed=False)

    async def watch() -> None:
        keeping = asyncio.create_task(drive.monitor().keep())
        await asyncio.sleep(1000)
        assert drive.looks == []
        drive.allowed = True
        await asyncio.sleep(100)
        keeping.cancel()

    run_virtual(watch())
    assert drive.looks


def test_a_key_that_cant_be_read_lets_the_next_endpoint_answer(tmp_path: Path) -> None:
    async def check() -> None:
        async with Peer() as peer:
            keyless = endpoint(peer.url, "one", key_file=str(tmp_path / "none"))
            there = endpoint(peer.url, "two")
            async with rig(tmp_path, there) as it:
                it.cloud.peers = (
                    replace(it.cloud.peers[0], settings=keyless, client=None),
                    *it.cloud.peers,
                )
                assert (await it.said())[0] == "The sky is blue."
                assert [one.reason for one in it.cloud.peers] == ["key", ""]

    asyncio.run(check())
