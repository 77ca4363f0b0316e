"""Errors of the local API in one shape: RFC 9457 problem details with our stable codes.

    HTTP/1.1 404
    content-type: application/problem+json
    {"type": "urn:assistant:error:not_found", "title": "Not Found", "status": 404,
     "detail": "No call waits for a yes under this id any more.", "code": "not_found",
     "retryable": false}

Nobody gets a traceback: what was not foreseen is ``error`` with the status 500.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.responses import Response

from assistant.errors import (
    AssistantError,
    CameraError,
    DeviceError,
    EngineError,
    EngineTimeoutError,
    ForbiddenError,
    InputError,
    MapError,
    MapNotInstalledError,
    NotFoundError,
    PictureError,
    PictureRequestError,
    RouteError,
    SkillError,
    StoreError,
    VehicleError,
)

MEDIA_TYPE = "application/problem+json"

STATUS: tuple[tuple[type[AssistantError], int], ...] = (
    (NotFoundError, 404),
    (ForbiddenError, 403),
    (InputError, 400),
    (SkillError, 422),
    (DeviceError, 409),
    (CameraError, 503),
    (EngineTimeoutError, 504),
    (EngineError, 503),
    (StoreError, 503),
    (MapNotInstalledError, 404),
    (MapError, 503),
    (RouteError, 422),
    (PictureRequestError, 422),
    (PictureError, 503),
    (VehicleError, 503),
)
"""The status of each kind of error; the first that fits counts, else 500."""

CODES = {
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "timeout",
    413: "too_large",
    415: "media_type",
    421: "wrong_host",
    422: "input",
    429: "too_many_requests",
}
"""Codes of what is refused before it reaches the assistant."""


class FieldProblem(BaseModel):
    """One wrong field of a request."""

    field: str
    message: str


class Problem(BaseModel):
    """What went wrong, in the shape of RFC 9457."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "urn:assistant:error:text",
                "title": "Bad Request",
                "status": 400,
                "detail": "The request is empty: write what the car should do.",
                "code": "text",
                "retryable": False,
                "fields": [],
            }
        }
    )

    type: str
    title: str
    status: int
    detail: str
    code: str
    retryable: bool = False
    fields: list[FieldProblem] = []


def problem(
    status: int,
    detail: str,
    *,
    code: str | None = None,
    retryable: bool = False,
    fields: tuple[FieldProblem, ...] = (),
) -> Problem:
    """Return a problem; its code follows from the status unless it is given."""
    known = code or CODES.get(
        status, "input" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "error"
    )
    return Problem(
        type=f"urn:assistant:error:{known}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=known,
        retryable=retryable,
        fields=list(fields),
    )


def problem_of(error: AssistantError) -> Problem:
    """Return what a client is told about one of our errors."""
    status = next((status for kind, status in STATUS if isinstance(error, kind)), 500)
    return problem(status, str(error), code=error.code, retryable=error.retryable)


def answer(told: Problem, path: str, headers: dict[str, str] | None = None) -> Response:
    """Return the HTTP response of a problem with a request for ``path``.

    Under ``/v1/`` it also holds ``error`` as OpenAI's clients read it.
    """
    body: dict[str, Any] = told.model_dump()
    if path.startswith("/v1/"):
        body["error"] = {"message": told.detail, "type": told.title, "code": told.code}
    content = json.dumps(body, ensure_ascii=False).encode()
    return Response(content, told.status, headers, media_type=MEDIA_TYPE)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI description of problems that a route may answer with."""
    always = (400, 401, 403, 413, 421, 422, 429, 500)
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "model": Problem,
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for status in sorted({*always, *statuses})
    }


def handle_problems(app: FastAPI) -> None:
    """Let ``app`` answer every error as a problem."""

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, AssistantError)
        return answer(problem_of(error), request.url.path)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        fields = tuple(
            FieldProblem(field=".".join(map(str, one["loc"])), message=str(one["msg"]))
            for one in error.errors()
        )
        told = problem(422, "The request has wrong or missing fields.", fields=fields)
        return answer(told, request.url.path)

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        headers = dict(error.headers) if error.headers else None
        return answer(problem(error.status_code, str(error.detail)), request.url.path, headers)

    async def unforeseen(request: Request, _error: Exception) -> Response:
        told = problem(500, "An internal error; the service's log has the details.")
        return answer(told, request.url.path)

    app.add_exception_handler(AssistantError, ours)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(Exception, unforeseen)
