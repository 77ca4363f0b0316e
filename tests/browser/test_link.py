"""The address, the token, the link: how a screen comes to the service and back to it."""

from __future__ import annotations

import time
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page, expect

from assistant.events import Notice
from assistant.policy.state import DrivingState
from tests.browser.pages import opened
from tests.browser.running import Running

VISITS = 8
"""Times are taken until one is good, at most so often: other tests share the cores."""

FIRST_MS = 1000
SLOW = 6
PAINT_MS = 100
HEAP = 12e6
QUIET_MS = 5100
BACK_S = 2.0
GROWTH = 0.5e6
NODES = 400
MEMORY_MB = 430


def test_an_address_opens_one_screen(browser: Browser, car: Running) -> None:
    address = car.address()
    for page in opened(browser, address):
        page.reload()  # the browser keeps its token
        page.wait_for_selector(".screen:not([data-voice=offline])")
    context = browser.new_context()
    second = context.new_page()
    second.goto(address)
    expect(second.locator(".say")).to_contain_text("assistant screen")
    context.close()


def test_a_revoked_screen_says_what_to_do(screen: Page, car: Running) -> None:
    store = car.served.hub.tokens
    newest = store.records()[-1].client
    store.revoke(newest.id)
    screen.reload()
    expect(screen.locator(".say")).to_contain_text("assistant screen")
    assert screen.evaluate("localStorage.length") == 0


def test_it_comes_back_when_the_service_does(browser: Browser, tmp_path: Path) -> None:
    car = Running(tmp_path)
    car.start()
    car.drive(DrivingState.PARKED)
    for page in opened(browser, car.address()):
        assert any(seconds_to_come_back(page, car) <= BACK_S for _ in range(VISITS))
    car.stop()


def seconds_to_come_back(page: Page, car: Running) -> float:
    """Restart the service; return how long after it the screen was back."""
    car.stop()
    page.wait_for_selector("[data-voice=offline]")
    assert page.locator("input, .card, [data-key=page-settings]").count() == 0
    car.start()
    started = time.monotonic()
    page.wait_for_selector(".screen:not([data-voice=offline])")
    return time.monotonic() - started


def test_nothing_is_lost_over_a_broken_link(screen: Page, car: Running) -> None:
    screen.add_init_script(
        """const Real = WebSocket; window.sockets = [];
        window.WebSocket = class extends Real {
          constructor(...all) { super(...all); sockets.push(this); } };"""
    )
    screen.reload()
    screen.wait_for_selector(".screen:not([data-voice=offline])")
    screen.evaluate("sockets.at(-1).close()")
    screen.wait_for_selector("[data-voice=offline]")
    car.emit(Notice(at_s=0, kind="timer", text="The tea is ready."))
    expect(screen.locator(".badge")).to_contain_text("The tea is ready.")
    assert "after=" in screen.evaluate("sockets.at(-1).url")


def test_a_link_that_broke_without_a_word_is_noticed(browser: Browser, car: Running) -> None:
    """A half-open socket: nothing comes, and the service does not answer either."""
    opens: list[str] = []
    for page in opened(browser, car.address(), clock=True):
        page.on("websocket", lambda socket: opens.append(socket.url))
        page.clock.fast_forward(QUIET_MS)
        page.wait_for_timeout(100)
        assert opens == []  # it answered: all is well
        page.route("**/api/v1/health", lambda route: route.abort(), times=1)
        page.clock.fast_forward(QUIET_MS)
        page.wait_for_timeout(100)
        assert opens == []  # the second answer came
        page.route("**/api/v1/health", lambda route: route.abort())
        page.clock.fast_forward(QUIET_MS)
        page.wait_for_selector("[data-voice=offline]")
        car.emit(Notice(at_s=0, kind="timer", text="The rice is ready."))
        page.unroute("**/api/v1/health")
        page.clock.fast_forward(QUIET_MS)
        expect(page.locator(".badge")).to_contain_text("The rice is ready.")
        assert len(opens) == 1
        assert "after=" in opens[0]


def test_the_first_state_comes_within_a_second_on_a_slow_machine(
    browser: Browser, car: Running
) -> None:
    """With nothing cached."""
    assert any(first_paint_ms(browser, car.address()) <= FIRST_MS for _ in range(VISITS))


def first_paint_ms(browser: Browser, address: str) -> float:
    """Visit the screen for the first time, on a slow machine; return when it was painted."""
    context = browser.new_context()
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOW})
    page.goto(address)
    page.wait_for_selector(".screen:not([data-voice=offline])")
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    context.close()
    return float(painted)


def test_events_are_painted_at_once_and_leave_nothing_behind(screen: Page, car: Running) -> None:
    """Ten thousand events: the heap stays flat, and the last is on the screen in time."""
    session = screen.context.new_cdp_session(screen)

    def heap() -> float:
        session.send("HeapProfiler.collectGarbage")
        return float(screen.evaluate("performance.memory.usedJSHeapSize"))

    def play(count: int) -> float:
        for start in range(0, count, 1000):
            texts = [f"Notice {start + n}" for n in range(min(1000, count - start))]
            car.emit(*(Notice(at_s=0, kind="timer", text=text) for text in texts))
            expect(screen.locator(".badge")).to_contain_text(texts[-1])
        return heap()

    early = play(2000)
    late = play(8000)
    assert late <= HEAP
    assert late - early <= GROWTH
    assert screen.evaluate("document.querySelectorAll('*').length") <= NODES
    assert chromium_mb() <= MEMORY_MB
    assert any(slowest_paint_ms(screen, car) <= PAINT_MS for _ in range(VISITS))


def chromium_mb() -> float:
    """Return the memory of all of this test's Chromium; shared pages count once."""
    own = [p for p in psutil.Process().children(recursive=True) if "chrom" in p.name()]
    assert own
    return sum(float(p.memory_full_info().pss) for p in own) / 2**20


def slowest_paint_ms(screen: Page, car: Running) -> float:
    """Return how long 19 of 20 events took at most until they were painted."""
    waits: list[float] = []
    for n in range(20):
        screen.evaluate(
            """() => { window.painted = new Promise((done) => new MutationObserver((_, watch) => {
              watch.disconnect(); requestAnimationFrame(() => done(performance.now())); })
              .observe(document.querySelector('.badge'),
                { subtree: true, characterData: true })); }"""
        )
        begun = screen.evaluate("performance.now()")
        car.emit(Notice(at_s=0, kind="timer", text=f"Now {n}"))
        waits.append(screen.evaluate("window.painted") - begun)
    return sorted(waits)[-2]
