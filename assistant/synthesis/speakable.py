"""Write a sentence out as it is spoken: numbers, units, times; nothing that has no sound.

Pure. What a voice reads well by itself is left alone: English voices read digits.

    >>> speakable("外面是 21.5 °C。", "zh")
    '外面是二十一点五摄氏度。'
    >>> speakable("It is 21.5 °C, 60 km/h.", "en")
    'It is 21.5 degrees Celsius, 60 kilometers per hour.'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from unicode_rbnf import RbnfEngine

MAX_CHARACTERS = 500
"""What is longer is no sentence; it is cut."""

_SILENT_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk", "Mn", "Me"})
_KEPT = frozenset("°℃℉\t\n")
_MARKDOWN = re.compile(r"[*_`#>|~^\\{}\[\]<]+|https?://\S+")
_NUMBER = r"\d+(?:\.\d+)?"

_EN_UNITS = (
    (r"°\s?C\b|℃", "degree Celsius", "degrees Celsius"),
    (r"°\s?F\b|℉", "degree Fahrenheit", "degrees Fahrenheit"),
    (r"°", "degree", "degrees"),
    (r"km/h\b|kph\b|kmh\b", "kilometer per hour", "kilometers per hour"),
    (r"mph\b", "mile per hour", "miles per hour"),
    (r"km\b", "kilometer", "kilometers"),
    (r"kWh\b", "kilowatt hour", "kilowatt hours"),
    (r"kW\b", "kilowatt", "kilowatts"),
    (r"min\b", "minute", "minutes"),
    (r"m\b(?!/)", "meter", "meters"),
    (r"h\b", "hour", "hours"),
    (r"%", "percent", "percent"),
)
_ZH_UNITS = (
    (r"°\s?C|℃", "摄氏度"),
    (r"°\s?F|℉", "华氏度"),
    (r"°", "度"),
    (r"(?:km/h|kph|kmh)(?![A-Za-z])", "公里每小时"),
    (r"mph(?![A-Za-z])", "英里每小时"),
    (r"km(?![A-Za-z])", "公里"),
    (r"kWh(?![A-Za-z])", "千瓦时"),
    (r"kW(?![A-Za-z])", "千瓦"),
    (r"min(?![A-Za-z])", "分钟"),
    (r"m(?![A-Za-z/])", "米"),
    (r"h(?![A-Za-z])", "小时"),
)
_ZH_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_ZH_LIANG = re.compile(
    r"(?<![零一二三四五六七八九十百千万亿点])二(?=个|点(?![零一二三四五六七八九])|分钟|小时|公里|米|次|位|扇|首|条)"
)


def speakable(sentence: str, language: str) -> str:
    """Return the sentence as a voice should read it; empty when nothing in it has a sound."""
    text = cleaned(sentence)
    text = _mandarin(text) if language == "zh" else _english(text)
    text = " ".join(text.split()).strip()
    return text if any(character.isalnum() for character in text) else ""


def cleaned(text: str) -> str:
    """Return ``text`` without control characters, emoji and markup, at most 500 characters."""
    short = unicodedata.normalize("NFC", text[: 4 * MAX_CHARACTERS])
    heard = "".join(
        " " if unicodedata.category(c) in _SILENT_CATEGORIES and c not in _KEPT else c
        for c in short
    )
    plain = " ".join(_MARKDOWN.sub(" ", heard).split())
    if len(plain) <= MAX_CHARACTERS:
        return plain
    cut = plain[:MAX_CHARACTERS]
    return cut.rsplit(" ", 1)[0] if " " in cut[MAX_CHARACTERS // 2 :] else cut


def _english(text: str) -> str:
    text = re.sub(r"\b(\d{1,2}):(\d{2})\b", _english_time, text)
    for pattern, one, many in _EN_UNITS:
        text = re.sub(rf"({_NUMBER})\s?(?:{pattern})", _counted(one, many), text)
    text = re.sub(r"(?<![\w.])-(?=\d)", "minus ", text)
    return text.replace("&", " and ").replace("+", " plus ").replace("=", " equals ")


def _counted(one: str, many: str) -> Callable[[re.Match[str]], str]:
    def write(found: re.Match[str]) -> str:
        return f"{found[1]} {one if found[1] == '1' else many}"

    return write


def _english_time(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), int(found[2])
    if hour > 24 or minute > 59:  # noqa: PLR2004 - hours and minutes
        return found[0]
    if minute == 0:
        return f"{hour} o'clock" if 0 < hour <= 12 else f"{hour} hundred"  # noqa: PLR2004 - clock
    return f"{hour} oh {minute}" if minute < 10 else f"{hour} {minute}"  # noqa: PLR2004 - a digit


def _mandarin(text: str) -> str:
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    text = re.sub(r"(?<!\d)(\d{1,2})[:：](\d{2})(?!\d)", _mandarin_time, text)
    text = re.sub(rf"(-?{_NUMBER})\s?[%％]", r"百分之\1", text)
    text = re.sub(rf"-({_NUMBER})(?=\s?(?:°|℃|℉|度))", r"零下\1", text)
    for pattern, unit in _ZH_UNITS:
        text = re.sub(rf"({_NUMBER})\s?(?:{pattern})", rf"\g<1>{unit}", text)
    text = re.sub(rf"(?<![\w.])-(?={_NUMBER})", "负", text)
    text = re.sub(_NUMBER, lambda found: mandarin_number(found[0]), text)
    text = _ZH_LIANG.sub("两", text)
    return re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", text)


def _mandarin_time(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), int(found[2])
    if hour > 24 or minute > 59:  # noqa: PLR2004 - hours and minutes
        return found[0]
    spoken_hour = "两" if hour == 2 else mandarin_number(str(hour))  # noqa: PLR2004 - 2 o'clock
    if minute == 0:
        return f"{spoken_hour}点"
    zero = "零" if minute < 10 else ""  # noqa: PLR2004 - a digit
    return f"{spoken_hour}点{zero}{mandarin_number(str(minute))}分"


def mandarin_number(digits: str) -> str:
    """Return a number in characters; codes (leading zero, more than 8 digits) digit by digit.

    >>> mandarin_number("21.5"), mandarin_number("007")
    ('二十一点五', '零零七')
    """
    whole = digits.split(".", maxsplit=1)[0]
    if (len(whole) > 1 and whole.startswith("0")) or len(whole) > 8:  # noqa: PLR2004 - see above
        return "".join(_ZH_DIGITS.get(c, "点") for c in digits)
    return str(_numbers().format_number(digits).text).replace("〇", "零")


@cache
def _numbers() -> RbnfEngine:
    return RbnfEngine.for_language("zh")
