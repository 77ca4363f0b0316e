"""Where a request is answered: here, there, by whoever is first, or later. Pure and total.

    decision = decide(Ask(RequestKind.QUESTION, here=Here(seconds=1.5), there=There(...)))
    decision.via, decision.reason

The rules are one ordered table; the first that holds decides, and its reason is in the trace of
the turn. ``docs/routing.md`` shows it with examples, and a test keeps the page true.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.routing.connectivity import LinkState

ANSWERED_SHARE = 0.34
"""Below this share of recent requests that came to something, the cloud is not asked."""

METERED_BYTES = 262_144
"""More than this is not sent over a connection that costs by the byte, unless it is a picture
that nothing here could draw."""

HOT_C = 85.0
LOW_BATTERY = 10.0
"""Above and below this, heavy work is done elsewhere if it can be: degrees, percent."""


class RequestKind(StrEnum):
    """What is asked for."""

    COMMAND = "command"  # anything that a sentence or the context explains
    CHOICE = "choice"  # words that no sentence explains: which tool is meant?
    QUESTION = "question"  # a free answer
    PICTURE = "picture"
    RECOGNITION = "recognition"  # sound that was badly understood here
    SYNC = "sync"  # what may wait: telemetry, feedback, history, pictures for later


class Via(StrEnum):
    """Who answers."""

    LOCAL = "local"
    RACE = "race"  # both begin; the cloud is preferred while it is in time
    CLOUD = "cloud"  # the cloud alone; local when it fails or is slow to begin
    OUTBOX = "outbox"  # kept until it can be sent


class Reason(StrEnum):
    """Why; the codes are stable."""

    CORE = "core"
    NO_ENDPOINT = "no_endpoint"
    NO_CONSENT = "no_consent"
    LATER = "later"
    DUE = "due"
    PORTAL = "portal"
    OFFLINE = "offline"
    RESTING = "resting"
    BUDGET = "budget"
    METERED = "metered"
    UNRELIABLE = "unreliable"
    TOO_SLOW = "too_slow"
    READY_HERE = "ready_here"
    ONLY_THERE = "only_there"
    STRAINED = "strained"
    QUICK_HERE = "quick_here"
    HEAVY = "heavy"
    WORTH_A_RACE = "worth_a_race"


MEANING = {
    Reason.CORE: "a command",
    Reason.NO_ENDPOINT: "no endpoint offers this kind",
    Reason.NO_CONSENT: "no consent for this kind of data, or guest mode",
    Reason.LATER: "it may wait, and the link is not good, costs by the byte, or the endpoint rests",
    Reason.DUE: "it has waited, and now the link is good",
    Reason.PORTAL: "a login page answers instead of the endpoint",
    Reason.OFFLINE: "nothing is reached",
    Reason.RESTING: "it failed three times in a row and is left alone, 5 s at first",
    Reason.BUDGET: "more bytes or money than are left of this month",
    Reason.METERED: "more than 256 kB over a link that costs by the byte",
    Reason.UNRELIABLE: "fewer than a third of the recent requests came to something",
    Reason.TOO_SLOW: "it would begin after the deadline",
    Reason.READY_HERE: "the car's own answer was there before the person had finished",
    Reason.ONLY_THERE: "the car can't do it at all",
    Reason.STRAINED: "the processor is at 85 °C, the battery at 10 %, or memory is short",
    Reason.QUICK_HERE: "the picture is drawn here sooner",
    Reason.HEAVY: "a picture that takes long here",
    Reason.WORTH_A_RACE: "everything else",
}
"""When each reason holds, in words."""


@dataclass(frozen=True, slots=True)
class Here:
    """What it takes in the car: seconds to the first of the answer (None: it can't be done).

    ``memory_mb`` is what it needs and ``free_mb`` what there is; ``temperature_c`` is the
    processor's, ``battery`` the traction battery's charge in percent. None: not known.
    """

    seconds: float | None = 1.5
    memory_mb: float = 0.0
    free_mb: float = float("inf")
    temperature_c: float | None = None
    battery: float | None = None

    @property
    def strained(self) -> bool:
        """True when the car had better not do heavy work itself."""
        hot = self.temperature_c is not None and self.temperature_c >= HOT_C
        low = self.battery is not None and self.battery <= LOW_BATTERY
        return hot or low or self.memory_mb > self.free_mb


@dataclass(frozen=True, slots=True)
class There:
    """What it takes there: seconds to the first of the answer, bytes both ways, money.

    ``bytes_left`` and ``money_left`` are this month's; ``resting`` is True while the endpoint is
    left alone after failures, ``answered`` the share of recent requests that came to something.
    """

    seconds: float = 0.6
    bytes: int = 4_000
    money: float = 0.0
    bytes_left: float = float("inf")
    money_left: float = float("inf")
    resting: bool = False
    answered: float = 1.0


@dataclass(frozen=True, slots=True)
class Ask:
    """All that a decision goes by. ``there`` None: no endpoint offers this kind.

    ``consented`` is the consent for the kind of data that would leave; ``ready`` is True when
    the car's own answer was there before the person had finished.
    """

    kind: RequestKind
    here: Here = field(default_factory=Here)
    there: There | None = field(default_factory=There)
    consented: bool = True
    link: LinkState = LinkState.GOOD
    portal: bool = False
    metered: bool = False
    ready: bool = False
    deadline_s: float = 8.0


@dataclass(frozen=True, slots=True)
class Decision:
    """Who answers, and why."""

    via: Via
    reason: Reason


Rule = tuple[Reason, Via, Callable[[Ask, There], bool]]


def decide(ask: Ask) -> Decision:
    """Return who answers, with the first reason that holds."""
    there = ask.there or There()
    for reason, via, holds in RULES:
        if holds(ask, there):
            return Decision(via, reason)
    return Decision(Via.RACE, Reason.WORTH_A_RACE)


def _no_budget(there: There) -> bool:
    return there.bytes > there.bytes_left or there.money > there.money_left


def _must_wait(ask: Ask, there: There) -> bool:
    now_or_never = ask.kind is not RequestKind.SYNC and not _only_there(ask)
    if now_or_never:
        return False
    if ask.link is not LinkState.GOOD or ask.portal or there.resting:
        return True
    return ask.kind is RequestKind.SYNC and (ask.metered or _no_budget(there))


def _only_there(ask: Ask) -> bool:
    """Return True for a picture that the car can't draw."""
    return ask.kind is RequestKind.PICTURE and ask.here.seconds is None


def _costs_too_much(ask: Ask, there: There) -> bool:
    return ask.metered and there.bytes > METERED_BYTES and not _only_there(ask)


def _quick_here(ask: Ask, there: There) -> bool:
    if ask.kind is not RequestKind.PICTURE or ask.here.seconds is None:
        return False
    return ask.here.seconds <= there.seconds


RULES: tuple[Rule, ...] = (
    (Reason.CORE, Via.LOCAL, lambda ask, _: ask.kind is RequestKind.COMMAND),
    (Reason.NO_ENDPOINT, Via.LOCAL, lambda ask, _: ask.there is None),
    (Reason.NO_CONSENT, Via.LOCAL, lambda ask, _: not ask.consented),
    (Reason.LATER, Via.OUTBOX, _must_wait),
    (Reason.DUE, Via.CLOUD, lambda ask, _: ask.kind is RequestKind.SYNC),
    (Reason.PORTAL, Via.LOCAL, lambda ask, _: ask.portal),
    (Reason.OFFLINE, Via.LOCAL, lambda ask, _: ask.link is LinkState.OFFLINE),
    (Reason.RESTING, Via.LOCAL, lambda _, there: there.resting),
    (Reason.BUDGET, Via.LOCAL, lambda _, there: _no_budget(there)),
    (Reason.METERED, Via.LOCAL, _costs_too_much),
    (Reason.UNRELIABLE, Via.LOCAL, lambda _, there: there.answered < ANSWERED_SHARE),
    (Reason.TOO_SLOW, Via.LOCAL, lambda ask, there: there.seconds > ask.deadline_s),
    (Reason.READY_HERE, Via.LOCAL, lambda ask, _: ask.ready),
    (Reason.ONLY_THERE, Via.CLOUD, lambda ask, _: ask.here.seconds is None),
    (Reason.STRAINED, Via.CLOUD, lambda ask, _: ask.here.strained),
    (Reason.QUICK_HERE, Via.LOCAL, _quick_here),
    (Reason.HEAVY, Via.CLOUD, lambda ask, _: ask.kind is RequestKind.PICTURE),
)
"""Which reason leads where, in this order; what is left is a race."""
