"""What the doctor says of cameras."""

from __future__ import annotations

import socket
from contextlib import closing
from pathlib import Path

import pytest

from assistant.cli.doctor_cameras import camera_rows
from assistant.imaging.camera.settings import CameraSettings


def rows(devices: Path, **cameras: str) -> dict[str, tuple[str, str]]:
    found = camera_rows(CameraSettings(devices=cameras), devices)
    return {what: (said, remedy) for what, said, remedy in found}


def test_a_car_without_cameras_needs_nothing(tmp_path: Path) -> None:
    assert rows(tmp_path) == {"cameras": ("none (camera.devices)", "")}


def test_a_device_that_nobody_named_is_told(tmp_path: Path) -> None:
    (tmp_path / "video3").touch()
    assert rows(tmp_path)["cameras not in use"] == (str(tmp_path / "video3"), "")


def test_each_camera_is_looked_at(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.touch()
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
        found = rows(
            tmp_path,
            rear=f"rtsp://ana:secret@127.0.0.1:{port}/rear",
            film=f"file:{film}",
            gone="/dev/video97",
            test="pattern:",
        )
    assert found["camera rear"] == (f"rtsp://127.0.0.1:{port}/rear answers", "")
    assert found["camera film"] == (str(film), "")
    assert found["camera gone"] == (
        "/dev/video97 is not there",
        "Plug it in, or change camera.devices.",
    )
    assert found["camera test"] == ("a test picture", "")
    assert "does not answer" in rows(tmp_path, rear=f"rtsp://127.0.0.1:{port}/")["camera rear"][0]


def test_a_device_of_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = tmp_path / "film.mp4"
    film.touch()
    monkeypatch.setattr("os.access", lambda *_: False)  # root, who may run this, has every right
    assert "group `video`" in rows(tmp_path, rear=f"file:{film}")["camera rear"][1]
