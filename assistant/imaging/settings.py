"""The settings ``[imaging]``."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.errors import ConfigError

SCENE = "scene"


@dataclass(frozen=True, slots=True)
class ImagingSettings:
    """Pictures.

    ``engine`` is ``scene`` (drawn from the words that it knows) or the id of an installed
    generative model. ``gallery_mb`` bounds the kept pictures. ``idle_s`` seconds after the last
    picture the drawing process ends. ``limit_s`` is how long one picture may take;
    ``slideshow_s`` the time between two pictures of a journey.
    """

    engine: str = SCENE
    gallery_mb: int = 300
    idle_s: float = 120.0
    limit_s: float = 30.0
    slideshow_s: float = 20.0

    def check(self) -> None:
        """Do nothing when the settings make sense.

        Raises:
            ConfigError: one does not; the message names it.
        """
        if self.gallery_mb < 1:
            raise ConfigError(f"gallery_mb must be at least 1, not {self.gallery_mb}")
        for name in ("idle_s", "limit_s", "slideshow_s"):
            value = getattr(self, name)
            if not value > 0:
                raise ConfigError(f"{name} must be above 0, not {value:g}")
