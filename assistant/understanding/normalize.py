"""Bring text into the one form that the grammar knows. Pure.

>>> clean("Hey Jarvis, could you set it to twenty-one and a half degrees?", "en").text
'set it to 21.5 degrees'
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from click import unstyle
from text_to_num import alpha2digit

from assistant.errors import TextError
from assistant.understanding.numerals import chinese_numbers
from assistant.understanding.wording import Wording, wording

MAX_TYPED = 2_000
"""Longer requests are refused: nobody says so much in one breath."""

MAX_READ = 500
"""Only so many characters are looked at."""

_WAKE = re.compile(
    r"^\W*(?:(?:hey|hi|okay|ok|hello|yo)[ ,]+)?"
    r"(?:jarvis|jervis|jarvus|travis|nabu|nabou|alexa|alexia|mycroft|rhasspy|computer|siri|google|cortana|bixby|olly)\b[\s,.!?]*",
    re.IGNORECASE,
)
_WAKE_ZH = re.compile(r"^\W*(?:嘿|嗨|你好|喂)?[，, ]*(?:贾维斯|加维斯|小车|小助手)[，。,.\s]*")
_DROP = re.compile(r"[^\w\s.%°'+\-,，、:]", re.UNICODE)
_DOTS = re.compile(r"(?<!\d)\.|\.(?!\d)|(?<!\d):|:(?!\d)")
_PAUSES = str.maketrans(",，、", "   ")
_COMMA_IN_NUMBER = re.compile(r"(?<=\d),(?=\d{3}\b)")
# Who speaks, in texts that were made for a language model.
_SPEAKERS = "system|user|assistant|developer|instructions?|tool(?: result)?"
_SPEAKERS_ZH = "系统(?:提示)?|用户|助手|开发者|(?:新)?指令|工具(?:结果)?"

_SIGNS = {
    "en": (
        (re.compile(rf"^\W*({_SPEAKERS}) ?:"), r"\1 says "),
        (re.compile(r"(?<=\d) *[×*] *(?=\d)"), " times "),
        (re.compile(r"(?<=\d) *÷ *(?=\d)|(?<=\d) +/ +(?=\d)"), " divided by "),
        (re.compile(r"(?<=\d) +[-−] +(?=\d)"), " minus "),
        (re.compile(r"[$] ?(\d[\d,.]*)"), r"\1 dollars"),
        (re.compile(r"€ ?(\d[\d,.]*)"), r"\1 euros"),
        (re.compile(r"£ ?(\d[\d,.]*)"), r"\1 pounds"),
    ),
    "zh": (
        (re.compile(rf"^\W*({_SPEAKERS_ZH}) ?:"), r"\1里说"),
        (re.compile(r"(?<=\d) *[×*x] *(?=\d)"), "乘以"),
        (re.compile(r"(?<=\d) *÷ *(?=\d)"), "除以"),
        (re.compile(r"(?<=\d) *\+ *(?=\d)"), "加"),
        (re.compile(r"(?<=\d) +[-−] +(?=\d)"), "减"),
        (re.compile(r"[$] ?(\d[\d,.]*)"), r"\1美元"),
        (re.compile(r"€ ?(\d[\d,.]*)"), r"\1欧元"),
        (re.compile(r"[¥￥] ?(\d[\d,.]*)"), r"\1元"),
    ),
}
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)|-(?!\d)")
_AC = re.compile(r"\ba\s*[./ ]\s*c\b\.?|\bac\b")
_SHORT = {
    **{f"{w}s": f"{w} is" for w in ("what", "where", "when", "who", "how", "there", "that")},
    **{f"{w}'s": f"{w} is" for w in ("what", "where", "when", "who", "how", "there", "that")},
    **{f"{w}'re": f"{w} are" for w in ("we", "you", "they", "what")},
    **{f"{w}'ve": f"{w} have" for w in ("i", "we", "you", "they")},
    **{f"{w}'d": f"{w} would" for w in ("i", "we", "you", "he", "she", "they")},
    **{f"{w}'ll": f"{w} will" for w in ("i", "we", "you", "it", "that")},
    "it's": "it is",
    "he's": "he is",
    "she's": "she is",
    "i'm": "i am",
    "im": "i am",
    "let's": "let us",
    "lets": "let us",
    "can't": "can not",
    "cannot": "can not",
    "won't": "will not",
    "dont": "do not",
    "wanna": "want to",
    "gotta": "have to",
    "i've gotta": "i have to",
    "we've gotta": "we have to",
    "gonna": "going to",
    "gimme": "give me",
}
_CONTRACTION = re.compile(
    r"\b(" + "|".join(sorted(map(re.escape, _SHORT), key=len, reverse=True)) + r")(?![\w'])"
)
_NOT = re.compile(r"\b(do|does|did|is|are|was|were|would|could|should|has|have|had)n't\b")
_SMALL = {"zero": "0", "two": "2", "three": "3"}
_UNITS = r"(?:degrees?|percent|minutes?|mins?|hours?|seconds?|secs?)"
_ONE = re.compile(
    rf"\bone(?= {_UNITS}\b| and a half\b)|(?<=level )one\b|(?<=speed )one\b|(?<=speed to )one\b"
    r"|(?<=step )one\b|(?<=stage )one\b|(?<=fan to )one\b|(?<=setting )one\b|(?<=level to )one\b"
)
_ENGLISH = (
    (re.compile(r"\b(?:a )?half (?:an|a) hour\b|\b(?:a )?half hour\b"), "30 minutes"),
    (re.compile(r"\bthree quarters of an hour\b"), "45 minutes"),
    (re.compile(r"\b(?:a )?quarter (?:of an |of a )?hour\b"), "15 minutes"),
    (re.compile(r"\b(?:an|one|1) hour and a half\b"), "1.5 hours"),
    (re.compile(r"\bhalf a degree\b"), "0.5 degrees"),
    (re.compile(r"\b(?:a )?couple of (?=minutes|degrees|hours|seconds)"), "2 "),
    (re.compile(r"\ban? (?=(?:hour|minute|second|degree)\b)"), "1 "),
)
_HALF = re.compile(r"\b(\d+) (?:and (?:a|one) half|1/2)\b")
_POINT = re.compile(r"\b(\d+) point (\d)\b")


_AGREED = ("好吗", "行吗", "可以吗", "好不好", "行不行", "好么", "好嘛", "成吗")
"""Endings that make a request of an order, not a question."""


@dataclass(frozen=True, slots=True)
class Clean:
    """Text as the grammar matches it; ``marked`` when it was written as a plain question.

    ``closed`` is True when its punctuation lets it end here (``_closed``). ``whole`` still has
    the words at its ends that mean little: "please", 先.
    """

    text: str
    marked: bool = False
    whole: str = ""
    closed: bool = False


def checked_text(text: str) -> str:
    """Return typed text without control characters, a terminal's colours and emoji.

    Raises:
        TextError: it is empty, longer than 2,000 characters, or holds nothing to read.
    """
    if len(text) > MAX_TYPED:
        raise TextError(
            f"The request is too long: {len(text)} characters; at most {MAX_TYPED} are read."
        )
    plain = unstyle(text)
    kept = "".join(c if unicodedata.category(c)[0] in "LNPZM" or c in "°+" else " " for c in plain)
    cleaned = " ".join(kept.split())
    if not any(unicodedata.category(c)[0] in "LN" for c in cleaned):
        raise TextError("The request holds no words. Say or type what the car should do.")
    return cleaned


def clean(text: str, language: str) -> Clean:
    """Return ``text`` in the grammar's form: no politeness or wake word, numbers as digits.

    Only its first 500 characters are looked at.
    """
    return _clean(text[:MAX_READ], language)


@lru_cache(1024)
def _clean(text: str, language: str) -> Clean:
    raw = unicodedata.normalize("NFKC", text).lower().strip()
    plain = _simplified(raw) if language == "zh" else raw
    plain = without_wake_word(plain) or plain
    plain = contracted(plain.replace("’", "'")) if language == "en" else plain
    for pattern, spoken in _SIGNS[language]:
        plain = pattern.sub(spoken, plain)
    plain = _COMMA_IN_NUMBER.sub("", _DROP.sub(" ", plain))
    plain = _chinese(plain) if language == "zh" else _english(plain)
    plain = " ".join(plain.split()).strip(" ,，、")
    bare, ordered = _without_politeness(plain, wording(language))
    asks = raw.endswith("?") and not ordered
    return Clean(bare, asks, plain, closed=_closed(raw, language))


def without_wake_word(text: str) -> str:
    """Return a text without a wake word, the car's or another assistant's, at its start."""
    return _WAKE_ZH.sub("", _WAKE.sub("", text))


def _closed(text: str, language: str) -> bool:
    """Tell whether a heard text's punctuation lets it end here.

    Whisper ends an English sentence with a mark when it sounds like an end: 59 of 64 recorded
    ends have one and 22 of 39 pauses. Mandarin often has none; a comma says that it goes on.
    """
    if language == "zh":
        return not text.endswith((",", "、"))
    return text.endswith((".", "?", "!"))


def loosened(said: Clean, language: str) -> Clean:
    """Return cleaned text without what people say around a request: "by the way", 不好意思.

    Some of it means something elsewhere, so this is for texts that mean nothing as they are.
    """
    bare, ordered = _without_politeness(said.text, wording(language), "loose_")
    return replace(said, text=bare, marked=said.marked and not ordered, whole=said.text)


def without_pauses(text: str) -> str:
    """Return a text without the commas that a recognizer heard in it."""
    return " ".join(text.translate(_PAUSES).split())


def contracted(text: str) -> str:
    """Return English with contractions spelled out and apostrophes gone: both sides of a match."""
    spelled = _NOT.sub(r"\1 not", _CONTRACTION.sub(lambda m: _SHORT[m[1]], text))
    return spelled.replace("'", "")


def _english(text: str) -> str:
    text = _AC.sub("ac", text)
    text = re.sub(r"°\s*c?\b|(?<=\d) ?c\b", " degrees", text).replace("°", " degrees")
    text = _HYPHEN.sub(" ", text.replace("%", " percent"))
    text = " ".join(_DOTS.sub(" ", text).split())
    text = " ".join(_SMALL.get(word, word) for word in alpha2digit(text, "en").split())
    for pattern, replacement in _ENGLISH:
        text = pattern.sub(replacement, text)
    text = _ONE.sub("1", text).replace("a 100 percent", "100 percent")
    return _POINT.sub(r"\1.\2", _HALF.sub(r"\1.5", text))


def _chinese(text: str) -> str:
    text = text.replace("°c", "度").replace("℃", "度").replace("°", "度").replace("摄氏度", "度")
    text = text.replace("挡", "档").replace(",", "，").replace("per cent", "%")
    text = _DOTS.sub(" ", text)
    return chinese_numbers(re.sub(r"(?<=[㐀-鿿])\s+(?=[㐀-鿿\d])|(?<=\d)\s+(?=[㐀-鿿])", "", text))


def _without_politeness(text: str, words: Wording, also: str = "") -> tuple[str, bool]:
    """Return the request itself, and whether a question form around it was only polite.

    ``also`` begins the names of further lists of words to drop.
    """
    leads, orders = words.words("lead_ins"), words.words("orders")
    endings = words.words("endings")
    if also:
        leads += words.words(f"{also}lead_ins")
        endings += words.words(f"{also}endings")
    ordered = False
    while True:
        if words.after(text, words.words("not_orders")) is not None:
            break
        rest = words.after(text, orders) or _from_gerund(text, words)
        ordered |= bool(rest)
        rest = rest or words.after(text, leads)
        if not rest:
            break
        text = rest
    if ordered and text.endswith(("吗", "么")) and not text.endswith("什么"):
        text = text[:-1]
    while True:
        asked = words.before(text, words.words("not_endings")) is not None
        rest = None if asked else words.before(text, endings)
        if not rest:
            return text, ordered
        ordered |= text.endswith(_AGREED)
        text = rest


def _from_gerund(text: str, words: Wording) -> str | None:
    """Return the order in "would you mind opening the window", None in other texts."""
    rest = words.after(text, words.words("gerund_orders"))
    verb, _, others = (rest or "").partition(" ")
    if not verb.endswith("ing"):
        return None
    stem = verb.removesuffix("ing")
    known = (*words.words("deeds"), *words.words("verbs"))
    forms = (stem, f"{stem}e", stem[:-1] if stem[-2:-1] == stem[-1:] else stem)
    plain = next((one for one in forms if one in known), None)
    return f"{plain} {others}".strip() if plain else None


@cache
def _converter() -> Any:
    from opencc import OpenCC  # noqa: PLC0415  loaded for Mandarin only: it takes 100 ms

    return OpenCC("t2s")


def _simplified(text: str) -> str:
    return str(_converter().convert(text))
