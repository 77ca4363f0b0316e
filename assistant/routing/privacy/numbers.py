"""Finds numbers of people, cards, plates and positions in a plain text, English or Mandarin.

Telephone numbers are read by ``phonenumbers``, check digits by ``stdnum``. What neither knows
but is a number of seven digits or more is private all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers
from stdnum import iban, luhn
from stdnum.cn import ric

from assistant.routing.privacy.finding import Found, Value, by_pattern

REGIONS = {"en": ("US", "GB"), "zh": ("CN",)}
"""Whose way of writing telephone numbers a language's speakers use at home."""

MIN_DIGITS = 7
"""Numbers of that many digits are private; shorter ones are prices, years and speeds."""

_DIGITS = re.compile(r"(?<![\d.])(?:\+ ?|\()?\d(?:[ ()/\-]{0,2}\d){6,}(?!\.?\d)")
_DATES = re.compile(
    r"(?:19|20)\d\d[-/ ]?(?:0?[1-9]|1[0-2])[-/ ]?(?:[12]\d|3[01]|0?[1-9])"
    r"|(?:[12]\d|3[01]|0?[1-9])[-/](?:[12]\d|3[01]|0?[1-9])[-/](?:19|20)\d\d"
)
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_IBAN = re.compile(
    r"(?<![A-Z0-9])[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?", re.IGNORECASE
)
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_SOCIAL = re.compile(r"(?<!\d)\d{3}-\d\d-\d{4}(?!\d)")

_EN_DIGIT = r"(?:zero|oh|o|one|two|three|four|five|six|seven|eight|nine|double|triple|\d)"
_SPOKEN_EN = re.compile(
    rf"(?<!\w)(?:plus )?{_EN_DIGIT}(?:[ ,.-]+{_EN_DIGIT}){{6,}}(?!\w)", re.IGNORECASE
)
_ZH_DIGIT = "[零〇一二三四五六七八九幺两]"
_SPOKEN_ZH = re.compile(rf"{_ZH_DIGIT}(?:[ ,、-]?(?:{_ZH_DIGIT}|\d)){{6,}}")

_EMAIL = re.compile(
    r"(?<![A-Z0-9._%+-])[A-Z0-9._%+-]+ ?@ ?[A-Z0-9-]+(?: ?\. ?[A-Z0-9-]+)+", re.IGNORECASE
)
_SPOKEN_EMAIL = re.compile(
    r"(?<![\w.])[A-Z0-9_.]+(?: (?:dot|underscore|dash|minus) [A-Z0-9_]+)* at "
    r"[A-Z0-9]+(?: dot [A-Z0-9]+)+(?!\w)"
    r"|(?<![A-Z0-9._-])[A-Z0-9._-]+ ?(?:艾特|at) ?[A-Z0-9-]+ ?点 ?[A-Z]+",
    re.IGNORECASE,
)

_SECRETS = (  # what is said after such a word and is no ordinary one
    re.compile(
        r"(?<!\w)(?:password|passphrase|passcode|pin|(?:alarm|gate|door|access|security|entry|sort)"
        r" code|code (?:of|for) (?:the|my|our) [a-z]+|passport|account|username|login"
        r"|(?:routing|employee|member(?:ship)?|customer|policy|booking|order|licen[cs]e) number)"
        r"(?: (?!is\b|was\b)[a-z]+){0,4}?(?: is| was|:|=)? "
        rf"(?P<it>\d(?:[ -]\d+)+|{_EN_DIGIT}(?:[ -]{_EN_DIGIT}){{2,}}(?!\w)|(?=\S*\d)[^\s,;]*\w)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:密码|口令|验证码|护照号?码?|微信号?|QQ号?|账号|帐号|会员号|卡号|工号|学号|保单号)"
        rf"(?:是|为|:)? ?(?P<it>[A-Za-z0-9_@.-]{{3,}}|(?:{_ZH_DIGIT}|\d){{3,}})"
    ),
)

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*"
_DAY = r"(?:the )?\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:,? (?:19|20)\d\d)?"
_ZH_COUNT = rf"(?:{_ZH_DIGIT}|[十\d])+"
_BIRTHDAYS = (
    re.compile(
        r"(?<!\w)(?:born(?: on)?|birthday(?: is)?(?: on)?|birth date(?: is)?|date of birth(?: is)?)"
        rf",? (?P<it>{_DAY} (?:of )?{_MONTH}{_YEAR}|{_MONTH} {_DAY}{_YEAR}"
        r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?P<it>(?:{_ZH_COUNT}年)?{_ZH_COUNT}月{_ZH_COUNT}[日号])(?=(?:那天)?(?:出生|生的|生日))"
    ),
    re.compile(
        rf"(?:生日|出生日期|生于|出生于)(?:是|在|:)?(?P<it>(?:{_ZH_COUNT}年)?{_ZH_COUNT}月{_ZH_COUNT}[日号])"
    ),
)

