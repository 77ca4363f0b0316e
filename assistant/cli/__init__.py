"""The command line: ``assistant COMMAND``. One thin module a command group, loaded when used."""

from __future__ import annotations

import importlib
import logging
import sys

import click

from assistant.errors import AssistantError

COMMANDS = {
    "api": "assistant.cli.api:api",
    "ask": "assistant.cli.talk:ask",
    "bench": "assistant.cli.measure:bench",
    "cloud": "assistant.cli.routing:cloud",
    "doctor": "assistant.cli.doctor:doctor",
    "drive": "assistant.cli.drive:drive",
    "eval": "assistant.cli.measure:evaluate",
    "hear": "assistant.cli.talk:hear",
    "imaging": "assistant.cli.imaging:imaging",
    "maps": "assistant.cli.maps:maps",
    "models": "assistant.cli.models:models",
    "privacy": "assistant.cli.privacy:privacy",
    "route": "assistant.cli.routing:route",
    "run": "assistant.cli.service:run",
    "say": "assistant.cli.talk:say",
    "screen": "assistant.cli.screen:screen",
    "skills": "assistant.cli.skills:skills",
    "trace": "assistant.cli.trace:trace",
    "vehicle": "assistant.cli.vehicle:vehicle",
}
"""Where each command lives; importing one does not pay for the others."""


class LazyGroup(click.Group):
    """Imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None when there is none of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="in-vehicle-assistant")
@click.option("-v", "--verbose", is_flag=True, help="Log what happens (never what was said).")
def cli(verbose: bool) -> None:
    """Talk to the car's assistant, run it, and measure it."""
    level = logging.INFO if verbose else logging.ERROR
    logging.basicConfig(level=level, format="%(asctime)s %(name)s %(levelname)s %(message)s")


def main() -> None:
    """Run a command; an error is one line with a stable code, never a traceback."""
    try:
        status = cli(standalone_mode=False)  # a command that ends early gives its exit code
    except AssistantError as error:
        click.echo(f"assistant: {error} [{error.code}]", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:  # the outermost loop: a user gets a line, the log the rest
        logging.getLogger(__name__).info("An internal error", exc_info=True)
        kind = type(error).__name__
        click.echo(f"assistant: internal error ({kind}); see `assistant -v ...` [error]", err=True)
        sys.exit(1)
    sys.exit(status or 0)
