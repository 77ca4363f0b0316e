"""Pictures and recognition at an endpoint: behind the car's own, with a consent each."""

from __future__ import annotations

import asyncio
import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.errors import CloudError, ConsentError, EngineError, PictureError
from assistant.imaging.encode import decoded, encoded
from assistant.imaging.interface import Capabilities, PictureRequest
from assistant.imaging.worker import Drawn, Shown
from assistant.recognition.fake import FakeRecognizer, Heard
from assistant.recognition.interface import RecognizeOptions
from assistant.routing.cloud.hiding import Hider
from assistant.routing.cloud.pictures import CloudPictures, nearest, size_of
from assistant.routing.cloud.recognition import CloudRecognizer
from assistant.routing.drawing import RoutedDrawing
from assistant.routing.hearing import RoutedRecognizer
from assistant.routing.pictures_later import PicturesLater
from assistant.routing.privacy.consent import Kind
from tests.routing.peer import Peer, reply
from tests.routing.rig import CoolMachine, Rig, endpoint, rig

RED = np.full((1024, 1536, 3), (200, 30, 30), np.uint8)
REQUEST = PictureRequest("a red barn in the snow", size=(320, 180))
LIMIT_S = 10.0


class OwnDrawing:
    """The car's own drawing: takes a while, and doesn't know every word."""

    def __init__(self, took_s: float, knows: bool = True) -> None:
        self.took_s = took_s
        self.knows = knows
        self.drew = 0

    async def ready(self, engine: str) -> None:
        return None

    async def capabilities(self, engine: str) -> Capabilities:
        return Capabilities(engine, ("en",), (2048, 2048), 0, open_vocabulary=False)

    async def draw(
        self,
        engine: str,
        request: PictureRequest,
        limit_s: float,
        on_shown: Callable[[Shown], None],
    ) -> Drawn:
        if not self.knows:
            raise PictureError("No such thing.", code="picture_unknown")
        self.drew += 1
        return Drawn(b"own", b"own", request.size, engine, self.took_s, ())

    def elsewhere(self, limit_s: float) -> bool:
        return False

    def elsewhere_later(self, limit_s: float) -> bool:
        return False

    async def put_off(self, prompt: str, language: str, zone: str) -> None:
        raise PictureError("Nothing is drawn elsewhere.")

    async def close(self) -> None:
        return None


def drawing(it: Rig, own: OwnDrawing) -> RoutedDrawing:
    pictures = CloudPictures(it.cloud, Hider())
    return RoutedDrawing(
        own, pictures, CoolMachine(it.cloud.now), PicturesLater(it.outbox, pictures)
    )


async def draw(it: Rig, own: OwnDrawing) -> Drawn:
    return await drawing(it, own).draw("scene", REQUEST, LIMIT_S, lambda _: None)


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_a_heavy_picture_comes_from_the_cloud_in_the_size_asked_for(
    kind: str, tmp_path: Path
) -> None:
    async def check() -> None:
        there = Peer(picture=encoded(RED, kind))
        async with (
            there as peer,
            rig(tmp_path, endpoint(peer.url, picture_model="p"), consent=(Kind.PICTURES,)) as it,
        ):
            drawn = await draw(it, OwnDrawing(60))
            assert (drawn.engine, drawn.size) == ("cloud.home", REQUEST.size)
            pixels = decoded(drawn.jpeg)
            assert pixels.shape == (180, 320, 3)
            assert abs(int(pixels[90, 160, 0]) - 200) < 10
            assert peer.questions[0].data["prompt"] == REQUEST.prompt
            assert peer.questions[0].data["size"] == "1536x1024"

    asyncio.run(check())


def test_without_its_consent_or_when_the_endpoint_fails_the_car_draws(tmp_path: Path) -> None:
    async def check() -> None:
        async with Peer(picture=b"no picture") as peer:
            there = endpoint(peer.url, picture_model="p")
            async with rig(tmp_path / "a", there, consent=(Kind.TEXT,)) as it:
                assert (await draw(it, OwnDrawing(60))).engine == "scene"
                assert peer.questions == []
            async with rig(tmp_path / "b", there, consent=(Kind.PICTURES,)) as it:
                assert (await draw(it, OwnDrawing(60))).engine == "scene"
                assert len(peer.questions) == 1
                peer.raw = lambda _: reply(b"{}", "500 No")
                assert (await draw(it, OwnDrawing(60))).engine == "scene"

    asyncio.run(check())


def test_what_is_drawn_quickly_here_is_drawn_here_unless_the_words_are_unknown(
    tmp_path: Path,
) -> None:
    async def check() -> None:
        there = Peer(picture=encoded(RED), first_s=0.5)
        async with (
            there as peer,
            rig(tmp_path, endpoint(peer.url, picture_model="p"), consent=(Kind.PICTURES,)) as it,
        ):
            own = OwnDrawing(0.1)
            routed = drawing(it, own)
            for _ in range(2):  # the first time nobody knows how long it takes here
                await routed.draw("scene", REQUEST, LIMIT_S, lambda _: None)
            routed._took_s["scene"] = 0.1
            drawn = await routed.draw("scene", REQUEST, LIMIT_S, lambda _: None)
            assert drawn.engine == "scene"
            own.knows = False
            drawn = await routed.draw("scene", REQUEST, LIMIT_S, lambda _: None)
            assert drawn.engine == "cloud.home"
            it.consents.withdraw(Kind.PICTURES)
            with pytest.raises(PictureError):
                await routed.draw("scene", REQUEST, LIMIT_S, lambda _: None)

    asyncio.run(check())


