"""``assistant skills new | test | lint``: what the author of a skill needs."""

from __future__ import annotations

import asyncio
import difflib
import json
import os
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import click

from assistant.config import Config, load_config
from assistant.errors import NotFoundError, SkillError
from assistant.skillhost.host import HostOptions, ProcessSkillHost, open_skill_host
from assistant.skillhost.lint import Finding, lint, permissive
from assistant.skillhost.manifest import Bundle, load_bundle
from assistant.skillhost.sandbox import Strictness
from assistant.skillhost.scaffold import LANGUAGES, make_skill
from assistant.skillhost.shelf import open_shelf
from assistant.skillhost.tables import cases
from assistant.skillhost.testing import Bench, CaseResult, spoken_languages

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
skills_argument = click.argument("names", nargs=-1, metavar="[ID|FOLDER]...")


@dataclass(frozen=True, slots=True)
class Choice:
    """All skills that are there together, and the ids of those to look at.

    ``shared`` are the ids of those that come with the assistant.
    """

    bundles: tuple[Bundle, ...]
    ids: tuple[str, ...]
    shared: tuple[str, ...]

    @property
    def chosen(self) -> tuple[Bundle, ...]:
        """The bundles to look at."""
        return tuple(bundle for bundle in self.bundles if bundle.id in self.ids)


def chosen_skills(config: Config, names: Sequence[str]) -> Choice:
    """Return the skills of this machine, with what folders among ``names`` hold in their place.

    Raises:
        SkillError: a bundle is wrong.
        NotFoundError: a name is neither a skill nor the folder of one.
    """
    shelf = open_shelf(config)
    bundles = {bundle.id: bundle for bundle in shelf.bundles}
    own = {bundle.id: bundle.folder for bundle in shelf.bundled}
    ids = []
    for name in names:
        if (Path(name) / "skill.toml").is_file():
            bundle = load_bundle(Path(name).resolve())
            bundles[bundle.id] = bundle
            ids.append(bundle.id)
        elif name in bundles:
            ids.append(name)
        else:
            raise NotFoundError(
                f"{name}: no skill of this id and no folder with a skill.toml; "
                "`assistant skills list` shows the skills"
            )
    shared = [skill for skill in own if bundles[skill].folder.resolve() == own[skill].resolve()]
    return Choice(tuple(bundles.values()), tuple(dict.fromkeys(ids or bundles)), tuple(shared))


@asynccontextmanager
async def _opened(
    config: Config, choice: Choice, bundles: Sequence[Bundle]
) -> AsyncIterator[ProcessSkillHost]:
    """Yield a host in which every chosen skill can be used.

    Raises:
        SkillError: one can't.
    """
    options = HostOptions(
        shared=choice.shared,
        sandbox=cast("Strictness", config.skills.sandbox),
        cache_dir=config.cache_dir / "skills",
    )
    async with open_skill_host(bundles, options) as host:
        problems = host.status().problems
        for skill in choice.ids:
            if skill in problems:
                raise SkillError(problems[skill])
        yield host


# --- new ------------------------------------------------------------------------------------


@click.command()
@click.argument("name")
@click.option("--lang", default=",".join(LANGUAGES), show_default=True, help="Languages.")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Folder to make it in; default: here.",
)
@json_option
def new(name: str, lang: str, into: Path, as_json: bool) -> None:
    """Make the skill NAME: a folder that works, with sentences, replies and tests."""
    bundle = make_skill(name, [one.strip() for one in lang.split(",")], into)
    if as_json:
        print_json({"id": bundle.id, "folder": str(bundle.folder)})
        return
    click.echo(f"{bundle.folder}: made. Next: `assistant skills test {bundle.folder}`")


# --- test -----------------------------------------------------------------------------------


