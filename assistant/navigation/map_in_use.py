"""The map that navigation uses now: of where the car is, in its newest build, and whole.

    async with MapInUse(store, Surroundings(where, now, on_trip), tell) as used:
        used.opened                 # None without a map
        await used.look()           # again and again: follows new builds and the car

A new build, another region and a damaged file change the map under a running service. Whoever
still works with the replaced one can finish: it is closed a while later.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assistant.errors import (
    AssistantError,
    MapDamagedError,
    MapNotInstalledError,
    RouteError,
)
from assistant.navigation.interface import Region
from assistant.navigation.maps.store import MapStore
from assistant.navigation.open_map import OpenMap, open_map, warm
from assistant.navigation.position.fix import Fix
from assistant.navigation.which_map import Choice, Sight, choose

_LOGGER = logging.getLogger(__name__)

GRACE_S = 30.0
"""How long a replaced map stays open."""

CHECKED_FIRST_BYTES = 256_000_000
"""A map of more is checked byte by byte after it is opened, not before."""

Tell = Callable[[str], None]
"""Hears what happens to the map.

``mending``, ``mended``, ``rolled_back`` or ``lost``; ``changed`` when that of another region is
in use.
"""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the choice of a map asks: where the car is, the time (monotonic), whether on a trip."""

    where: Callable[[], Fix | None]
    now: Callable[[], float]
    on_trip: Callable[[], bool] = lambda: False


class MapInUse:
    """Keeps one map open; ``opened`` is None while there is none that can be used."""

    def __init__(self, store: MapStore, around: Surroundings, tell: Tell, only: str = "") -> None:
        """``only`` names a map to be used wherever the car is."""
        self.opened: OpenMap | None = None
        self.mending = False
        self._store = store
        self._around = around
        self._tell = tell
        self._only = only
        self._taken = ""
        self._choice = Choice()
        self._stack = AsyncExitStack()
        self._installed: tuple[tuple[str, str], ...] | None = None
        self._lost: set[str] = set()
        self._unusable: Path | None = None
        self._changing = asyncio.Lock()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> Self:
        """Open the map of where the car is, if there is one."""
        await self.look()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close everything."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._stack.aclose()

    @property
    def lost(self) -> bool:
        """Whether there is no map but one that is beyond repair."""
        return self.opened is None and bool(self._lost)

    async def look(self) -> None:
        """Open another map when a newer build is there, or the car is on another one."""
        if not self.mending:
            await self._look()

    async def _look(self) -> None:
        async with self._changing:
            installed = await asyncio.to_thread(self._store.builds)
            if installed != self._installed:
                self._lost.clear()
            elif self._still_right():
                return
            self._installed = installed
            await self._follow()

    async def take(self, name: str) -> None:
        """Use this map for as long as the car is on it, whatever other one covers it as well."""
        async with self._changing:
            self._taken = name
            await self._follow()

    def suspect(self) -> None:
        """Check the map in the background: something of it could not be read."""
        if self.opened is not None and not self.mending:
            self._spawn(self._examine(self.opened.region))

    # --- choosing -------------------------------------------------------------------------

    def _still_right(self) -> bool:
        """Tell whether the map covers the car, as far as anybody knows."""
        fix = self._around.where()
        opened = self.opened
        return fix is None or (opened is not None and opened.region.box.contains(fix.point))

    async def _follow(self) -> None:
        """Open what should be open now."""
        wanted = await asyncio.to_thread(self._wanted, self._sight())
        used = self.opened.region.folder if self.opened is not None else None
        if wanted is None and used is not None:
            await self._use(None)
        elif wanted is not None and wanted.folder not in (used, self._unusable):
            await self._open(wanted)
        broken = await asyncio.to_thread(self._unreadable)
        if broken:
            self._begin_mending(broken[0])

    def _sight(self) -> Sight:
        fix = self._around.where()
        here = fix.point if fix is not None else None
        return Sight(here, self._around.on_trip(), self._around.now(), self._taken)

    def _wanted(self, sight: Sight) -> Region | None:
        regions = [one for one in self._store.regions() if one.id not in self._lost]
        if self._only:
            return next((one for one in regions if one.id == self._only), None)
        self._choice = choose(regions, self._choice, sight)
        return self._choice.region

    def _unreadable(self) -> list[str]:
        """Return the maps whose manifest can't be read."""
        readable = {one.id for one in self._store.regions()}
        return sorted(set(self._store.names()) - readable - self._lost)

    # --- opening --------------------------------------------------------------------------

    async def _open(self, region: Region) -> None:
        small = _bytes(region) <= CHECKED_FIRST_BYTES
        if small and not await self._sound(region):
            self._begin_mending(region.id)
            return
        stack = AsyncExitStack()
        try:
            opened = await stack.enter_async_context(open_map(region))
        except MapDamagedError:
            self._begin_mending(region.id)
            return
        except AssistantError as error:
            _LOGGER.warning("The map can't be used: %s", error.code)
            self._unusable = region.folder
            return
        await self._use(opened, stack)
        self._spawn(self._warmed(opened))
        if not small:
            self._spawn(self._examine(region))

    async def _warmed(self, opened: OpenMap) -> None:
        centre = opened.region.box.centre
        try:
            found = await asyncio.to_thread(warm, opened)
            with suppress(RouteError):
                await opened.router.drives(centre, [one.place.point for one in found])
        except MapDamagedError:
            self.suspect()

    async def _use(self, opened: OpenMap | None, stack: AsyncExitStack | None = None) -> None:
        """Take another map into use; the old one is closed when nobody works with it any more."""
        before, self.opened = self.opened, opened
        replaced, self._stack = self._stack, stack or AsyncExitStack()
        self._spawn(_close_later(replaced))
        if before and opened and before.region.id != opened.region.id:
            _LOGGER.info("The map of another region is in use now.")
            self._tell("changed")

    # --- damage ---------------------------------------------------------------------------

    async def _sound(self, region: Region) -> bool:
        try:
            return (await asyncio.to_thread(self._store.check, region.id)).sound
        except MapNotInstalledError:
            return False

    async def _examine(self, region: Region) -> None:
        if not await self._sound(region):
            self._begin_mending(region.id)

    def _begin_mending(self, name: str) -> None:
        if not self.mending and name not in self._lost:
            self.mending = True
            self._spawn(self._mend(name))

    async def _mend(self, name: str) -> None:
        """Build a damaged map again, or go back to the build before; says which."""
        try:
            async with self._changing:
                if name not in await asyncio.to_thread(self._store.names):
                    return  # it was removed
                used = self.opened is not None and self.opened.region.id == name
                if used:
                    await self._use(None)
                self._say("mending")
                self._say(await self._repaired(name))
            await self._look()
        finally:
            self.mending = False

    async def _repaired(self, name: str) -> str:
        try:
            await asyncio.to_thread(self._store.mend, name, lambda _step: None)
        except AssistantError as error:
            _LOGGER.warning("The map can't be built again: %s", error.code)
        else:
            return "mended"
        try:
            await asyncio.to_thread(self._store.roll_back, name)
        except AssistantError as error:
            _LOGGER.warning("There is no build to go back to: %s", error.code)
            self._lost.add(name)
            return "lost"
        return "rolled_back"

    def _say(self, what: str) -> None:
        _LOGGER.warning("The map: %s", what.replace("_", " "))
        self._tell(what)

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _close_later(stack: AsyncExitStack) -> None:
    try:
        await asyncio.sleep(GRACE_S)
    finally:
        await stack.aclose()


def _bytes(region: Region) -> int:
    return sum(path.stat().st_size for path in region.folder.iterdir())
