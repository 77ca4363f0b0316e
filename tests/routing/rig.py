"""A car's cloud for tests: real settings, gate, ledger and client, and a scripted local model."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.routing.cloud.chat import CloudModel
from assistant.routing.cloud.cloud import Cloud
from assistant.routing.cloud.hiding import Hider
from assistant.routing.cloud.look import Looker
from assistant.routing.connectivity import Measurement
from assistant.routing.decide import Here
from assistant.routing.late import LateAnswer, LateAnswers
from assistant.routing.machine import Machine
from assistant.routing.outbox import Outbox
from assistant.routing.privacy.consent import ConsentStore, Kind
from assistant.routing.privacy.gate import Gate
from assistant.routing.privacy.ledger import Ledger
from assistant.routing.probe import LinkMonitor
from assistant.routing.routed import RoutedModel
from assistant.routing.settings import CloudSettings, Endpoint
from assistant.understanding.fake import FakeLanguageModel
from assistant.understanding.llm import Message

PATIENT_S, HASTY_S = 5.0, 0.25
"""How long a ready local answer waits: so long that the cloud wins on the busiest machine, and
what cars wait."""

QUESTION = (Message("user", "why is the sky blue?"),)


class CoolMachine(Machine):
    """A car that is neither hot nor short of memory, wherever the tests run."""

    def here(self, seconds: float | None, memory_mb: float = 0.0) -> Here:
        return Here(seconds=seconds, memory_mb=memory_mb)


@dataclass
class Rig:
    cloud: Cloud
    model: CloudModel
    routed: RoutedModel
    local: FakeLanguageModel
    late: LateAnswers
    offered: list[LateAnswer]
    consents: ConsentStore
    ledger: Ledger
    outbox: Outbox

    async def said(self) -> list[str]:
        return [line.strip() async for line in self.routed.answer(QUESTION, "en")]


def endpoint(url: str, name: str = "home", **more: object) -> Endpoint:
    return replace(Endpoint(name=name, base_url=url, chat_model="m"), **more)  # type: ignore[arg-type]


@asynccontextmanager
async def rig(
    folder: Path,
    *endpoints: Endpoint,
    local: FakeLanguageModel | None = None,
    consent: tuple[Kind, ...] = (Kind.TEXT,),
    good: bool = True,
    no_local: bool = False,
    **settings: float,
) -> AsyncIterator[Rig]:
    consents = ConsentStore(folder / "consent.json")
    if consent:
        consents.give(*consent)
    ledger = Ledger(folder / "ledger.sqlite", time.time)
    outbox = Outbox(folder / "outbox.sqlite", time.time)
    gate, now = Gate(consents, ledger), asyncio.get_running_loop().time
    looker = Looker(lambda: cloud)
    monitor = LinkMonitor(looker.look, lambda: True, now)
    if good:
        monitor.note(Measurement(at_s=now(), reached=True, round_trip_s=0.01))
    chosen = replace(CloudSettings(endpoints=endpoints, patience_s=PATIENT_S), **settings)  # type: ignore[arg-type]
    cloud = Cloud(chosen, gate, folder, monitor, now=now, wall=time.time)
    model, late = CloudModel(cloud, Hider()), LateAnswers(now)
    offered: list[LateAnswer] = []

    async def note() -> None:
        while True:
            offered.append(await late.next())

    noting = asyncio.create_task(note())
    own = local or FakeLanguageModel(otherwise="From the car. Second.", delay_s=0.02)
    routed = RoutedModel(None if no_local else own, model, CoolMachine(now), late, now)
    for peer in cloud.peers:
        await cloud.client(peer)  # loads the SDK, as a service does when it starts
    try:
        yield Rig(cloud, model, routed, own, late, offered, consents, ledger, outbox)
    finally:
        noting.cancel()
        await asyncio.gather(noting, return_exceptions=True)
        await routed.close()
        await cloud.close()
        ledger.close()
        outbox.close()
