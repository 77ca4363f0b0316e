"""Make the API's web application out of a running car."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp

from assistant.api import (
    camera_routes,
    cloud_routes,
    map_routes,
    openai_audio,
    openai_images,
    openai_routes,
    picture_routes,
    privacy_routes,
    profile_routes,
    read_routes,
    settings_routes,
    socket,
    talk_routes,
)
from assistant.api.guard import Doors, Guard
from assistant.api.hub import Hub, service_version
from assistant.api.limits import Limiter, Rate
from assistant.api.mcp_server import CarTools
from assistant.api.problems import MEDIA_TYPE, handle_problems
from assistant.api.screen import add_screen

DESCRIPTION = """\
The car's assistant for programs on the same machine. Every request needs a token
(`assistant api token new`), sent as `Authorization: Bearer TOKEN`. What happens in the car goes
through the same policy as a spoken request, for the seat that the token speaks for.
"""


class _Api(FastAPI):
    """FastAPI whose document gives problems their one media type."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document."""
        if self.openapi_schema is None:
            document = super().openapi()
            for operations in document["paths"].values():
                for operation in operations.values():
                    for response in operation["responses"].values():
                        if MEDIA_TYPE in response.get("content", {}):
                            response["content"].pop("application/json", None)
        return super().openapi()


@asynccontextmanager
async def open_app(hub: Hub, doors: Doors, rate: Rate) -> AsyncIterator[ASGIApp]:
    """Follow the car's events and yield the application, guarded, for a server to serve."""
    tools = CarTools(hub)
    app = make_app(hub, tools)
    async with hub.running(), tools.running():
        yield Guard(app, doors, hub.tokens, Limiter(rate), hub.car.now, hub.car.precedence)


def make_app(hub: Hub, tools: CarTools) -> FastAPI:
    """Return the application without its guard; only ``open_app`` and documents need it."""
    app = _Api(
        title="In-vehicle assistant",
        version=service_version(),
        description=DESCRIPTION,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # its pages load scripts from the internet
        redoc_url=None,
    )
    app.state.hub = hub
    handle_problems(app)
    app.include_router(talk_routes.router)
    app.include_router(read_routes.router)
    app.include_router(cloud_routes.router)
    app.include_router(settings_routes.router)
    app.include_router(profile_routes.router)
    app.include_router(map_routes.router)
    app.include_router(camera_routes.router)
    app.include_router(openai_routes.router)
    app.include_router(openai_audio.router)
    app.include_router(openai_images.router)
    app.include_router(picture_routes.router)
    app.include_router(privacy_routes.router)
    app.include_router(socket.router)
    app.router.routes.append(tools.route)
    add_screen(app, hub)
    return app
