"""How the car's question is answered: what a client that connects now is told."""

from __future__ import annotations

from assistant.api.board import Asks, Board, Standing, after
from assistant.events import Card, Event, Outcome, PolicyDecided, TurnEnded, TurnStarted

BEGUN = TurnStarted(at_s=0, turn_id="t", zone="driver", source="text")
CONFIRM = PolicyDecided(at_s=0, turn_id="t", path="x", decision="confirm", reason="ask")
ALLOW = PolicyDecided(at_s=0, turn_id="t", path="x", decision="allow", reason="")
CHOICE = Card(at_s=0, turn_id="t", card={"type": "choice", "title": "Which?"})
ASKED = TurnEnded(at_s=0, turn_id="t", outcome=Outcome.ASKED)
DONE = TurnEnded(at_s=0, turn_id="t", outcome=Outcome.DONE)


def board(*events: Event) -> Board:
    found = Board()
    for event in events:
        found = after(found, event)
    return found


def test_a_question_of_the_policy_takes_yes_or_no() -> None:
    asked = board(BEGUN, CONFIRM, ASKED)
    assert (asked.standing, asked.asks) == (Standing.CONFIRMING, Asks.YES_NO)


def test_a_card_to_choose_from_takes_an_item() -> None:
    assert board(BEGUN, ALLOW, CHOICE, ASKED).asks is Asks.CHOICE


def test_any_other_question_takes_own_words() -> None:
    assert board(BEGUN, ALLOW, ASKED).asks is Asks.OPEN


def test_what_is_done_asks_nothing_and_neither_does_the_next_turn() -> None:
    assert board(BEGUN, CONFIRM, DONE).asks is None
    assert board(BEGUN, CONFIRM, ASKED, BEGUN).asks is None
