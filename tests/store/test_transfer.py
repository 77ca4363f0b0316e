"""The real transfer against a real server, with every fault that a link in a car has."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from assistant.errors import DownloadError
from assistant.store.transfer import HttpTransfer, Limits
from tests.store.server import FileServer

CONTENT = bytes(range(256)) * 1000
QUICK = Limits(attempts=3, read_s=5.0)


class Sleeper:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def fetch(
    url: str, into: Path, limits: Limits = QUICK, max_bytes: int | None = None
) -> tuple[list[int], Sleeper]:
    sizes: list[int] = []
    sleeper = Sleeper()
    with HttpTransfer(limits, clock=sleeper.clock, sleep=sleeper.sleep) as transfer:
        transfer.fetch(url, into, sizes.append, max_bytes=max_bytes)
    return sizes, sleeper


def test_a_file_arrives_whole_and_progress_ends_at_its_size(
    server: FileServer, tmp_path: Path
) -> None:
    url = server.add("/a", CONTENT)
    sizes, _ = fetch(url, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == CONTENT
    assert sizes == sorted(sizes)
    assert sizes[-1] == len(CONTENT)


def test_a_cut_goes_on_where_it_stopped(server: FileServer, tmp_path: Path) -> None:
    url = server.add("/a", CONTENT)
    server.fault("/a", cut_after=100_000)
    server.fault("/a", cut_after=50_000)
    fetch(url, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == CONTENT
    assert server.asked("/a") == [None, "bytes=100000-", "bytes=150000-"]


def test_what_an_earlier_run_left_is_not_fetched_again(server: FileServer, tmp_path: Path) -> None:
    url = server.add("/a", CONTENT)
    (tmp_path / "a").write_bytes(CONTENT[:255_000])
    fetch(url, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == CONTENT
    assert server.asked("/a") == ["bytes=255000-"]


def test_a_complete_part_needs_no_byte(server: FileServer, tmp_path: Path) -> None:
    url = server.add("/a", CONTENT)
    (tmp_path / "a").write_bytes(CONTENT)
    fetch(url, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == CONTENT
    assert server.asked("/a") == [f"bytes={len(CONTENT)}-"]


def test_a_part_longer_than_the_file_starts_again(server: FileServer, tmp_path: Path) -> None:
    url = server.add("/a", CONTENT)
    (tmp_path / "a").write_bytes(CONTENT + b"more")
    fetch(url, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == CONTENT


def test_a_server_without_ranges_starts_again(server: FileServer, tmp_path: Path) -> None:
    url = server.add("/a", CONTENT)
    (tmp_path / "a").write_bytes(b"begin")
    server.fault("/a", ignore_range=True)
    fetch(url, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == CONTENT


def test_another_range_than_asked_is_not_joined(server: FileServer, tmp_path: Path) -> None:
    url = server.add("/a", CONTENT)
    (tmp_path / "a").write_bytes(CONTENT[:1000])
    server.fault("/a", wrong_range=True)
    fetch(url, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == CONTENT
    assert server.asked("/a") == ["bytes=1000-", None]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again_when_it_said(
    server: FileServer, tmp_path: Path, status: int
) -> None:
    url = server.add("/a", CONTENT)
    server.fault("/a", status=status, headers={"Retry-After": "7"})
    _, sleeper = fetch(url, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == CONTENT
    assert len(sleeper.slept) == 1
    assert sleeper.slept[0] >= 7


def test_a_wait_of_hours_is_not_waited(server: FileServer, tmp_path: Path) -> None:
    url = server.add("/a", CONTENT)
    server.fault("/a", status=503, headers={"Retry-After": "36000"})
    _, sleeper = fetch(url, tmp_path / "a", Limits(backoff_max_s=30.0))
    assert sleeper.slept == [30.0]


@pytest.mark.parametrize("value", ["Wed, 21 Oct 2026 07:28:00 GMT", "-5", "soon"])
def test_a_strange_wait_is_no_wait(server: FileServer, tmp_path: Path, value: str) -> None:
    url = server.add("/a", CONTENT)
    server.fault("/a", status=503, headers={"Retry-After": value})
    _, sleeper = fetch(url, tmp_path / "a", Limits(backoff_s=0.5))
    assert len(sleeper.slept) == 1
    assert sleeper.slept[0] <= 1.0


def test_tries_are_few(server: FileServer, tmp_path: Path) -> None:
    url = server.add("/a", CONTENT)
    for _ in range(10):
        server.fault("/a", status=503)
    with pytest.raises(DownloadError, match="the server answered 503"):
        fetch(url, tmp_path / "a")
    assert len(server.asked("/a")) == QUICK.attempts


def test_a_link_that_is_cut_often_but_moves_on_is_not_given_up(
    server: FileServer, tmp_path: Path
) -> None:
    url = server.add("/a", CONTENT)
    for _ in range(20):
        server.fault("/a", cut_after=10_000)
    fetch(url, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == CONTENT
    assert len(server.asked("/a")) == 21


def test_cuts_that_bring_nothing_are_given_up(server: FileServer, tmp_path: Path) -> None:
    url = server.add("/a", CONTENT)
    for _ in range(10):
        server.fault("/a", cut_after=0)
    with pytest.raises(DownloadError):
        fetch(url, tmp_path / "a")
    assert len(server.asked("/a")) == QUICK.attempts


def test_a_missing_file_is_not_asked_for_again(server: FileServer, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="the server answered 404"):
        fetch(f"{server.url}/none", tmp_path / "a")
    assert len(server.asked("/none")) == 1
    assert not (tmp_path / "a").exists()


def test_nobody_there_is_a_download_error(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        port = taken.getsockname()[1]
        with pytest.raises(DownloadError, match=f"127.0.0.1:{port}"):
            fetch(f"http://127.0.0.1:{port}/a", tmp_path / "a")


def test_a_silent_server_is_given_up(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/a"
        with pytest.raises(DownloadError, match=r"timed out|Timeout"):
            fetch(url, tmp_path / "a", Limits(read_s=0.05, attempts=2))


def test_the_whole_file_has_a_time_limit(server: FileServer, tmp_path: Path) -> None:
    url = server.add("/a", CONTENT)
    for _ in range(50):
        server.fault("/a", status=503, headers={"Retry-After": "30"})
    with pytest.raises(DownloadError):
        fetch(url, tmp_path / "a", Limits(total_s=100.0, attempts=1000))
    assert len(server.asked("/a")) == 5


def test_a_slow_stream_has_a_time_limit(server: FileServer, tmp_path: Path) -> None:
    url = server.add("/a", CONTENT)
    times = iter(range(0, 100_000, 40))
    with (
        HttpTransfer(Limits(total_s=60.0), clock=lambda: float(next(times))) as transfer,
        pytest.raises(DownloadError, match="not done after 1 minutes"),
    ):
        transfer.fetch(url, tmp_path / "a", lambda _: None)


def test_a_flood_is_stopped_and_deleted(server: FileServer, tmp_path: Path) -> None:
    url = server.add("/a", CONTENT)
    with pytest.raises(DownloadError, match="sends more than 1000 bytes"):
        fetch(url, tmp_path / "a", max_bytes=1000)
    assert not (tmp_path / "a").exists()


def test_a_message_shows_no_password(server: FileServer, tmp_path: Path) -> None:
    url = server.url.replace("http://", "http://me:secret@") + "/none?token=hidden"
    with pytest.raises(DownloadError) as caught:
        fetch(url, tmp_path / "a")
    assert "secret" not in str(caught.value)
    assert "hidden" not in str(caught.value)


def test_a_file_address_is_copied(tmp_path: Path) -> None:
    source = tmp_path / "a file"
    source.write_bytes(CONTENT)
    (tmp_path / "a").write_bytes(b"something else")
    sizes, _ = fetch(source.as_uri(), tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == CONTENT
    assert sizes[-1] == len(CONTENT)


def test_a_missing_file_address_is_a_download_error(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="No such file"):
        fetch((tmp_path / "none").as_uri(), tmp_path / "a")


def test_a_page_is_text_with_its_type(server: FileServer) -> None:
    server.add("/page/", b"<a>hello</a>", "text/html")
    with HttpTransfer(QUICK) as transfer:
        page = transfer.page(f"{server.url}/page/", "text/html")
        assert page is not None
        assert (page.text, page.content_type) == ("<a>hello</a>", "text/html")
        assert transfer.page(f"{server.url}/none/", "text/html") is None


def test_a_page_of_a_folder_is_its_index(tmp_path: Path) -> None:
    (tmp_path / "simple" / "a").mkdir(parents=True)
    (tmp_path / "simple" / "a" / "index.html").write_text("hello")
    with HttpTransfer(QUICK) as transfer:
        page = transfer.page((tmp_path / "simple" / "a").as_uri() + "/", "text/html")
        assert page is not None
        assert page.text == "hello"
        assert transfer.page((tmp_path / "simple" / "b").as_uri() + "/", "text/html") is None
