"""Find package files in the configured Python package index, without installing anything.

The index is pip's: its environment variables, its configuration files, else its default. A file
counts as found only when the index offers one with the pinned SHA-256 (or, when the index tells
no hashes, with the right name and version); what comes is checked again by the caller.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name
from pypi_simple import (
    ACCEPT_JSON_PREFERRED,
    PYPI_SIMPLE_ENDPOINT,
    DistributionPackage,
    ProjectPage,
    UnsupportedRepoVersionError,
)

from assistant.errors import DownloadError
from assistant.store.catalogue import Part
from assistant.store.interface import Page, Transfer

_PIP_TIMEOUT_S = 30.0
# pip's own order: what a command's section says goes before [global].
_SECTIONS = ("download", "install", "global")


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """Where packages come from: index addresses in order, and a certificate file or None."""

    urls: tuple[str, ...]
    certificates: Path | None = None


def configured_index(environment: Mapping[str, str] | None = None) -> IndexConfig:
    """Return the package index that pip would use here.

    pip itself is asked for its configuration files; without pip the environment and the
    default count.
    """
    env = dict(os.environ) if environment is None else dict(environment)
    return index_from(env, parse_pip_config(_pip_config_list(env)))


def index_from(environment: Mapping[str, str], files: Mapping[str, str]) -> IndexConfig:
    """Return the index from the environment and pip's ``section.name`` settings.

    >>> index_from({}, {"global.index-url": "https://mirror.example/simple"}).urls
    ('https://mirror.example/simple',)
    """

    def setting(name: str) -> str:
        variable = environment.get("PIP_" + name.upper().replace("-", "_"), "")
        from_files = (files.get(f"{section}.{name}", "") for section in _SECTIONS)
        return variable or next((value for value in from_files if value), "")

    certificates = setting("cert")
    path = Path(certificates) if certificates else None
    if setting("no-index").lower() in ("1", "true", "yes", "on"):
        return IndexConfig((), path)
    main = setting("index-url") or PYPI_SIMPLE_ENDPOINT
    return IndexConfig((main, *setting("extra-index-url").split()), path)


def parse_pip_config(text: str) -> dict[str, str]:
    """Return ``section.name`` to value from what ``pip config list`` printed.

    >>> parse_pip_config("global.index-url='https://mirror.example/simple'")
    {'global.index-url': 'https://mirror.example/simple'}
    """
    settings: dict[str, str] = {}
    for line in text.splitlines():
        name, equals, value = line.partition("=")
        if not equals or name.startswith(":env:"):
            continue
        try:
            settings[name.strip()] = str(ast.literal_eval(value))
        except (ValueError, SyntaxError):
            continue
    return settings


def _pip_config_list(environment: Mapping[str, str]) -> str:
    command = [sys.executable, "-m", "pip", "config", "list"]
    try:
        done = subprocess.run(
            command,
            env=dict(environment),
            capture_output=True,
            text=True,
            timeout=_PIP_TIMEOUT_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout


def archive_url(part: Part, index: IndexConfig, transfer: Transfer) -> str:
    """Return the address of the package file that ``part`` is in.

    Raises:
        DownloadError: no index has it, or none answered.
    """
    if not index.urls:
        raise DownloadError(f"{part.package}: no package index is configured (PIP_NO_INDEX)")
    failures: list[str] = []
    for url in index.urls:
        try:
            found = _look_up(part, url, transfer)
        except DownloadError as error:
            failures.append(str(error))
            continue
        if found:
            return found
    if failures:
        raise DownloadError("; ".join(failures))
    raise DownloadError(
        f"{part.package} {part.version}: no index has the file with SHA-256 {part.sha256[:12]}…"
    )


def _look_up(part: Part, index_url: str, transfer: Transfer) -> str | None:
    project = canonicalize_name(part.package)
    url = f"{index_url.rstrip('/')}/{project}/"
    page = transfer.page(url, ACCEPT_JSON_PREFERRED)
    if page is None:
        return None
    for package in _parse(page, project).packages:
        if _matches(package, part):
            return package.url
    return None


def _parse(page: Page, project: str) -> ProjectPage:
    try:
        if "json" in page.content_type:
            return ProjectPage.from_json_data(json.loads(page.text), page.url)
        return ProjectPage.from_html(project, page.text, page.url)
    except (ValueError, UnsupportedRepoVersionError) as error:
        raise DownloadError(f"{project}: the index's page can't be read") from error


def _matches(package: DistributionPackage, part: Part) -> bool:
    sha256 = package.digests.get("sha256", "")
    if sha256:
        return sha256 == part.sha256
    return package.package_type == "wheel" and package.version == part.version
