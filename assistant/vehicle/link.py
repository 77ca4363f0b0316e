"""Keep a link to a car: try, listen, lose it, try again, and say each change once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NoReturn

from tenacity import AsyncRetrying, retry_if_exception_type, wait_random_exponential

from assistant.errors import VehicleError

_LOGGER = logging.getLogger(__name__)

FIRST_WAIT_S = 0.25
"""Upper end of the first random wait; it doubles with each failure."""

LONGEST_WAIT_S = 10.0
"""A car that comes back is found within this time."""


@dataclass(frozen=True, slots=True)
class LinkState:
    """Whether the car is reached, and by what or why not."""

    connected: bool
    detail: str


class Link:
    """The link's state, told to ``on_change`` whenever it becomes another."""

    def __init__(self, on_change: Callable[[LinkState], None]) -> None:
        self._on_change = on_change
        self.state = LinkState(connected=False, detail="not connected yet")

    def up(self, detail: str) -> None:
        """Say that the car is reached."""
        self._tell(LinkState(connected=True, detail=detail))

    def down(self, reason: str) -> None:
        """Say that the car is not reached."""
        self._tell(LinkState(connected=False, detail=reason))

    def demand(self) -> None:
        """Return when the car is reached.

        Raises:
            VehicleError: it is not; the message says why.
        """
        if not self.state.connected:
            raise VehicleError(
                f"the link to the car is down: {self.state.detail}", code="vehicle_link"
            )

    def _tell(self, state: LinkState) -> None:
        if state != self.state:
            self.state = state
            self._on_change(state)


async def keep(session: Callable[[], Awaitable[None]], link: Link) -> NoReturn:
    """Run one session after another, for ever.

    A session raises ``VehicleError`` when the car can't be reached: the next one waits longer,
    up to ``LONGEST_WAIT_S``. When it loses a car that it had reached, it calls ``link.down``
    and returns: the next one starts soon.
    """
    tries = AsyncRetrying(
        wait=wait_random_exponential(multiplier=FIRST_WAIT_S, max=LONGEST_WAIT_S),
        retry=retry_if_exception_type(VehicleError),
    )
    while True:
        async for attempt in tries:
            with attempt:
                await _run(session, link)
        await asyncio.sleep(FIRST_WAIT_S)


async def _run(session: Callable[[], Awaitable[None]], link: Link) -> None:
    try:
        await session()
    except VehicleError as error:
        link.down(str(error))
        raise
    except Exception as error:  # whatever a library throws, the car is out of reach
        _LOGGER.exception("The link to the car failed")
        link.down(f"internal error ({type(error).__name__})")
        raise VehicleError(str(error), code="vehicle_link") from error
