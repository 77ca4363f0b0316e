"""`assistant bench cloud` measures what is there, with consent only."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from assistant.config import Config
from assistant.errors import ConfigError, ConsentError
from assistant.observe.bench_cloud import bench_cloud
from assistant.routing.privacy.consent import ConsentStore, Kind
from assistant.routing.privacy.open import CONSENT
from assistant.routing.settings import CloudSettings
from tests.routing.peer import Peer, reply
from tests.routing.rig import endpoint


async def measured(folder: Path, url: str) -> dict[str, Any]:
    config = Config(data_dir=folder, cloud=CloudSettings(endpoints=(endpoint(url),)))
    return await bench_cloud(config, 3, lambda _done, _all: None)


def test_it_times_answers_and_counts_failures(tmp_path: Path) -> None:
    async def check() -> None:
        async with Peer(first_s=0.1, piece_s=0.05) as peer:
            with pytest.raises(ConsentError):
                await measured(tmp_path, peer.url)
            assert peer.questions == []
            ConsentStore(tmp_path / CONSENT).give(Kind.TEXT)
            report = await measured(tmp_path, peer.url)
            assert (report["failures"], report["link"]) == (0, "good")
            assert report["first_piece_ms"]["p50"] >= 100
            assert 0 < report["pieces_per_s"]["p50"] <= 20
            peer.raw = lambda _: reply(b"{}", "500 No")
            assert (await measured(tmp_path, peer.url))["failures"] == 3

    asyncio.run(check())


def test_without_an_endpoint_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No endpoint answers"):
        asyncio.run(bench_cloud(Config(data_dir=tmp_path), 1, lambda _done, _all: None))
