"""What form a text has: a question, a refusal, something told about. Pure word rules.

These guards stand between guesses (fuzzy matching, parts of a request, the language model) and
anything that changes the car: a question never acts, and neither does "don't".
"""

from __future__ import annotations

from assistant.understanding.normalize import Clean
from assistant.understanding.wording import Wording


def is_question(said: Clean, words: Wording) -> bool:
    """Return True when the text asks rather than orders."""
    text = said.text
    if said.marked or words.has(text, words.words("question_parts")):
        return True
    starts = words.words("question_starts")
    if words.language == "zh":
        asks = text.endswith(words.words("question_endings"))
        states = text.endswith(words.words("statement_endings"))
        return words.has(text, starts) or (asks and not states)
    refused = words.after(text, words.words("negation_starts")) is not None
    return not refused and words.after(text, starts) is not None


def is_negated(said: Clean, words: Wording) -> bool:
    """Return True when the text says not to do something."""
    return (
        words.has(said.text.replace(",", " "), words.words("negations"))
        or words.after(said.text, words.words("negation_starts")) is not None
    )


def is_reported(said: Clean, words: Wording) -> bool:
    """Return True when the text tells or plays with words instead of ordering."""
    return words.has(said.text.replace(",", " "), words.words("reported"))


def is_elsewhere(said: Clean, words: Wording) -> bool:
    """Return True when the text is about other things than the car."""
    return words.has(said.text.replace(",", " "), words.words("elsewhere"))


def is_deed(said: Clean, words: Wording) -> bool:
    """Return True when the text begins with a verb of doing: "turn", "order", 打开."""
    return words.after(said.text, words.words("deeds")) is not None


def is_order(said: Clean, words: Wording) -> bool:
    """Return True when the text may be an order: no question, refusal or report."""
    return not any(check(said, words) for check in (is_question, is_negated, is_reported))
