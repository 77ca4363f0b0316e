"""Render what skills say: Jinja templates in a sandbox, one file a language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assistant.errors import SkillError
from assistant.skillhost.manifest import Bundle
from assistant.synthesis.sentences import split_sentences

_KEPT = 256
"""Compiling a template takes longer than all else in a reply: so many are kept."""

_REST = "and so on"
"""Stands for what is filled in after the fixed part of a reply."""


class Replies:
    """The replies of all skills."""

    def __init__(self, bundles: Sequence[Bundle]) -> None:
        environment = ImmutableSandboxedEnvironment(
            undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
        )
        environment.filters["number"] = number
        self._template = lru_cache(_KEPT)(environment.from_string)
        self._texts = {bundle.id: bundle.replies for bundle in bundles}

    def render(self, bundle_id: str, key: str, language: str, values: dict[str, Any]) -> str:
        """Return a reply with its values filled in, in one line.

        Raises:
            SkillError: the skill has no such reply, or a value is missing.
        """
        texts = self._texts[bundle_id]
        template = texts.get(language, {}).get(key) or texts.get("en", {}).get(key)
        if template is None:
            raise SkillError(f"{bundle_id}: no reply {key!r} in {language} or en")
        try:
            text = self._template(template).render(**values)
        except TemplateError as error:
            raise SkillError(f"{bundle_id}: reply {key!r}: {error}") from error
        return " ".join(text.split())


def number(value: float) -> str:
    """Return a number without a needless fraction: 21.0 is "21", 21.5 stays."""
    return f"{value:.1f}".removesuffix(".0")


def openings(bundles: Sequence[Bundle], language: str) -> list[str]:
    """Return the sentences that always begin a longer reply: "On our way. It's …"."""
    starts = [
        split_sentences(f"{fixed} {_REST}", language)
        for bundle in bundles
        for template in bundle.replies.get(language, {}).values()
        for fixed, value, _ in [template.partition("{")]
        if value
    ]
    return sorted({sentences[0] for sentences in starts if len(sentences) > 1})


def missing_replies(bundle: Bundle) -> list[str]:
    """Return ``lang: key`` of every reply that one language has and another lacks."""
    keys = {key for texts in bundle.replies.values() for key in texts}
    return sorted(
        f"{language}: {key}"
        for language, texts in bundle.replies.items()
        for key in keys - set(texts)
    )
