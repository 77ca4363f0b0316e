"""What the car says outside any turn: "say that again" means it, and music is soft meanwhile."""

from __future__ import annotations

from assistant.conversation.dialog import QUIET_S, Aside, Dialog, last_said


def test_say_that_again_means_what_was_said_last() -> None:
    answered = Dialog(at_s=100.0, last_reply="Your window is open.")
    assert last_said(answered, Aside("Turn left.", 90.0), 105.0) == "Your window is open."
    assert last_said(answered, Aside("Turn left.", 103.0), 105.0) == "Turn left."
    assert last_said(Dialog(), Aside("Turn left.", 103.0), 105.0) == "Turn left."


def test_what_was_said_long_ago_is_not_repeated() -> None:
    aside = Aside("Turn left.", 100.0)
    assert last_said(Dialog(), aside, 100.0 + QUIET_S + 1) == ""
    assert last_said(Dialog(), Aside(), 5.0) == ""
