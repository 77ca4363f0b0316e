"""The one error of the recipes."""

from __future__ import annotations


class RecipeError(Exception):
    """A recipe can't do what it was asked; the message says why."""
