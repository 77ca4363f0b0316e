"""How the Mandarin voice reads."""

from __future__ import annotations

from assistant.synthesis.fastspeech import phone_ids


def test_characters_are_read_as_a_car_says_them() -> None:
    syllables = {one: [one, ""] for one in ("tiao", "gao", "chang", "an")}
    symbols = {one: number for number, one in enumerate(syllables)}
    assert phone_ids("调高", symbols, syllables) == [0, 1]
    assert phone_ids("长按", symbols, syllables) == [2, 3]
