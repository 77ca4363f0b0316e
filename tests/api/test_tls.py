"""Beyond loopback the API speaks TLS only."""

from __future__ import annotations

import asyncio
import json
import ssl
from pathlib import Path

import httpx2
import pytest
import trustme
from websockets.asyncio.client import connect

from assistant.api.scopes import Scope
from assistant.config import ApiSettings
from tests.api.served import Served, served


def certified(folder: Path) -> tuple[ApiSettings, ssl.SSLContext]:
    """Return settings for every address of this machine, and what trusts their certificate."""
    authority = trustme.CA()
    own = authority.issue_cert("127.0.0.1", "localhost")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    own.cert_chain_pems[0].write_to_path(certificate)
    own.private_key_pem.write_to_path(key)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    settings = ApiSettings(
        host="0.0.0.0", port=0, tls_certificate=str(certificate), tls_key=str(key)
    )
    return settings, trusting


def test_it_is_served_with_tls_on_all_addresses(tmp_path: Path) -> None:
    settings, trusting = certified(tmp_path)

    async def work(running: Served) -> None:
        assert running.url.startswith("https://")
        port = running.url.rpartition(":")[2]
        headers = {"authorization": f"Bearer {running.token(Scope.SCREEN)}"}
        address = f"https://127.0.0.1:{port}"
        async with httpx2.AsyncClient(verify=trusting, trust_env=False, headers=headers) as client:
            assert (await client.get(f"{address}/api/v1/health")).json()["status"] == "ok"
            assert (await client.get(address)).headers["content-security-policy"]
        socket = f"wss://127.0.0.1:{port}/api/v1/events"
        async with connect(socket, ssl=trusting, additional_headers=headers, proxy=None) as events:
            assert json.loads(await events.recv())["type"] == "snapshot"
        await _refused(port, headers)

    async def _refused(port: str, headers: dict[str, str]) -> None:
        async with httpx2.AsyncClient(trust_env=False, headers=headers) as plain:
            with pytest.raises(httpx2.HTTPError):
                await plain.get(f"http://127.0.0.1:{port}/api/v1/health")
        async with httpx2.AsyncClient(trust_env=False, headers=headers) as stranger:
            with pytest.raises(httpx2.ConnectError):
                await stranger.get(f"https://127.0.0.1:{port}/api/v1/health")

    async def run() -> None:
        async with served(tmp_path, settings=settings) as running:
            await work(running)

    asyncio.run(run())
