"""Text in pictures, in the fonts of this machine.

A character that no font has (Mandarin without a Mandarin font) is left out: the symbols beside
the words say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import skia


@dataclass(frozen=True, slots=True)
class Letters:
    """How text is drawn: its size, colour and weight."""

    size: float
    color: int
    bold: bool = False

    def draw(self, canvas: skia.Canvas, text: str, at: tuple[float, float]) -> None:
        """Draw a line of text from ``at`` on, the left end of its base line."""
        x, y = at
        paint = skia.Paint(Color=self.color, AntiAlias=True)
        for part, face in _runs(text, self.bold):
            font = _font(face, self.size)
            canvas.drawString(part, x, y, font, paint)
            x += font.measureText(part)


def drawn_width(text: str, letters: Letters) -> float:
    """Return how wide a line of text is."""
    return sum(
        float(_font(face, letters.size).measureText(part))
        for part, face in _runs(text, letters.bold)
    )


def _font(face: skia.Typeface, size: float) -> skia.Font:
    font = skia.Font(face, size)
    font.setEdging(skia.Font.Edging.kAntiAlias)
    return font


@cache
def _runs(text: str, bold: bool) -> tuple[tuple[str, skia.Typeface], ...]:
    """Return the text in parts, each with a font that has all of its characters."""
    runs: list[tuple[str, skia.Typeface]] = []
    for character in text:
        face = _face_for(character, bold)
        if face is None:
            continue
        if runs and runs[-1][1] is face:
            runs[-1] = (runs[-1][0] + character, face)
        else:
            runs.append((character, face))
    return tuple(runs)


@cache
def _face_for(character: str, bold: bool) -> skia.Typeface | None:
    """Return a font that has a character; the plain one where it has."""
    plain = _plain(bold)
    if plain is not None and plain.unicharToGlyph(ord(character)):
        return plain
    return _other(_block(character), bold, character)


@cache
def _other(block: str, bold: bool, character: str) -> skia.Typeface | None:
    del block  # one font a block keeps a word in one hand
    style = skia.FontStyle.Bold() if bold else skia.FontStyle.Normal()
    return _fonts().matchFamilyStyleCharacter("", style, ["zh-Hans"], ord(character))


def _block(character: str) -> str:
    return "han" if "\u4e00" <= character <= "\u9fff" else "other"


@cache
def _plain(bold: bool) -> skia.Typeface | None:
    style = skia.FontStyle.Bold() if bold else skia.FontStyle.Normal()
    return _fonts().matchFamilyStyle("sans-serif", style)


@cache
def _fonts() -> skia.FontMgr:
    return skia.FontMgr()
