"""Sound over the event socket: a client's microphone in, the car's answers out.

A binary message is an eight-byte header and mono 16-bit little-endian PCM:

    offset 0  2 bytes  "A1"
           2  u8       1 microphone (to the car), 2 loudspeaker (from the car)
           3  u8       0
           4  u32 LE   samples a second: 8000 to 96000

A client sends at most a second a message. It need not send silence: what is missing is silence.
The car's answers come as they sound, 40 ms a message, so that a client that plays them at once
stops when the car stops.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import numpy as np

from assistant.audio.interface import FRAME_S, FRAME_SAMPLES, Frame, Samples
from assistant.audio.resample import StreamResampler
from assistant.audio.sink import FILE_RATE_HZ, NullOutput
from assistant.car import Assistant
from assistant.clock import Clock, MonotonicClock
from assistant.errors import InputError

HEADER = struct.Struct("<2sBBI")
MAGIC = b"A1"
MICROPHONE, LOUDSPEAKER = 1, 2
RATES_HZ = range(8_000, 96_001)

AHEAD_S = 10.0
"""How far a client may be ahead of time with its sound."""

_GAP_S = 0.1
_MESSAGE_S = 0.04
_OUT_KEPT = 256


class SoundError(InputError):
    """A sound message that can't be used."""

    code = "audio_format"


def packed(samples: Samples, rate_hz: int) -> bytes:
    """Return the car's sound as a message."""
    return HEADER.pack(MAGIC, LOUDSPEAKER, 0, rate_hz) + samples.astype("<i2").tobytes()


def unpacked(message: bytes) -> tuple[Samples, int]:
    """Return a client's sound and its rate.

    Raises:
        SoundError: the header or the length is wrong; the message says how.
    """
    if len(message) < HEADER.size:
        raise SoundError("sound begins with an 8-byte header")
    magic, kind, zero, rate_hz = HEADER.unpack_from(message)
    if magic != MAGIC or kind != MICROPHONE or zero != 0:
        raise SoundError("the sound's header is wrong")
    pcm = message[HEADER.size :]
    if rate_hz not in RATES_HZ or len(pcm) % 2 or len(pcm) > 2 * rate_hz:
        raise SoundError("sound is 16-bit mono, 8 to 96 kHz, at most a second a message")
    return np.frombuffer(pcm, dtype="<i2").astype(np.int16), rate_hz


class SocketMicrophone:
    """An ``AudioInput`` fed by a client: 20 ms frames in true time, silence where none came."""

    def __init__(self, zone: str, clock: Clock) -> None:
        self._zone = zone
        self._clock = clock
        self._blocks: asyncio.Queue[Samples | None] = asyncio.Queue()
        self._resampler: tuple[int, StreamResampler] | None = None
        self._left: Samples = np.zeros(0, dtype=np.int16)

    def feed(self, samples: Samples, rate_hz: int) -> None:
        """Take sound of any rate.

        Raises:
            SoundError: the client is too far ahead of time.
        """
        if self._blocks.qsize() * FRAME_S > AHEAD_S:
            raise SoundError(f"sound came more than {AHEAD_S:g} s ahead of time")
        if self._resampler is None or self._resampler[0] != rate_hz:
            self._resampler = (rate_hz, StreamResampler(rate_hz))
        sound = np.concatenate((self._left, self._resampler[1].feed(samples)))
        whole = len(sound) // FRAME_SAMPLES * FRAME_SAMPLES
        self._left = sound[whole:]
        for start in range(0, whole, FRAME_SAMPLES):
            self._blocks.put_nowait(sound[start : start + FRAME_SAMPLES])

    async def frames(self) -> AsyncIterator[Frame]:
        """Yield frames until it is closed."""
        at_s = self._clock.now()
        while True:
            block = await self._next()
            if block is None:
                return
            at_s = max(at_s, self._clock.now() - _GAP_S - FRAME_S)
            await self._clock.sleep_until(at_s + FRAME_S)
            yield Frame(self._zone, at_s, block)
            at_s += FRAME_S

    async def close(self) -> None:
        """End ``frames``."""
        self._blocks.put_nowait(None)

    async def _next(self) -> Samples | None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_GAP_S):
                return await self._blocks.get()
        return np.zeros(FRAME_SAMPLES, dtype=np.int16)


class SocketLoudspeaker(NullOutput):
    """An ``AudioOutput`` whose sound goes to a client as it would sound in the car."""

    def __init__(self, clock: Clock, send: Callable[[bytes], Awaitable[None]]) -> None:
        super().__init__(clock)
        self._send = send
        self._out: asyncio.Queue[bytes] = asyncio.Queue(_OUT_KEPT)
        self._gathered: list[Samples] = []
        self._sender = asyncio.create_task(self._forward())

    async def close(self) -> None:
        """Stop, and send no more."""
        await super().close()
        self._sender.cancel()
        await asyncio.gather(self._sender, return_exceptions=True)

    def _went_out(self, block: Samples, at_s: float) -> None:
        del at_s
        self._gathered.append(block)
        enough = sum(map(len, self._gathered)) >= _MESSAGE_S * FILE_RATE_HZ
        if (enough or not self.playing) and not self._out.full():
            sound = np.concatenate(self._gathered)
            self._gathered.clear()
            if sound.any():
                self._out.put_nowait(packed(sound, FILE_RATE_HZ))

    async def _forward(self) -> None:
        while True:
            await self._send(await self._out.get())


class SoundLine:
    """A listening session over one socket, for one seat."""

    def __init__(
        self, car: Assistant, zone: str, send: Callable[[bytes], Awaitable[None]], *, wake: bool
    ) -> None:
        """Begin to listen; ``wake``: also for the wake word, not only when pressed.

        Raises:
            AssistantError: recognition or speech is not there.
        """
        clock = MonotonicClock()
        self._zone = zone
        self._output = SocketLoudspeaker(clock, send)
        self._microphone = SocketMicrophone(zone, clock)
        self._session = car.session(self._output, (zone,), wake=wake, echo=False)
        self._listening = asyncio.create_task(self._session.run(self._microphone))

    def take(self, message: bytes) -> None:
        """Hear a client's message.

        Raises:
            SoundError: as ``unpacked`` and ``SocketMicrophone.feed``.
        """
        self._microphone.feed(*unpacked(message))

    def press(self) -> None:
        """Listen from now on, without a wake word."""
        self._session.press(self._zone)

    def release(self) -> None:
        """What was said until now is all."""
        self._session.release()

    def cancel(self) -> None:
        """Cancel whatever goes on in this session."""
        self._session.cancel()

    async def close(self) -> None:
        """End the session."""
        await self._microphone.close()
        await asyncio.gather(self._listening, return_exceptions=True)
        await self._output.close()
