"""``assistant api``: tokens for programs that use the local API."""

from __future__ import annotations

import json

import click

from assistant.api.scopes import Scope
from assistant.api.tokens import TokenStore
from assistant.config import ZONES, load_config

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")


@click.group()
def api() -> None:
    """Let other programs on this machine use the assistant."""


@api.group()
def token() -> None:
    """Make, list and revoke tokens of the local API."""


@token.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice([str(scope) for scope in Scope]),
    multiple=True,
    required=True,
    help="What the program is; may be given several times.",
)
@click.option("--zone", type=click.Choice(ZONES), help="Whose seat it speaks for.")
@json_option
def new(name: str, scopes: tuple[str, ...], zone: str | None, as_json: bool) -> None:
    """Make a token for the program NAME and print it. It is shown only now."""
    made = _store().issue(name, [Scope(scope) for scope in scopes], zone)
    if as_json:
        click.echo(json.dumps({"name": name, "token": made}))
        return
    click.echo(made)
    click.echo(
        "Keep it: it is not shown again. Send it as `Authorization: Bearer TOKEN`.", err=True
    )


@token.command("list")
@json_option
def list_tokens(as_json: bool) -> None:
    """Show whose tokens there are, without the tokens."""
    rows = [
        {
            "id": record.client.id,
            "name": record.client.name,
            "scopes": sorted(map(str, record.client.scopes)),
            "zone": record.client.zone,
            "created": record.created,
        }
        for record in _store().records()
    ]
    if as_json:
        click.echo(json.dumps({"tokens": rows}, ensure_ascii=False))
        return
    for row in rows:
        scopes = " ".join(row["scopes"])
        click.echo(f"{row['id']}  {row['name']}: {scopes}, {row['zone']}, {row['created']}")
    if not rows:
        click.echo("No tokens: make one with `assistant api token new NAME --scope screen`.")


@token.command()
@click.argument("name")
def revoke(name: str) -> None:
    """Take the token NAME (or its id) out of use, also in the running service."""
    click.echo(f"{_store().revoke(name).name}: revoked")


def _store() -> TokenStore:
    return TokenStore(load_config().data_dir / "api" / "tokens.json")
