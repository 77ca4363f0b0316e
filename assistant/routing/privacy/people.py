"""Finds people in a plain text: those whom the car knows, and names by their form.

Known names (contacts, saved places) count in every sentence. Names that are only recognized,
from the United States census's first names and ``rjieba``'s part-of-speech tags, are left in
questions about the world ("who was Marie Curie"), which nobody else could answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from assistant.routing.privacy.finding import Found, Value, by_pattern
from assistant.routing.privacy.plain_form import plain_form

MAX_WORDS = 12
"""Known values are looked for with up to that many words; Mandarin's are its characters."""

_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\d_\u3400-\u9fff]+|\d+")
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")
_DOUBLE_SURNAMES = frozenset(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 端木 南宫".split()
)

_AMBIGUOUS = Path(__file__).with_name("ambiguous_names.txt")
_AFTER_NAMES = Path(__file__).with_name("words_after_names.txt")

_RELATION = (
    r"(?:wife|husband|son|daughter|brother|sister|mother|father|mom|mum|dad|friend|boss|colleague"
    r"|partner|girlfriend|boyfriend|neighbou?r|cousin|uncle|aunt|nephew|niece|doctor|teacher"
    r"|grandma|grandpa|grandmother|grandfather|fiancee?|roommate|landlord|baby|kid|child|dog|cat)"
)
_TITLE = r"(?:mr|mrs|ms|miss|dr|prof|professor|doctor|sir|madam|uncle|aunt|auntie)"
_CAPITAL = rf"(?!(?i:{_TITLE})\b)[A-Z][\w'-]*\w"
_PARTICLE = r"(?: (?:van|von|de|der|da|la|bin|al)(?= [A-Z]))"
_NAMES_AFTER = tuple(
    re.compile(rf"(?<!\w)(?i:{cue}) (?P<it>{_CAPITAL}{_PARTICLE}?(?: {_CAPITAL}){{0,2}})")
    for cue in (
        rf"{_TITLE}\.?",
        rf"(?:my|our|his|her|their) (?:[a-z]+ )?{_RELATION}(?:,| is| called| named)?",
        r"(?:named|called|name is|name's|nicknamed|signed|dear)",
        (
            r"(?:e-?mail|letter|message|note|text|invitation|card|gift|present|poem|speech|toast"
            r"|call|meeting|dinner|lunch|appointment|date|talk) (?:to|for|with|from|by)"
        ),
        r"(?:call|text|phone|ring|message|email|tell|ask|remind|invite|write to|meet|greet|thank)",
    )
)
_SMALL_TITLE = re.compile(
    r"(?<!\w)(?:mr|mrs|ms|dr|prof)\.? (?P<it>(?!(?:and|or|is|has|in|on|at|who)\b)[a-z][a-z'-]+)",
    re.IGNORECASE,
)
_PAIR = re.compile(rf"(?<!\w)(?P<it>{_CAPITAL}(?=,? (?:and|&) (?P<other>{_CAPITAL})))")
_FULL_NAME = re.compile(
    rf"(?<=[a-z,] )(?P<it>(?P<first>{_CAPITAL}){_PARTICLE}? (?P<last>{_CAPITAL}))"
)
_PLACES = frozenset(
    "new san los las saint mount north south east west lake fort port cape great united santa rio"
    " hong costa puerto golden grand upper lower old big little royal high river the".split()
)
"""Words that places begin with, whose second word may be a surname, too: New York."""

_SURNAME = re.compile(rf"{_PARTICLE}?(?: {_CAPITAL}){{1,2}}")
_SMALL_SURNAME = re.compile(r" (?P<small>[a-z]+(?:['-][a-z]+)*)(?!\w)")
COMMON_SURNAMES = 20_000
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任"
    "卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤"
)
_FAMILIAR = re.compile(rf"[老小阿][{_SURNAMES}]")
_ALSO_FAMILIAR = re.compile(
    r"(?:^|[^\u3400-\u9fff]|邻居|同事|朋友|同学|老板|室友|客户|[和跟与给叫找问请帮约我])"
    rf"(?P<it>[老小阿](?![龙熊石江汤金叶白黄马])[{_SURNAMES}])(?![序子女师板虎鼠])"
)
_ALSO_SHORT = re.compile(
    r"[和跟与](?P<it>[小阿][^\W\d_孩狗猫鸟鱼车学区店朋时米吃费心])(?=[在的是说去要想都会])"
)
_ANIMALS = frozenset(
    "老虎 老鼠 老鹰 小马 小熊 小兔 小猫 小狗 小鸟 小鸡 小羊 小猪 小鹿 小鱼".split()
)
_DOUBLE = re.compile(
    rf"(?:{'|'.join(sorted(_DOUBLE_SURNAMES - {'东方'}))})[\u3400-\u9fff]{{1,2}}?"
    r"(?=[^\u3400-\u9fff]|[的是说在和跟与要想去来有不吃给打今明昨下上]|$)"
)
_TITLED = re.compile(
    rf"[{_SURNAMES}][\u3400-\u9fff]{{0,2}}?"
    r"(?:先生|女士|小姐|太太|老师|医生|大夫|教授|经理|师傅|阿姨|叔叔|奶奶|爷爷|总|哥|姐)"
)
_LEADS_TO_NAME = re.compile(
    r"(?:女儿|儿子|老婆|老公|妻子|丈夫|爸爸|妈妈|爷爷|奶奶|哥哥|弟弟|姐姐|妹妹|朋友|同事|老板|同学|邻居|叫|给|告诉|通知|提醒|约|找)$"
)
_CALLED = re.compile(
    r"(?:名叫|名字叫|名字是|姓名是|叫做)(?P<it>[\u3400-\u9fff]{2,4})"
    rf"|叫(?P<name>[{_SURNAMES}][\u3400-\u9fff]{{1,2}})(?![\u3400-\u9fff])"
)

