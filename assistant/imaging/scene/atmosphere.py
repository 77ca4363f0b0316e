"""The atmosphere of a scene: its sky, its light and its haze, from hour, weather and season.

Surfaces have colors of their own (``surfaces.py``); what is seen of them is decided here, so
that a whole picture holds together: ``seen`` puts a surface into the key light or the shade and
fades it into the haze with distance.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from assistant.imaging.scene.color import Color, adjust, lightness, mix, oklch, under
from assistant.imaging.scene.program import Place, SceneProgram, Season, Time, Weather


@dataclass(frozen=True, slots=True)
class Atmosphere:
    """Light and air. Colors are those of light, to be multiplied with those of surfaces.

    ``sun_height`` is the height of sun or moon in the sky, 0 at the horizon and 1 at the top.
    ``haze_depth`` is how much of the farthest things the haze swallows, ``cover`` how much of
    the sky is clouded (both 0 to 1). ``stars`` is their brightness.
    """

    zenith: Color
    middle: Color
    horizon: Color
    haze: Color
    key: Color
    ambient: Color
    sun: Color
    sun_height: float
    haze_depth: float = 0.8
    cover: float = 0.25
    stars: float = 0.0
    night: bool = False
    lamps: bool = False
    snowy: bool = False
    cloud_lit: Color = (1.0, 1.0, 1.0)
    cloud_shade: Color = (0.8, 0.82, 0.88)

    def seen(self, surface: Color, lit: float = 1.0, far: float = 0.0) -> Color:
        """A surface, ``lit`` from 0 (shade) to 1 (key light), ``far`` from 0 to 1 in the haze."""
        near = mix(under(surface, self.ambient), under(surface, self.key), lit)
        return mix(near, self.haze, far * self.haze_depth)


_HOURS: dict[Time, tuple[Atmosphere, ...]] = {
    Time.DAWN: (
        Atmosphere(
            zenith=oklch(0.60, 0.085, 268), middle=oklch(0.79, 0.065, 340),
            horizon=oklch(0.92, 0.075, 72), haze=oklch(0.86, 0.055, 35),
            key=oklch(0.93, 0.06, 62), ambient=oklch(0.68, 0.06, 292),
            sun=oklch(0.97, 0.06, 85), sun_height=0.12,
        ),
        Atmosphere(
            zenith=oklch(0.63, 0.075, 235), middle=oklch(0.82, 0.05, 190),
            horizon=oklch(0.93, 0.085, 90), haze=oklch(0.88, 0.05, 80),
            key=oklch(0.95, 0.06, 80), ambient=oklch(0.69, 0.05, 250),
            sun=oklch(0.98, 0.06, 95), sun_height=0.10,
        ),
    ),
    Time.MORNING: (
        Atmosphere(
            zenith=oklch(0.70, 0.105, 243), middle=oklch(0.83, 0.07, 232),
            horizon=oklch(0.95, 0.035, 95), haze=oklch(0.89, 0.035, 225),
            key=oklch(0.99, 0.03, 92), ambient=oklch(0.75, 0.05, 258),
            sun=oklch(0.99, 0.04, 100), sun_height=0.45,
        ),
    ),
    Time.NOON: (
        Atmosphere(
            zenith=oklch(0.64, 0.13, 250), middle=oklch(0.78, 0.095, 240),
            horizon=oklch(0.93, 0.04, 215), haze=oklch(0.86, 0.05, 232),
            key=oklch(1.0, 0.012, 95), ambient=oklch(0.74, 0.055, 255),
            sun=oklch(1.0, 0.025, 100), sun_height=0.78,
        ),
        Atmosphere(
            zenith=oklch(0.68, 0.11, 232), middle=oklch(0.82, 0.08, 218),
            horizon=oklch(0.95, 0.04, 180), haze=oklch(0.88, 0.045, 212),
            key=oklch(1.0, 0.018, 95), ambient=oklch(0.75, 0.05, 240),
            sun=oklch(1.0, 0.03, 100), sun_height=0.72,
        ),
    ),
    Time.SUNSET: (
        Atmosphere(
            zenith=oklch(0.47, 0.105, 285), middle=oklch(0.70, 0.135, 25),
            horizon=oklch(0.89, 0.125, 78), haze=oklch(0.79, 0.105, 50),
            key=oklch(0.89, 0.105, 60), ambient=oklch(0.53, 0.08, 308),
            sun=oklch(0.97, 0.09, 88), sun_height=0.10,
        ),
        Atmosphere(
            zenith=oklch(0.50, 0.11, 262), middle=oklch(0.71, 0.12, 345),
            horizon=oklch(0.88, 0.115, 62), haze=oklch(0.77, 0.095, 20),
            key=oklch(0.88, 0.095, 42), ambient=oklch(0.53, 0.085, 290),
            sun=oklch(0.97, 0.085, 75), sun_height=0.13,
        ),
    ),
    Time.DUSK: (
        Atmosphere(
            zenith=oklch(0.30, 0.085, 278), middle=oklch(0.49, 0.105, 312),
            horizon=oklch(0.74, 0.11, 38), haze=oklch(0.56, 0.085, 330),
            key=oklch(0.66, 0.075, 330), ambient=oklch(0.43, 0.07, 282),
            sun=oklch(0.95, 0.04, 95), sun_height=0.62, stars=0.35, night=True, lamps=True,
        ),
        Atmosphere(
            zenith=oklch(0.31, 0.08, 255), middle=oklch(0.50, 0.085, 235),
            horizon=oklch(0.78, 0.09, 75), haze=oklch(0.58, 0.06, 245),
            key=oklch(0.66, 0.05, 260), ambient=oklch(0.43, 0.065, 258),
            sun=oklch(0.95, 0.04, 95), sun_height=0.62, stars=0.35, night=True, lamps=True,
        ),
    ),
    Time.NIGHT: (
        Atmosphere(
            zenith=oklch(0.17, 0.055, 272), middle=oklch(0.26, 0.075, 264),
            horizon=oklch(0.41, 0.075, 245), haze=oklch(0.37, 0.062, 252),
            key=oklch(0.65, 0.045, 245), ambient=oklch(0.38, 0.06, 266),
            sun=oklch(0.96, 0.03, 95), sun_height=0.66, stars=1.0, night=True, lamps=True,
        ),
        Atmosphere(
            zenith=oklch(0.18, 0.065, 285), middle=oklch(0.27, 0.075, 275),
            horizon=oklch(0.43, 0.075, 215), haze=oklch(0.37, 0.06, 240),
            key=oklch(0.65, 0.045, 230), ambient=oklch(0.38, 0.065, 272),
            sun=oklch(0.96, 0.03, 95), sun_height=0.70, stars=1.0, night=True, lamps=True,
        ),
    ),
}  # fmt: skip

_SNOWLESS = {Place.DESERT, Place.JUNGLE, Place.ISLAND, Place.SPACE}


def atmosphere_of(program: SceneProgram) -> Atmosphere:
    """The atmosphere of a program; its seed chooses among the moods of an hour."""
    dice = random.Random(program.seed)
    hour = dice.choice(_HOURS[program.time])
    turn = dice.uniform(-7.0, 7.0)
    snows = program.weather is Weather.SNOW or (
        program.season is Season.WINTER and program.place not in _SNOWLESS
    )
    turned = replace(
        hour,
        zenith=adjust(hour.zenith, turn=turn),
        middle=adjust(hour.middle, turn=turn),
        horizon=adjust(hour.horizon, turn=turn * 0.6),
        haze=adjust(hour.haze, turn=turn * 0.6),
        sun_height=hour.sun_height * dice.uniform(0.85, 1.1),
        cover=dice.uniform(0.1, 0.45),
        snowy=snows or program.place is Place.ARCTIC,
    )
    if program.place is Place.SPACE:
        return _in_space(turned)
    return _clouded(_snow_lit(_weathered(turned, program.weather)))


def _in_space(air: Atmosphere) -> Atmosphere:
    """Without air: the same black sky and hard light at every hour."""
    return replace(
        air,
        zenith=oklch(0.13, 0.045, 285),
        middle=oklch(0.19, 0.07, 280),
        horizon=oklch(0.30, 0.09, 275),
        haze=oklch(0.30, 0.08, 280),
        key=oklch(0.90, 0.05, 80),
        ambient=oklch(0.45, 0.08, 285),
        haze_depth=0.45,
        stars=1.0,
        night=True,
        lamps=True,
        snowy=False,
    )


def _greyed(air: Atmosphere, amount: float, lighter: float, hue: float) -> Atmosphere:
    """The same air under a closed sky: one soft light, ``lighter`` or darker than before."""
    least = 0.045 if air.night else 0.022

    def closed(color: Color, chroma: float = least) -> Color:
        light = adjust(color, lighter=lighter)
        return mix(light, oklch(lightness(light), chroma, hue), amount)

    return replace(
        air,
        zenith=closed(mix(air.zenith, air.middle, amount * 0.5)),
        middle=closed(air.middle),
        horizon=closed(mix(air.horizon, air.middle, amount * 0.35)),
        haze=closed(air.haze),
        key=closed(mix(air.key, air.ambient, amount * 0.45), least * 0.7),
        ambient=closed(mix(air.ambient, air.key, amount * 0.25)),
        stars=air.stars * (1.0 - amount),
    )


def _weathered(air: Atmosphere, weather: Weather) -> Atmosphere:
    dim = 0.35 if air.night else 1.0
    match weather:
        case Weather.CLOUDY:
            return replace(_greyed(air, 0.15, 0.0, 245), cover=0.7)
        case Weather.OVERCAST:
            return replace(_greyed(air, 0.68, 0.0, 250), cover=1.0, haze_depth=0.85)
        case Weather.RAIN:
            return replace(
                _greyed(air, 0.62, -0.11 * dim, 240), cover=1.0, haze_depth=0.9, lamps=True
            )
        case Weather.STORM:
            return replace(
                _greyed(air, 0.6, -0.24 * dim, 262), cover=1.0, haze_depth=0.85, lamps=True
            )
        case Weather.SNOW:
            soft = _greyed(air, 0.5, 0.04, 258)
            return replace(soft, cover=0.85, haze_depth=0.9, stars=air.stars * 0.25)
        case Weather.FOG:
            thick = _greyed(air, 0.6, 0.02, 235)
            return replace(
                thick,
                cover=0.0,
                haze_depth=1.0,
                zenith=mix(thick.zenith, thick.haze, 0.7),
                middle=mix(thick.middle, thick.haze, 0.85),
                horizon=thick.haze,
            )
        case Weather.RAINBOW:
            return replace(_greyed(air, 0.22, -0.03 * dim, 250), cover=0.6)
        case Weather.CLEAR:
            return air


def _snow_lit(air: Atmosphere) -> Atmosphere:
    """The same air over snow, which throws light back: the nights are brighter."""
    if not (air.snowy and air.night):
        return air
    return replace(
        air,
        key=adjust(air.key, lighter=0.12),
        ambient=adjust(air.ambient, lighter=0.08, chroma=1.25),
        haze=adjust(air.haze, lighter=0.05, chroma=1.1),
        horizon=adjust(air.horizon, lighter=0.05),
    )


def _clouded(air: Atmosphere) -> Atmosphere:
    """The same air with clouds in its light: bright above, the color of the sky below."""
    if air.night:
        lit = mix(air.middle, air.key, 0.35)
        shade = mix(air.zenith, air.middle, 0.6)
    else:
        lit = mix(mix((1.0, 1.0, 1.0), air.key, 0.8), air.horizon, 0.3)
        shade = mix(mix(air.middle, air.ambient, 0.35), air.haze, 0.35)
    return replace(air, cloud_lit=lit, cloud_shade=shade)
