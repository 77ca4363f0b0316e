"""Styles: what a drawn scene is turned into, from flat illustration to ink on rice paper."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.imaging.scene.program import Style
from assistant.imaging.scene.styles.crayon import crayon
from assistant.imaging.scene.styles.flat import flat
from assistant.imaging.scene.styles.ink import ink
from assistant.imaging.scene.styles.papercut import papercut
from assistant.imaging.scene.styles.sheet import Finish
from assistant.imaging.scene.styles.watercolor import watercolor

FINISHES: Mapping[Style, Finish] = {
    Style.FLAT: flat,
    Style.WATERCOLOR: watercolor,
    Style.CRAYON: crayon,
    Style.PAPERCUT: papercut,
    Style.INK: ink,
}
"""What is done to the drawn pixels in each style."""
