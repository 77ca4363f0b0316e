"""A network that really breaks: packets vanish, and nobody closes a connection."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.routing.cloud import chat, look
from assistant.routing.connectivity import LinkState
from tests.routing.namespace import in_a_network_of_its_own, link, shaped
from tests.routing.peer import Peer
from tests.routing.rig import HASTY_S, QUESTION, endpoint, rig

CLOUD = ["The sky is blue.", "Light is scattered."]
LOCAL = ["From the car.", "Second."]


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence is noticed sooner than in cars."""
    monkeypatch.setattr(chat, "PIECE_S", 0.5)
    monkeypatch.setattr(look, "LOOK_S", 0.5)


def test_a_link_that_goes_in_mid_answer_leaves_the_rest_to_the_car(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with Peer(piece_s=0.3) as peer, rig(tmp_path, endpoint(peer.url)) as it:
            said: list[str] = []
            async for line in it.routed.answer(QUESTION, "en"):
                if not said:
                    link("down")
                said.append(line.strip())
            assert said == [CLOUD[0], *LOCAL]
            assert it.cloud.peers[0].reason == "timeout"

    in_a_network_of_its_own(scenario)


def test_a_link_is_offline_while_it_is_down_and_comes_back(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with Peer() as peer, rig(tmp_path, endpoint(peer.url)) as it:
            assert await it.said() == CLOUD
            link("down")
            states = [(await it.cloud.monitor.measure()).state for _ in range(2)]
            assert states[-1] is LinkState.OFFLINE
            assert await it.said() == LOCAL
            link("up")
            states = [(await it.cloud.monitor.measure()).state for _ in range(3)]
            assert states[-1] is LinkState.GOOD
            assert await it.said() == CLOUD

    in_a_network_of_its_own(scenario)


@pytest.mark.parametrize(
    "fault",
    [
        ("delay", "100ms"),
        ("delay", "1000ms"),
        ("loss", "30%"),
        ("rate", "80kbit"),
        ("corrupt", "20%"),
    ],
    ids=" ".join,
)
def test_somebody_answers_on_every_bad_link(fault: tuple[str, str], tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            Peer() as peer,
            rig(tmp_path, endpoint(peer.url), patience_s=HASTY_S) as it,
        ):
            shaped(*fault)
            said = await it.said()
            assert said[0] in (LOCAL[0], CLOUD[0])
            assert said[1:] in (LOCAL, LOCAL[1:], CLOUD[1:])

    in_a_network_of_its_own(scenario)
