"""Pictures over the API: for the seat that asked, never on the screen of who drives."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import httpx2
import openai

from assistant.api.driving import withheld
from assistant.api.scopes import Scope
from assistant.imaging.encode import decoded
from tests.api.served import Fitted, Served, parked, served
from tests.imaging.painting import Painting, until

PATH = "/api/v1/pictures"
MOUNTAIN = {"prompt": "a snowy mountain road at night", "width": 320, "height": 180, "seed": 7}

Work = Callable[[Served, Painting], Coroutine[Any, Any, None]]


def painted(folder: Path, work: Work, **options: Any) -> None:
    """Serve a car that draws, for the duration of ``work``."""

    async def run() -> None:
        fitted = Fitted(skills=("pictures",))
        painting = Painting(folder, tell_on=fitted.bus.emit, **options)
        async with (
            painting.open(),
            served(folder, services=(painting.studio,), fitted=fitted) as running,
        ):
            await work(running, painting)

    asyncio.run(run())


async def drawn(http: httpx2.AsyncClient, painting: Painting, **body: Any) -> dict[str, Any]:
    """Draw over the API, wait until it is done, and return what is then known."""
    begun = await http.post(PATH, json={**MOUNTAIN, **body})
    assert begun.status_code == 202, begun.text
    await painting.studio.jobs.finished(begun.json()["id"])
    done = await http.get(f"{PATH}/{begun.json()['id']}")
    told: dict[str, Any] = done.json()
    return told


def test_a_passenger_draws_looks_keeps_and_deletes(tmp_path: Path) -> None:
    async def work(running: Served, painting: Painting) -> None:
        async with running.http(Scope.PASSENGER) as http:
            one = await drawn(http, painting)
            assert (one["state"], one["title"], one["seed"]) == ("ready", MOUNTAIN["prompt"], 7)
            image = await http.get(one["image"])
            assert image.headers["content-type"] == "image/jpeg"
            assert decoded(image.content).shape == (180, 320, 3)
            assert (await http.put(f"{PATH}/{one['id']}/saved", json={"saved": True})).is_success
            listed = (await http.get(PATH)).json()
            assert [(each["id"], each["saved"]) for each in listed] == [(one["id"], True)]
            assert (await http.delete(f"{PATH}/{one['id']}")).status_code == 204
            assert (await http.get(one["image"])).status_code == 404
            assert (await http.get(PATH)).json() == []

    painted(tmp_path, work)


def test_a_preview_can_be_fetched_before_the_picture(tmp_path: Path) -> None:
    async def work(running: Served, painting: Painting) -> None:
        async with running.http(Scope.PASSENGER) as http:
            begun = (await http.post(PATH, json={**MOUNTAIN, "prompt": "slow"})).json()
            await until(lambda: any(event.preview for event in painting.told))
            assert (await http.get(begun["image"])).status_code == 404
            preview = await http.get(begun["image"], params={"size": "preview"})
            assert decoded(preview.content).shape == (45, 80, 3)
            assert (await http.post(f"{PATH}/{begun['id']}/cancel")).status_code == 204
            assert (await http.get(f"{PATH}/{begun['id']}")).json()["state"] == "cancelled"

    painted(tmp_path, work, engine="fake", step_s=0.5)


def test_the_drivers_screen_gets_no_picture_on_the_road(tmp_path: Path) -> None:
    async def work(running: Served, painting: Painting) -> None:
        async with (
            running.http(Scope.SCREEN) as screen,
            running.http(Scope.PASSENGER) as passenger,
        ):
            running.vehicle.drive(50.0)
            for refused in (
                await screen.get(PATH),
                await screen.post(PATH, json=MOUNTAIN),
            ):
                assert (refused.status_code, refused.json()["code"]) == (403, "picture_hidden")
            one = await drawn(passenger, painting)
            for path in (one["image"], f"{PATH}/{one['id']}"):
                refused = await screen.get(path)
                assert (refused.status_code, refused.json()["code"]) == (403, "picture_hidden")
            assert (await passenger.get(one["image"])).is_success
            running.vehicle.park()
            await parked(running)
            assert (await screen.get(one["image"])).is_success
            assert (await screen.post(PATH, json=MOUNTAIN)).status_code == 202

    painted(tmp_path, work, engine="fake")


def test_the_drivers_screen_is_not_even_told_where_a_picture_is() -> None:
    card = {"type": "list", "title": "Pictures", "items": [{"id": "1", "image": "/x.jpg"}]}
    body = {"type": "card", "card": {**card, "image": "/y.jpg"}}
    seen = withheld(body, {"no_video"})
    assert "image" not in seen["card"]
    assert seen["card"]["items"] == [{"id": "1"}]
    assert withheld(body, set()) == body


def test_other_seats_pictures_are_not_there(tmp_path: Path) -> None:
    async def work(running: Served, painting: Painting) -> None:
        async with (
            running.http(Scope.PASSENGER, zone="rear_left") as child,
            running.http(Scope.PASSENGER) as passenger,
            running.http(Scope.OPERATOR) as operator,
        ):
            one = await drawn(child, painting)
            assert (await passenger.get(one["image"])).status_code == 404
            assert (await passenger.delete(f"{PATH}/{one['id']}")).status_code == 404
            assert (await passenger.get(PATH)).json() == []
            assert (await operator.get(PATH)).status_code == 403
            assert (await operator.get(one["image"])).status_code == 404
            assert (await child.get(one["image"])).is_success

    painted(tmp_path, work, engine="fake")


def test_what_can_not_be_drawn_is_said_with_a_code(tmp_path: Path) -> None:
    async def work(running: Served, painting: Painting) -> None:
        del painting
        async with running.http(Scope.PASSENGER) as http:
            for body, status, code in (
                ({"prompt": "the theory of relativity"}, 422, "picture_unknown"),
                ({"prompt": "a naked man in the forest"}, 422, "picture_declined"),
                ({"prompt": "a forest", "width": 640}, 400, "input"),
                ({"prompt": ""}, 422, "input"),
            ):
                answer = await http.post(PATH, json=body)
                assert (answer.status_code, answer.json()["code"]) == (status, code), body

    painted(tmp_path, work)


def test_the_stock_openai_client_gets_bytes_and_addresses(tmp_path: Path) -> None:
    async def work(running: Served, painting: Painting) -> None:
        async with openai.AsyncOpenAI(
            base_url=f"{running.url}/v1", api_key=running.token(Scope.APP), max_retries=0
        ) as client:
            asked: Any = {"model": "local-pictures", "prompt": "a lighthouse in a storm"}
            whole = await client.images.generate(
                **asked, size="512x288", response_format="b64_json"
            )
            assert whole.data is not None
            content = base64.b64decode(whole.data[0].b64_json or "")
            assert content.startswith(b"\x89PNG")
            assert decoded(content).shape == (288, 512, 3)
            linked = await client.images.generate(**asked, n=1)
            assert linked.data is not None
            address = str(linked.data[0].url)
            assert address.startswith(running.url)
            headers = {"authorization": f"Bearer {client.api_key}"}
            async with httpx2.AsyncClient(headers=headers, trust_env=False) as http:
                assert decoded((await http.get(address)).content).shape == (576, 1024, 3)
            assert painting.studio.seen()["pictures"] == []  # nobody in the car asked for it
            with_error = None
            try:
                await client.images.generate(model="local-pictures", prompt="a gun")
            except openai.APIStatusError as error:
                with_error = error
            assert with_error is not None
            assert with_error.status_code == 422

    painted(tmp_path, work)


def test_a_spoken_request_sends_a_card_and_the_pictures_events(tmp_path: Path) -> None:
    async def work(running: Served, painting: Painting) -> None:
        async with running.http(Scope.PASSENGER) as http:
            body = {"text": "draw me a castle on a hill at dawn", "language": "en"}
            turn = (await http.post("/api/v1/turns", json=body)).json()
            assert turn["outcome"] == "done"
            card = next(
                entry.body["card"]
                for entry in running.hub.feed.since(0)
                if entry.body["type"] == "card"
            )
            await painting.studio.jobs.finished(card["picture"])
            told = [entry.body for entry in running.hub.feed.since(0)]
            states = [body["state"] for body in told if body["type"] == "picture"]
            assert states[0] == "waiting"
            assert states[-1] == "ready"
            assert (await http.get(card["image"])).is_success

    painted(tmp_path, work)
