"""``assistant run``: the service. It checks itself with a spoken turn, then listens."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from filelock import FileLock, Timeout

from assistant.announcing import tell_all
from assistant.api.control import ControlServer, Send
from assistant.api.hub import Hub
from assistant.api.pairing import DRIVER, Pairing
from assistant.api.server import check_address, serving
from assistant.app import Needs, open_assistant
from assistant.audio.devices import DeviceInput, DeviceOutput
from assistant.audio.interface import AudioOutput
from assistant.audio.mute import MutedInput
from assistant.audio.wavfile import read_recording
from assistant.car import Assistant, Devices
from assistant.cli.doctor import CHECKS
from assistant.cli.printing import print_for_people
from assistant.config import ZONES, Config, load_config
from assistant.conversation.speaker import Speaker
from assistant.errors import AlreadyRunningError, DeviceError, InputError
from assistant.events import Event, Notice, TurnEnded, to_json
from assistant.hearing import Hearing, hear_recording, nothing_heard
from assistant.store.running import clear_running, mark_running, was_unclean
from assistant.store.store import State, open_store

SELF_CHECK = Path(__file__).parent.parent / "recordings" / "self_check.flac"


@click.command()
@click.option("--self-check/--no-self-check", default=True, help="One spoken turn at the start.")
@click.option("--once", is_flag=True, help="End after the self-check.")
def run(self_check: bool, once: bool) -> None:
    """Run the assistant until Ctrl-C."""
    config = load_config()
    with service_lock(config), trusted_models(config):
        asyncio.run(_run(config, self_check=self_check, once=once))
    click.echo("Goodbye.")


def service_lock(config: Config) -> FileLock:
    """Take the data folder for this service.

    Raises:
        AlreadyRunningError: another service has it.
    """
    config.data_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(config.data_dir / "service.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise AlreadyRunningError(
            f"An assistant already runs on {config.data_dir}. Talk to it with `assistant ask`, "
            "stop it, or give this one a folder of its own with ASSISTANT_DATA."
        ) from error
    return lock


@contextmanager
def trusted_models(config: Config) -> Iterator[None]:
    """Mark the models as in use; after a crash or power cut read them in full first.

    Raises:
        StoreError: the data folder can't be written.
    """
    if was_unclean(config.data_dir):
        click.echo("The last run ended unexpectedly: checking the models ...")
        for check in open_store(config).verify_all():
            if check.state is State.DAMAGED:
                click.echo(f"  {check.model} is damaged; `assistant models pull` repairs it.")
    mark_running(config.data_dir)
    try:
        yield
    finally:
        clear_running(config.data_dir)


async def _run(config: Config, *, self_check: bool, once: bool) -> None:
    if config.api.enabled and not once:
        check_address(config.api)
    click.echo("Starting the recognizer and the voice ...")
    async with open_assistant(config, Needs(voice=True)) as car:
        gc.freeze()  # the sentences stay: looking through them for garbage takes a second
        if self_check:
            await _check(car)
        if once:
            return
        async with _control(car), _api(car), _warming(car):
            await _listen(car)


@asynccontextmanager
async def _warming(car: Assistant) -> AsyncIterator[None]:
    """Load meanwhile what the first turns may do without."""

    async def warm() -> None:
        if await car.start_model():
            click.echo("Ready for free questions, too.")
        await car.prepare_phrases()

    task = asyncio.create_task(warm())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _check(car: Assistant) -> None:
    """Run one spoken turn from a recording and print what came of it."""
    click.echo(f"Self-check, from the recording {SELF_CHECK.name} (a synthetic voice):")
    with car.bus.listening(_show):
        await hear_recording(car, read_recording(SELF_CHECK), Hearing())


def _show(event: Event) -> None:
    print_for_people(to_json(event))


# --- listening ----------------------------------------------------------------------------


async def _listen(car: Assistant) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    work = asyncio.create_task(_serve_devices(car))
    stopping = asyncio.create_task(stop.wait())
    with car.bus.listening(_show):
        await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
    for task in (work, stopping):
        task.cancel()
    await asyncio.gather(work, stopping, return_exceptions=True)


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


# --- local API ----------------------------------------------------------------------------


@asynccontextmanager
async def _api(car: Assistant) -> AsyncIterator[None]:
    """Serve other programs, if the settings say so."""
    if not car.config.api.enabled:
        yield
        return

    def doctor() -> list[dict[str, str]]:
        return [asdict(finding) for check in CHECKS for finding in check(car.config)]

    hub = Hub(car, doctor)
    async with serving(hub, car.config.api) as address:
        code = Pairing(car.config.data_dir / "api", hub.tokens).code(DRIVER)
        click.echo(f"Screen: {address}/#{code}  (opens once; `assistant screen` prints another)")
        async with _wyoming(car):
            yield


@asynccontextmanager
async def _wyoming(car: Assistant) -> AsyncIterator[None]:
    """Serve Wyoming peers, if the settings say so."""
    port = car.config.api.wyoming_port
    if not port:
        yield
        return
    from assistant.api.wyoming_server import serving_wyoming  # noqa: PLC0415  seldom needed

    async with serving_wyoming(car, port) as address:
        click.echo(f"Wyoming at {address}: wake words, recognition, speech.")
        yield


# --- control ------------------------------------------------------------------------------


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
