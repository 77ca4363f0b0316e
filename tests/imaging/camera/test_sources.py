"""Settings of cameras, real recordings as cameras, and what is no camera at all."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.errors import CameraError, ConfigError
from assistant.imaging.camera.opencv import OpenCvCamera
from assistant.imaging.camera.settings import CameraSettings
from assistant.imaging.camera.source import Source, SourceKind, source_of
from tests.imaging.camera.films import make_film, number_of


class Hand:
    """A clock that a test moves; sleeping moves it."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def now(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds


def opened(path: Path, clock: Hand, *, once: bool = False) -> OpenCvCamera:
    source = Source(SourceKind.FILE, str(path), once=once)
    camera = OpenCvCamera(source, (96, 64), 25, clock.now, clock.sleep)
    camera.open()
    return camera


@pytest.mark.parametrize(
    ("text", "kind", "address"),
    [
        ("/dev/video2", SourceKind.DEVICE, "/dev/video2"),
        ("rtsp://10.0.0.7:554/rear", SourceKind.STREAM, "rtsp://10.0.0.7:554/rear"),
        ("file:~/drive.mp4", SourceKind.FILE, "~/drive.mp4"),
        ("file:///tmp/drive.mp4", SourceKind.FILE, "/tmp/drive.mp4"),
        ("pattern:", SourceKind.PATTERN, ""),
    ],
)
def test_a_setting_names_a_camera(text: str, kind: SourceKind, address: str) -> None:
    assert source_of(text) == Source(kind, address)


@pytest.mark.parametrize(
    "text", ["", "video0", "file:", "rtsp://", "http://10.0.0.7/a", "rtsp://["]
)
def test_what_is_no_camera_is_told_with_what_would_be(text: str) -> None:
    with pytest.raises(ConfigError, match="/dev/video0"):
        CameraSettings(devices={"rear": text}).check()


def test_names_stand_in_addresses() -> None:
    with pytest.raises(ConfigError, match="small letters"):
        CameraSettings(devices={"Rear/../x": "pattern:"}).check()


def test_no_message_tells_a_password() -> None:
    assert "secret" not in source_of("rtsp://ana:secret@10.0.0.7/rear").shown


def test_a_recording_plays_at_its_own_pace_and_begins_anew(tmp_path: Path) -> None:
    clock = Hand()
    camera = opened(make_film(tmp_path / "film.mp4", frames=10), clock)
    frames = [camera.read() for _ in range(13)]
    assert [number_of(frame.pixels) for frame in frames] == [*range(10), 0, 1, 2]
    assert frames[-1].at_s - frames[0].at_s == pytest.approx(12 / 25, abs=0.01)
    assert frames[0].pixels.shape == (64, 96, 3)


def test_a_recording_leaves_out_what_its_viewer_was_too_slow_for(tmp_path: Path) -> None:
    clock = Hand()
    camera = opened(make_film(tmp_path / "film.mp4", frames=16), clock)
    camera.read()
    clock.sleep(0.21)  # five frames
    assert number_of(camera.read().pixels) == 5


def test_a_recording_that_is_shown_once_ends(tmp_path: Path) -> None:
    camera = opened(make_film(tmp_path / "film.mp4", frames=3), Hand(), once=True)
    for _ in range(3):
        camera.read()
    with pytest.raises(CameraError, match="at its end"):
        camera.read()
    with pytest.raises(CameraError, match="not open"):
        camera.read()


def test_a_file_that_is_no_film_and_one_that_is_not_there(tmp_path: Path) -> None:
    text = tmp_path / "film.mp4"
    text.write_text("this is no film", encoding="utf-8")
    for path, told in ((text, "no video"), (tmp_path / "gone.mp4", "not there")):
        with pytest.raises(CameraError, match=told):
            opened(path, Hand())


def test_a_device_that_is_not_there() -> None:
    camera = OpenCvCamera(source_of("/dev/video97"), (640, 480), 30)
    with pytest.raises(CameraError, match="plug it in"):
        camera.open()


@pytest.fixture
def mute_server() -> Iterator[int]:
    """A server that takes connections and says nothing; yields its port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        held: list[socket.socket] = []

        def accept() -> None:
            try:
                while True:
                    held.append(server.accept()[0])
            except OSError:
                return

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1]
        for connection in held:
            connection.close()


def test_a_stream_that_does_not_answer_is_given_up(mute_server: int) -> None:
    camera = OpenCvCamera(source_of(f"rtsp://127.0.0.1:{mute_server}/rear"), (640, 480), 30)
    with pytest.raises(CameraError, match="does not answer"):
        camera.open()


def test_a_stream_that_nobody_serves(mute_server: int) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    camera = OpenCvCamera(source_of(f"rtsp://127.0.0.1:{port}/rear"), (640, 480), 30)
    with pytest.raises(CameraError, match="can't be opened"):
        camera.open()
