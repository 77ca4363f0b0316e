"""Run a scenario in a network of its own, whose only link can be broken for real.

The thread that runs it leaves the machine's network (Linux, root only); nothing outside of it
notices. ``ip`` and ``tc`` change the link; what the kernel can't do skips the test.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import subprocess
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

_CLONE_NEWNET = 0x40000000


def in_a_network_of_its_own(scenario: Callable[[], Awaitable[None]]) -> None:
    """Run a scenario where loopback is a link that nobody else uses."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_leave_and_run, scenario).result()


def link(*words: str) -> None:
    """Change loopback, e.g. ``link("down")``."""
    _run("ip", "link", "set", "lo", *words)


def shaped(*words: str) -> None:
    """Make the link bad as netem does, e.g. ``shaped("delay", "100ms", "loss", "30%")``."""
    _run("tc", "qdisc", "replace", "dev", "lo", "root", "netem", *words)


def _leave_and_run(scenario: Callable[[], Awaitable[None]]) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "unshare") or libc.unshare(_CLONE_NEWNET) != 0:
        pytest.skip(f"no network of its own: {os.strerror(ctypes.get_errno())}")
    link("up")

    async def run() -> None:
        await scenario()

    asyncio.run(run())


def _run(*command: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip(f"{command[0]} is not installed (Debian: iproute2)")
    if done.returncode != 0:
        pytest.skip(f"{' '.join(command)}: {done.stderr.strip()}")
