"""The command line: ``assistant COMMAND``. One thin module a command group, loaded when used."""

from __future__ import annotations

import atexit
import gc
import importlib
import logging
import sys
from dataclasses import dataclass

import click

from assistant.errors import AssistantError


@dataclass(frozen=True, slots=True)
class Lazy:
    """A command that is imported when it is used: ``module:name`` here, and what it is for."""

    place: str
    summary: str


COMMANDS = {
    "api": Lazy("api:api", "Let other programs on this machine use the assistant."),
    "ask": Lazy("talk:ask", "Ask in text."),
    "bench": Lazy("measure:bench", "Measure speed."),
    "cloud": Lazy("routing:cloud", "See what the configured endpoints can do."),
    "doctor": Lazy("doctor:doctor", "Say what is missing on this machine, and what to do."),
    "drive": Lazy("drive:drive", "Drive the simulated car, and show what guidance says."),
    "eval": Lazy("measure:evaluate", "Measure how well the car hears and understands."),
    "hear": Lazy("talk:hear", "Play a recording into the microphone path, in real time."),
    "imaging": Lazy("imaging:imaging", "Draw pictures, and work on those of cameras."),
    "maps": Lazy("maps:maps", "Build, fetch, check and remove this machine's maps."),
    "models": Lazy("models:models", "Fetch, check and remove this machine's models."),
    "privacy": Lazy("privacy:privacy", "See what left the car, and decide what may."),
    "route": Lazy("routing:route", "Tell who would answer, the car or a cloud, and why."),
    "run": Lazy("service:run", "Run the assistant until Ctrl-C."),
    "say": Lazy("talk:say", "Speak TEXT into a WAV file with the car's voice."),
    "screen": Lazy("screen:screen", "Print an address that opens the screen once."),
    "skills": Lazy("skills:skills", "Make, test, pack, add and remove skills."),
    "trace": Lazy("trace:trace", "Show where a turn's time went."),
    "vehicle": Lazy("vehicle:vehicle", "Look at the car's signals."),
}
"""All commands; showing their list imports none of them."""


class LazyGroup(click.Group):
    """Imports a command's module when the command is asked for, not to list it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None when there is none of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].place.partition(":")
        command = getattr(importlib.import_module(f"{__name__}.{module}"), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of all commands."""
        rows = [(name, COMMANDS[name].summary) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="in-vehicle-assistant")
@click.option("-v", "--verbose", is_flag=True, help="Log what happens (never what was said).")
def cli(verbose: bool) -> None:
    """Talk to the car's assistant, run it, and measure it."""
    level = logging.INFO if verbose else logging.ERROR
    logging.basicConfig(level=level, format="%(asctime)s %(name)s %(levelname)s %(message)s")


def main() -> None:
    """Run a command; an error is one line with a stable code, never a traceback."""
    atexit.register(gc.freeze)  # looking for garbage before the end takes most of a second
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
