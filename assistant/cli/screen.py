"""``assistant screen``: an address that opens the screen in a browser on this machine."""

from __future__ import annotations

import webbrowser

import click

from assistant.api.address import own_address
from assistant.api.pairing import DRIVER, Pairing, passenger
from assistant.api.tokens import TokenStore
from assistant.config import ZONES, load_config


@click.command()
@click.option("--seat", type=click.Choice(ZONES), help="A passenger's screen, for this seat.")
@click.option("--open", "open_now", is_flag=True, help="Also open it in the browser.")
def screen(seat: str | None, open_now: bool) -> None:
    """Print an address that opens the screen: once, within an hour.

    Without --seat it is the car's own screen, which the driver sees.
    """
    config = load_config()
    folder = config.data_dir / "api"
    pairing = Pairing(folder, TokenStore(folder / "tokens.json"))
    code = pairing.code(passenger(seat) if seat is not None else DRIVER)
    address = f"{own_address(config.api)}/#{code}"
    click.echo(address)
    if open_now:
        webbrowser.open(address)
