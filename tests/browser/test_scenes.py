"""Every scene, by day and night, parked and moving: can everybody read it and press it?

What a test can't judge, people do with the pictures in ``docs/screens``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from assistant.policy.state import DrivingState
from tests.browser.pages import opened
from tests.browser.running import Running
from tests.browser.scenes import SCENES, show

TARGET = 76
APART = 12
READ = 32
STATE = 40
CONTRAST = 7.0
EDGE = 3.0
NIGHT_GROUND = 0.01
MOST_WORDS = 12

VIOLATIONS = """(theme) => axe.run(document, { resultTypes: ['violations'], runOnly:
  theme === 'day' ? ['cat.color'] : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
  .then((found) => found.violations.map((one) => one.id + ': ' + one.nodes[0].html))"""
"""By day, what has colours to do with: the rest is as by night."""

LOOK = """() => {
  const seen = (e) => { const b = e.getBoundingClientRect();
    return b.width > 1 && b.height > 1 && !e.closest('.hidden'); };
  const rgb = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const ground = (e) => { for (; e; e = e.parentElement) {
      const c = rgb(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c.slice(0, 3); }
    return [255, 255, 255]; };
  const light = (c) => c.slice(0, 3).map((v) => { v /= 255;
      return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; })
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05); };
  const texts = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement, text = walk.currentNode.textContent.trim();
    if (!text || !seen(e) || e.closest('button:disabled')) continue;
    const style = getComputedStyle(e);
    texts.push({ text, size: parseFloat(style.fontSize), state: e.matches('.state, .say'),
      card: !!e.closest('.card, .say'), legal: e.matches('.map-credit'),
      ratio: ratio(rgb(style.color), ground(e)) }); }
  const targets = [...document.querySelectorAll('button, input')].filter(seen).map((e) => {
    const b = e.getBoundingClientRect(), style = getComputedStyle(e);
    const edge = style.borderTopColor, own = rgb(style.backgroundColor);
    return { key: e.dataset.key, left: b.left, top: b.top, right: b.right, bottom: b.bottom,
      edge: e.disabled || e.closest('.rail, .sections') ? 99 : Math.max(
        ratio(rgb(edge), ground(e.parentElement)),
        own.length === 3 ? ratio(own, ground(e.parentElement)) : 0) }; });
  const clipped = [...document.querySelectorAll('.body *')].filter((e) => seen(e)
    && !e.closest('svg, [data-scrolls], .map') && e.scrollWidth > e.clientWidth + 1
    && getComputedStyle(e).overflowX !== 'visible' && e.clientWidth > 0).map((e) => e.className);
  const placed = [...document.querySelectorAll(
    'button, input, img, assistant-camera, .card, .say, .state, .hero')];
  const out = placed.filter((e) => {
    if (!seen(e) || e.closest('[data-scrolls]')) return false;
    const b = e.getBoundingClientRect();
    return b.left < -1 || b.top < -1 || b.right > innerWidth + 1 || b.bottom > innerHeight + 1; })
    .map((e) => e.dataset.key || e.className);
  return { texts, targets, clipped, out, ground: light(ground(document.body)),
    animations: document.getAnimations().length,
    editable: document.querySelectorAll('input, textarea, [contenteditable]').length };
}"""


DRAWN = "document.querySelector('.screen').innerHTML.replace(/\\d+/g, '')"
"""The page without its numbers: the time, and the template library's marks."""

LONGER = """() => { window.before = [];
  const walk = document.createTreeWalker(document.querySelector('.screen'), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) { const node = walk.currentNode, text = node.data.trim();
    if (!text || /^[\\d\\s:.,·%°/-]+( k?m| min)?$/.test(text)) continue;
    before.push([node, node.data]);
    node.data = text + text.slice(0, Math.ceil(text.length * 0.4)); } }"""
SHORT_AGAIN = "() => { for (const [node, data] of before) node.data = data; }"

SIZES = ((1280, 720), (1920, 720), (800, 480), (1080, 1920))


@pytest.fixture(scope="module")
def page(browser: Browser, car: Running) -> Iterator[Page]:
    """One driver's screen for all scenes, with axe in it."""
    car.drive(DrivingState.PARKED)
    for screen in opened(browser, car.address(), scale=0.25, clock=True):
        screen.evaluate(Axe().axe_script)
        yield screen