def test_a_picture_that_would_unpack_to_gigabytes_is_not_unpacked(tmp_path: Path) -> None:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    bomb = (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    )

    async def check() -> None:
        async with (
            Peer(picture=bomb) as peer,
            rig(tmp_path, endpoint(peer.url, picture_model="p"), consent=(Kind.PICTURES,)) as it,
        ):
            with pytest.raises(CloudError) as failed:
                await CloudPictures(it.cloud, Hider()).draw(REQUEST, LIMIT_S)
            assert failed.value.reason == "garbage"

    asyncio.run(check())


def test_sizes_are_read_without_unpacking_and_the_nearest_shape_is_asked_for() -> None:
    for kind in ("png", "jpeg"):
        assert size_of(encoded(RED, kind)) == (1536, 1024)
    for broken in (b"", b"\xff\xd8", b"\xff\xd8\xff\xe0\x00", b"GIF89a", b"\x89PNG\r\n\x1a\n"):
        with pytest.raises(PictureError):
            size_of(broken)
    assert nearest((1024, 576)) == (1536, 1024)
    assert nearest((500, 500)) == (1024, 1024)


# --- sound ----------------------------------------------------------------------------------

SOUND = (np.sin(np.arange(16_000) * 0.05) * 8000).astype(np.int16)
THOROUGH = RecognizeOptions(thorough=True)


def hearing(it: Rig, *heard: Heard) -> RoutedRecognizer:
    return RoutedRecognizer(
        FakeRecognizer(heard), CloudRecognizer(it.cloud), CoolMachine(it.cloud.now)
    )


def test_sound_leaves_whole_and_only_for_a_thorough_decode(tmp_path: Path) -> None:
    async def check() -> None:
        there = endpoint("http://127.0.0.1:1/v1")
        async with Peer(heard="open the window please") as peer:
            there = endpoint(peer.url, recognition_model="w")
            async with rig(tmp_path, there, consent=(Kind.AUDIO,)) as it:
                ear = hearing(it, *[Heard("own", delay_s=0.5)] * 2)
                assert (await ear.recognize(SOUND, RecognizeOptions())).text == "own"
                assert peer.questions == []
                found = await ear.recognize(SOUND, THOROUGH)
                assert (found.text, found.language) == ("open the window please", "en")
                body = peer.questions[0].body
                flac = body[body.index(b"fLaC") :]
                samples, rate = soundfile.read(io.BytesIO(flac), dtype="int16")
                assert rate == 16_000
                assert np.array_equal(samples[: len(SOUND)], SOUND)
                assert it.ledger.entries()[0].kind == "audio"

    asyncio.run(check())


def test_without_its_own_consent_no_sound_leaves(tmp_path: Path) -> None:
    async def check() -> None:
        async with Peer(heard="x") as peer:
            there = endpoint(peer.url, recognition_model="w")
            consent = (Kind.TEXT, Kind.PICTURES, Kind.TELEMETRY)
            async with rig(tmp_path, there, consent=consent) as it:
                assert (await hearing(it, Heard("own")).recognize(SOUND, THOROUGH)).text == "own"
                with pytest.raises(ConsentError):
                    await CloudRecognizer(it.cloud).recognize(SOUND, THOROUGH)
                assert (peer.bytes_in, peer.asked) == (0, [])

    asyncio.run(check())


@pytest.mark.parametrize(
    ("heard", "first_s", "expected"),
    [
        ("打開車窗", 0.0, "打开车窗"),
        ("", 0.0, "own"),
        ("okay okay okay okay okay okay okay okay okay okay", 0.0, "own"),
        ("late words", 3.0, "own"),
    ],
)
def test_the_endpoints_words_count_when_they_are_words_and_in_time(
    heard: str, first_s: float, expected: str, tmp_path: Path
) -> None:
    async def check() -> None:
        async with Peer(heard=heard, first_s=first_s) as peer:
            there = endpoint(peer.url, recognition_model="w")
            async with rig(tmp_path, there, consent=(Kind.AUDIO,), patience_s=1.0) as it:
                ear = hearing(it, Heard("own", delay_s=0.3))
                assert (await ear.recognize(SOUND, THOROUGH)).text == expected

    asyncio.run(check())


def test_one_recognizer_fails_and_the_other_is_heard(tmp_path: Path) -> None:
    async def check() -> None:
        async with Peer(heard="there", first_s=0.1) as peer:
            there = endpoint(peer.url, recognition_model="w")
            async with rig(tmp_path, there, consent=(Kind.AUDIO,)) as it:
                failing = Heard(error=EngineError("died"))
                ear = hearing(it, failing, Heard("own", delay_s=0.2), failing)
                assert (await ear.recognize(SOUND, THOROUGH)).text == "there"
                peer.raw = lambda _: reply(b"{}", "500 No")
                assert (await ear.recognize(SOUND, THOROUGH)).text == "own"
                with pytest.raises(EngineError, match="died"):
                    await ear.recognize(SOUND, THOROUGH)

    asyncio.run(check())
