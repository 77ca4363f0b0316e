"""A private D-Bus for a test: nothing of the machine's own session is touched."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def private_bus() -> Iterator[str]:
    """Run a bus for the duration of a block; yield its address."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("no dbus-daemon (Debian: dbus)")
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as daemon:
        assert daemon.stdout is not None
        try:
            yield daemon.stdout.readline().strip()
        finally:
            daemon.terminate()
