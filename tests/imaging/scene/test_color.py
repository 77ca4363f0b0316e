"""The arithmetic of colors."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.imaging.scene.color import adjust, argb, lightness, mix, oklch, under

channel = st.floats(0.0, 1.0)
colors = st.tuples(channel, channel, channel)


@given(colors, colors, channel)
def test_mix_lies_between(
    one: tuple[float, float, float], other: tuple[float, float, float], amount: float
) -> None:
    low, high = sorted((lightness(one), lightness(other)))
    assert low - 0.02 <= lightness(mix(one, other, amount)) <= high + 0.02


@given(colors)
def test_mix_ends_are_the_colors(color: tuple[float, float, float]) -> None:
    black = (0.0, 0.0, 0.0)
    assert all(abs(a - b) < 1e-3 for a, b in zip(mix(color, black, 0.0), color, strict=True))
    assert all(abs(a - b) < 1e-3 for a, b in zip(mix(black, color, 1.0), color, strict=True))


@given(colors)
def test_white_light_changes_nothing(color: tuple[float, float, float]) -> None:
    seen = under(color, (1.0, 1.0, 1.0))
    assert all(abs(a - b) < 1e-6 for a, b in zip(seen, color, strict=True))


def test_named_hues() -> None:
    red, green, blue = oklch(0.6, 0.2, 27), oklch(0.7, 0.2, 145), oklch(0.55, 0.18, 260)
    assert red[0] == max(red)
    assert green[1] == max(green)
    assert blue[2] == max(blue)


def test_adjust_moves_lightness_only() -> None:
    grey = oklch(0.5, 0.0, 0.0)
    assert abs(lightness(adjust(grey, lighter=0.2)) - 0.7) < 1e-3


def test_packed_for_skia() -> None:
    assert argb((1.0, 0.5, 0.0), 0.5) == 0x80FF8000
