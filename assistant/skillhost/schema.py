"""Whether the parameters of a tool are a JSON schema; checking one takes milliseconds."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import jsonschema


def wrong_with(schema: dict[str, Any]) -> str:
    """Return what is wrong with a schema, nothing when it is right."""
    return _wrong_with(json.dumps(schema, default=str))


@lru_cache(maxsize=1024)
def _wrong_with(schema: str) -> str:
    try:
        jsonschema.Draft202012Validator.check_schema(json.loads(schema))
    except jsonschema.SchemaError as error:
        return error.message
    return ""