_WORLD = re.compile(
    r"^\W*(?:who (?:is|was|are|were|wrote|made|invented|painted|discovered|directed|composed|sang"
    r"|founded|played|won|said)|(?:when|where|how|why|what) (?:was|were|did)\b.*\b(?:born|die|died"
    r"|live|lived|become|became|win|won|write|invent|discover|paint|compose|rule|famous|known)"
    r"|(?:what|which) (?:books?|films?|movies?|songs?|plays?|paintings?|year|century|country)"
    r"|tell me about|explain|summari[sz]e|describe|define|compare|discuss)\b"
    r"|是谁|是什么人|是哪(?:里|儿|国|个|朝)|出生|去世|生平|介绍|讲讲|讲一下|发明|写的|写过|作品|名言|的歌|的诗"
    r"|的电影|主演|导演|获奖|朝代|历史|总结|比较|谁(?:更|比较)?(?:厉害|有名|高|大)",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"\b(?:i|i'm|(?<!tell )(?<!give )me|my|mine|we|us|our|call|text|message|email|remind|meet)\b"
    r"|[我咱俺]|打电话|发消息|短信",
    re.IGNORECASE,
)
"""A question about the world has the first form, and nothing of the second."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the car knows by name: values by their words, ready to be looked up."""

    kinds: dict[tuple[str, ...], Value]

    @classmethod
    def of(cls, values: Iterable[tuple[Value, str]]) -> Names:
        """Return an index of values, each with its kind; people also by parts of their names."""
        kinds: dict[tuple[str, ...], Value] = {}
        for kind, value in values:
            for words in _ways(kind, value):
                kinds.setdefault(words, kind)
        return cls(kinds)

    def found(self, text: str) -> Iterator[Found]:
        """Yield all values in a plain text, each as long as it goes."""
        words = [(m.start(), m.end(), m[0].casefold()) for m in _WORD.finditer(text)]
        at = 0
        while at < len(words):
            size = self._longest(text, words[at : at + MAX_WORDS])
            if size:
                kind = self.kinds[tuple(word for _, _, word in words[at : at + size])]
                yield Found(words[at][0], words[at + size - 1][1], kind)
            at += size or 1

    def _longest(self, text: str, words: list[tuple[int, int, str]]) -> int:
        """Return with how many of the first words a value begins here; 0: with none."""
        for size in range(len(words), 0, -1):
            key = tuple(word for _, _, word in words[:size])
            named = size > 1 or key[0] not in ambiguous() or _stands_as_name(text, words[0][0])
            if named and key in self.kinds:
                return size
        return 0


NOBODY = Names({})


def find_people(text: str, language: str) -> Iterator[Found]:
    """Yield the names in a plain text that are recognized by their form."""
    if _WORLD.search(text) and not _PRIVATE.search(text):
        return
    if language == "zh" or _HAN_NAME.search(text):
        yield from _mandarin(text)
    yield from _english(text)


@cache
def ambiguous() -> frozenset[str]:
    """Return the first names that are also words, places or brands, in lower case."""
    return _words(_AMBIGUOUS)


@cache
def first_names() -> frozenset[str]:
    """Return first names in lower case that are nothing else."""
    import names  # noqa: PLC0415  only a text that leaves needs it

    lists = (Path(names.full_path(f"dist.{sex}.first")) for sex in ("female", "male"))
    lines = (line for file in lists for line in file.read_text("ascii").splitlines())
    return frozenset(line.split()[0].casefold() for line in lines) - ambiguous()