def look(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(LOOK)
    return found


@pytest.fixture(scope="module")
def checked() -> set[str]:
    """What was looked at already: what looks alike in two driving states is checked once."""
    return set()


@pytest.mark.parametrize("driving", list(DrivingState))
def test_scenes_can_be_used_by_everybody(
    page: Page, car: Running, checked: set[str], driving: DrivingState
) -> None:
    car.drive(driving)
    for name, scene in SCENES.items():
        if scene.parked_only and driving is not DrivingState.PARKED:
            continue
        if scene.page == "map" and driving is DrivingState.IDLING:
            continue  # as while moving, and drawing maps takes long
        show(page, car, scene, quick=True)
        for theme in ("night", "day"):
            page.emulate_media(color_scheme="dark" if theme == "night" else "light")
            page.wait_for_selector(f"html[data-theme={theme}]")
            where, alike = f"{name} {theme} {driving}", f"{theme} {page.evaluate(DRAWN)}"
            if alike not in checked:
                checked.add(alike)
                assert page.evaluate(VIOLATIONS, theme) == [], where
                _legible(look(page), where)
        if driving is not DrivingState.IDLING:  # it looks as parked or as moving
            for size in _sizes(page):
                _laid_out(look(page), f"{name} {size} {driving}")


def test_longer_words_and_right_to_left_break_no_page(page: Page, car: Running) -> None:
    """German is some 40 % longer than English."""
    car.drive(DrivingState.PARKED)
    for name in ("idle", "confirming", "climate", "media", "map", "guided", "settings"):
        show(page, car, SCENES[name], quick=True)
        for size in _sizes(page):
            page.evaluate(LONGER)
            seen = look(page)
            page.evaluate(SHORT_AGAIN)
            assert (seen["clipped"], seen["out"]) == ([], []), f"{name} {size} longer"
            page.evaluate("document.documentElement.dir = 'rtl'")
            seen = look(page)
            page.evaluate("document.documentElement.dir = ''")
            assert (seen["clipped"], seen["out"]) == ([], []), f"{name} {size} right to left"
            _pressable(seen["targets"], f"{name} {size} right to left")


def _sizes(page: Page) -> Iterator[str]:
    """Give the page each size in turn, and the first again at the end."""
    for width, height in (*SIZES, SIZES[0]):
        page.set_viewport_size({"width": width, "height": height})
        yield f"{width}x{height}"


def _legible(seen: dict[str, Any], where: str) -> None:
    for text in seen["texts"]:
        assert text["ratio"] >= CONTRAST, f"{where}: {text}"
    for target in seen["targets"]:
        assert target["edge"] >= EDGE, f"{where}: {target}"
    if "night" in where:
        assert seen["ground"] <= NIGHT_GROUND


def _laid_out(seen: dict[str, Any], where: str) -> None:
    _pressable(seen["targets"], where)
    assert seen["clipped"] == [], where
    assert seen["out"] == [], where
    if DrivingState.MOVING in where:
        _glanceable(seen, where)


def _pressable(targets: list[dict[str, Any]], where: str) -> None:
    for one in targets:
        wide, high = one["right"] - one["left"], one["bottom"] - one["top"]
        assert min(wide, high) >= TARGET - 0.5, f"{where}: {one}"
    for index, one in enumerate(targets):
        for other in targets[index + 1 :]:
            aside = max(one["left"] - other["right"], other["left"] - one["right"])
            below = max(one["top"] - other["bottom"], other["top"] - one["bottom"])
            assert max(aside, below) >= APART - 0.5, f"{where}: {one} {other}"


def _glanceable(seen: dict[str, Any], where: str) -> None:
    """While driving: large, still, nothing to type in, few words beside the answer."""
    driver = [text for text in seen["texts"] if not text["legal"]]  # a licence is not for reading
    for text in driver:
        assert text["size"] >= (STATE if text["state"] else READ), f"{where}: {text}"
    words = sum(len(text["text"].split()) for text in driver if not text["card"])
    assert words <= MOST_WORDS or "climate" in where, where
    assert seen["animations"] == 0, where
    assert seen["editable"] == 0, where
