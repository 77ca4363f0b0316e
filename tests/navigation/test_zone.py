"""Where a point's clock and holidays come from."""

from __future__ import annotations

import pytest

from assistant.navigation.interface import Point
from assistant.navigation.zone import country_of, zone_at


@pytest.mark.parametrize(
    ("lat", "lon", "zone", "country"),
    [
        (60.17, 24.94, "Europe/Helsinki", "FI"),
        (43.73, 7.42, "Europe/Monaco", "MC"),
        (39.29, -76.61, "America/New_York", "US"),
        (31.23, 121.47, "Asia/Shanghai", "CN"),
        (-33.87, 151.21, "Australia/Sydney", "AU"),
    ],
)
def test_the_zone_and_the_country_of_a_point(
    lat: float, lon: float, zone: str, country: str
) -> None:
    assert zone_at(Point(lat, lon)) == zone
    assert country_of(zone) == country


def test_what_is_no_place_on_land_has_no_country() -> None:
    assert country_of("Etc/GMT+3") is None
