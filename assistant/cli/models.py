"""``assistant models``: see, fetch, check and remove the models on this machine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from assistant.config import TIERS, Config, load_config
from assistant.store.catalogue import Catalogue, Component, Model
from assistant.store.layout import mb
from assistant.store.store import Check, ModelStore, State, open_store
from assistant.store.tiers import TierChoice, choose_tier, models_for, this_machine

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")


@click.group()
@click.option(
    "--catalogue",
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder of catalogue files instead of the shipped ones.",
)
@click.pass_context
def models(context: click.Context, catalogue: Path | None) -> None:
    """See, fetch, check and remove the models on this machine."""
    context.obj = catalogue


@models.command("list")
@json_option
@click.pass_obj
def list_models(catalogue: Path | None, as_json: bool) -> None:
    """Show what there is, what is installed and what this machine needs."""
    config = load_config()
    store = open_store(config, catalogue)
    choice = _tier(config)
    needed = {model.id for model in models_for(store.catalogue, choice.tier, _languages(config))}
    rows = [_row(store, model, needed=model.id in needed) for model in store.catalogue.models]
    if as_json:
        _print_json({**_tier_json(choice), "folder": str(store.layout.root), "models": rows})
        return
    table = Table("model", "for", "languages", "size", "memory", "state", "needed", box=None)
    for row in rows:
        languages = " ".join(row["languages"]).replace("*", "many")
        sizes = mb(row["bytes"]), f"{row['memory_mb']} MB"
        table.add_row(
            row["id"], row["use"], languages, *sizes, row["state"], "yes" if row["needed"] else ""
        )
    _print_table(table)
    click.echo(f"Tier {choice.tier} ({choice.reason}). Folder: {store.layout.root}")
    _warn(choice)


@models.command()
@click.argument("names", nargs=-1, metavar="[MODEL]...")
@click.option("--tier", type=click.Choice(TIERS), help="What this tier needs, not the machine's.")
@click.option("--all-for-tier", is_flag=True, help="Every model of the tier, needed or not.")
@json_option
@click.pass_obj
def pull(
    catalogue: Path | None,
    names: tuple[str, ...],
    tier: str | None,
    all_for_tier: bool,
    as_json: bool,
) -> None:
    """Fetch models: those named, else what the machine's tier needs.

    A cut download goes on where it stopped. Models that are there and sound are left alone.
    """
    if names and (tier or all_for_tier):
        raise click.UsageError("give models, or a tier, not both")
    config = load_config()
    store = open_store(config, catalogue)
    choice = _tier(config, tier)
    if names:
        wanted: Sequence[Model] = [store.catalogue.model(name) for name in dict.fromkeys(names)]
    else:
        wanted = _models_of(store.catalogue, choice.tier, config, everything=all_for_tier)
        _warn(choice)
    missing = [model for model in wanted if store.state(model) is not State.INSTALLED]
    if missing:
        # Only a pull that has something to do pays for the network's imports (0.7 s).
        from assistant.cli.pulling import pull_all  # noqa: PLC0415  (see above)

        pull_all(store, missing, quiet=as_json)
    pulled = {model.id for model in missing}
    rows = [
        {"id": model.id, "pulled": model.id in pulled, "path": str(store.path(model.id))}
        for model in wanted
    ]
    if as_json:
        _print_json({"tier": None if names else choice.tier, "models": rows})
        return
    for row in rows:
        click.echo(f"{row['id']}: {'installed' if row['pulled'] else 'already there'}")


@models.command()
@click.argument("names", nargs=-1, metavar="[MODEL]...")
@click.option("--quick", is_flag=True, help="Compare sizes and times only, read nothing.")
@json_option
@click.pass_context
def verify(context: click.Context, names: tuple[str, ...], quick: bool, as_json: bool) -> None:
    """Check installed models byte by byte; a damaged one is taken out of use."""
    store = open_store(load_config(), context.obj)
    for name in names:
        if name not in store.installed():
            store.catalogue.model(name)
    checks = [store.verify(name, full=not quick) for name in names or store.installed()]
    if as_json:
        _print_json({"full": not quick, "models": [_check_json(check) for check in checks]})
    else:
        for check in checks:
            _print_check(check)
        if not checks:
            click.echo("No model is installed: run `assistant models pull`")
    if any(check.state in (State.DAMAGED, State.MISSING) for check in checks):
        context.exit(1)


@models.command()
@click.argument("names", nargs=-1, required=True, metavar="MODEL...")
@json_option
@click.pass_obj
def remove(catalogue: Path | None, names: tuple[str, ...], as_json: bool) -> None:
    """Remove models and what was half downloaded of them."""
    store = open_store(load_config(), catalogue)
    for name in names:
        if name not in store.installed():
            store.catalogue.model(name)
    rows = [{"id": name, "freed_bytes": store.remove(name)} for name in names]
    if as_json:
        _print_json({"models": rows})
        return
    for row in rows:
        click.echo(f"{row['id']}: removed, {mb(int(str(row['freed_bytes'])))} free again")


@models.command()
@json_option
@click.pass_obj
def licences(catalogue: Path | None, as_json: bool) -> None:
    """Show the licence of every model and engine."""
    store = open_store(load_config(), catalogue)
    entries: tuple[Model | Component, ...] = (
        *store.catalogue.models,
        *store.catalogue.components,
    )
    rows = [
        {
            "id": entry.id,
            "kind": entry.kind,
            "title": entry.title,
            "licence": entry.licence.spdx,
            "note": entry.licence.note,
        }
        for entry in entries
    ]
    if as_json:
        _print_json({"licences": rows})
        return
    table = Table("what", "kind", "licence", "note", box=None)
    for row in rows:
        note = f"{row['title']}. {row['note']}"
        table.add_row(row["id"], row["kind"], row["licence"], note, end_section=True)
    _print_table(table)


def _tier(config: Config, override: str | None = None) -> TierChoice:
    machine = this_machine()
    return choose_tier(machine.memory_bytes, machine.cores, override or config.tier)


def _models_of(
    catalogue: Catalogue, tier: str, config: Config, *, everything: bool
) -> tuple[Model, ...]:
    if everything:
        return tuple(model for model in catalogue.models if tier in model.tiers)
    return models_for(catalogue, tier, _languages(config))


def _languages(config: Config) -> tuple[str, ...]:
    return config.voice.languages


def _row(store: ModelStore, model: Model, *, needed: bool) -> dict[str, Any]:
    return {
        "id": model.id,
        "title": model.title,
        "use": model.use,
        "tiers": list(model.tiers),
        "languages": list(model.languages),
        "bytes": model.bytes,
        "memory_mb": model.memory_mb,
        "licence": model.licence.spdx,
        "state": str(store.state(model)),
        "needed": needed,
    }


def _tier_json(choice: TierChoice) -> dict[str, Any]:
    return {"tier": choice.tier, "reason": choice.reason, "warning": choice.warning}


def _check_json(check: Check) -> dict[str, Any]:
    problems = [{"path": p.path, "message": p.message} for p in check.problems]
    return {"id": check.model, "state": str(check.state), "problems": problems}


def _print_check(check: Check) -> None:
    match check.state:
        case State.DAMAGED:
            what = "; ".join(f"{p.path} {p.message}" for p in check.problems)
            hint = f"run `assistant models pull {check.model}` to repair it"
            click.echo(f"{check.model}: DAMAGED, taken out of use: {what}; {hint}")
        case State.MISSING:
            hint = f"run `assistant models pull {check.model}`"
            click.echo(f"{check.model}: not installed; {hint}")
        case State.OUTDATED:
            click.echo(f"{check.model}: sound, but the catalogue has another version")
        case State.INSTALLED:
            click.echo(f"{check.model}: sound")


def _warn(choice: TierChoice) -> None:
    if choice.warning:
        click.echo(f"Warning: {choice.warning}", err=True)


def _print_table(table: Table) -> None:
    for column in table.columns[:-1]:
        column.no_wrap = True
    Console().print(table)


def _print_json(value: dict[str, Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))
