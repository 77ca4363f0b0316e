"""Fixtures that all tests share."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from assistant.config import load_config
from tests.car import Service, car_with
from tests.sentences import keep_in, read_once

settings.register_profile("no deadline", deadline=None)  # machines are of any speed
settings.load_profile("no deadline")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_configure(config: pytest.Config) -> None:
    """Choose the folder of compiled sentences in the process that the others start from."""
    read_once()
    if not hasattr(config, "workerinput"):
        keep_in(config.cache.mkdir("sentences"))


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks for the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each file to one process, and all that runs real models to one of its own, first.

    Two tests that load models at once would fight for the cores until their limits are over.
    """
    items.sort(key=lambda item: item.get_closest_marker("models") is None)
    for item in items:
        heavy = item.get_closest_marker("models") is not None
        item.add_marker(pytest.mark.xdist_group("models" if heavy else str(item.path)))


@pytest.fixture(autouse=True, scope="module")
def what_stays_is_not_searched_again() -> Iterator[None]:
    """Looking for garbage among all that a session keeps would stop a tool for seconds."""
    yield
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def models_dir() -> Path:
    """The store with the installed models; tests that need it are skipped without."""
    path = load_config().models_dir
    if not path.is_dir():
        pytest.skip(f"no models in {path}: run `make setup`")
    return path


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The shared recordings and texts; tests that need them are skipped without."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"no shared recordings in {SHARED_DATA}")
    return SHARED_DATA


@pytest.fixture
def car(models_dir: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a car of its own that shares the installed models."""
    return car_with(models_dir, tmp_path / "data")


@pytest.fixture(scope="session")
def service(models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A running service that several tests talk to, ended by Ctrl-C after the last one."""
    folder = tmp_path_factory.mktemp("service")
    service = Service(car_with(models_dir, folder / "data"), folder / "log")
    try:
        service.wait_for("Ctrl-C ends")
        yield service
    finally:
        status = service.stop()
    assert status == 0
    assert "Traceback" not in service.written()
    assert service.written().endswith("Goodbye.\n")
    assert not load_config(service.car).socket_path.exists()
