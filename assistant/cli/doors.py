"""The doors of the service for other programs: the API with the screen, and Wyoming."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict

import click

from assistant.api.hub import Hub
from assistant.api.pairing import DRIVER, Pairing
from assistant.api.server import serving
from assistant.car import Assistant
from assistant.cli.doctor import CHECKS


@asynccontextmanager
async def open_doors(car: Assistant) -> AsyncIterator[None]:
    """Serve other programs, if the settings say so.

    Raises:
        ConfigError: the address is taken or not allowed.
    """
    if not car.config.api.enabled:
        yield
        return

    def doctor() -> list[dict[str, str]]:
        return [asdict(finding) for check in CHECKS for finding in check(car.config)]

    hub = Hub(car, doctor)
    async with serving(hub, car.config.api) as address:
        code = Pairing(car.config.data_dir / "api", hub.tokens).code(DRIVER)
        click.echo(f"Screen: {address}/#{code}  (opens once; `assistant screen` prints another)")
        async with _wyoming(car):
            yield


@asynccontextmanager
async def _wyoming(car: Assistant) -> AsyncIterator[None]:
    """Serve Wyoming peers, if the settings say so."""
    port = car.config.api.wyoming_port
    if not port:
        yield
        return
    from assistant.api.wyoming_server import serving_wyoming  # noqa: PLC0415  seldom needed

    async with serving_wyoming(car, port) as address:
        click.echo(f"Wyoming at {address}: wake words, recognition, speech.")
        yield
