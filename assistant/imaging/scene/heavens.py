"""All that is above the horizon, in order: sky, clouds, rainbow or lightning."""

from __future__ import annotations

from assistant.imaging.scene import weather
from assistant.imaging.scene.clouds import clouds
from assistant.imaging.scene.sky import sky
from assistant.imaging.scene.stage import Layer, Stage


def heavens(stage: Stage, horizon: float) -> list[Layer]:
    """The sheets above a horizon (y)."""
    return [*sky(stage, horizon), *clouds(stage, horizon), *weather.behind(stage, horizon)]
