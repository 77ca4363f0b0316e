"""What the service does once the car is open: check itself, listen, and let others in."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import click

from assistant.announcing import tell_all
from assistant.api.control import ControlServer, Send
from assistant.audio.devices import DeviceInput, DeviceOutput
from assistant.audio.interface import AudioOutput
from assistant.audio.mute import MutedInput
from assistant.audio.wavfile import read_recording
from assistant.car import Assistant, Devices
from assistant.cli.printing import print_for_people
from assistant.config import ZONES
from assistant.conversation.speaker import Speaker
from assistant.errors import DeviceError, InputError
from assistant.events import Event, Notice, TurnEnded, to_json
from assistant.hearing import Hearing, hear_recording, nothing_heard


async def check(car: Assistant, recording: Path) -> None:
    """Run one spoken turn from a recording and print what came of it."""
    click.echo(f"Self-check, from the recording {recording.name} (a synthetic voice):")
    with car.bus.listening(_show):
        await hear_recording(car, read_recording(recording), Hearing())


async def serve(car: Assistant) -> None:
    """Listen, and serve other programs, until Ctrl-C or a signal to end.

    Raises:
        AssistantError: the API can't be served.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    works = (_serve_devices(car), _serve_others(car), stop.wait())
    tasks = [asyncio.ensure_future(work) for work in works]
    async with _control(car):
        with car.bus.listening(_show):
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


def _show(event: Event) -> None:
    print_for_people(to_json(event))


# --- listening ----------------------------------------------------------------------------


async def _serve_devices(car: Assistant) -> None:
    """Listen at the microphone; without one, say so and serve the other ways in."""
    try:
        audio, output = _open_devices(car)
    except DeviceError as error:
        click.echo(f"No microphone: {error}")
        _tell_other_ways()
        await tell_all(car, None)
        return
    words = " or ".join(word.replace("_", " ") for word in car.config.voice.wake_words)
    click.echo(f'Listening. Say "{words}", then for example "open my window". Ctrl-C ends.')
    session = car.session(output, car.config.voice.zones, wake=True)
    speaker = Speaker(car.engines.synthesizer, output, car.now)
    car.devices = Devices(session, audio, speaker)
    telling = asyncio.create_task(tell_all(car, speaker))
    try:
        await session.run(audio)
    finally:
        car.devices = None
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
        await audio.close()
        await output.close()


def _open_devices(car: Assistant) -> tuple[MutedInput, AudioOutput]:
    def tell(kind: str, device: str) -> None:
        car.bus.emit(Notice(at_s=car.now(), kind=kind, text=device))

    voice = car.config.voice
    return MutedInput(DeviceInput(voice, on_notice=tell)), DeviceOutput(voice, on_notice=tell)


def _tell_other_ways() -> None:
    click.echo("Talk to it from another terminal:")
    click.echo('  assistant ask "open my window"        in text')
    click.echo("  assistant hear FILE.wav               with a recording")
    click.echo("Ctrl-C ends.")


# --- other programs -----------------------------------------------------------------------


async def _serve_others(car: Assistant) -> None:
    """Open the doors, then load what the first turns may do without; go on for ever."""
    opened = await asyncio.to_thread(_import_doors)
    async with opened(car):
        if await car.start_model():
            click.echo("Ready for free questions, too.")
        await car.prepare_phrases()
        await asyncio.Event().wait()


def _import_doors() -> Callable[[Assistant], AbstractAsyncContextManager[None]]:
    from assistant.cli.doors import open_doors  # noqa: PLC0415  more than a second

    return open_doors


@asynccontextmanager
async def _control(car: Assistant) -> AsyncIterator[None]:
    server = ControlServer(car.config.socket_path, lambda body, send: _handle(car, body, send))
    await server.start()
    try:
        yield
    finally:
        await server.close()


async def _handle(car: Assistant, body: dict[str, Any], send: Send) -> None:
    zone = str(body.get("zone") or "driver")
    if zone not in ZONES:
        raise InputError(f"Unknown zone {zone!r}; zones are {', '.join(ZONES)}.")
    ends: list[TurnEnded] = []

    def forward(event: Event) -> None:
        send(to_json(event))
        if isinstance(event, TurnEnded):
            ends.append(event)

    with car.bus.listening(forward):
        match body.get("command"):
            case "ask":
                await car.ask(str(body.get("text", "")), body.get("language"), zone)
            case "hear":
                how = Hearing(zone=zone, wake=bool(body.get("wake")))
                await _hear(car, body, how)
                if not ends:
                    forward(nothing_heard(how))
            case "skills" | "skills_changed" as command:
                if command == "skills_changed":
                    await car.reload_skills()
                send(car.skills.report())
            case other:
                known = "ask, hear, skills and skills_changed"
                raise InputError(f"Unknown command {other!r}; known are {known}.")


async def _hear(car: Assistant, body: dict[str, Any], how: Hearing) -> None:
    output = await hear_recording(car, read_recording(Path(str(body.get("file", "")))), how)
    if body.get("reply_audio"):
        output.write(Path(str(body["reply_audio"])))
