"""Which signal of a DBC file stands for which signal of the catalogue: read and checked.

The bundled pair is ``car.dbc`` and ``car_can.toml``; an operator gives a car's own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import cantools
from cantools.database.can import Database, Message, Signal

from assistant.errors import ConfigError
from assistant.vehicle.catalogue import SignalCatalogue, expand
from assistant.vehicle.interface import Value

UNKNOWN = frozenset({"NotAvailable", "Fault"})
"""Names in a DBC file for values that say: not known."""

NO_REQUEST = "NoRequest"
"""Name in a DBC file for what a request leaves alone; all of its signals must have it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the frames a signal lies."""

    message: Message
    signal: Signal


@dataclass(frozen=True, slots=True)
class Mapped:
    """A catalogue's signal on the bus. Without ``request``, nobody may ask for it.

    ``values`` gives the catalogue's value for each name in the DBC file; ``boolean`` says that
    the catalogue's value is true or false.
    """

    path: str
    boolean: bool
    status: Place
    request: Place | None = None
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CanMap:
    """All frames of a car, and its signals by path."""

    database: Database
    signals: Mapping[str, Mapped]


def load_map(
    catalogue: SignalCatalogue, dbc: Path | None = None, mapping: Path | None = None
) -> CanMap:
    """Return a car's frames and signals; the bundled ones where no file is given.

    Raises:
        ConfigError: a file can't be read, or names what the other or the catalogue hasn't.
    """
    database = _database(_text(dbc, "car.dbc"), str(dbc or "car.dbc"))
    where = str(mapping or "car_can.toml")
    try:
        entries = tomllib.loads(_text(mapping, "car_can.toml"))["signal"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise ConfigError(f"{where}: no list of [[signal]]: {error}") from error
    reader = _Reader(catalogue, database, where)
    found = [mapped for entry in entries for mapped in reader.entry(entry)]
    return CanMap(database, {mapped.path: mapped for mapped in found})


@dataclass(frozen=True, slots=True)
class _Reader:
    catalogue: SignalCatalogue
    database: Database
    where: str

    def entry(self, entry: Mapping[str, Any]) -> list[Mapped]:
        """Return the signals of one entry of the file."""
        paths = expand(self._text(entry, "path"))
        statuses = expand(self._text(entry, "status"))
        requests = expand(self._text(entry, "request")) if "request" in entry else ()
        if len(statuses) != len(paths) or (requests and len(requests) != len(paths)):
            raise ConfigError(f"{self.where}: {paths[0]}: lists of different lengths")
        values = dict(entry.get("values", {}))
        found = []
        for index, path in enumerate(paths):
            if path not in self.catalogue:
                raise ConfigError(f"{self.where}: {path} is not in the signal catalogue")
            status = self._place(statuses[index], values)
            request = self._place(requests[index], values) if requests else None
            boolean = self.catalogue.signal(path).datatype == "boolean"
            found.append(Mapped(path, boolean, status, request, values))
        return found

    def _text(self, entry: Mapping[str, Any], key: str) -> str:
        value = entry.get(key)
        if not isinstance(value, str):
            raise ConfigError(f"{self.where}: each [[signal]] needs a text {key!r}")
        return value

    def _place(self, name: str, values: Mapping[str, Value]) -> Place:
        message_name, _, signal_name = name.partition(".")
        try:
            message = self.database.get_message_by_name(message_name)
            signal = message.get_signal_by_name(signal_name)
        except KeyError as error:
            raise ConfigError(f"{self.where}: {name} is not in the DBC file") from error
        names = {str(choice) for choice in (signal.choices or {}).values()}
        unknown = sorted(set(values) - names)
        if unknown:
            raise ConfigError(f"{self.where}: {name} has no value named {unknown[0]!r}")
        return Place(message, signal)


def _text(path: Path | None, bundled: str) -> str:
    try:
        if path is None:
            return resources.files("assistant.vehicle").joinpath(bundled).read_text("utf-8")
        return path.read_text("utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: can't be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8") from error


def _database(text: str, where: str) -> Database:
    try:
        database = cantools.database.load_string(text, "dbc")
    except (cantools.Error, ValueError) as error:
        raise ConfigError(f"{where}: not a DBC file: {error}") from error
    assert isinstance(database, Database)
    return database
