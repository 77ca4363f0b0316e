"""Exchange rates: shipped ones with their date, newer ones fetched and kept."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from assistant.clock import run_virtual
from assistant.errors import DownloadError, InputError
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Asker
from assistant.weather.rates import LOOK_S, Rates
from tests.weather.server import Answers, serving

NEWER = "Date,USD,JPY,\n2031-02-03,1.25,150.5,\n2031-02-02,1.2,149,\n"
DAY = date(2031, 2, 4)


def rates(folder: Path, url: str = "") -> Rates:
    return Rates(folder / "rates.csv", lambda: DAY, url)


@pytest.fixture
def server() -> Iterator[Answers]:
    with serving() as answers:
        answers.say(NEWER.encode())
        yield answers


def test_the_shipped_rates_tell_their_date(tmp_path: Path) -> None:
    seen = rates(tmp_path).seen()
    assert seen["base"] == "EUR"
    assert date.fromisoformat(seen["date_iso"]) + timedelta(days=seen["age_days"]) == DAY
    assert seen["rates"]["EUR"] == 1
    assert {"USD", "GBP", "CNY", "JPY", "CHF"} <= set(seen["rates"])


@pytest.mark.parametrize("zipped", [False, True])
def test_newer_rates_are_fetched_and_kept(server: Answers, tmp_path: Path, zipped: bool) -> None:
    if zipped:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("eurofxref.csv", NEWER)
        server.say(buffer.getvalue())
    asyncio.run(rates(tmp_path, server.url).refresh())
    seen = rates(tmp_path).seen()
    assert (seen["date_iso"], seen["age_days"]) == ("2031-02-03", 1)
    assert seen["rates"] == {"EUR": 1.0, "JPY": 150.5, "USD": 1.25}


def test_older_rates_change_nothing(server: Answers, tmp_path: Path) -> None:
    server.say(b"Date,USD\n2001-02-02,0.9\n")
    kept = rates(tmp_path, server.url)
    before = kept.seen()
    asyncio.run(kept.refresh())
    assert (kept.seen(), (tmp_path / "rates.csv").exists()) == (before, False)


@pytest.mark.parametrize("body", [b"", b"<html>", b"PK\x03\x04", b"\xff\xfe", b"Date,USD\nsoon,1"])
def test_a_wrong_answer_changes_nothing(server: Answers, tmp_path: Path, body: bytes) -> None:
    server.say(body)
    kept = rates(tmp_path, server.url)
    before = kept.seen()
    with pytest.raises(DownloadError):
        asyncio.run(kept.refresh())
    assert kept.seen() == before


def test_they_are_asked_for_until_they_are_of_today(tmp_path: Path) -> None:
    answers = [b"nothing", NEWER.encode(), NEWER.replace("02-03", "02-04").encode()]
    asked = []

    async def get(url: str, query: Mapping[str, str]) -> bytes:
        asked.append(url)
        return answers[len(asked) - 1]

    kept = Rates(tmp_path / "rates.csv", lambda: DAY, "http://any", get)

    async def wait() -> None:
        task = asyncio.create_task(kept.keep_fresh())
        await asyncio.sleep(10 * LOOK_S)
        task.cancel()

    run_virtual(wait())
    assert (len(asked), kept.seen()["age_days"]) == (3, 0)


def test_a_damaged_file_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "rates.csv").write_bytes(b"\xff\xfe")
    assert "USD" in rates(tmp_path).seen()["rates"]
    assert (tmp_path / "rates.csv.damaged").exists()


def test_rates_take_no_effects(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        asyncio.run(rates(tmp_path).apply(Effect("rates.set"), Asker("driver", "en")))