_PLATES = (
    re.compile(
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼港澳使][A-Z] ?[·.-]?"
        rf" ?(?:[A-Z0-9]|{_ZH_DIGIT}){{4,5}}(?:[A-Z0-9挂学警港澳]|{_ZH_DIGIT})",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![\w-])[A-Z]{1,3}-[A-Z]{1,2} ?\d{1,4}[EH]?(?![\w-])"),  # Germany
    re.compile(r"(?<!\w)[A-Z]{2}\d\d ?[A-Z]{3}(?!\w)"),  # Great Britain
    re.compile(r"(?<!\w)[A-Z]{2}[- ]\d{3}[- ][A-Z]{2}(?!\w)"),  # France, Italy
    re.compile(r"(?<![\w-])\d{4} ?[B-DF-HJ-NP-TV-Z]{3}(?![\w-])"),  # Spain
    # The chassis number of a vehicle.
    re.compile(r"(?<!\w)(?=[A-Z0-9]*\d)[A-HJ-NPR-Z0-9]{17}(?!\w)", re.IGNORECASE),
    re.compile(
        r"(?:(?:licen[cs]e|number|registration) plates?|plates?|registration|车牌号?码?|牌照)"
        r"(?: number)?(?: is| was| of|:|是|为|,)? ?"
        r"(?P<it>[A-Z]{1,3} [A-Z]{1,2} \d{1,4}[EH]?(?!\w)|(?=[A-Z -]{0,7}\d)[A-Z0-9]+"
        r"(?:[ -](?=\w*\d)\w+|[ -](?-i:[A-Z]{1,3})(?!\w))?)",
        re.IGNORECASE,
    ),
)

_DEGREES = r"[-+]?\d{1,3}(?:\.\d+)?"
_POSITIONS = (
    re.compile(
        r"[-+]?\d{1,3}\.\d{2,}(?: ?°)?(?: ?[NSEW](?!\w))?(?:\s*[,;/和]\s*|\s+(?:and\s+)?)"
        r"[-+]?\d{1,3}\.\d{2,}(?: ?°)?(?: ?[NSEW](?!\w))?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<!\w)(?:lat(?:itude)?|lon(?:gitude)?|lng)\W{{0,3}}(?:is |of )?(?P<it>{_DEGREES})",
        re.IGNORECASE,
    ),
    re.compile(rf"(?:[北南]纬|[东西]经|[纬经]度)(?:是|为|:)? ?(?P<it>{_DEGREES})"),
    re.compile(
        r"\d{1,3} ?[°度] ?\d{1,2}(?:\.\d+)? ?['′分] ?(?:\d{1,2}(?:\.\d+)? ?(?:[\"″秒]|['′]{2}))?"
        r"(?: ?[NSEW](?!\w))?",
        re.IGNORECASE,
    ),
    re.compile(r"(?<!\w)[2-9CFGHJMPQRVWX]{4,8}\+[2-9CFGHJMPQRVWX]{2,3}(?!\w)", re.IGNORECASE),
    re.compile(r"///\w+\.\w+\.\w+"),
    re.compile(
        r"\d{1,3} (?:degrees|minutes)(?: \d{1,2} minutes)?(?: \d{1,2} seconds)?"
        r" (?:north|south|east|west)(?!\w)",
        re.IGNORECASE,
    ),
)


def find_numbers(text: str, language: str) -> Iterator[Found]:
    """Yield all private numbers and e-mail addresses of a plain text."""
    yield from by_pattern(_EMAIL, Value.EMAIL, text)
    yield from by_pattern(_SPOKEN_EMAIL, Value.EMAIL, text)
    yield from _checked(text)
    for pattern in _POSITIONS:
        yield from by_pattern(pattern, Value.POSITION, text)
    for pattern in _SECRETS:
        yield from by_pattern(pattern, Value.SECRET, text)
    for pattern in _BIRTHDAYS:
        yield from by_pattern(pattern, Value.BIRTHDAY, text)
    for pattern in _PLATES:
        yield from by_pattern(pattern, Value.PLATE, text)
    yield from _phones(text, language)
    for match in _DIGITS.finditer(text):
        if not _DATES.fullmatch(match[0].strip()):
            yield Found(match.start(), match.end(), Value.NUMBER)


def _checked(text: str) -> Iterator[Found]:
    for match in _CARD.finditer(text):
        if luhn.is_valid(re.sub(r"\D", "", match[0])):
            yield Found(match.start(), match.end(), Value.CARD)
    for match in _IBAN.finditer(text):
        if iban.is_valid(match[0]):
            yield Found(match.start(), match.end(), Value.CARD)
    for match in _IDENTITY.finditer(text):
        if ric.is_valid(match[0].upper()):
            yield Found(match.start(), match.end(), Value.IDENTITY)
    yield from by_pattern(_SOCIAL, Value.IDENTITY, text)


def _phones(text: str, language: str) -> Iterator[Found]:
    if sum(character.isdecimal() for character in text) >= MIN_DIGITS:
        for region in REGIONS.get(language, ()):
            for match in phonenumbers.PhoneNumberMatcher(text, region):
                yield Found(match.start, match.end, Value.PHONE)
    yield from by_pattern(_SPOKEN_EN, Value.PHONE, text)
    yield from by_pattern(_SPOKEN_ZH, Value.PHONE, text)
