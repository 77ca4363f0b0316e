"""A small file server with ranges and scripted faults, for the real transfer to talk to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Fault:
    """What the next answer for a path does: an error status, a cut, a pause, a wrong range."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    hold: threading.Event | None = None  # wait for it at ``cut_after`` instead of cutting
    reached: threading.Event | None = None  # set when ``cut_after`` was reached
    ignore_range: bool = False
    wrong_range: bool = False


@dataclass(frozen=True)
class Request:
    path: str
    range: str | None
    authorization: str | None


class FileServer:
    """Files by path; ``faults`` are used up one a request."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[bytes, str]] = {}
        self.redirects: dict[str, str] = {}
        self.faults: dict[str, list[Fault]] = {}
        self.requests: list[Request] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def add(self, path: str, content: bytes, content_type: str = "application/zip") -> str:
        self.files[path] = (content, content_type)
        return f"{self.url}{path}"

    def fault(self, path: str, **what: Any) -> None:
        self.faults.setdefault(path, []).append(Fault(**what))

    def add_project(self, name: str, archives: dict[str, tuple[bytes, str]]) -> None:
        """Serve a project page in the index's JSON form: file name to (content, SHA-256)."""
        files = []
        for filename, (content, sha256) in archives.items():
            self.add(f"/files/{filename}", content)
            url = f"../../files/{filename}"
            files.append({"filename": filename, "url": url, "hashes": {"sha256": sha256}})
        page = {"meta": {"api-version": "1.0"}, "name": name, "files": files}
        kind = "application/vnd.pypi.simple.v1+json"
        self.add(f"/simple/{name}/", json.dumps(page).encode(), kind)

    def asked(self, path: str) -> list[str | None]:
        """Return the Range header of each request for ``path``."""
        return [request.range for request in self.requests if request.path == path]

    @contextmanager
    def running(self) -> Iterator[FileServer]:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def _handler(owner) -> type[BaseHTTPRequestHandler]:  # noqa: N805  (the handler has its own self)
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                owner._answer(self)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (base class)
                pass

        return Handler

    def _answer(self, http: BaseHTTPRequestHandler) -> None:
        asked = http.headers.get("Range")
        self.requests.append(Request(http.path, asked, http.headers.get("Authorization")))
        faults = self.faults.get(http.path, [])
        fault = faults.pop(0) if faults else Fault()
        if http.path in self.redirects:
            http.send_response(302)
            http.send_header("Location", self.redirects[http.path])
            http.send_header("Content-Length", "0")
            http.end_headers()
        elif fault.status or http.path not in self.files:
            http.send_response(fault.status or 404)
            for name, value in {"Content-Length": "0", **fault.headers}.items():
                http.send_header(name, value)
            http.end_headers()
        else:
            self._send_file(http, asked, fault)

    def _send_file(self, http: BaseHTTPRequestHandler, asked: str | None, fault: Fault) -> None:
        content, content_type = self.files[http.path]
        start = 0
        if asked and not fault.ignore_range:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
        if start >= len(content) and asked:
            http.send_response(416)
            http.send_header("Content-Range", f"bytes */{len(content)}")
            http.send_header("Content-Length", "0")
            http.end_headers()
            return
        http.send_response(206 if start else 200)
        if start:
            shown = start + 1 if fault.wrong_range else start
            http.send_header("Content-Range", f"bytes {shown}-{len(content) - 1}/{len(content)}")
        http.send_header("Content-Type", content_type)
        http.send_header("Content-Length", str(len(content) - start))
        http.end_headers()
        body = content[start:]
        if fault.cut_after is None:
            http.wfile.write(body)
            return
        http.wfile.write(body[: fault.cut_after])
        http.wfile.flush()
        if fault.reached:
            fault.reached.set()
        if fault.hold:
            fault.hold.wait(30)
        http.close_connection = True
