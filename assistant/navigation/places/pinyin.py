"""Chinese names as people say them in English: 延安东路 is Yanan East Road. Pure."""

from __future__ import annotations

import re

from assistant.understanding.sound import syllable

_HAN = re.compile(r"[㐀-鿿]")
_ENDS = {
    "高架路": "Elevated Road", "高速公路": "Expressway", "快速路": "Expressway",
    "公路": "Highway", "大道": "Avenue", "大街": "Street", "隧道": "Tunnel", "大桥": "Bridge",
    "广场": "Square", "公园": "Park", "医院": "Hospital", "路": "Road", "街": "Street",
    "巷": "Lane", "弄": "Lane", "桥": "Bridge", "站": "Station",
}  # fmt: skip
_SIDES = {"东": "East", "西": "West", "南": "South", "北": "North", "中": "Middle"}
_FEWEST_BEFORE_A_SIDE = 2
"""南路 is no "South Road": what is left of a name has at least two characters."""


def english_names(name: str) -> tuple[str, ...]:
    """Return a Chinese name in pinyin, and with its last part in English when that has one.

    >>> english_names("延安东路")
    ('yanan dong lu', 'yanan East Road')

    A name with other letters in it, or without Chinese ones, has none.
    """
    if not name or not all(map(_HAN.match, name)):
        return ()
    end = next((end for end in _ENDS if name.endswith(end) and len(name) > len(end)), "")
    stem = name.removesuffix(end)
    side = stem[-1] if stem[-1] in _SIDES and len(stem) > _FEWEST_BEFORE_A_SIDE else ""
    stem = stem.removesuffix(side)
    said = [_pinyin(part) for part in (stem, side, end) if part]
    if not end:
        return (" ".join(said),)
    written = [_pinyin(stem), _SIDES.get(side, ""), _ENDS[end]]
    return " ".join(said), " ".join(part for part in written if part)


def _pinyin(text: str) -> str:
    return "".join(map(syllable, text))
