"""Warning lights: their colours and shapes in words, and which the car reports as on. Pure."""

from __future__ import annotations

import re

from assistant.skillhost.sdk import Context

COLOURS = {
    "en": {
        "red": ("red",),
        "yellow": ("yellow", "orange", "amber"),
        "green": ("green",),
        "blue": ("blue",),
        "white": ("white", "grey", "gray"),
    },
    "zh": {
        "红": ("红",),
        "黄": ("黄", "橙", "琥珀", "橘"),
        "绿": ("绿",),
        "蓝": ("蓝",),
        "白": ("白", "灰"),
    },
}
_GENERAL = {
    "en": re.compile(
        r"\b(?:warning|indicator|control|dashboard|dash|instrument|cluster|panel|display|screen|"
        r"lights?|lamps?|symbols?|icons?|signs?|telltales?|lit|blinking|flashing|glowing|on|"
        r"shape|shaped|colou?r|coloured|colored|little|small|with|inside|thing|"
        r"red|yellow|orange|amber|green|blue|white|gr[ae]y|meaning)\b"
    ),
    "zh": re.compile(
        r"警告灯|指示灯|故障灯|警示灯|报警灯|灯光|灯|图标|标志|符号|标识|亮着|亮起来|亮起|亮|闪烁|闪|"
        r"[红黄橙橘绿蓝白灰]色?|琥珀色?|形状|样子|带|里面|中间|像|形|小"
    ),
}

_TELLTALE = "Vehicle.Private.Telltale.{}.IsOn"
_TIRE = "Vehicle.Chassis.Axle.Row{}.Wheel.{}.Tire.IsPressureLow"
_FLUID = "Vehicle.Chassis.Axle.Row{}.Wheel.{}.Brake.IsFluidLevelLow"
_WHEELS = ((1, "Left"), (1, "Right"), (2, "Left"), (2, "Right"))
SIGNALS = {
    "Brake system": (
        _TELLTALE.format("BrakeSystem"),
        *(_FLUID.format(*wheel) for wheel in _WHEELS),
    ),
    "Drive system fault": (_TELLTALE.format("Powertrain"),),
    "High-voltage battery too hot": (_TELLTALE.format("BatteryTemperature"),),
    "Low-voltage battery not charging": (_TELLTALE.format("LowVoltageCharging"),),
    "Airbag": (_TELLTALE.format("Airbag"),),
    "Steering fault": (_TELLTALE.format("Steering"),),
    "Reduced power": (_TELLTALE.format("ReducedPower"),),
    "Tyre pressure low": tuple(_TIRE.format(*wheel) for wheel in _WHEELS),
    "Anti-lock brakes (ABS)": ("Vehicle.ADAS.ABS.IsError",),
    "Stability control (ESC) fault": ("Vehicle.ADAS.ESC.IsError",),
    "Screen wash low": ("Vehicle.Body.Windshield.Front.WasherFluid.IsLevelLow",),
}
"""By the English title of a light's passage: the signals of which any means that it is on."""


def colour_of(text: str, language: str) -> str:
    """Return the colour that a description names, as the manual writes it, or nothing."""
    lowered = text.lower()
    for colour, names in COLOURS[language].items():
        for name in names:
            if re.search(rf"\b{name}\b" if language == "en" else name, lowered):
                return colour
    return ""


def said_looks(text: str, language: str) -> str:
    """Return a description without its colour and the words that every light has."""
    return _GENERAL[language].sub(" ", text.lower()).strip()


def lit(ctx: Context) -> list[str]:
    """Return the English titles of the warning lights that the car reports as on."""
    return [
        title
        for title, paths in SIGNALS.items()
        if any(ctx.signals.get(path) is True for path in paths)
    ]
