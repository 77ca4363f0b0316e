"""When music must be soft: while someone talks to the car, and while the car talks."""

from __future__ import annotations

from collections.abc import Callable

from assistant.events import AudioEnded, AudioStarted, Event, TurnEnded, TurnStarted


class Ducking:
    """Listens to the events of turns and tells ``duck`` when to begin (True) and to end."""

    def __init__(self, duck: Callable[[bool], None]) -> None:
        self._duck = duck
        self._listening: set[str | None] = set()
        self._talking = self._soft = False

    def hear(self, event: Event) -> None:
        """Take an event of the bus. Typed turns are silent until the car talks."""
        if isinstance(event, TurnStarted) and event.source != "text":
            self._listening.add(event.turn_id)
        elif isinstance(event, TurnEnded):
            self._listening.discard(event.turn_id)
        elif isinstance(event, (AudioStarted, AudioEnded)):
            self._talking = isinstance(event, AudioStarted)
        soft = self._talking or bool(self._listening)
        if soft != self._soft:
            self._soft = soft
            self._duck(soft)
