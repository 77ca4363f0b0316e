"""REST ``/api/v1/profiles``: who drives, and what each driver likes. Closed while driving.

A profile is chosen as it is said ("switch to Anna's profile"), by a turn: so the policy decides.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from assistant.api.doors import Caller, Shared
from assistant.api.hub import Hub
from assistant.api.problems import documented
from assistant.api.scopes import Client, Permission
from assistant.api.settings_routes import set_up
from assistant.api.shapes import Request
from assistant.diary.profiles import COLDEST, MAX_NAME, WARMEST, Profile, Profiles
from assistant.errors import NotFoundError

router = APIRouter(prefix="/api/v1", tags=["look"], responses=documented(400, 404))

Key = Annotated[str, Field(max_length=20)]


class ProfileOut(BaseModel):
    """A driver's profile; the guest's has no name. Null and empty: as it is when it is chosen.

    ``expected`` is the language listened for, ``temperature`` in °C, ``seat`` a saved position,
    ``places`` says which of home and work it has.
    """

    id: str
    name: str
    active: bool
    expected: str
    temperature: float | None
    seat: int | None
    places: list[str]


class ProfileIn(Request):
    """A new profile."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"name": "Anna"}})

    name: str = Field(max_length=MAX_NAME)


class ProfileChange(Request):
    """What shall be otherwise in a profile; null: as it is when it is chosen."""

    name: Annotated[str, Field(max_length=MAX_NAME)] | None = None
    temperature: Annotated[float, Field(ge=COLDEST, le=WARMEST)] | None = None
    seat: Annotated[int, Field(ge=1, le=3)] | None = None


@router.get("/profiles", response_model=list[ProfileOut])
async def profiles(hub: Shared, client: Caller) -> list[dict[str, Any]]:
    """Return the profiles, the guest's last; names only to the driver's screen."""
    client.require(Permission.SET)
    kept = _kept(hub)
    return [_told(hub, one) for one in kept.all]


@router.post("/profiles", response_model=ProfileOut, status_code=201)
async def add(body: ProfileIn, hub: Shared, client: Caller) -> dict[str, Any]:
    """Make a profile."""
    return _told(hub, _open(hub, client).add(body.name))


@router.patch("/profiles/{key}", response_model=ProfileOut)
async def change(key: Key, body: ProfileChange, hub: Shared, client: Caller) -> dict[str, Any]:
    """Change a profile's name, temperature, or the seat's position."""
    changes = body.model_dump(exclude_unset=True)
    if changes.get("name", "") is None:
        del changes["name"]
    return _told(hub, _open(hub, client).change(key, **changes))


@router.delete("/profiles/{key}", status_code=204)
async def remove(key: Key, hub: Shared, client: Caller) -> None:
    """Forget a profile and all that it holds."""
    _open(hub, client).remove(key)


def _kept(hub: Hub) -> Profiles:
    if hub.car.profiles is None:
        raise NotFoundError("This car keeps no profiles.")
    return hub.car.profiles


def _open(hub: Hub, client: Client) -> Profiles:
    set_up(hub, client)
    return _kept(hub)


def _told(hub: Hub, one: Profile) -> dict[str, Any]:
    active = _kept(hub).active.id == one.id
    voice = hub.car.config.voice
    return {
        "id": one.id,
        "name": one.name,
        "active": active,
        "expected": voice.expected if active else str(one.voice.get("expected", "")),
        "temperature": one.temperature,
        "seat": one.seat,
        "places": sorted(one.places),
    }
