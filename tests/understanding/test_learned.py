"""Softmax regression over meaning and letters."""

from __future__ import annotations

import numpy as np

from assistant.understanding.learned import Reader, Seen, learn

WORDS = {
    "warm": (
        "make it warmer",
        "turn the heat up",
        "heat this place",
        "warmer in here",
        "more heat",
    ),
    "loud": (
        "make it louder",
        "turn the music up",
        "louder please",
        "more volume",
        "crank the song",
    ),
    "": (
        "we heated the pool",
        "the band played loud",
        "grandma came",
        "nice shoes",
        "he left early",
    ),
}


def _seen(language: str = "en") -> tuple[Reader, list[Seen], list[str]]:
    texts = [text for several in WORDS.values() for text in several]
    labels = [label for label, several in WORDS.items() for _ in several]
    reader = Reader.of(texts, language)
    return reader, [reader.read(text, np.zeros(4, np.float32)) for text in texts], labels


def test_letters_tell_what_was_learned() -> None:
    reader, seen, labels = _seen()
    learned = learn(seen, labels, [1.0] * len(seen))
    for text, label in (("heat it up more", "warm"), ("the music louder", "loud")):
        shares = learned.shares(reader.read(text, np.zeros(4, np.float32)))
        assert next(iter(shares)) == label
        assert abs(sum(shares.values()) - 1) < 1e-5


def test_vectors_tell_where_letters_do_not() -> None:
    reader, _, _ = _seen()
    left, right = np.eye(4, dtype=np.float32)[:2]
    seen = [reader.read("same", left), reader.read("same", right)] * 5
    learned = learn(seen, ["left", "right"] * 5, [1.0] * 10)
    assert next(iter(learned.shares(reader.read("unknown", right)))) == "right"


def test_the_same_lessons_teach_the_same() -> None:
    _, seen, labels = _seen()
    one, other = (learn(seen, labels, [1.0] * len(seen)) for _ in range(2))
    assert np.array_equal(one.weights, other.weights)


def test_what_counts_more_decides() -> None:
    reader, _, _ = _seen()
    same = reader.read("open it", np.zeros(4, np.float32))
    learned = learn([same, same], ["door", "window"], [1.0, 9.0])
    assert next(iter(learned.shares(same))) == "window"


def test_a_text_of_unknown_letters_has_shares_too() -> None:
    _, seen, labels = _seen("zh")
    learned = learn(seen, labels, [1.0] * len(seen))
    empty = Seen(np.zeros(4, np.float32), np.array([4095], np.int64), np.ones(1, np.float32))
    assert set(learned.shares(empty)) == set(WORDS)
