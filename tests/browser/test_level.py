"""Somebody speaks to a parked car: the ring follows the voice, and the page stays smooth."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from playwright.sync_api import Page
from websockets.sync.client import connect

from assistant.api.scopes import Scope
from assistant.api.sound import HEADER, MAGIC, MICROPHONE
from assistant.audio.interface import RATE_HZ
from tests.browser.pages import until
from tests.browser.running import Running

TRIES = 8
"""Frames are counted until they were good once, at most so often: other tests share the cores."""

FRAME_MS, FRAMES = 20, 55
PIECE_S = 0.1

COUNT = """() => new Promise((done) => { const times = [];
  const note = (at) => { times.push(at);
    if (at - times[0] < 1000) requestAnimationFrame(note);
    else { const gaps = times.slice(1).map((one, n) => one - times[n]).sort((a, b) => a - b);
      done([gaps.length, gaps[Math.floor(gaps.length * .95)]]); } };
  requestAnimationFrame(note); })"""
LEVEL = "Number(document.querySelector('.ring').style.getPropertyValue('--level'))"


@contextmanager
def talking(car: Running) -> Iterator[None]:
    """Somebody's tone of changing loudness at the driver's microphone, for a block."""
    over = threading.Event()

    def talk() -> None:
        headers = {"Authorization": f"Bearer {car.served.token(Scope.SCREEN)}"}
        with connect(car.served.socket_url, additional_headers=headers, proxy=None) as socket:
            socket.send('{"type": "listen"}')
            socket.send('{"type": "press"}')
            wave = np.sin(2 * np.pi * 220 * np.arange(int(PIECE_S * RATE_HZ)) / RATE_HZ)
            for loudness in itertools.cycle((0.3, 0.03, 0.1)):
                piece = (wave * loudness * 32_767).astype("<i2").tobytes()
                socket.send(HEADER.pack(MAGIC, MICROPHONE, 0, RATE_HZ) + piece)
                if over.wait(PIECE_S):
                    break
            socket.send('{"type": "cancel"}')
            time.sleep(PIECE_S)

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_the_ring_follows_the_voice_and_the_page_stays_smooth(shared: Page, car: Running) -> None:
    with talking(car):
        shared.wait_for_selector("[data-voice=listening]")
        until(shared, lambda: float(shared.evaluate(LEVEL)) > 0.9)
        until(shared, lambda: float(shared.evaluate(LEVEL)) < 0.7)
        assert any(_smooth(shared) for _ in range(TRIES))


def _smooth(page: Page) -> bool:
    """Return whether a second had enough frames, and hardly one of them was late."""
    frames, slow_ms = page.evaluate(COUNT)
    return bool(frames >= FRAMES and slow_ms <= FRAME_MS)
