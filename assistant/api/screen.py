"""The screen: its built files, and the trade of an address's code for a token.

The files are what ``hmi/`` builds into ``static/``. They need no token and hold nothing of the
car; all they show comes over the API. The policy of the page allows nothing from elsewhere, no
inline script or style, and, by Trusted Types, HTML only through the one template library and no
worker but that of the map (the policy ``default``).
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from assistant.api.hub import Hub
from assistant.api.pairing import Pairing

STATIC = Path(__file__).parent / "static"
START_PAGE = "index.html"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types lit-html default"
)

_HEADERS = {"content-security-policy": POLICY, "cache-control": "no-cache"}


class CodeIn(BaseModel):
    """The code from the screen's address."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(min_length=1, max_length=100)


def add_screen(app: FastAPI, hub: Hub) -> None:
    """Let an application serve the screen; the routes come after all others."""
    files = StaticFiles(directory=STATIC, check_dir=False)
    pairing = Pairing(hub.car.config.data_dir / "api", hub.tokens)

    @app.post("/screen/token", include_in_schema=False)
    def token(body: CodeIn) -> dict[str, Any]:
        """Trade a code for a token."""
        return asdict(pairing.claim(body.code))

    @app.get("/", include_in_schema=False)
    @app.get("/{name}", include_in_schema=False)
    async def file(request: Request, name: str = START_PAGE) -> Response:
        """Return a file of the screen."""
        if name == START_PAGE and not (STATIC / START_PAGE).is_file():
            raise HTTPException(503, "The screen is not built: run `make setup`.")
        response = await files.get_response(name, request.scope)
        response.headers.update(_HEADERS)
        return response
