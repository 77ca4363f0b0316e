"""What can be on the screen: each scene is what happens in the car until it shows.

The events go through the real service, so the screen gets what a car would send.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from assistant.events import (
    AudioStarted,
    Card,
    ConnectivityChanged,
    Endpoint,
    ErrorRaised,
    Event,
    FinalTranscript,
    IntentFound,
    MuteChanged,
    Outcome,
    PartialTranscript,
    PictureChanged,
    PolicyDecided,
    Reply,
    Route,
    TurnEnded,
    TurnStarted,
)
from tests.browser.cards import CARDS, CHOICE, WEATHER
from tests.browser.drawn import COMING, LIGHTHOUSE, hang
from tests.browser.pages import until
from tests.browser.running import Running
from tests.browser.travel import end, has_map, on_the_way

TURN = "scene"


@dataclass(frozen=True, slots=True)
class Scene:
    """Events, the voice state that they lead to, the page (and its section) to look at."""

    voice: str
    events: tuple[Event, ...] = ()
    page: str = "home"
    section: str = ""
    guided: bool = False
    """A trip runs."""
    pictures: bool = False
    """The car's pictures were drawn."""
    press: str = ""
    """What is pressed on the page."""

    @property
    def mapped(self) -> bool:
        """True when it shows a map, or a card with one where there is room."""
        cards = (event.card["type"] for event in self.events if isinstance(event, Card))
        return self.page == "map" or any(kind in ("map", "route") for kind in cards)

    @property
    def parked_only(self) -> bool:
        """True when its page is closed while the car moves."""
        return self.page in ("settings", "gallery")


def _turn(*then: Event, said: str = "how warm is it") -> tuple[Event, ...]:
    return (
        TurnStarted(at_s=0, turn_id=TURN, zone="driver", source="push_to_talk"),
        PartialTranscript(at_s=0, turn_id=TURN, text=said, language="en"),
        *then,
    )


def _understood(*then: Event, said: str = "how warm is it") -> tuple[Event, ...]:
    return _turn(
        FinalTranscript(at_s=0, turn_id=TURN, text=said, language="en", confidence=1),
        Endpoint(at_s=0, turn_id=TURN, reason="complete", silence_ms=200),
        IntentFound(at_s=0, turn_id=TURN, intent="climate.status", slots={}, route=Route.GRAMMAR),
        *then,
        said=said,
    )


def _answered(
    reply: str,
    card: dict[str, Any] | None = None,
    outcome: Outcome = Outcome.ANSWERED,
    *before: Event,
) -> tuple[Event, ...]:
    cards = (Card(at_s=0, turn_id=TURN, card=card),) if card else ()
    end = TurnEnded(
        at_s=0, turn_id=TURN, outcome=outcome, transcript="…", language="en", reply=reply
    )
    told = Reply(at_s=0, turn_id=TURN, text=reply, language="en")
    return _understood(*before, *cards, told, end)


def _asks(path: str) -> Event:
    return PolicyDecided(at_s=0, turn_id=TURN, path=path, decision="confirm", reason="ask")


CALM: tuple[Event, ...] = (
    MuteChanged(at_s=0, muted=False),
    ConnectivityChanged(at_s=0, state="good", round_trip_ms=80),
    TurnStarted(at_s=0, turn_id=TURN, zone="driver", source="text"),
    TurnEnded(at_s=0, turn_id=TURN, outcome=Outcome.CANCELLED),
)
"""What leads from any scene back to an idle assistant."""


