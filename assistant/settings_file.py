"""Fill dataclasses of settings from the tables of a TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.errors import ConfigError
from assistant.routing.settings import Endpoint

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Settings = TypeVar("Settings", bound="DataclassInstance")


def read_table(path: Path) -> dict[str, Any]:
    """Return what a file holds.

    Raises:
        ConfigError: it can't be read, or is no TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: can't be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not TOML: {error}") from error


def filled(
    base: Settings, table: dict[str, Any], where: str, others: Collection[str] = ()
) -> Settings:
    """Return the settings with the values of a table; ``others`` are fields that no file sets.

    Raises:
        ConfigError: a name is unknown, or a value is of the wrong kind.
    """
    known = {f.name for f in fields(base)} - set(others)
    for name, value in table.items():
        if name not in known:
            names = ", ".join(sorted(known))
            raise ConfigError(f"{where}: unknown setting {name!r}; known are: {names}")
        base = replace(base, **{name: _converted(getattr(base, name), name, value, where)})
    return base


def _converted(default: object, name: str, value: Any, where: str) -> Any:
    if name == "endpoints" and isinstance(value, list):
        return tuple(filled(Endpoint(), _table(one, where), f"{where}.endpoints") for one in value)
    if isinstance(default, tuple) and isinstance(value, list):
        return tuple(str(item) for item in value)
    if name == "skills_dir" and isinstance(value, str):
        return Path(value).expanduser()
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(default) is not type(value):
        expected = "a list" if isinstance(default, tuple) else type(default).__name__
        raise ConfigError(f"{where}: {name} must be {expected}, not {value!r}")
    return value


def _table(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ConfigError(f"{where}: endpoints are tables: [[cloud.endpoints]]")
    return value
