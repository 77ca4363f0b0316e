"""Begin early: who says "draw" gets the drawing process while the sentence is still being said."""

from __future__ import annotations

import re

_DRAWING = re.compile(
    r"\b(?:draw|paint|sketch|illustrate|drawing|painting|picture|illustration)\b|[画畫绘繪]|图片|圖片",
    re.IGNORECASE,
)


def speaks_of_drawing(text: str) -> bool:
    """Return whether the beginning of a request may ask for a picture.

    >>> speaks_of_drawing("Can you draw me a"), speaks_of_drawing("open the window")
    (True, False)
    """
    return _DRAWING.search(text) is not None
