"""Somebody speaks into the browser's microphone: the screen shows what comes of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile
from playwright.sync_api import Browser, Page, Playwright, expect

from assistant.api.hub import Hub
from assistant.api.server import serving
from assistant.app import Needs, open_assistant
from assistant.audio.interface import RATE_HZ
from assistant.audio.wavfile import read_recording
from assistant.cli.service import SELF_CHECK
from assistant.config import ApiSettings, Config
from assistant.policy.state import DrivingState
from tests.api.served import Served
from tests.browser.pages import CHROMIUM
from tests.browser.running import Running
from tests.sentences import share_sentences

LEAD_S = 1.0
TAIL_S = 8.0


@pytest.fixture
def microphone(tmp_path: Path) -> Path:
    """A spoken request for the window and for 21 degrees, with silence around it."""
    speech = read_recording(SELF_CHECK)
    quiet = np.zeros(int(RATE_HZ * LEAD_S), np.int16)
    after = np.zeros(int(RATE_HZ * TAIL_S), np.int16)
    path = tmp_path / "microphone.wav"
    soundfile.write(path, np.concatenate([quiet, speech.astype(np.int16), after]), RATE_HZ)
    return path


@contextmanager
def speaking(playwright: Playwright, recording: Path) -> Iterator[Browser]:
    """A browser whose microphone plays a recording once."""
    arguments = [
        "--no-sandbox",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={recording}%noloop",
    ]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
    yield browser
    browser.close()


@asynccontextmanager
async def with_voice(folder: Path, settings: ApiSettings) -> AsyncIterator[Served]:
    """Serve a car that hears and speaks with the real models."""
    config = Config(data_dir=folder, api=settings)
    async with open_assistant(config, Needs(voice=True, model=None)) as car:
        hub = Hub(car, list)
        async with serving(hub, settings) as url:
            yield Served(url, car, hub)


@pytest.mark.models
def test_what_is_said_into_the_browser_is_done_and_shown(
    playwright: Playwright, models_dir: Path, microphone: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "models").symlink_to(models_dir)
    running = Running(share_sentences(data), with_voice)
    running.start()
    try:
        running.drive(DrivingState.PARKED)
        with speaking(playwright, microphone) as browser:
            page = browser.new_page()
            page.goto(running.address())
            page.wait_for_selector("[data-voice=idle][data-driving=parked]")
            _speak(page)
    finally:
        running.stop()


def _speak(page: Page) -> None:
    page.click("[data-key=orb]")
    page.wait_for_selector("[data-voice=listening]")
    expect(page.locator(".heard")).to_contain_text("window", ignore_case=True, timeout=30_000)
    expect(page.locator(".card")).to_contain_text("21°", timeout=30_000)
    expect(page.locator(".say")).to_contain_text("window is open")
