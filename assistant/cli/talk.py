"""``assistant ask``, ``hear`` and ``say``: talk to the car without a microphone.

``ask`` and ``hear`` go to the running service when there is one, so that they share its car
and its conversation; else they start what they need themselves.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
import numpy as np

from assistant.api.control import request
from assistant.api.speech import spoken
from assistant.app import Needs, open_assistant
from assistant.audio.resample import resampled
from assistant.audio.wavfile import read_recording, write_wav
from assistant.cli.printing import Line, printer
from assistant.config import ZONES, load_config
from assistant.errors import AssistantError, InputError
from assistant.events import Event, TurnEnded, to_json
from assistant.hearing import Hearing, hear_recording, nothing_heard
from assistant.imaging.studio import Studio
from assistant.understanding.normalize import checked_text

Print = Callable[[Line], None]


@click.command()
@click.argument("text", required=False)
@click.option("--lang", "language", type=click.Choice(["en", "zh"]), help="Default: from the text.")
@click.option("--zone", type=click.Choice(ZONES), default="driver", help="Who asks.")
@click.option("--json", "as_json", is_flag=True, help="One event a line.")
def ask(text: str | None, language: str | None, zone: str, as_json: bool) -> None:
    """Ask in text. Without TEXT: one request a line from standard input, one conversation."""
    if text is None:
        prompt = sys.stdin.isatty() and not as_json
        lines: Iterable[str] = _typed_lines() if prompt else filter(str.strip, sys.stdin)
    else:
        checked_text(text)  # what can't be read needs no car
        lines = [text]
    asyncio.run(_ask_all(lines, language, zone, printer(as_json)))


def _typed_lines() -> Iterable[str]:
    click.echo("Type a request; an empty line or Ctrl-D ends.")
    while line := click.prompt("you", default="", show_default=False, prompt_suffix="> "):
        yield line


async def _ask_all(lines: Iterable[str], language: str | None, zone: str, show: Print) -> None:
    config = load_config()
    if config.socket_path.exists():
        try:
            for line in lines:
                body = {"command": "ask", "text": line, "language": language, "zone": zone}
                await _relay(config.socket_path, body, show)
        except ConnectionError:
            pass  # a dead service left its socket behind
        else:
            return
    async with open_assistant(config, Needs()) as car:
        with car.bus.listening(lambda event: show(to_json(event))):
            for line in lines:
                await car.ask(line, language, zone)
                if car.pictures is not None:
                    await show_pictures(car.pictures, show)


async def show_pictures(pictures: Studio, show: Print) -> None:
    """Wait for the pictures that were asked for, and say where they are."""
    for job in pictures.jobs.open:
        with suppress(AssistantError):  # an event has told what became of it
            await pictures.jobs.finished(job.id)
            file = pictures.gallery.file(job.id)
            show({"type": "picture_file", "picture": job.id, "file": str(file)})


async def _relay(socket: Path, body: dict[str, Any], show: Print) -> None:
    async for line in request(socket, body):
        show(line)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--wake", is_flag=True, help="Wait for the wake word; default: push-to-talk.")
@click.option("--zone", type=click.Choice(ZONES), default="driver", help="Whose microphone.")
@click.option("--reply-audio", type=click.Path(path_type=Path), help="Write what the car says.")
@click.option("--json", "as_json", is_flag=True, help="One event a line.")
def hear(file: Path, wake: bool, zone: str, reply_audio: Path | None, as_json: bool) -> None:
    """Play a recording into the microphone path, in real time."""
    how = Hearing(zone=zone, wake=wake)
    answer = reply_audio.absolute() if reply_audio else None
    asyncio.run(_hear(file.absolute(), how, answer, printer(as_json)))


async def _hear(file: Path, how: Hearing, reply_audio: Path | None, show: Print) -> None:
    config = load_config()
    recording = read_recording(file)
    if config.socket_path.exists():
        body = {
            "command": "hear",
            "file": str(file),
            "zone": how.zone,
            "wake": how.wake,
            "reply_audio": str(reply_audio) if reply_audio else None,
        }
        try:
            await _relay(config.socket_path, body, show)
        except ConnectionError:
            pass
        else:
            return
    ended: list[Event] = []

    def listen(event: Event) -> None:
        show(to_json(event))
        if isinstance(event, TurnEnded):
            ended.append(event)

    async with open_assistant(config, Needs(voice=True)) as car:
        with car.bus.listening(listen):
            output = await hear_recording(car, recording, how)
            if not ended:
                listen(nothing_heard(how))
    if reply_audio is not None:
        output.write(reply_audio)


@click.command()
@click.argument("text")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="WAV file.")
@click.option("--lang", "language", type=click.Choice(["en", "zh"]), help="Default: from the text.")
@click.option("--json", "as_json", is_flag=True, help="A summary as JSON.")
def say(text: str, output: Path, language: str | None, as_json: bool) -> None:
    """Speak TEXT into a WAV file with the car's voice."""
    summary = asyncio.run(_say(text, output, language))
    if as_json:
        printer(as_json)(summary)
    else:
        click.echo(f"{output}: {summary['seconds']:.1f} s, {summary['rate_hz']} Hz")


async def _say(text: str, output: Path, language: str | None) -> Line:
    config = load_config()
    cleaned = checked_text(text)
    if not output.parent.is_dir():
        raise InputError(f"{output}: there is no folder {output.parent}; make it first")
    async with open_assistant(config, Needs(voice=True)) as car:
        parts = [part async for part in spoken(car, cleaned, language)]
    rate_hz = parts[0].rate_hz
    sound = [resampled(part.samples, part.rate_hz, rate_hz) for part in parts]
    write_wav(output, np.concatenate(sound), rate_hz)
    return {"file": str(output), "rate_hz": rate_hz, "seconds": sum(map(len, sound)) / rate_hz}