def _scenes() -> dict[str, Scene]:
    speaking = AudioStarted(at_s=0, turn_id=TURN)
    trunk = "Shall I open the trunk?"
    found = {
        "idle": Scene("idle"),
        "muted": Scene("muted", (MuteChanged(at_s=0, muted=True),)),
        "no-network": Scene(
            "idle", (ConnectivityChanged(at_s=0, state="offline", reason="unreachable"),)
        ),
        "listening": Scene("listening", _turn()),
        "thinking": Scene("thinking", _understood()),
        "confirming": Scene(
            "confirming", _answered(trunk, None, Outcome.ASKED, _asks("Vehicle.Body.Trunk"))
        ),
        "choice": Scene("confirming", _answered("Which Anna?", CHOICE, Outcome.ASKED)),
        "speaking": Scene(
            "speaking",
            _understood(
                Card(at_s=0, turn_id=TURN, card=WEATHER),
                Reply(at_s=0, turn_id=TURN, text=CARDS["list"][0], language="en"),
                speaking,
            ),
        ),
        "refused": Scene("answer", _answered("Not while driving.", None, Outcome.REFUSED)),
        "error": Scene(
            "error", (ErrorRaised(at_s=0, code="engine_timeout", message="", stage="recognition"),)
        ),
        "map": Scene("idle", page="map"),
        "guided": Scene("idle", page="map", guided=True),
        "gallery": Scene("idle", page="gallery", pictures=True),
        "viewer": Scene(
            "idle", page="gallery", pictures=True, press=f"[data-key=picture-{LIGHTHOUSE}]"
        ),
        "cameras": Scene("idle", page="cameras"),
        "climate": Scene("idle", page="climate"),
        "media": Scene("idle", page="media"),
        "voice": Scene("idle", page="settings", section="voice"),
        "profiles": Scene("idle", page="settings", section="profiles"),
        "privacy": Scene("idle", page="settings", section="privacy"),
        "settings": Scene("idle", page="settings", section="general"),
        "models": Scene("idle", page="settings", section="models"),
        "diagnostics": Scene("idle", page="settings", section="diagnostics"),
    }
    found |= {
        f"card-{name}": Scene(
            "answer",
            (*_answered(*told), *DRAWS) if name == "drawing" else _answered(*told),
            guided=name == "route",
            pictures=name == "picture",
        )
        for name, told in CARDS.items()
    }
    return found


DRAWS = (
    PictureChanged(
        at_s=0, picture=COMING, slot=COMING, zone="driver", state="drawing", step=3, steps=8
    ),
)
SCENES = _scenes()
SMALL = 560
DWELL_MS = 250
"""How long a state stays at least."""

PLACES = {"gallery": "media", "cameras": "map"}
"""Pages that are reached over another."""

SEEN = "assistant-camera[data-seen=yes][data-trouble='']"
"""A camera's picture."""

DRAWN = ".map-canvas[data-drawn=yes]"
"""A map that shows what it should."""


def show(page: Page, car: Running, scene: Scene, *, quick: bool = False) -> None:
    """Bring a screen into a scene; ``quick`` puts the page's clock forward meanwhile."""
    if has_map(car):
        car.do(on_the_way if scene.guided else end)
    if scene.pictures:
        car.do(hang)
    car.emit(*CALM, *scene.events)
    told, seen = car.served.hub.feed.seq, f".screen[data-voice={scene.voice}]"
    until(page, lambda: int(page.get_attribute(".screen", "data-seq") or 0) >= told)
    if quick:
        page.clock.fast_forward(DWELL_MS)
    page.wait_for_selector(seen)
    _turn_to(page, scene, seen)
    if scene.page == "map" and has_map(car):
        page.wait_for_selector(f".map-page[data-guided={str(scene.guided).lower()}]")
    if has_map(car) and scene.mapped and _roomy(page):
        page.wait_for_selector(DRAWN)
    if scene.page == "cameras":
        page.wait_for_selector(SEEN)
    if scene.section:
        page.click(f"[data-key=section-{scene.section}]")
        page.wait_for_selector(f"[data-key=section-{scene.section}][aria-current=page]")
        page.wait_for_selector("[data-key=panel] :is(li, button)")
    if scene.pictures and (scene.page == "gallery" or page.locator(".drawn").count() > 0):
        page.wait_for_selector("img[src^=blob]")
        page.wait_for_selector(".thumb-none", state="detached")


def _roomy(page: Page) -> bool:
    """Return whether cards have their maps: small screens leave them out."""
    size = page.viewport_size
    return size is None or size["height"] > SMALL or page.locator(".map-page").count() > 0


def _turn_to(page: Page, scene: Scene, seen: str) -> None:
    """Open the scene's page, and press what is pressed there."""
    if page.get_attribute(".screen", "data-page") != scene.page:
        place = PLACES.get(scene.page, scene.page)
        page.click(f"[data-key=page-{place}]")
        if place != scene.page:
            page.click(f"[data-key={scene.page}]")
        page.wait_for_selector(f"{seen}[data-page={scene.page}]")
        page.mouse.move(0, 0)
    if scene.page == "gallery" and page.locator("[data-key=viewer-back]").count() > 0:
        page.click("[data-key=viewer-back]")
    if scene.press:
        page.click(scene.press)
