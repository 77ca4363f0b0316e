"""A server in this process that answers what it is told to, and counts what it is asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class Answers:
    """What the server says; ``asked`` holds the queries that it got."""

    def __init__(self) -> None:
        self.status = 200
        self.body = b""
        self.asked: list[dict[str, list[str]]] = []
        self.url = ""

    def say(self, content: Any) -> None:
        self.body = content if isinstance(content, bytes) else json.dumps(content).encode()


@contextmanager
def serving() -> Iterator[Answers]:
    answers = Answers()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers.asked.append(parse_qs(urlsplit(self.path).query))
            self.send_response(answers.status)
            self.send_header("Content-Length", str(len(answers.body)))
            self.end_headers()
            with suppress(ConnectionError):  # who has heard enough hangs up
                self.wfile.write(answers.body)

        def log_message(self, *args: Any) -> None:
            """Be quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        answers.url = f"http://127.0.0.1:{server.server_port}/v1/forecast"
        try:
            yield answers
        finally:
            server.shutdown()
            thread.join()
