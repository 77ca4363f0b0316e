"""``assistant maps``: build, fetch, see, check and remove the maps on this machine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from assistant.config import load_config
from assistant.errors import MapDamagedError
from assistant.navigation.interface import Region
from assistant.navigation.maps.checks import Check
from assistant.navigation.maps.order import Order, Step
from assistant.navigation.maps.regions import is_installed, known_region
from assistant.navigation.maps.store import MapStore, open_maps

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")


@click.group()
def maps() -> None:
    """Build, fetch, see, check and remove the maps on this machine."""


@maps.command()
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--name", help="What the map is called; else after the file.")
@json_option
def build(source: Path, name: str | None, as_json: bool) -> None:
    """Build a map from an OpenStreetMap file (.osm.pbf or .osm)."""
    region = name or name_of(source)
    store = open_maps(load_config())
    with _shown(region, quiet=as_json) as show:
        order = Order(source, region, title_of(name or source.name), source.name)
        built = store.build(order, show, lambda: _tell_waiting(as_json))
    _print_built(built, as_json=as_json)


@maps.command()
@click.argument("name", default="", metavar="[REGION]")
@json_option
def pull(name: str, as_json: bool) -> None:
    """Fetch a region's data and build its map; without a name the default region."""
    config = load_config()
    store, wanted = open_maps(config), known_region(name)
    if is_installed(store, wanted) and store.check(wanted.id).sound:
        _print_built(store.region(wanted.id), as_json=as_json, there=True)
        return
    # Only a pull that has something to do pays for the network's imports.
    from assistant.navigation.maps.regions import pull as pull_region  # noqa: PLC0415
    from assistant.store.registry import configured_index  # noqa: PLC0415
    from assistant.store.transfer import HttpTransfer  # noqa: PLC0415

    index = configured_index()
    with (
        HttpTransfer(certificates=index.certificates) as transfer,
        _shown(wanted.id, quiet=as_json) as show,
    ):
        fetching = (transfer, index, config.cache_dir / "downloads")
        built = pull_region(store, wanted, fetching, show)
    _print_built(built, as_json=as_json)


@maps.command("list")
@json_option
def list_maps(as_json: bool) -> None:
    """Show the installed maps, how old their data is, and whose it is."""
    store = open_maps(load_config())
    regions = store.regions()
    damaged = sorted(set(store.names()) - {region.id for region in regions})
    if as_json:
        _print_json({"maps": [_row(region) for region in regions], "damaged": damaged})
        return
    for name in damaged:
        click.echo(f"{name}: DAMAGED: build or pull it again", err=True)
    if not regions:
        click.echo("No map is installed: run `assistant maps pull`")
        return
    table = Table("map", "data of", "built", "places", "size", box=None)
    for row in map(_row, regions):
        sizes = str(row["counts"].get("places", 0)), f"{row['bytes'] / 1e6:.1f} MB"
        table.add_row(row["id"], row["data_date"] or "?", row["built_at"][:10], *sizes)
    for column in table.columns:
        column.no_wrap = True
    Console().print(table)
    for line in sorted({f"{r.manifest.attribution} ({r.manifest.licence})" for r in regions}):
        click.echo(line)


@maps.command()
@click.argument("names", nargs=-1, metavar="[MAP]...")
@json_option
@click.pass_context
def verify(context: click.Context, names: tuple[str, ...], as_json: bool) -> None:
    """Check maps byte by byte; a damaged one is built again from the source that it keeps.

    When that is damaged as well, the build before it is used again, if it is still there.
    """
    store = open_maps(load_config())
    checks = [store.check(name) for name in names or store.names()]
    rows = [_mended(store, check, quiet=as_json) for check in checks]
    if as_json:
        _print_json({"maps": rows})
    elif not rows:
        click.echo("No map is installed: run `assistant maps pull`")
    if any(row["state"] == "damaged" for row in rows):
        context.exit(1)


@maps.command()
@click.argument("names", nargs=-1, required=True, metavar="MAP...")
@json_option
def remove(names: tuple[str, ...], as_json: bool) -> None:
    """Remove maps."""
    store = open_maps(load_config())
    rows = [{"id": name, "freed_bytes": store.remove(name)} for name in names]
    if as_json:
        _print_json({"maps": rows})
        return
    for row in rows:
        click.echo(f"{row['id']}: removed, {int(str(row['freed_bytes'])) / 1e6:.1f} MB free again")


def name_of(source: Path) -> str:
    """Return what a map of this file is called: ``Monaco_2025.osm.pbf`` → ``monaco-2025``."""
    stem = source.name.partition(".")[0].lower()
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-") or "map"


def title_of(name: str) -> str:
    """Return what people call the region of a file or map: ``monaco-2025.osm.pbf`` → ``Monaco``."""
    words = re.split(r"[-_ ]+", name.partition(".")[0])
    said = [word for word in words if word and not word.isdigit() and word != "latest"]
    return " ".join(word.capitalize() if word.islower() else word for word in said or words)


def _mended(store: MapStore, check: Check, *, quiet: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"id": check.region, "state": "sound", "damaged": list(check.damaged)}
    if not check.sound:
        what = ", ".join(check.damaged)
        try:
            with _shown(check.region, quiet=quiet) as show:
                store.mend(check.region, show)
            row["state"] = "mended"
            told = f"{what} was damaged; the map was built again"
        except MapDamagedError as error:
            row["state"], told = _rolled_back(store, check, str(error))
    else:
        told = "sound"
    if not quiet:
        click.echo(f"{check.region}: {told}")
    return row


def _rolled_back(store: MapStore, check: Check, why: str) -> tuple[str, str]:
    """Use the build before a damaged one, if it is whole; return the new state and what to say."""
    what = ", ".join(check.damaged)
    try:
        region = store.roll_back(check.region)
    except MapDamagedError:
        return "damaged", f"DAMAGED ({what}): {why}"
    built = region.manifest.built_at[:10]
    return "rolled_back", f"{what} was damaged; the build of {built} is used again"


@contextmanager
def _shown(name: str, *, quiet: bool) -> Iterator[Any]:
    """Show a build's steps: a bar on a terminal, plain lines elsewhere, both on stderr."""
    console = Console(stderr=True)
    if quiet:
        yield lambda _: None
    elif not console.is_terminal:
        yield lambda step: click.echo(f"{name}: {step}", err=True)
    else:
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Bars(*columns, console=console) as bars:
            task = bars.add_task(name, total=len(Step))
            yield lambda step: bars.update(
                task, completed=list(Step).index(step), description=f"{name}: {step}"
            )
            bars.update(task, completed=len(Step), description=name)


def _tell_waiting(quiet: bool) -> None:
    if not quiet:
        click.echo("Waiting: another process is changing the maps.", err=True)


def _row(region: Region) -> dict[str, Any]:
    manifest = asdict(region.manifest)
    size = sum(path.stat().st_size for path in region.folder.iterdir())
    return {"id": region.id, "bytes": size, **{k: v for k, v in manifest.items() if k != "region"}}


def _print_built(region: Region, *, as_json: bool, there: bool = False) -> None:
    if as_json:
        _print_json({"map": _row(region), "built": not there})
        return
    counts = ", ".join(f"{number} {what}" for what, number in region.manifest.counts.items())
    click.echo(f"{region.id}: {'already there' if there else 'built'}, {counts}")
    click.echo(f"{region.manifest.attribution} ({region.manifest.licence})")


def _print_json(value: dict[str, Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))
