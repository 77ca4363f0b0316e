"""``assistant skills``: make, test, pack, add and remove skills."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from pathlib import Path
from typing import Any

import click
from packaging.version import InvalidVersion, Version
from rich.console import Console
from rich.table import Table

from assistant.api.control import ask_about_skills
from assistant.cli.skills_author import json_option, lint_skills, new, print_json, test
from assistant.config import Config, load_config
from assistant.errors import SkillError
from assistant.skillhost.manifest import Bundle, load_bundle
from assistant.skillhost.pack import SUFFIX, pack, unpack
from assistant.skillhost.shelf import Shelf, open_shelf
from assistant.understanding.compiled import prepare
from assistant.understanding.grammar import Grammar
from assistant.understanding.installed import installed_encoder
from assistant.understanding.paraphrases import groups


@click.group()
def skills() -> None:
    """Make, test, pack, add and remove skills."""


for command in (new, test, lint_skills):
    skills.add_command(command)


@skills.command("pack")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Default: ID-VERSION.skill.")
@json_option
def pack_skill(folder: Path, output: Path | None, as_json: bool) -> None:
    """Pack a skill's folder into one file. The same files always give the same bytes."""
    bundle = load_bundle(folder.resolve())
    name = f"{bundle.id}-{bundle.version}{SUFFIX}".replace("/", "_")
    target = output or Path(name)
    packed = pack(folder, target)
    content = target.read_bytes()
    row = {
        "id": packed.id,
        "version": packed.version,
        "file": str(target),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    if as_json:
        print_json({**row, "files": packed.files})
        return
    size = f"{len(packed.files)} files, {len(content) / 1000:.0f} kB"
    click.echo(f"{target}: {packed.id} {packed.version}, {size}, SHA-256 {row['sha256']}")


# --- install, remove ------------------------------------------------------------------------


@skills.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@json_option
def install(source: Path, as_json: bool) -> None:
    """Add or replace a skill, from a packed file or a folder.

    A running service uses it from then on; turns in flight go on with the old one.
    """
    config = load_config()
    shelf = open_shelf(config)
    before = {one.id: one.bundle for one in shelf.added.all()}
    bundle = _add(source, shelf)
    report = _tell_service(config, shelf)
    problem = report["problems"].get(bundle.id, "") if report else ""
    row: dict[str, Any] = {
        "id": bundle.id,
        "version": bundle.version,
        "change": _change(before.get(bundle.id), bundle),
        "permissions": _permissions(bundle),
        "service": _service_state(report, problem),
        "problem": problem,
    }
    if as_json:
        print_json(row)
    else:
        click.echo(f"{bundle.id}: {row['change']}")
        for what, names in row["permissions"].items():
            click.echo(f"  {what}: {', '.join(names) or 'nothing'}")
        click.echo(f"  {_SERVICE[row['service']]}")
    if problem:
        raise SkillError(f"The running service can't use it: {problem}")


def _add(source: Path, shelf: Shelf) -> Bundle:
    """Check a packed file or a folder, and add its skill."""
    with tempfile.TemporaryDirectory(prefix="skill-") as folder:
        unpacked = source if source.is_dir() else unpack(source, Path(folder)).folder
        _check_sentences(load_bundle(unpacked.resolve()))
        return shelf.added.install(unpacked)


_SERVICE = {
    "not running": "No service runs; the next one will have it so.",
    "up to date": "The running service has it so from now on.",
    "can't use it": "The running service can't use it.",
}


@skills.command()
@click.argument("skill_id", metavar="ID")
@json_option
def remove(skill_id: str, as_json: bool) -> None:
    """Take an added skill away. Those that come with the assistant stay."""
    config = load_config()
    shelf = open_shelf(config)
    if skill_id in {bundle.id for bundle in shelf.bundled}:
        raise SkillError(f"{skill_id}: comes with the assistant and can't be removed")
    shelf.added.remove(skill_id)
    report = _tell_service(config, shelf)
    state = _service_state(report, "")
    if as_json:
        print_json({"id": skill_id, "change": "removed", "service": state})
        return
    click.echo(f"{skill_id}: removed. {_SERVICE[state]}")


def _check_sentences(bundle: Bundle) -> None:
    """Refuse a skill whose sentences or paraphrases would keep the car from understanding.

    Raises:
        SkillError: one of them is wrong; the message names the file.
    """
    for language in bundle.languages:
        list(groups(bundle, language))
        if bundle.sentences(language):
            Grammar([bundle], language)


def _tell_service(config: Config, shelf: Shelf) -> dict[str, Any] | None:
    """Have the running service read the skills anew; without one, tidy up."""
    report = asyncio.run(ask_about_skills(config.socket_path, changed=True))
    if report is None:
        shelf.added.clean()
    return report


def _service_state(report: dict[str, Any] | None, problem: str) -> str:
    if report is None:
        return "not running"
    return "can't use it" if problem else "up to date"


def _change(before: Bundle | None, after: Bundle) -> str:
    """Return in words what an installation did."""
    if before is None:
        return f"installed {after.version}"
    if before.version == after.version:
        return f"installed {after.version} again"
    try:
        word = "upgraded" if Version(before.version) < Version(after.version) else "downgraded"
    except InvalidVersion:
        word = "replaced"
    return f"{word} from {before.version} to {after.version}"


def _permissions(bundle: Bundle) -> dict[str, list[str]]:
    """Return what a skill may do, as an operator wants to know it."""
    return {
        "may ask for": list(bundle.effects),
        "sees": list(bundle.context),
        "talks to": list(bundle.network),
        "reads": list(bundle.files),
    }


# --- compile --------------------------------------------------------------------------------


@skills.command("compile")
def compile_sentences() -> None:
    """Compile the sentences of all skills now, for a quick and small next start."""
    config = load_config()
    console = Console()
    with console.status("Compiling what people say to the skills …"):
        prepare(
            open_shelf(config).bundles,
            config.voice.languages,
            config.cache_dir / "sentences",
            installed_encoder(config.models_dir),
        )
    console.print("The sentences of the skills are compiled.")


# --- list -----------------------------------------------------------------------------------


@skills.command("list")
@json_option
def list_skills(as_json: bool) -> None:
    """Show the skills of this machine, and where they run when a service does."""
    config = load_config()
    shelf = open_shelf(config)
    report = asyncio.run(ask_about_skills(config.socket_path, changed=False))
    rows = _rows(shelf, report)
    if as_json:
        print_json({"service": report is not None, "skills": rows})
        return
    table = Table("skill", "version", "languages", "tools", "from", "process", "memory", box=None)
    for row in rows:
        memory = f"{row['memory_mb']:.0f} MB" if row["memory_mb"] else ""
        state = f"{row['process']} ({row['state']})" if row["process"] else row["state"]
        counts = " ".join(row["languages"]), str(row["tools"])
        table.add_row(row["id"], row["version"], *counts, row["origin"], state, memory)
    for column in table.columns:
        column.no_wrap = True
    Console().print(table)
    for row in rows:
        if row["problem"]:
            click.echo(f"{row['id']}: can't be used: {row['problem']}")
    if report is None:
        click.echo("No service runs, so there are no processes to show.")
    else:
        processes = {row["process"]: row["memory_mb"] for row in rows if row["process"]}
        click.echo(f"All processes of skills together: {sum(processes.values()):.0f} MB")


def _rows(shelf: Shelf, report: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return one row a skill; also for those that can't be used."""
    running = {row["id"]: row for row in report["skills"]} if report else {}
    problems = dict(report["problems"]) if report else {}
    problems.update({one.id: one.problem for one in shelf.added.all() if one.problem})
    usable = [
        *((bundle, "assistant") for bundle in shelf.bundled),
        *((bundle, "added") for bundle in shelf.added.bundles()),
    ]
    rows = [_row(bundle, origin, running, problems) for bundle, origin in usable]
    shown = {row["id"] for row in rows}
    broken = [one for one in shelf.added.all() if one.bundle is None]
    return rows + [
        {**_EMPTY, "id": one.id, "origin": "added", "problem": one.problem}
        for one in broken
        if one.id not in shown
    ]


_EMPTY = {"version": "", "languages": [], "tools": 0, "process": "", "state": "", "memory_mb": 0.0}


def _row(
    bundle: Bundle, origin: str, running: dict[str, Any], problems: dict[str, str]
) -> dict[str, Any]:
    now = running.get(bundle.id, {})
    return {
        "id": bundle.id,
        "version": now.get("version", bundle.version),
        "languages": list(bundle.languages),
        "tools": len(bundle.tools),
        "origin": origin,
        "process": now.get("process", ""),
        "state": now.get("state", ""),
        "memory_mb": now.get("memory_mb", 0.0),
        "problem": problems.get(bundle.id, ""),
    }
