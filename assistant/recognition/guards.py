"""Tell text that was spoken from text that the model invented. Pure.

Whisper repeats itself when its window ends close behind the speech, and writes the subtitles
of its training data when it hears noise. What it says about itself (mean log probability,
``no_speech``) is only evidence together with the text.
"""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from dataclasses import dataclass

_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+(?:['’][^\W_]+)*")
_MIN_LOOP_WORDS = 6
_MAX_COPIES = 3
_MAX_WORDS_PER_S = 3.2
_MAX_CHARACTERS_PER_S = 25.0
_CHARACTER_WORDS = 0.5  # a Chinese word is about two characters
_COMPRESSION_RATIO = 2.4  # faster-whisper's and OpenAI's threshold
_MIN_COMPRESSED_CHARACTERS = 48
_STRETCHED = re.compile(r"([^\W\d])\1{5}")  # "FUUUUUU", written for clipped sound

_INVENTED = frozenset(
    {
        "you",
        "thank you",
        "thanks",
        "bye",
        "bye bye",
        "the end",
        "subscribe",
        "please subscribe",
        "please subscribe to my channel",
        "thank you for watching",
        "thanks for watching",
        "thank you so much for watching",
        "thank you very much",
        "i'll see you next time",
        "see you next time",
        "see you in the next video",
        "music",
        "applause",
        "silence",
        "谢谢",
        "谢谢大家",
        "谢谢观看",
        "谢谢收看",
        "多谢收看",
        "感谢观看",
        "感谢收看",
        "再见",
        "嗯",
        "啊",
    }
)
"""Texts that Whisper is known to write for noise (arXiv:2501.11378), normalized."""

_SUBTITLE = re.compile(
    r"字幕|订阅|訂閱|点赞|點贊|打赏|明镜|www\.|\.com\b|amara|subtitles? by|transcri(?:bed|ption) by"
    r"|for watching|like and subscribe",
    re.IGNORECASE,
)
"""Parts of texts that nobody says to a car."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """One decoded text and the evidence for it.

    ``length_s`` is that of the sound; ``mean_logprob`` is per token; ``no_speech`` is the
    model's probability of no speech; ``language_sure`` says that the language is beyond doubt;
    ``capped`` is True when decoding was cut off by its length limit.
    """

    text: str
    length_s: float
    mean_logprob: float
    no_speech: float
    language: str = "en"
    language_sure: bool = False
    capped: bool = False

    @property
    def confidence(self) -> float:
        """The mean token probability, 0 to 1."""
        return min(1.0, math.exp(self.mean_logprob))


@dataclass(frozen=True, slots=True)
class Limits:
    """Thresholds of ``rejection``.

    Tuned on recorded noise, single words, quiet and noisy speech: noise has a mean log
    probability of -1.3 or less in three of four cases, sentences of -1.05 or more in 95 % also
    at 5 dB, and single words of -1.2 or more. ``few_words`` says up to which length a text
    counts as a single word.
    """

    unlikely_logprob: float = -1.1
    unlikely_word_logprob: float = -1.35
    few_words: int = 2
    no_speech: float = 0.6
    no_speech_logprob: float = -0.9
    invented_logprob: float = -1.0


def words(text: str) -> list[str]:
    """Return the words of a text in lower case; each Chinese character is one.

    >>> words("Turn ON the lamp, 打开")
    ['turn', 'on', 'the', 'lamp', '打', '开']
    """
    return _WORD.findall(text.lower())


def looks_looped(text: str, length_s: float) -> bool:
    """Return True for a text that repeats itself as nobody speaks in ``length_s`` seconds.

    Short emphatic repeats ("no no no", "stop, stop") are speech, and so is a sentence said
    twice. One phrase four times in a row is not, nor one letter six times; nor, when said too
    fast, is the whole text twice or a text that compresses too well.
    """
    said = words(text)
    if _longest_run(said) > _MAX_COPIES or _STRETCHED.search(text):
        return True
    if not _hasty(text, said, length_s):
        return False
    twice = len(said) >= _MIN_LOOP_WORDS and _copies(said) > 1
    dense = len(text) >= _MIN_COMPRESSED_CHARACTERS and compression_ratio(text) > _COMPRESSION_RATIO
    return twice or dense


def compression_ratio(text: str) -> float:
    """Return how many times smaller the text gets by zlib; high means repetitive."""
    data = text.encode()
    return len(data) / len(zlib.compress(data)) if data else 0.0


def repeats(found: Decoding) -> bool:
    """Return True when decoding ran into a loop: the text shows it, or it did not end."""
    return found.capped or looks_looped(found.text, found.length_s)


def is_short(found: Decoding, limits: Limits) -> bool:
    """Return True for a text of a word or two, about which the model is rarely sure."""
    return len(words(found.text)) <= limits.few_words


def rejection(found: Decoding, limits: Limits) -> str | None:
    """Return why a text must not be believed (see ``Transcript.rejected``), or None."""
    said = words(found.text)
    if not said or (
        found.no_speech > limits.no_speech and found.mean_logprob < limits.no_speech_logprob
    ):
        return "no_speech"
    if looks_looped(found.text, found.length_s):
        return "loop"
    if _SUBTITLE.search(found.text) or (
        " ".join(said) in _INVENTED_WORDS and found.mean_logprob < limits.invented_logprob
    ):
        return "noise_phrase"
    short = is_short(found, limits)
    least = limits.unlikely_word_logprob if short else limits.unlikely_logprob
    return "low_confidence" if found.mean_logprob < least else None


def _hasty(text: str, said: list[str], length_s: float) -> bool:
    """Return True for more words, or longer ones, than anyone says in so short a time."""
    characters = sum(not word.isascii() for word in said)
    count = len(said) - (1 - _CHARACTER_WORDS) * characters
    return count > _MAX_WORDS_PER_S * length_s or len(text) > _MAX_CHARACTERS_PER_S * length_s


def _copies(said: list[str]) -> int:
    return len(said) // _period(said)


def _period(said: list[str]) -> int:
    """Return the length of what the words repeat, their number when they do not.

    The last copy may be cut short, but one whole copy must follow the first.
    """
    for period in range(1, len(said) // 2 + 1):
        if all(said[i] == said[i - period] for i in range(period, len(said))):
            return period
    return max(len(said), 1)


def _longest_run(said: list[str]) -> int:
    """Return how often the most repeated phrase of up to 8 words follows itself."""
    best = 1
    for size in range(1, 9):
        run: Counter[int] = Counter()
        for start in range(size, len(said) - size + 1):
            if said[start : start + size] == said[start - size : start]:
                run[start] = run[start - size] + 1
                best = max(best, run[start] + 1)
    return best


_INVENTED_WORDS = frozenset(" ".join(words(phrase)) for phrase in _INVENTED)