@click.command()
@skills_argument
@click.option("--lang", "language", help="Only this language.")
@json_option
@click.pass_context
def test(
    context: click.Context, names: tuple[str, ...], language: str | None, as_json: bool
) -> None:
    """Run the tables of skills, among all skills that are there; without names: of all.

    Each row of tests/LANGUAGE.yaml tells a text and what shall come of it.
    """
    config = load_config()
    results = asyncio.run(_tested(config, chosen_skills(config, names), language))
    failed = [result for result in results if result.differences]
    counts = Counter((result.case.skill, result.case.language) for result in results)
    wrong = Counter((result.case.skill, result.case.language) for result in failed)
    if as_json:
        tables = [
            {"id": skill, "language": lang, "rows": rows, "failed": wrong[skill, lang]}
            for (skill, lang), rows in counts.items()
        ]
        print_json({"tables": tables, "failures": [_failure_json(one) for one in failed]})
    else:
        for result in failed:
            _print_failure(result)
        for (skill, lang), rows in counts.items():
            click.echo(f"{skill} {lang}: {rows - wrong[skill, lang]} of {rows} rows as wanted")
        if not results:
            click.echo("There is no row: write tests/<language>.yaml.")
    if failed or not results:
        context.exit(1)


async def _tested(config: Config, choice: Choice, language: str | None) -> list[CaseResult]:
    """Run the tables of the chosen skills."""
    languages = (language,) if language else spoken_languages(choice.chosen)
    async with _opened(config, choice, choice.bundles) as host:
        kept = config.cache_dir / "sentences"
        bench = Bench(host.bundles, host, languages, config.market, kept)
        return [
            await bench.check(case) for bundle in choice.chosen for case in cases(bundle, language)
        ]


def _failure_json(result: CaseResult) -> dict[str, Any]:
    case = result.case
    return {
        "file": str(case.file),
        "line": case.line,
        "language": case.language,
        "text": case.row.text,
        "differences": [asdict(one) for one in result.differences],
    }


def _print_failure(result: CaseResult) -> None:
    """Print what differs as lines that were wanted (-) and that came (+)."""
    case = result.case
    click.secho(f"{_short(case.file)}:{case.line}: {case.row.text!r}", bold=True)
    for difference in result.differences:
        click.echo(f"  {difference.what}")
        for line in difflib.ndiff(_lines(difference.wanted), _lines(difference.got)):
            if not line.startswith("?"):
                click.secho(f"  {line}", fg={"-": "red", "+": "green"}.get(line[0]))


def _lines(value: Any) -> list[str]:
    """Return a value as lines to compare: one an item."""
    items = value if isinstance(value, list) else [value]
    return [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in items]


# --- lint -----------------------------------------------------------------------------------


@click.command("lint")
@skills_argument
@click.option("--samples", default=400, show_default=True, help="Texts tried a skill and language.")
@json_option
@click.pass_context
def lint_skills(
    context: click.Context, names: tuple[str, ...], samples: int, as_json: bool
) -> None:
    """Find what tests can't see: stolen sentences, missing translations, undeclared effects.

    Skills are looked over among all that are there; without names: all of them.
    """
    config = load_config()
    choice = chosen_skills(config, names)
    findings = asyncio.run(_linted(config, choice, samples))
    if as_json:
        rows = [{**asdict(one), "file": str(one.file)} for one in findings]
        print_json({"skills": list(choice.ids), "findings": rows})
    else:
        for one in findings:
            where = f"{_short(one.file)}:{one.line}" if one.line else _short(one.file)
            click.echo(f"{where}: {one.code}: {one.message}")
        click.echo(f"{len(findings)} to mend in {len(choice.ids)} skills")
    if findings:
        context.exit(1)


async def _linted(config: Config, choice: Choice, samples: int) -> list[Finding]:
    async with _opened(config, choice, permissive(choice.bundles, choice.ids)) as host:
        bundles = await host.completed(choice.bundles)
        return await lint(bundles, choice.ids, host, samples, config.cache_dir / "sentences")


# --- printing -------------------------------------------------------------------------------


def _short(path: Path) -> str:
    """Return a path as it is shortest from here."""
    return min(str(path), os.path.relpath(path), key=len)


def print_json(value: dict[str, Any]) -> None:
    """Print one line of JSON."""
    click.echo(json.dumps(value, ensure_ascii=False))
