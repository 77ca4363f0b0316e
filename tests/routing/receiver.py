"""A real HTTP receiver of outboxes: it applies each item once, and keeps account of all it saw."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_PART = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


class Receiver:
    """What was applied, by key; ``fault`` may answer in its place, with a status."""

    def __init__(self) -> None:
        self.applied: dict[str, bytes] = {}
        self.times: Counter[str] = Counter()
        self.requests = 0
        self.received = 0
        self.seen: list[tuple[str, str]] = []
        self.fault: Callable[[str], tuple[int, dict[str, str]] | None] = lambda _: None
        self.lose_answer: Callable[[str], bool] = lambda _: False
        self.url = ""
        self._parts: dict[str, bytearray] = {}
        self._lock = threading.Lock()

    def take(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        with self._lock:
            key = headers["idempotency-key"]
            self.requests += 1
            self.received += len(body)
            self.seen.append((path, key))
            failing = self.fault(key)
            if failing is not None:
                return failing
            if key in self.applied:
                return 409, {}
            part = _PART.fullmatch(headers.get("content-range", ""))
            if part is None:
                return self._apply(key, body)
            first, last, size = map(int, part.groups())
            held = self._parts.setdefault(key, bytearray())
            if first != len(held):
                return 416, {"range": f"bytes=0-{len(held) - 1}"} if held else {}
            assert last - first + 1 == len(body)
            held += body
            return self._apply(key, bytes(held)) if len(held) == size else (202, {})

    def _apply(self, key: str, body: bytes) -> tuple[int, dict[str, str]]:
        self.applied[key] = body
        self.times[key] += 1
        return 200, {}


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Serve on loopback for the duration of a block."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers["content-length"]))
            if len(body) < int(headers["content-length"]):
                return  # the sender died in the middle
            status, more = receiver.take(self.path, headers, body)
            if receiver.lose_answer(headers["idempotency-key"]):
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {**more, "content-length": "0"}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass  # senders are killed

    with Server(("127.0.0.1", 0), Handler) as server:
        receiver.url = f"http://127.0.0.1:{server.server_address[1]}/outbox"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()
