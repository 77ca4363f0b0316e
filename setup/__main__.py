"""The entry: which Python this is, then the steps. Readable by older Pythons, to say so."""

from __future__ import annotations

import sys

OLDEST = (3, 11)

if sys.version_info < OLDEST:
    found = ".".join(str(part) for part in sys.version_info[:3])
    sys.exit(
        f"setup: Python 3.11 or newer is needed, and {sys.executable} is {found}.\n"
        "       Install it (Debian 12: apt-get install python3 python3-venv), or name one:\n"
        "       make run PYTHON=/path/to/python3.11"
    )

from setup.console import SetupError, say  # noqa: E402 -- not before the version is known
from setup.steps import GOALS  # noqa: E402


def main(arguments: list[str]) -> int:
    """Do what a goal needs; return the exit status."""
    if len(arguments) != 1 or arguments[0] not in GOALS:
        say(f"usage: python3 -m setup {'|'.join(GOALS)}")
        return 2
    try:
        GOALS[arguments[0]]()
    except SetupError as error:
        say(f"\nsetup: {error}")
        return 1
    except OSError as error:
        say(f"\nsetup: {error.strerror}: {error.filename or 'the disk'}")
        return 1
    except KeyboardInterrupt:
        say("\nsetup: stopped. The same command goes on from here.")
        return 130
    return 0


sys.exit(main(sys.argv[1:]))