@cache
def last_names() -> frozenset[str]:
    """Return the commonest surnames in lower case that are hardly anything else."""
    import names  # noqa: PLC0415  only a text that leaves needs it

    lines = Path(names.full_path("dist.all.last")).read_text("ascii").splitlines()[:COMMON_SURNAMES]
    return (
        frozenset(line.split()[0].casefold() for line in lines) - ambiguous() - _words(_AFTER_NAMES)
    )


def _words(file: Path) -> frozenset[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=16_384)
def _ways(kind: Value, value: str) -> tuple[tuple[str, ...], ...]:
    """Return how a value may be said, each way by its words. Kept: contacts seldom change."""
    words = tuple(match[0].casefold() for match in _WORD.finditer(plain_form(value).text))
    if not words or (len(words) == 1 and len(words[0]) == 1):
        return ()
    whole = words[:MAX_WORDS]
    if kind is not Value.PERSON:
        return (whole,)
    if all(_is_han(word) for word in words):
        given = words[2:] if "".join(words[:2]) in _DOUBLE_SURNAMES else words[1:]
        return (whole, given) if len(given) > 1 else (whole,)
    parts = (w for w in words if len(w) > 1 and not w.isdecimal() and not _is_han(w))
    return (whole, *((word,) for word in parts))


def _is_han(word: str) -> bool:
    return len(word) == 1 and "\u3400" <= word <= "\u9fff"


def _stands_as_name(text: str, start: int) -> bool:
    """Return True for a capital letter that no sentence's beginning explains."""
    before = text[:start].rstrip()
    return text[start].isupper() and bool(before) and before[-1] not in ".!?:\"'"


def _mandarin(text: str) -> Iterator[Found]:
    import rjieba  # noqa: PLC0415  only a text that leaves needs it

    at = 0
    for word, tag in rjieba.tag(text):
        at = text.index(word, at)
        tagged = tag.startswith("nr") and _HAN_NAME.fullmatch(word)
        familiar = _FAMILIAR.fullmatch(word) and word not in _ANIMALS
        if familiar or (tagged and _is_mandarin_name(text, at, word)):
            yield Found(at, at + len(word), Value.PERSON)
        at += len(word)
    for pattern in (_TITLED, _DOUBLE, _CALLED, _ALSO_FAMILIAR, _ALSO_SHORT):
        for match in pattern.finditer(text):
            yield Found(*match.span(match.lastgroup or 0), Value.PERSON)


def _names_a_place(text: str, word: re.Match[str]) -> bool:
    """Return True for a capital in a place's name: "Francisco" in San Francisco, Golden Gate."""
    before = text[: word.start()].rsplit(maxsplit=1)[-1:]
    after = text[word.end() : word.end() + 2].lstrip()
    begins = word[0].casefold() in _PLACES and after[:1].isupper()
    return begins or (before != [] and before[0].istitle() and before[0].casefold() in _PLACES)


def _is_mandarin_name(text: str, at: int, word: str) -> bool:
    """Return True for a tagged word that has a surname, is a short form, or is told to be one."""
    if word in _ANIMALS:
        return False
    short_form = len(word) == len("小雨") and word[0] in "小老阿"
    surname = word[0] in _SURNAMES or word[:2] in _DOUBLE_SURNAMES
    return surname or short_form or _LEADS_TO_NAME.search(text, 0, at) is not None


def _english(text: str) -> Iterator[Found]:
    for pattern in (*_NAMES_AFTER, _SMALL_TITLE):
        yield from by_pattern(pattern, Value.PERSON, text)
    yield from _two_words(text)
    for match in _WORD.finditer(text):
        word, surname = match[0].casefold(), _SURNAME.match(text, match.end())
        if _names_a_place(text, match):
            continue
        if word in first_names():
            surname = surname or _small_surname(text, match.end())
        elif not (word in ambiguous() and surname and _stands_as_name(text, match.start())):
            continue
        yield Found(match.start(), surname.end() if surname else match.end(), Value.PERSON)


def _two_words(text: str) -> Iterator[Found]:
    """Yield two names side by side, also where a sentence begins, and names with a surname."""
    for pair in _PAIR.finditer(text):
        both = {pair["it"].casefold(), pair["other"].casefold()}
        if both <= first_names() | ambiguous() and both & first_names():
            for name in ("it", "other"):
                yield Found(*pair.span(name), Value.PERSON)
    for full in _FULL_NAME.finditer(text):
        if full["last"].casefold() in last_names() and full["first"].casefold() not in _PLACES:
            yield Found(*full.span("it"), Value.PERSON)


def _small_surname(text: str, at: int) -> re.Match[str] | None:
    """Return a surname in small letters that follows a first name, as when it was spoken."""
    found = _SMALL_SURNAME.match(text, at)
    known = found is not None and found["small"].replace("'", "") in last_names()
    return found if known else None
