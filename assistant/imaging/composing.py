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
    Style,
    Time,
    Weather,
    from_json,
)
from assistant.imaging.scene.subjects import SUBJECTS
from assistant.understanding.llm import LanguageModel, ToolSpec

_NAME = "picture.scene"
_FIELDS: dict[str, tuple[str, ...]] = {
    "place": tuple(Place),
    "subject": tuple(sorted(SUBJECTS)),
    "time": tuple(Time),
    "weather": tuple(Weather),
    "season": tuple(Season),
    "style": tuple(Style),
}
TOOL = ToolSpec(
    _NAME,
    "Draw a scene: a landscape or a town, and one thing in it",
    {
        "type": "object",
        "properties": {
            name: {"type": "string", "enum": [str(one) for one in choices]}
            for name, choices in _FIELDS.items()
        },
        "required": ["place"],
        "additionalProperties": False,
    },
    ("draw a ship in a storm", "画一座雪山"),
)
"""What the model may write: one flat table, which small models fill in well."""


async def composed(model: LanguageModel, prompt: str, language: str) -> SceneProgram | None:
    """Return the scene that the model makes of the words, None when it finds none.

    An engine that fails counts as finding none: the request can then be declined honestly.
    """
    try:
        choice = await model.choose(asked(prompt, language), language, [TOOL])
    except EngineError:
        return None
    return None if choice is None else written(choice[1])


def asked(prompt: str, language: str) -> str:
    """Return the words as a request to draw."""
    return f"画{prompt}" if language == "zh" else f"draw {prompt}"


def written(arguments: dict[str, Any]) -> SceneProgram | None:
    """Return the scene of the model's arguments, None when they are none."""
    fields = {name: value for name, value in arguments.items() if name in _FIELDS}
    subject = fields.pop("subject", None)
    subjects = [{"kind": subject}] if subject else []
    try:
        return from_json({**fields, "subjects": subjects})
    except SceneError:
        return None
