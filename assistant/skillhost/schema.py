"""JSON schemas: of the parameters of tools, and of what is given for them."""

from __future__ import annotations

import json
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError


def wrong_with(schema: dict[str, Any]) -> str:
    """Return what is wrong with a schema, nothing when it is right."""
    try:
        checker(schema)
    except ValueError as error:
        return _message(error)
    return ""


def misfit(value: Any, schema: Draft202012Validator) -> str:
    """Return why ``value`` doesn't fit, nothing when it does."""
    wrong = next(iter(schema.iter_errors(value)), None)
    return "" if wrong is None else _message(wrong)


def checker(schema: dict[str, Any]) -> Draft202012Validator:
    """Return what checks values against a schema; what the schema refers to is never fetched.

    Raises:
        ValueError: it is no schema.
    """
    plain = json.loads(json.dumps(schema, default=str))  # TOML has dates, JSON none
    return Draft202012Validator(plain, offline=True)


def _message(error: ValueError) -> str:
    return error.message if isinstance(error, ValidationError) else str(error)
