"""The real sound system, where it is missing: what to do is said, and nothing else breaks."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assistant.audio.system import PortAudioSystem
from assistant.errors import DeviceError


def test_without_the_portaudio_library_it_names_the_debian_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(DeviceError, match="apt-get install libportaudio2"):
        PortAudioSystem()
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)


def test_without_the_python_package_it_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(DeviceError, match=r"in-vehicle-assistant\[voice\]"):
        PortAudioSystem()
