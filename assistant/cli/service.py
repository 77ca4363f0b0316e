"""``assistant run``: the service. It checks itself with a spoken turn, then listens."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from filelock import FileLock, Timeout

from assistant.api.address import check_address
from assistant.app import Needs, open_assistant
from assistant.config import Config, load_config
from assistant.errors import AlreadyRunningError
from assistant.store.running import clear_running, mark_running, was_unclean
from assistant.store.store import State, open_store

SELF_CHECK = Path(__file__).parent.parent / "recordings" / "self_check.flac"


@click.command()
@click.option("--self-check/--no-self-check", default=True, help="One spoken turn at the start.")
@click.option("--once", is_flag=True, help="End after the self-check.")
def run(self_check: bool, once: bool) -> None:
    """Run the assistant until Ctrl-C."""
    config = load_config()
    with service_lock(config), trusted_models(config):
        asyncio.run(_run(config, self_check=self_check, once=once))
    click.echo("Goodbye.")


def service_lock(config: Config) -> FileLock:
    """Take the data folder for this service.

    Raises:
        AlreadyRunningError: another service has it.
    """
    config.data_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(config.data_dir / "service.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise AlreadyRunningError(
            f"An assistant already runs on {config.data_dir}. Talk to it with `assistant ask`, "
            "stop it, or give this one a folder of its own with ASSISTANT_DATA."
        ) from error
    return lock


@contextmanager
def trusted_models(config: Config) -> Iterator[None]:
    """Mark the models as in use; after a crash or power cut read them in full first.

    Raises:
        StoreError: the data folder can't be written.
    """
    if was_unclean(config.data_dir):
        click.echo("The last run ended unexpectedly: checking the models ...")
        for check in open_store(config).verify_all():
            if check.state is State.DAMAGED:
                click.echo(f"  {check.model} is damaged; `assistant models pull` repairs it.")
    mark_running(config.data_dir)
    try:
        yield
    finally:
        clear_running(config.data_dir)


async def _run(config: Config, *, self_check: bool, once: bool) -> None:
    if config.api.enabled and not once:
        check_address(config.api)
    click.echo("Starting the recognizer and the voice ...")
    gc.disable()  # what a start makes stays: looking through it for garbage takes a second
    async with open_assistant(config, Needs(voice=True)) as car:
        from assistant.cli.serving import check, serve  # noqa: PLC0415  loads what the car has

        gc.freeze()
        gc.enable()
        if self_check:
            await check(car, SELF_CHECK)
        if not once:
            await serve(car)
