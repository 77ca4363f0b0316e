"""``assistant imaging mirror`` and ``weather``: look at cameras, make road pictures hard."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from assistant.config import load_config
from assistant.errors import ConfigError
from assistant.imaging.camera.source import MIRROR, source_of

if TYPE_CHECKING:
    from assistant.imaging.roadweather.job import Report, Tell

EFFECTS = ("rain", "night", "fog", "snow")

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")


@click.command()
@click.option("--source", default="", help="A camera as in [camera]; else that of the mirror.")
@click.option("--seconds", type=click.FloatRange(min=1.0), default=10.0, help="How long to look.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Keep the last JPEG.")
@json_option
def mirror(source: str, seconds: float, out: Path | None, as_json: bool) -> None:
    """Look through the mirror's camera and measure: frames a second, latency, processor."""
    from assistant.observe.bench_camera import bench_camera  # noqa: PLC0415  loads workers

    settings = load_config().camera
    if source:
        source_of(source)
        settings = replace(settings, devices={MIRROR: source})
    if MIRROR not in settings.devices:
        raise ConfigError(
            f'No camera is called {MIRROR!r}: write `devices = {{ {MIRROR} = "/dev/video0" }}` '
            "under [camera], or name one with --source."
        )
    figures, jpeg = asyncio.run(bench_camera(settings, seconds))
    if out is not None:
        out.write_bytes(jpeg)
    if as_json:
        click.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        click.echo(f"{name:<22} {value}")


@click.command()
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--effect", type=click.Choice(EFFECTS), required=True, help="What it becomes.")
@click.option("--strength", type=click.FloatRange(0.0, 1.0), default=0.6, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option(
    "--labels",
    type=click.Path(path_type=Path, exists=True),
    help="Labels that are not beside the pictures: a file, or a folder.",
)
@json_option
@click.pass_context
def weather(context: click.Context, /, source: Path, target: Path, **options: Any) -> None:
    """Turn road pictures into hard ones, for test sets of driver assistance.

    IN is a picture or a folder; OUT a new folder, with the same names. Labels (KITTI, COCO, YOLO,
    Pascal VOC) are kept as they are: nothing moves. OUT/weather.json says how it was made.
    """
    from assistant.imaging.roadweather.effects import Effect  # noqa: PLC0415  loads OpenCV
    from assistant.imaging.roadweather.job import Weather, run_job  # noqa: PLC0415

    as_json = options.pop("as_json")
    wanted = Weather(**{**options, "effect": Effect(options["effect"])})
    with _shown(quiet=as_json) as tell:
        report = run_job(source, target, wanted, tell, lambda: False)
    _print_report(report, target, as_json=as_json)
    if report.skipped:
        context.exit(1)


def _print_report(report: Report, target: Path, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(asdict(report), ensure_ascii=False))
        return
    for name, reason in report.skipped.items():
        click.echo(f"{name}: left out: {reason}", err=True)
    seen = f", one sees {report.visibility_m:g} m" if report.visibility_m else ""
    click.echo(
        f"{len(report.pictures)} pictures and {len(report.labels)} files of labels in {target}: "
        f"{report.effect} of strength {report.strength:g}, seed {report.seed}{seen}"
    )


@contextmanager
def _shown(*, quiet: bool) -> Iterator[Tell]:
    """Show how far the work is: a bar on a terminal, nothing elsewhere; on stderr."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _done, _of, _name: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=console) as bars:
        task = bars.add_task("")
        yield lambda done, of, name: bars.update(task, completed=done, total=of, description=name)
