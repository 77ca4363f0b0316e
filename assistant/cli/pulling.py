"""Pull several models while a person watches: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.progress import Progress as Bars

from assistant.store.catalogue import Model
from assistant.store.interface import OnProgress, Progress
from assistant.store.layout import mb
from assistant.store.pull import Puller
from assistant.store.registry import configured_index
from assistant.store.store import ModelStore
from assistant.store.transfer import HttpTransfer

_PLAIN_STEP_PERCENT = 10


def pull_all(store: ModelStore, wanted: Sequence[Model], *, quiet: bool) -> None:
    """Install the models; ``quiet`` shows no progress. Progress goes to standard error.

    Raises:
        StoreError: as ``Puller.pull``.
    """
    index = configured_index()
    console = Console(stderr=True)
    with HttpTransfer(certificates=index.certificates) as transfer:
        puller = Puller(store, transfer, index)
        try:
            for model in wanted:
                with _shown(model, console, quiet=quiet) as on_progress:
                    puller.pull(model.id, on_progress, lambda: _tell_waiting(quiet))
        except KeyboardInterrupt:
            if not quiet:
                click.echo(
                    "Interrupted: `assistant models pull` goes on from where it stopped.", err=True
                )
            raise


def _tell_waiting(quiet: bool) -> None:
    if not quiet:
        click.echo("Waiting: another process is changing the models.", err=True)


@contextmanager
def _shown(model: Model, console: Console, *, quiet: bool) -> Iterator[OnProgress]:
    if quiet:
        yield lambda _: None
    elif not console.is_terminal:
        yield plain_lines(lambda line: click.echo(line, err=True))
    else:
        columns = (
            "{task.description}",
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
        )
        with Bars(*columns, console=console) as bars:
            task = bars.add_task(model.id, total=model.bytes)
            yield lambda p: bars.update(
                task, completed=p.done, description=f"{p.model} {p.phase:<8}"
            )


def plain_lines(echo: Callable[[str], None]) -> OnProgress:
    """Return what prints a line whenever a model is another tenth further."""
    told = -1

    def on_progress(progress: Progress) -> None:
        nonlocal told
        percent = 100 * progress.done // max(progress.total, 1)
        step = percent // _PLAIN_STEP_PERCENT
        if step > told:
            told = step
            echo(f"{progress.model}: {percent} % of {mb(progress.total)}")

    return on_progress
