"""``assistant privacy``: what may leave the car, and what has left it."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from assistant.config import Config, load_config
from assistant.routing.outbox import Outbox, read_status
from assistant.routing.outbox_items import Mail
from assistant.routing.privacy.consent import Consent, ConsentStore, Kind
from assistant.routing.privacy.ledger import Entry, Total, read_ledger
from assistant.routing.privacy.open import CONSENT, LEDGER, OUTBOX

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
on_off = click.Choice(["on", "off"])

_DAY_S = 24 * 3600.0


@click.group()
def privacy() -> None:
    """See what left the car, and decide what may."""


@privacy.command()
@click.option("--days", type=click.IntRange(1, 90), default=30, help="How far to look back.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, help="How many to show.")
@json_option
def ledger(days: int, limit: int, as_json: bool) -> None:
    """Show every request that left: when, to whom, why, how many bytes. Never its content."""
    path = load_config().data_dir / LEDGER
    _tell_damage(path)
    entries, totals = read_ledger(path, limit, time.time() - days * _DAY_S)
    if as_json:
        rows = [{**asdict(entry), "at": _local(entry.at_s)} for entry in entries]
        _print_json({"entries": rows, "totals": [asdict(total) for total in totals]})
    elif not entries:
        click.echo(f"Nothing left this car in the last {days} days.")
    else:
        Console().print(_entries_table(entries))
        Console().print(_totals_table(totals))


@privacy.command()
@click.argument("kind", required=False, type=click.Choice([str(kind) for kind in Kind]))
@click.argument("switch", required=False, type=on_off)
@json_option
def consent(kind: str | None, switch: str | None, as_json: bool) -> None:
    """Show which kinds of data may leave, or turn one on or off; all are off at first."""
    config = load_config()
    store = ConsentStore(config.data_dir / CONSENT)
    if kind is not None and switch is None:
        raise click.UsageError("Say `on` or `off` after the kind.")
    if kind is not None:
        changed = store.give if switch == "on" else store.withdraw
        _empty_what_may_not_leave(config, changed(Kind(kind)))
    _print_consent(store.current, as_json=as_json)


@privacy.command()
@click.argument("switch", type=on_off)
@json_option
def guest(switch: str, as_json: bool) -> None:
    """Turn guest mode on or off: while it is on, nothing leaves and nothing is kept."""
    store = ConsentStore(load_config().data_dir / CONSENT)
    _print_consent(store.set_guest(switch == "on"), as_json=as_json)


@privacy.command()
@click.option("--clear", is_flag=True, help="Remove all that waits.")
@json_option
def outbox(clear: bool, as_json: bool) -> None:
    """Show what waits to leave, and what was dropped."""
    path = load_config().data_dir / OUTBOX
    _tell_damage(path)
    if clear and path.exists():
        Outbox(path, time.time).remove(Mail)
    status = read_status(path)
    if as_json:
        waiting = [{**asdict(one), "oldest": _local(one.oldest_s)} for one in status.waiting]
        dropped = [{"kind": k, "reason": r, "count": n} for (k, r), n in status.dropped.items()]
        _print_json({"waiting": waiting, "dropped": dropped})
        return
    if not status.waiting:
        click.echo("Nothing waits to leave.")
    for one in status.waiting:
        click.echo(
            f"{one.mail}: {one.count} waiting, {one.bytes} bytes, since {_local(one.oldest_s)}"
        )
    for (kind, reason), count in status.dropped.items():
        click.echo(f"{kind}: {count} dropped ({reason})")


def _tell_damage(path: Path) -> None:
    aside = path.with_name(f"{path.name}.damaged")
    if aside.exists():
        click.echo(
            f"A damaged file was set aside as {aside}; what is shown began after it.", err=True
        )


def _empty_what_may_not_leave(config: Config, now: Consent) -> None:
    """Do what a running service does within seconds, also when none runs."""
    path = config.data_dir / OUTBOX
    if path.exists():
        Outbox(path, time.time).obey(now)


def _print_consent(now: Consent, *, as_json: bool) -> None:
    if as_json:
        _print_json({"kinds": {kind: kind in now.kinds for kind in Kind}, "guest": now.guest})
        return
    for kind in Kind:
        click.echo(f"{kind}: {'on' if kind in now.kinds else 'off'}")
    if now.guest:
        click.echo("Guest mode is on: nothing leaves and nothing is kept.")


def _entries_table(entries: list[Entry]) -> Table:
    table = Table("when", "to", "kind", "why", "out", "in", "replaced", box=None)
    for entry in entries:
        replaced = ", ".join(f"{count} {kind}" for kind, count in entry.placeholders.items())
        why = entry.why if entry.state == "done" else f"{entry.why} ({entry.state})"
        sizes = str(entry.bytes_out), str(entry.bytes_in)
        table.add_row(_local(entry.at_s), entry.endpoint, entry.kind, why, *sizes, replaced)
    return table


def _totals_table(totals: list[Total]) -> Table:
    table = Table("in all to", "kind", "requests", "bytes out", "bytes in", box=None)
    for total in totals:
        numbers = map(str, (total.requests, total.bytes_out, total.bytes_in))
        table.add_row(total.endpoint, total.kind, *numbers)
    return table


def _local(at_s: float) -> str:
    return datetime.fromtimestamp(at_s).astimezone().isoformat(timespec="seconds")


def _print_json(value: dict[str, Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))
