"""The weather: now, on a day, at the weekend; rain and umbrellas; how warm it will be.

The service ``weather`` keeps the last forecast. Its age is told when it is not fresh, and
nothing is told for a time that it does not reach. What the car measures itself comes first:
the temperature outside, and rain on the windshield.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from assistant.skillhost.moments import said_day, span
from assistant.skillhost.sdk import Context, Skill, ToolResult
from assistant.skillhost.speech import spoken_age, spoken_day, spoken_on_day

from .card import day_items, hour_items, now_item, weather_card
from .verdicts import LIKELY, POSSIBLE, comes, condition, covers, known, rain, rain_ends

skill = Skill("weather")

OUTSIDE = "Vehicle.Exterior.AirTemperature"
RAIN_SENSOR = "Vehicle.Body.Raindetection.Intensity"

FRESH_S = 5400
"""The age of an older forecast is told."""

NEAR_KM = 40
"""A forecast for a place farther away is told to be for elsewhere."""

PERIODS = {"am": (6, 12), "pm": (12, 18), "night": (18, 24)}

Row = dict[str, Any]


def present(ctx: Context) -> datetime:
    """Return the present, local."""
    return datetime.fromisoformat(ctx.now_iso)


def about(ctx: Context) -> Row:
    """Return what every reply tells of the forecast itself: its age, whether it is for here."""
    seen = ctx.services.get("weather") or {}
    age_s = seen.get("age_s", 0)
    return {
        "age": spoken_age(age_s, ctx.language) if age_s > FRESH_S else "",
        "elsewhere": (seen.get("away_km") or 0) > NEAR_KM,
    }


def days(ctx: Context, said: Row) -> list[Row]:
    """Return the days that are meant and that the forecast reaches."""
    now = present(ctx)
    found = span(now, said.get("span", ""))
    if found is None:
        day = said_day(now.date(), said) or now.date()
        found = (day, day + timedelta(days=1))
    rows = (ctx.services.get("weather") or {}).get("days", ())
    return [row for row in rows if found[0] <= date.fromisoformat(row["date_iso"]) < found[1]]


def hours(ctx: Context, said: Row) -> list[Row]:
    """Return the hours that are meant and that the forecast reaches, of today those to come."""
    wanted = {row["date_iso"] for row in days(ctx, said)}
    period = "night" if said.get("day") == "tonight" else said.get("period", "")
    first, after = PERIODS.get(period, (0, 24))
    rows = (ctx.services.get("weather") or {}).get("hours", ())
    return [
        row
        for row in rows
        if row["at_iso"][:10] in wanted and first <= int(row["at_iso"][11:13]) < after
    ]


def day_values(ctx: Context, row: Row) -> Row:
    """Return what a reply tells of a day."""
    day = date.fromisoformat(row["date_iso"])
    return {
        "day": spoken_on_day(day, present(ctx).date(), ctx.language),
        "condition": condition(row["code"]),
        "low": _degrees(row["low"]),
        "high": _degrees(row["high"]),
        "rain": _chance(row["rain_chance"]),
    }


def card(ctx: Context, rows: list[Row], said: Row) -> Row | None:
    """Return the days for the screen; a single one by its hours where the forecast has them."""
    parts = hours(ctx, said)
    if len(rows) == 1 and len(parts) > 1:
        name = _day_name(ctx, rows[0])
        told = [
            {
                "at_iso": one["at_iso"],
                "condition": condition(one["code"]),
                "degrees": _degrees(one["temperature"]),
                "rain": _chance(one["rain_chance"]),
            }
            for one in parts
        ]
        return weather_card(hour_items(told, ctx.language), ctx.language, name)
    return weather_card(day_items(_day_rows(ctx, rows), ctx.language), ctx.language)


def _day_rows(ctx: Context, rows: list[Row]) -> list[Row]:
    return [
        {"date_iso": row["date_iso"], "name": _day_name(ctx, row), **day_values(ctx, row)}
        for row in rows
    ]


def _day_name(ctx: Context, row: Row) -> str:
    day = date.fromisoformat(row["date_iso"])
    return spoken_day(day, present(ctx).date(), ctx.language)


def _degrees(value: float | None) -> int | None:
    return None if value is None else round(value)


def _chance(value: float | None) -> int:
    """Return a chance to the nearest ten; small ones are not worth a word."""
    return int(round(value, -1)) if value is not None and value >= POSSIBLE else 0


def no_data(ctx: Context) -> ToolResult:
    """Return the honest answer where the forecast does not reach, or there is none."""
    if not ctx.services.get("weather"):
        outside = _degrees(_number(ctx, OUTSIDE))
        return ToolResult(reply="no_forecast", values={"outside": outside})
    return ToolResult(reply="not_so_far", values=about(ctx))


def _number(ctx: Context, path: str) -> float | None:
    value = ctx.signals.get(path)
    return None if value is None else float(value)


# --- tools ------------------------------------------------------------------------------------


@skill.tool("now")
def weather_now(ctx: Context) -> ToolResult:
    """Say what it is like now: the car's own readings first."""
    rows = (ctx.services.get("weather") or {}).get("hours", ())
    at = present(ctx)
    row = next((r for r in rows if covers(r, at)), None)
    outside = _number(ctx, OUTSIDE)
    wet = (_number(ctx, RAIN_SENSOR) or 0) > 0
    if row is None and not wet:
        return no_data(ctx)
    told = row or {"code": None, "temperature": None}
    degrees = _degrees(outside if outside is not None else told["temperature"])
    sky = "rain" if wet else condition(told["code"])
    values = {"condition": sky, "degrees": degrees, **about(ctx)}
    if wet:
        values["age"] = ""
    coming = _day_rows(ctx, list((ctx.services.get("weather") or {}).get("days", ())))
    items = [now_item(sky, degrees, ctx.language), *day_items(coming, ctx.language)]
    return ToolResult(reply="now", values=values, card=weather_card(items, ctx.language))


