"""A service that was killed, and models that were damaged meanwhile."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import psutil
import pytest

from tests.car import Service, assistant

pytestmark = [pytest.mark.models, pytest.mark.timeout(300)]


@pytest.fixture
def own_models(car: dict[str, str], models_dir: Path) -> Path:
    """The car's store as a copy of its own, files shared by hard links."""
    folder = Path(car["ASSISTANT_DATA"]) / "models"
    folder.unlink()
    try:
        shutil.copytree(models_dir, folder, symlinks=True, copy_function=_link)
    except OSError as error:
        pytest.skip(f"no hard links between {models_dir} and the temporary folder: {error}")
    return folder


def _link(source: str, target: str) -> str:
    Path(target).hardlink_to(source)
    return target


def test_a_killed_service_takes_its_engines_along_and_checks_its_models(
    car: dict[str, str], own_models: Path, tmp_path: Path
) -> None:
    service = Service(car, tmp_path / "log", "--no-self-check")
    service.wait_for("Ctrl-C ends")
    engines = psutil.Process(service.process.pid).children(recursive=True)
    assert engines
    service.process.send_signal(signal.SIGKILL)
    service.process.wait(10)
    _, alive = psutil.wait_procs(engines, timeout=10)
    assert alive == []
    voice = next((own_models / "installed").glob("piper-*")).resolve()
    broken = next(voice.glob("*.onnx"))
    kept = broken.read_bytes()[:1_000_000]
    broken.unlink()
    broken.write_bytes(kept)
    done = assistant(car, "run", "--no-self-check", "--once")
    assert "ended unexpectedly" in done.stdout
    assert f"{voice.name.partition('@')[0]} is damaged" in done.stdout
    assert done.returncode == 1
    assert "[model_not_installed]" in done.stderr
    assert "assistant models pull" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_service_that_ended_cleanly_checks_nothing(car: dict[str, str], own_models: Path) -> None:
    for _ in range(2):
        done = assistant(car, "run", "--no-self-check", "--once")
        assert done.returncode == 0, done.stderr
        assert "unexpectedly" not in done.stdout
