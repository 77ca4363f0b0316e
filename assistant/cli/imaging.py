"""``assistant imaging``: pictures without a car around them."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from assistant.cli.camera import mirror, weather
from assistant.config import load_config
from assistant.errors import InputError, PictureError, PictureRequestError
from assistant.imaging.interface import DEFAULT_SIZE, MAX_SEED, PictureRequest, Size
from assistant.imaging.settings import SCENE
from assistant.imaging.worker import Drawn
from assistant.understanding.language import guess_language

SHEET_QUALITY = 84
"""Of a contact sheet as a JPEG: a megabyte."""

STYLES = ("flat", "watercolor", "crayon", "papercut", "ink")


class SizeType(click.ParamType[Size]):
    """``WIDTHxHEIGHT`` in pixels."""

    name = "WIDTHxHEIGHT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Size:
        """Return the size that was typed."""
        if isinstance(value, tuple):
            return value
        found = re.fullmatch(r"(\d{2,4})x(\d{2,4})", str(value))
        if found is None:
            self.fail(f"{value!r} is no size such as 1024x576", param, ctx)
        return int(found[1]), int(found[2])


@click.group()
def imaging() -> None:
    """Draw pictures, and work on those of cameras."""


imaging.add_command(mirror)
imaging.add_command(weather)


@imaging.command()
@click.argument("text")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file that ends in .png, .jpg or .webp.",
)
@click.option("--lang", "language", type=click.Choice(["en", "zh"]), help="Default: from the text.")
@click.option("--seed", type=click.IntRange(0, MAX_SEED), help="The same seed, the same picture.")
@click.option("--size", type=SizeType(), default=DEFAULT_SIZE, show_default="1024x576")
@click.option("--style", type=click.Choice(STYLES), help="Scenes only.")
@click.option("--steps", type=click.IntRange(0, 50), default=0, help="Generative models only.")
@click.option("--engine", help="`scene`, or the id of an installed model. Default: the setting.")
@click.option("--json", "as_json", is_flag=True, help="Print what is known of the picture.")
def draw(
    text: str, output: Path, style: str | None, engine: str | None, as_json: bool, **wanted: Any
) -> None:
    """Draw what TEXT says into a file."""
    kind = _kind(output)
    from assistant.imaging.encode import decoded, encoded  # noqa: PLC0415  heavy

    language = wanted["language"] or guess_language(text, load_config().voice.languages)
    seed = secrets.randbelow(MAX_SEED) if wanted["seed"] is None else wanted["seed"]
    asked = PictureRequest(text, language, wanted["size"], seed, wanted["steps"])
    request, drawn = asyncio.run(_drawn(asked, style, engine))
    data = drawn.jpeg if kind.startswith("jp") else encoded(decoded(drawn.jpeg), kind)
    _write(output, data)
    told = {
        "file": str(output),
        "engine": drawn.engine,
        "seed": request.seed,
        "size": drawn.size,
        "took_s": round(drawn.took_s, 3),
        "notes": drawn.notes,
        "program": request.program,
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        width, height = drawn.size
        click.echo(
            f"{output}: {width}x{height}, {drawn.engine}, seed {request.seed}, {drawn.took_s:.2f} s"
        )


@imaging.command()
@click.argument("output", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--random", "count", type=click.IntRange(1, 400), help="So many scenes by chance.")
@click.option("--seed", type=click.IntRange(0, MAX_SEED), default=0, help="Of --random.")
def sheet(output: Path, count: int | None, seed: int) -> None:
    """Draw a page of scenes, as in docs/pictures.md, into OUTPUT (.png, .jpg or .webp)."""
    kind = _kind(output)
    from assistant.imaging.encode import encoded  # noqa: PLC0415  heavy
    from assistant.imaging.scene import sheet as page  # noqa: PLC0415  heavy

    shown = page.programs() if count is None else page.random_programs(count, seed)
    _write(output, encoded(page.contact_sheet(shown), kind, quality=SHEET_QUALITY))
    click.echo(f"{output}: {len(shown)} scenes")


def _kind(output: Path) -> str:
    """Return the format that a file's name asks for.

    Raises:
        InputError: there is no such format, or no such folder.
        PictureError: the libraries that draw are not installed.
    """
    from assistant.imaging.open import installed  # noqa: PLC0415  heavy

    if not installed():
        raise PictureError("Pictures need the extra `imaging`: run `make setup`.")
    from assistant.imaging.encode import FORMATS  # noqa: PLC0415  heavy

    kind = output.suffix.removeprefix(".").lower()
    if kind not in FORMATS:
        raise InputError(f"{output.name}: a picture ends in .{', .'.join(FORMATS)}")
    if not output.parent.is_dir():
        raise InputError(f"{output.parent}: there is no such folder")
    return kind


def _write(output: Path, data: bytes) -> None:
    try:
        output.write_bytes(data)
    except OSError as error:
        raise InputError(f"{output}: can't be written ({error.strerror})") from error


async def _drawn(
    request: PictureRequest, style: str | None, engine: str | None
) -> tuple[PictureRequest, Drawn]:
    from assistant.imaging.drawer import Drawer  # noqa: PLC0415  heavy
    from assistant.imaging.open import engines  # noqa: PLC0415  heavy

    config = load_config()
    chosen = engine or config.imaging.engine
    known = engines(config, chosen)
    if chosen not in known:
        raise InputError(f"There is no engine {chosen!r} here; there are {', '.join(known)}.")
    request = await _with_scene(request, style, free=chosen != SCENE)
    drawer = Drawer(known, idle_s=0.0)
    try:
        limit_s = config.imaging.limit_s
        return request, await drawer.draw(chosen, request, limit_s, lambda _shown: None)
    finally:
        await drawer.close()


async def _with_scene(request: PictureRequest, style: str | None, *, free: bool) -> PictureRequest:
    """Return the request with the scene that its words give; ``free`` ones may have none.

    Raises:
        PictureRequestError: it is drawn for nobody, or nothing of it can be drawn.
    """
    from assistant.imaging.meaning import UNKNOWN, by_words  # noqa: PLC0415  heavy
    from assistant.imaging.unsuitable import unsuitable  # noqa: PLC0415

    reason = unsuitable(request.prompt)
    if reason is not None:
        raise PictureRequestError(f"This is drawn for nobody ({reason}).", code="picture_declined")
    found = await asyncio.to_thread(by_words, request.prompt, request.language, request.seed)
    if found.program is None and not free:
        UNKNOWN.or_raise()
    program = found.program and {**found.program, **({"style": style} if style else {})}
    return replace(request, program=program)
