"""Scene programs as JSON data."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from assistant.imaging.scene.program import (
    JSON_SCHEMA,
    Distance,
    Feature,
    Place,
    SceneError,
    SceneProgram,
    Season,
    Setting,
    Side,
    Style,
    SubjectPlacement,
    Time,
    Weather,
    from_json,
    to_json,
)

FULL = SceneProgram(
    Place.LAKE,
    Time.DUSK,
    Weather.FOG,
    Season.AUTUMN,
    Style.INK,
    (Feature.MOON, Feature.FLOWERS),
    (SubjectPlacement("horse", 3, "white", Distance.FAR, Side.LEFT, Setting.LAND),),
    seed=41,
)


def test_round_trip() -> None:
    data = to_json(FULL)
    jsonschema.validate(data, JSON_SCHEMA)
    assert from_json(data) == FULL


def test_only_a_place_is_needed() -> None:
    data = {"place": "desert"}
    jsonschema.validate(data, JSON_SCHEMA)
    assert from_json(data) == SceneProgram(Place.DESERT)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (["desert"], "JSON object"),
        ({}, "needs a place"),
        ({"place": "kitchen"}, "'kitchen'; there are mountain"),
        ({"place": "lake", "time": "teatime"}, "'teatime'; there are dawn"),
        ({"place": "lake", "wether": "rain"}, "no 'wether'"),
        ({"place": "lake", "features": "moon"}, "'features' is a list"),
        ({"place": "lake", "features": ["hut"]}, "no feature 'hut'"),
        ({"place": "lake", "subjects": [{"kind": "gun"}]}, "no subject 'gun'"),
        ({"place": "lake", "subjects": [{"kind": "car", "color": "beige"}]}, "no color 'beige'"),
        ({"place": "lake", "subjects": [{"kind": "car", "count": 99}]}, "at most 12"),
        ({"place": "lake", "subjects": [{"kind": "car", "count": True}]}, "whole number"),
        ({"place": "lake", "subjects": [{"kind": "car"}] * 9}, "at most 8"),
        ({"place": "lake", "seed": -1}, "whole number from 0"),
    ],
)
def test_errors_say_what_is_wrong(data: Any, told: str) -> None:
    with pytest.raises(SceneError, match=told):
        from_json(data)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, JSON_SCHEMA)
