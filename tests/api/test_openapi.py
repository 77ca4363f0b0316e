"""The OpenAPI document: complete, with examples, and no request of its shapes brings a 500."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig

from assistant.api.scopes import Scope
from tests.api.served import served

CHECKED = ("not_a_server_error", "content_type_conformance", "response_schema_conformance")

BOUNDED = settings(
    max_examples=15,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
    deadline=None,
    derandomize=True,
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A served car in a thread of its own: schemathesis asks synchronously."""
    ready: Future[tuple[str, str]] = Future()
    over: Future[None] = Future()

    async def serve() -> None:
        async with served(tmp_path_factory.mktemp("car")) as running:
            ready.set_result((running.url, running.token(*Scope)))
            await asyncio.wrap_future(over)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        yield ready.result(30)
    finally:
        over.set_result(None)
        thread.join()


@pytest.fixture(scope="module")
def schema(address: tuple[str, str]) -> Any:
    return schemathesis.openapi.from_url(
        f"{address[0]}/api/v1/openapi.json", config=SchemathesisConfig()
    )


def test_no_request_breaks_the_service(schema: Any, address: tuple[str, str]) -> None:
    headers = {"authorization": f"Bearer {address[1]}"}
    checks = [CHECKS.get_one(name) for name in CHECKED]

    asked = 0

    def check(case: Any) -> None:
        nonlocal asked
        asked += 1
        case.call_and_validate(headers=headers, checks=checks)

    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 15
    for operation in operations:
        BOUNDED(given(case=operation.as_strategy())(check))()
    assert asked > 5 * len(operations)


def test_everything_is_described(schema: Any) -> None:
    document = schema.raw_schema
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["description"], (method, path)
            problems = operation["responses"]["401"]["content"]
            assert list(problems) == ["application/problem+json"], (method, path)
    assert "HTTPValidationError" not in document["components"]["schemas"]
    bodies = [s for s in document["components"]["schemas"].values() if s.get("properties")]
    assert any("example" in body for body in bodies)


def test_docs_name_every_path(schema: Any) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    missing = [path for path in schema.raw_schema["paths"] if f"`{path}`" not in page]
    assert not missing
