"""``assistant bench`` and ``assistant eval``: figures that anyone can reproduce.

What they say and play reaches a car apart from the user's (``observe/apart.py``).
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress as Bar

from assistant.config import load_config
from assistant.errors import MapNotInstalledError
from assistant.navigation.maps.store import open_maps
from assistant.observe.manifest import read_manifest
from assistant.skillhost.shelf import open_shelf

BUNDLED = Path(__file__).parent.parent / "recordings" / "manifest.jsonl"


@click.group()
def bench() -> None:
    """Measure speed."""


@bench.command()
@click.option("--manifest", type=click.Path(path_type=Path), default=BUNDLED, help="Recordings.")
@click.option("--limit", type=int, default=0, help="Only the first so many clips.")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
def voice(manifest: Path, limit: int, as_json: bool) -> None:
    """From the acoustic end of speech to the first sound of the answer, beside a plain pipeline.

    Plays recordings in real time through the whole chain, with an empty phrase cache. Without
    --manifest these are the synthetic commands that come with the assistant.
    """
    from assistant.observe.bench_voice import bench_voice  # noqa: PLC0415  needs the models

    clips = read_manifest(manifest)
    report = asyncio.run(bench_voice(load_config(), clips[: limit or None], _progress(as_json)))
    _show(report, as_json)


@bench.command("skills")
@click.option("--calls", type=click.IntRange(min=2), default=1000, help="How many calls.")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
def bench_skills(calls: int, as_json: bool) -> None:
    """Time calls to skills in their process and in this one; no model is needed."""
    from assistant.observe.bench_skills import measure_skills  # noqa: PLC0415  loads the protocol

    report = asyncio.run(measure_skills(open_shelf(load_config()).bundled, calls))
    _show(report, as_json)


@bench.command("understanding")
@click.option("--intents", type=click.IntRange(min=1), default=300, help="Of all skills together.")
@click.option("--names", type=click.IntRange(min=2), default=1000, help="Names to look among.")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
def bench_understanding(intents: int, names: int, as_json: bool) -> None:
    """Time the understanding of texts with many skills and names; no model is needed."""
    from assistant.observe import bench_understanding as measures  # noqa: PLC0415  loads grammars

    shelf = open_shelf(load_config())
    report = measures.measure_understanding(shelf.bundled, intents, names)
    _show(report, as_json)


@bench.command("navigation")
@click.option("--region", default="", help="The installed map; default: the first.")
@click.option("--drives", type=click.IntRange(min=2), default=50, help="How many routes.")
@click.option("--spoken", type=click.IntRange(min=0), default=12, help="Spoken requests; 0: none.")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
def bench_navigation(region: str, drives: int, spoken: int, as_json: bool) -> None:
    """Search places, plan routes, guide simulated drives with noisy receivers.

    And say requests to the car, in real time: from the end of speech to the first word of the
    answer that begins the guidance. That needs the models (--spoken 0 leaves it out).
    """
    from assistant.observe import bench_navigation as measures  # noqa: PLC0415  loads the engine
    from assistant.observe.bench_spoken import bench_spoken  # noqa: PLC0415  loads the engine

    config = load_config()
    store = open_maps(config)
    names = store.names()
    if not names:
        raise MapNotInstalledError("No map is installed; `assistant maps pull` gets one.")
    chosen = store.region(region or names[0])
    report = asyncio.run(measures.bench_navigation(chosen, drives, _progress(as_json)))
    if spoken:
        work = bench_spoken(config, chosen, spoken, _progress(as_json))
        report["spoken"] = asyncio.run(work)
    _show(report, as_json)


@bench.command("api")
@click.option("--sockets", type=click.IntRange(min=1), default=200, help="That follow events.")
@click.option("--rate", type=click.IntRange(min=1), default=500, help="Requests a second.")
@click.option("--seconds", type=click.FloatRange(min=1), default=10.0, help="How long.")
@click.option("--voice", "spoken", type=click.IntRange(min=0), default=0, help="Clips; 0: none.")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
def bench_api(sockets: int, rate: int, seconds: float, spoken: int, as_json: bool) -> None:
    """Load the local API: lost events, and turns with and without load.

    Typed turns need no model; with --voice, spoken ones are timed too.
    """
    from assistant.observe import bench_api as measures  # noqa: PLC0415  loads the server

    load = measures.Load(sockets, rate, seconds)
    clips = read_manifest(BUNDLED)[:spoken] if spoken else []
    figures = measures.bench_api(load_config(), load, clips, _progress(as_json))
    report = asyncio.run(figures)
    _show(report, as_json)


@bench.command("imaging")
@click.option("--pictures", type=click.IntRange(min=3), default=41, help="How many to draw.")
@click.option("--voice", "spoken", type=click.IntRange(min=0), default=0, help="Clips; 0: none.")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
def bench_imaging(pictures: int, spoken: int, as_json: bool) -> None:
    """Draw pictures: time to the preview and to the picture; with --voice also beside voice."""
    from assistant.observe import bench_imaging as measures  # noqa: PLC0415  loads the car

    clips = read_manifest(BUNDLED)[:spoken] if spoken else []
    figures = measures.bench_imaging(load_config(), pictures, clips, _progress(as_json))
    _show(asyncio.run(figures), as_json)


@bench.command("cloud")
@click.option("--rounds", type=click.IntRange(min=1), default=8, help="How many questions.")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
def bench_cloud(rounds: int, as_json: bool) -> None:
    """Time the configured endpoints: the round trip, and answers to questions of nobody's."""
    from assistant.observe import bench_cloud as measures  # noqa: PLC0415  loads what talks to them

    report = asyncio.run(measures.bench_cloud(load_config(), rounds, _progress(as_json)))
    _show(report, as_json)


def _show(report: dict[str, Any], as_json: bool) -> None:
    """Print the figures, one a line, or as JSON for scripts."""
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    for name, value in report.items():
        click.echo(f"{name:<26}{json.dumps(value, ensure_ascii=False)}")


@click.command("eval")
@click.argument("what", type=click.Choice(["wake", "speech", "noise", "understanding"]))
@click.option("--manifest", type=click.Path(path_type=Path), required=True, help="JSON lines.")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
def evaluate(what: str, manifest: Path, as_json: bool) -> None:
    """Measure how well the car hears and understands the clips of a manifest."""
    from assistant.observe import evaluate as measures  # noqa: PLC0415  needs jiwer

    clips = read_manifest(manifest)
    report = measures.evaluate(what, load_config(), clips, _progress(as_json)).to_json()
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    for name, value in report.items():
        if name != "failing":
            click.echo(f"{name:<30}{json.dumps(value, ensure_ascii=False)}")
    for clip in report["failing"]:
        click.echo(f"  failing: {json.dumps(clip, ensure_ascii=False)}")


def _progress(as_json: bool) -> Callable[[int, int], None]:
    """Return what shows progress: a bar on a terminal, nothing else."""
    if as_json or not sys.stderr.isatty():
        return lambda _done, _all: None
    bar = Bar(console=Console(stderr=True), transient=True)
    task = bar.add_task("measuring")
    bar.start()

    def show(done: int, total: int) -> None:
        bar.update(task, completed=done + 1, total=total)
        if done + 1 >= total:
            bar.stop()

    return show
