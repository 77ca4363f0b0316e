"""Pictures of the served car, really drawn: a few that every page of pictures can show."""

from __future__ import annotations

from assistant.imaging.studio import Studio
from assistant.skillhost.sdk import Effect
from assistant.skillhost.services import Asker
from tests.api.served import Served

LIGHTHOUSE = "a11111111111"
COMING = "d44444444444"
"""A picture that is only told of."""

PICTURES = {
    "c33333333333": "a whale at sunset",
    "b22222222222": "two red balloons over a snowy mountain road",
    LIGHTHOUSE: "a lighthouse in a stormy night",
}


def studio_of(running: Served) -> Studio:
    """Return the car's picture service."""
    assert running.car.pictures is not None
    return running.car.pictures


async def hang(running: Served) -> None:
    """Draw the pictures that are not there yet, the lighthouse last."""
    studio = studio_of(running)
    for picture, prompt in PICTURES.items():
        if any(entry.id == picture for entry in studio.gallery.entries):
            continue
        draw = Effect("picture.draw", picture, args={"prompt": prompt})
        await studio.apply(draw, Asker("driver", "en"))
        await studio.jobs.finished(picture)