@skill.tool("forecast")
def forecast(ctx: Context, **said: Any) -> ToolResult:
    """Say what a day or several will be like."""
    rows = days(ctx, said)
    if not rows:
        return no_data(ctx)
    told = [day_values(ctx, row) for row in rows]
    if len(told) > 2:  # noqa: PLR2004  more than a weekend is summed up
        wet = [one["day"] for one in told if one["rain"] >= LIKELY]
        values = {
            "low": min(known(one["low"] for one in told), default=None),
            "high": max(known(one["high"] for one in told), default=None),
            "wet": wet[:3],
        }
        return ToolResult(reply="week", values={**values, **about(ctx)}, card=card(ctx, rows, said))
    return ToolResult(reply="days", values={"days": told, **about(ctx)}, card=card(ctx, rows, said))


@skill.tool("temperature")
def temperature(ctx: Context, **said: Any) -> ToolResult:
    """Say between what it will be: of the hours that are meant, else of the days."""
    part = known(row["temperature"] for row in hours(ctx, said))
    rows = days(ctx, said)
    lows = part if said.get("period") else known(row["low"] for row in rows)
    highs = part if said.get("period") else known(row["high"] for row in rows)
    if not lows or not highs:
        return no_data(ctx)
    values = {"low": round(min(lows)), "high": round(max(highs)), **about(ctx)}
    return ToolResult(reply="degrees", values=values, card=card(ctx, rows, said))


@skill.tool("will_it")
def will_it(ctx: Context, what: str, ends: bool = False, **said: Any) -> ToolResult:
    """Say whether something comes, and for rain from when on, or until when."""
    rows, parts = days(ctx, said), hours(ctx, said)
    if not rows:
        return no_data(ctx)
    day = spoken_on_day(date.fromisoformat(rows[0]["date_iso"]), present(ctx).date(), ctx.language)
    values = {"what": what, "day": day, "at": "", "chance": 0, **about(ctx)}
    if ends:
        wet = (_number(ctx, RAIN_SENSOR) or 0) > 0
        seen = (ctx.services.get("weather") or {}).get("hours", ())
        values |= rain_ends(ctx.language, seen, present(ctx), wet_now=wet)
        return ToolResult(reply="rain_ends", values=values, card=card(ctx, rows, said))
    if what in ("rain", "umbrella"):
        values |= rain(ctx.language, rows, parts, only_parts=bool(said.get("period")))
    else:
        values["verdict"] = "yes" if comes(what, rows, parts) else "no"
    return ToolResult(reply=f"will_{what}", values=values, card=card(ctx, rows, said))


@skill.tool("elsewhere")
def elsewhere(ctx: Context, place: str = "", **_day: Any) -> ToolResult:
    """Say that there is a forecast only for where the car is."""
    if not ctx.services.get("weather"):
        return no_data(ctx)
    return ToolResult(reply="only_here", values={"place": place}, outcome="refused")
