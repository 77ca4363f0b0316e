"""Take the pictures in ``docs/screens``: ``python -m tests.browser.pictures [SCENE …]``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Collection
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from assistant.config import load_config
from assistant.policy.state import DrivingState
from tests.browser.pages import CHROMIUM
from tests.browser.running import Running, with_map
from tests.browser.scenes import SCENES, show
from tests.sentences import keep_in

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screens"
SIZES = ((1280, 720), (1920, 720), (800, 480), (1080, 1920))
COLOURS = 96
WIDE = (
    "idle",
    "listening",
    "confirming",
    "card-list",
    "card-map",
    "card-route",
    "guided",
    "map",
    "climate",
    "media",
    "cameras",
    "card-picture",
    "card-drawing",
    "gallery",
    "viewer",
    "no-network",
    "voice",
    "profiles",
    "privacy",
)
"""Scenes that are pictured in every size; the others at the first."""


def main(wanted: Collection[str]) -> None:
    """Picture scenes by day and night, parked and moving."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        keep_in(load_config().cache_dir / "sentences")
        car = Running(Path(folder), with_map)
        car.start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for size in SIZES:
            _size(browser, car, size, wanted)
        browser.close()
        car.stop()


def _size(browser: Browser, car: Running, size: tuple[int, int], wanted: Collection[str]) -> None:
    for theme, scheme in (("night", "dark"), ("day", "light")):
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.goto(car.address())
        page.wait_for_selector(".screen:not([data-voice=offline])")
        for driving in (DrivingState.PARKED, DrivingState.MOVING):
            car.drive(driving)
            for name, scene in SCENES.items():
                if scene.parked_only and driving is DrivingState.MOVING:
                    continue
                if name in wanted and (size == SIZES[0] or name in WIDE):
                    show(page, car, scene)
                    _keep(page, f"{name}-{size[0]}x{size[1]}-{theme}-{driving}")
        context.close()


def _keep(page: Page, name: str) -> None:
    with Image.open(BytesIO(page.screenshot())) as picture:
        small = picture.convert("RGB").quantize(
            COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
        small.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:] or SCENES)
