"""Finds street addresses in a plain text: what has a house number, a flat or a postcode."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.routing.privacy.finding import Found, Value, by_pattern

_STREET = (
    r"(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|place|pl|square|sq"
    r"|terrace|close|crescent|way|highway|hwy|parkway|pkwy|circle|mews|row|gardens|grove|hill"
    r"|park|walk|alley|quay|plaza|trail|loop|parade|esplanade|broadway)"
)
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_SMALL = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen)"
)
_HOUSE = (
    rf"(?:\d{{1,5}} ?[a-z]?(?: ?[-/] ?\d{{1,4}})?"
    rf"|{_SMALL}(?: hundred)?(?: and)?(?:[ -](?:{_TENS}|{_SMALL}|oh)){{0,3}}"
    rf"|{_TENS}(?:[ -](?:{_TENS}|{_SMALL})){{0,3}})"
)
_UNIT = r"(?:,? ?(?:apartment|apt\.?|flat|unit|suite|room|floor|#) ?#?[a-z0-9-]{1,6})"
_FLAT = r"(?:apartment|apt\.?|flat|unit|suite|room) #?(?:\d{1,4}[a-z]?|[a-z]\d{0,3})"
_SIDE = r"(?: (?:N|S|E|W|NE|NW|SE|SW)(?!\w))"
_NAME = (  # a word of a street's name: none that makes a number a measure
    r"(?:(?!(?:days?|minutes?|mins?|hours?|weeks?|months?|years?|km|kilomet\w+|miles?|met\w+|blocks?"
    r"|feet|people|degrees|percent|euros?|dollars?|pounds?|am|pm|the|of|a|an|in|on|for|to|from|and"
    r"|or|per|more|way|best|star|long|short|times|at|by|with|is|are|car|down|up)\b)"
    r"[\w'-]{1,30}\.? )"
)
_CITY = r"(?:,? [A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2})"
_CODE = r"(?:,? (?:[A-Z]{2} )?\d{5}(?:-\d{4})?(?!\d)|,? [A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?!\w))"
_ENGLISH = (
    re.compile(
        rf"(?<!\w)(?i:(?:{_FLAT},? ?)?{_HOUSE},? (?:(?:north|south|east|west|n|s|e|w)\.? )?"
        rf"{_NAME}{{1,4}}?{_STREET})(?!\w)\.?{_SIDE}?(?i:{_UNIT})?{_CITY}?{_CODE}?"
    ),
    re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?!\w)"),  # a postcode names a few houses
    re.compile(r"(?i)(?<!\w)P\.? ?O\.? box \d+"),
    re.compile(  # as written in much of Europe: the number comes last
        r"(?i)(?<![\w-])(?:[\w-]{2,40}?(?:stra(?:ss|ß)e|str\.|weg|gasse|platz|allee|straat|laan)"
        r"|(?:rue|avenue|boulevard|via|calle|plaza|piazza)(?: [\w'-]+){1,4}?)"
        r" ?,? ?\d{1,4} ?[a-z]?(?!\w)(?-i:,? \d{4,5} [A-Z][\w-]+)?"
    ),
    re.compile(r"(?i)(?<!\w)\d{1,4},? (?:rue|avenue|boulevard|via|calle)(?: [\w'-]+){1,4}"),
)

_HAN = r"[\u3400-\u9fff]"
_ZH_NUMBER = r"[\d零〇一二三四五六七八九十百千两-]+"
_ZH_UNIT = (
    rf"(?:[甲乙丙丁A-Z]?{_ZH_NUMBER} ?(?:号楼|号院|号|栋|幢|座|单元|室|楼|层|户|弄|支弄)|[A-Z]座)"
)
_ZH_HOUSE = rf"(?:[A-Za-z\u3400-\u9fff]{{0,12}}?{_ZH_UNIT} ?)*(?:\d{{2,5}}(?!\d))?"
_AREA = rf"(?:{_HAN}{{2,7}}?(?:省|自治区|市|自治州|区|县|镇|乡|街道|新区|开发区))"
_ROAD = rf"{_HAN}{{1,8}}?(?:大街|大道|街|路|巷|弄|胡同|道|里|村|小区|花园|公寓|苑|大厦|广场)"
_MANDARIN = (
    re.compile(rf"{_AREA}*{_ROAD}(?:[东西南北中]段)? ?(?:{_ZH_UNIT} ?)+{_ZH_HOUSE}"),
    re.compile(rf"{_AREA}{{2,}}{_HAN}{{1,8}}?(?:大街|大道|街|路|巷|弄|胡同|小区|花园|公寓|村)"),
)
_LEAD = re.compile(
    r"^.*(?:住在|家住|住|位于|地址是|地址|送我到|送到|导航到|开到|开往|前往|带我去|去往|我家在|家在|公司在"
    r"|寄到|[去到在往从是])(?=.)"
)


def find_addresses(text: str) -> Iterator[Found]:
    """Yield all street addresses of a plain text."""
    for pattern in _ENGLISH:
        yield from by_pattern(pattern, Value.ADDRESS, text)
    for pattern in _MANDARIN:
        for found in by_pattern(pattern, Value.ADDRESS, text):
            yield Found(_without_lead(text, found), found.end, Value.ADDRESS)


def _without_lead(text: str, found: Found) -> int:
    """Return where a Mandarin address begins: after a verb that leads to it, if one does."""
    lead = _LEAD.match(text[found.start : found.end - 4])
    return found.start + lead.end() if lead else found.start
