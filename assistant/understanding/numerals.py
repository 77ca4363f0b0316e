"""Write Chinese numerals as digits where they are numbers: 二十一度半 → 21.5度. Pure.

What only looks like a number (一点, 一下, 十分, 第二排) stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
"""A number in digits."""

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "幺": 1}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"亿": 10**8, "万": 10**4}
_SIZES = _MYRIADS | {"千": 1000, "百": 100}
_C = "零〇一二两三四五六七八九十百千"
_AFTER = r"(?:度|%|个?小时|个?钟头|分钟?|秒钟?|档|级|点|公里|千米|号|%)"
_BEFORE = r"(?<=[到为成至速量是温窗加减高低于调])"
_RUN = re.compile(
    rf"(?P<point>[{_C}]+点[零〇一二三四五六七八九]+(?=度|%|个?小时|秒|公里|档|级|$))"
    rf"|(?<![第{_C}\d])(?P<run>[{_C}][{_C}万亿]+)(?![{_C}])"
    rf"|(?<![第{_C}\d])(?P<one>[{_C}])(?={_AFTER})"
    rf"|{_BEFORE}(?P<bare>[{_C}])(?=$|，|、|半?[度档级%])"
)
_D = "零〇一二三四五六七八九幺"
_SPELLED = re.compile(rf"[{_D}]{{5,}}|(?=[^幺]{{0,9}}幺)[{_D}]{{3,}}")
"""A number read digit by digit, as those of telephones are; 幺 is one there."""

_IDIOMS = re.compile(
    r"(?<=[周期拜])[一二三四五六](?=[一二两三四五六七八九十]+[点时])|(?<!十)一点(?![钟半零〇一二两三四五六七八九十整过])|一下|一半|一些|一会|一起|一样|一直|一边|一路|(?<![一二两三四五六七八九十百千\d])万一|统一"
    r"|(?<![一二两三四五六七八九])[百千]万|(?<![点一二两三四五六七八九])十分(?!钟)|一度电|一级棒|二排|三排|七上八下|(?<![一二两三四五六七八九十几])百公里"
    r"|一年一度|独一无二|一心一意|一五一十"
)


def _many(said: re.Match[str]) -> str:
    """Return 1.5万, 3万5 and 5千 in digits."""
    unit = _SIZES[said[2]]
    return f"{float(said[1]) * unit + int(said[3] or 0) * unit / 10:.0f}"


_LATER: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(\d+(?:\.\d+)?)([万亿千百])(?:(\d)千?(?!\d))?"), _many),
    (re.compile(r"(\d+)度半"), r"\1.5度"),
    (re.compile(r"(\d+)个半(?:小时|钟头)"), r"\1.5小时"),
    (re.compile(r"(\d+)(?:个)?(?:小时|钟头)半"), r"\1.5小时"),
    (re.compile(r"(\d+)分(?:钟)?半(?:钟)?"), r"\1.5分钟"),
    (re.compile(r"半个?(?:小时|钟头)"), "30分钟"),
    (re.compile(r"一刻钟"), "15分钟"),
    (re.compile(r"(\d+)个(?:小时|钟头)"), r"\1小时"),
    (re.compile(r"(\d+)钟头"), r"\1小时"),
    (re.compile(r"(\d+)秒钟"), r"\1秒"),
)


def chinese_numbers(text: str) -> str:
    """Return ``text`` with its numbers in digits."""
    text = re.sub(rf"百分之([{_C}\d.点]+)", lambda m: f"{value_of(m[1])}%", text)
    text = _SPELLED.sub(lambda m: "".join(str(_DIGITS[c]) for c in m[0]), text)
    kept: list[str] = []

    def hide(match: re.Match[str]) -> str:
        kept.append(match[0])
        return chr(0xE000 + len(kept) - 1)

    text = _IDIOMS.sub(hide, text)
    text = re.sub(rf"(?<![第{_C}])一(?=个半)", "1", text)
    text = _RUN.sub(lambda m: value_of(m[0]), text)
    text = re.sub(r"[\ue000-\uf8ff]", lambda m: _shown(m[0], kept), text)
    for pattern, replacement in _LATER:
        text = pattern.sub(replacement, text)
    return text


def _shown(mark: str, kept: list[str]) -> str:
    index = ord(mark) - 0xE000
    return kept[index] if index < len(kept) else ""


def value_of(numeral: str) -> str:
    """Return a Chinese (or already arabic) numeral in digits, e.g. 二十二点五 → 22.5."""
    whole, point, fraction = numeral.partition("点")
    digits = str(_whole(whole))
    return f"{digits}.{''.join(str(_DIGITS.get(c, c)) for c in fraction)}" if point else digits


def _whole(text: str) -> int | str:
    for sign, size in _MYRIADS.items():
        many, found, rest = text.partition(sign)
        if found:
            few = _whole(rest) * (size // 10 if len(rest) == 1 else 1) if rest else 0
            return int(_whole(many)) * size + int(few)
    if not set(text) <= set(_C):
        return text
    if not set(text) & set(_UNITS):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit, unit = 0, 0, 1
    for char in text:
        if char in _UNITS:
            unit = _UNITS[char]
            total += (digit or (1 if unit == 10 else 0)) * unit  # noqa: PLR2004  十 alone is ten
            digit = 0
        else:
            digit = _DIGITS[char]
            unit = 1 if char in "零〇" else unit
    return total + digit * (unit // 10 if unit > 10 and text[-2:-1] in "百千" else 1)  # noqa: PLR2004


def numbers_in(text: str) -> tuple[int | float, ...]:
    """Return the numbers of a text that are written in digits.

    >>> numbers_in("98.1 or 7")
    (98.1, 7)
    """
    found = map(float, NUMBER.findall(text))
    return tuple(int(number) if number.is_integer() else number for number in found)
