"""The benchmark of the API, briefly: it runs, and says what came of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from assistant.config import Config
from assistant.observe.bench_api import Load, bench_api
from tests.api.served import REPOSITORY
from tests.sentences import share_sentences


def test_under_a_little_load_no_event_is_lost(tmp_path: Path) -> None:
    skills = tmp_path / "few"
    skills.mkdir()
    (skills / "climate").symlink_to(REPOSITORY / "skills" / "climate")
    config = Config(data_dir=share_sentences(tmp_path / "data"), skills_dir=skills)
    report = asyncio.run(bench_api(config, Load(sockets=8, per_s=40, seconds=1.0)))
    assert report["events_lost"] == 0
    assert report["answers"] == {"200": 40}
    assert report["turns"] > 0
    assert report["turn_loaded_ms"]["p95"] > 0
