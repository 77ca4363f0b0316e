"""Numbers, times and dates in words, for what skills say. Pure; English and Mandarin.

>>> spoken_time(datetime(2026, 3, 5, 15, 30), "en")
'half past three'
"""

from __future__ import annotations

from datetime import date, datetime

from unicode_rbnf import FormatPurpose, RbnfEngine

HOUR_S, MINUTE_S, DAY_S = 3600, 60, 86400

_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def words(number: int, language: str) -> str:
    """Return a number spelled out as a quantity: "two", 两."""
    engine = RbnfEngine.for_language("zh" if language == "zh" else "en")
    said = engine.format_number(number).text_by_ruleset
    if language == "zh" and number == 2:  # noqa: PLR2004  两 counts, 二 numbers
        return said["spellout-cardinal-alternate2"]
    return said["spellout-cardinal"]


def ordinal(number: int) -> str:
    """Return an English ordinal: "fifth"."""
    engine = RbnfEngine.for_language("en")
    return engine.format_number(number, purpose=FormatPurpose.ORDINAL).text


# --- times of day ---------------------------------------------------------------------------


def time_en(at: datetime) -> str:
    """Return a time of day as people say it: "half past three", "three oh five"."""
    hour, following = (words((h - 1) % 12 + 1, "en") for h in (at.hour, at.hour + 1))
    named = {
        0: f"{hour} o'clock",
        15: f"quarter past {hour}",
        30: f"half past {hour}",
        45: f"quarter to {following}",
    }
    if at.minute == 0 and at.hour % 12 == 0:
        return "noon" if at.hour else "midnight"
    oh = "oh " if at.minute < 10 else ""  # noqa: PLR2004  one digit
    return named.get(at.minute, f"{hour} {oh}{words(at.minute, 'en')}")


def time_zh(at: datetime) -> str:
    """Return a time of day as people say it: 下午三点半."""
    starts = ((0, "凌晨"), (5, "早上"), (9, "上午"), (12, "中午"), (13, "下午"), (18, "晚上"))
    part = [name for start, name in starts if at.hour >= start][-1]
    hour = words(at.hour if at.hour <= 12 else at.hour - 12, "zh")  # noqa: PLR2004  12 hours
    zero = "零" if 0 < at.minute < 10 else ""  # noqa: PLR2004  one digit
    minute = f"{zero}{'二' if at.minute == 2 else words(at.minute, 'zh')}分"  # noqa: PLR2004
    return f"{part}{hour}点{ {0: '', 30: '半'}.get(at.minute, minute) }"


def spoken_time(at: datetime, language: str, *, with_part: bool = False) -> str:
    """Return a time of day in words; ``with_part`` adds morning or evening where needed."""
    if language == "zh":
        return time_zh(at)
    starts = ((0, "in the morning"), (12, "in the afternoon"), (18, "in the evening"))
    part = [name for start, name in starts if at.hour >= start][-1]
    said = time_en(at)
    return f"{said} {part}" if with_part and said not in ("noon", "midnight") else said


# --- days -----------------------------------------------------------------------------------


def spoken_day(day: date, today: date, language: str) -> str:
    """Return a day in words, the short way when it is near: "tomorrow", "Friday", "June fifth"."""
    away = (day - today).days
    near = {
        "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
        "zh": {-1: "昨天", 0: "今天", 1: "明天", 2: "后天"},
    }["zh" if language == "zh" else "en"]
    if away in near:
        return near[away]
    weekday = (
        f"星期{'一二三四五六日'[day.weekday()]}" if language == "zh" else _WEEKDAYS[day.weekday()]
    )
    if 1 < away < 7:  # noqa: PLR2004  within a week its name is enough
        return weekday
    if language == "zh":
        return spoken_date(day, language)
    return f"{weekday}, {spoken_date(day, language)}"


def spoken_date(day: date, language: str) -> str:
    """Return month and day in words: "June fifth", 六月五号."""
    if language == "zh":
        month, count = ("二" if n == 2 else words(n, "zh") for n in (day.month, day.day))  # noqa: PLR2004
        return f"{month}月{count}号"
    return f"{_MONTHS[day.month - 1]} {ordinal(day.day)}"


def spoken_on_day(day: date, today: date, language: str) -> str:
    """Return when something is: "today", "on Friday", 星期五."""
    said = spoken_day(day, today, language)
    near = -1 <= (day - today).days <= 1
    return said if language == "zh" or near else f"on {said}"


# --- durations ------------------------------------------------------------------------------


def spoken_duration(seconds: float, language: str) -> str:
    """Return a duration in words, exact to the second: "one hour and thirty minutes"."""
    total = round(seconds)
    counts = (total // HOUR_S, total % HOUR_S // MINUTE_S, total % MINUTE_S)
    if language == "zh" and counts[0] and counts[1:] == (30, 0):
        return f"{words(counts[0], 'zh')}个半小时"
    if language == "zh":
        units = ("个小时", "分钟" if counts[2] == 0 else "分", "秒")
        return "".join(
            f"{words(n, 'zh')}{unit}" for n, unit in zip(counts, units, strict=True) if n
        )
    parts = [
        f"{words(n, 'en')} {unit}{'' if n == 1 else 's'}"
        for n, unit in zip(counts, ("hour", "minute", "second"), strict=True)
        if n
    ]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def spoken_left(seconds: float, language: str) -> str:
    """Return what is left of a timer; long ones without the seconds."""
    exact = seconds < 10 * MINUTE_S
    return spoken_duration(seconds if exact else seconds // MINUTE_S * MINUTE_S, language)


def spoken_age(seconds: float, language: str) -> str:
    """Return how long ago something was, roughly: "two hours ago", 三天前; "just now" when new."""
    for size, english, mandarin in (
        (DAY_S, "day", "天"),
        (HOUR_S, "hour", "个小时"),
        (MINUTE_S, "minute", "分钟"),
    ):
        count = int(seconds // size)
        if count:
            if language == "zh":
                return f"{words(count, 'zh')}{mandarin}前"
            return f"{words(count, 'en')} {english}{'' if count == 1 else 's'} ago"
    return "刚刚" if language == "zh" else "just now"
