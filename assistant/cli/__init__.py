"""The command line: ``assistant COMMAND``. One thin module a command group."""

from __future__ import annotations

import logging
import sys

import click

from assistant.cli.doctor import doctor
from assistant.cli.measure import bench, evaluate
from assistant.cli.models import models
from assistant.cli.service import run
from assistant.cli.talk import ask, hear, say
from assistant.cli.trace import trace
from assistant.errors import AssistantError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="in-vehicle-assistant")
@click.option("-v", "--verbose", is_flag=True, help="Log what happens (never what was said).")
def cli(verbose: bool) -> None:
    """Talk to the car's assistant, run it, and measure it."""
    level = logging.INFO if verbose else logging.ERROR
    logging.basicConfig(level=level, format="%(asctime)s %(name)s %(levelname)s %(message)s")


for command in (ask, bench, doctor, evaluate, hear, models, run, say, trace):
    cli.add_command(command)


def main() -> None:
    """Run a command; an error is one line with a stable code, never a traceback."""
    try:
        cli(standalone_mode=False)
    except AssistantError as error:
        click.echo(f"assistant: {error} [{error.code}]", err=True)
        sys.exit(1)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
