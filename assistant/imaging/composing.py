"""Let the small language model write a scene for words that the word lists do not cover.

It writes under a grammar, so that only scenes that can be drawn come out, and it may say that
none fits. What it wrote is checked like any other program.
"""

from __future__ import annotations

from typing import Any

from assistant.errors import EngineError
from assistant.imaging.scene.program import (
    Place,
    SceneError,
    SceneProgram,
    Season,
    Time,
    Weather,
    from_json,
)
from assistant.understanding.llm import LanguageModel, ToolSpec

_FIELDS: dict[str, tuple[str, ...]] = {
    "place": tuple(Place),
    "time": tuple(Time),
    "weather": tuple(Weather),
    "season": tuple(Season),
}
SCENE = ToolSpec(
    "places.show",
    "Show a landscape or a place where one can go",
    {
        "type": "object",
        "properties": {
            name: {"type": "string", "enum": [str(one) for one in choices]}
            for name, choices in _FIELDS.items()
        },
        "required": ["place"],
        "additionalProperties": False,
    },
    ("draw the land of the vikings", "画嫦娥住的地方"),
)
"""What the model may write: one flat table, which small models fill in well."""

OTHER = ToolSpec(
    "words.explain",
    "Explain a word, an idea, a feeling, a science or a thing",
    {"type": "object", "properties": {}},
    ("draw the meaning of life", "画哲学"),
)
"""What it takes for whatever is no place: small models rarely say that nothing fits."""


async def composed(model: LanguageModel, prompt: str, language: str) -> SceneProgram | None:
    """Return the scene that the model makes of the words, None when it finds none.

    An engine that fails counts as finding none: the request can then be declined honestly.
    """
    try:
        choice = await model.choose(asked(prompt, language), language, [OTHER, SCENE])
    except EngineError:
        return None
    return written(choice[1]) if choice is not None and choice[0] == SCENE.name else None


def asked(prompt: str, language: str) -> str:
    """Return the words as a request to draw."""
    return f"画{prompt}" if language == "zh" else f"draw {prompt}"


def written(arguments: dict[str, Any]) -> SceneProgram | None:
    """Return the scene of the model's arguments, None when they are none."""
    try:
        return from_json({name: value for name, value in arguments.items() if name in _FIELDS})
    except SceneError:
        return None
