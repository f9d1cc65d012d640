"""Callbacks and voicemails in any weather: each promise is kept at most once."""

from collections import Counter

import pytest

from tests.core.weather import Weather
from tests.effort import some


@pytest.mark.parametrize("seed", some(range(24)))
def test_errands_come_to_an_end_once_in_any_weather(seed: int) -> None:
    """Whatever fails, each promise is kept at most once, and nothing is left in the end."""
    weather = Weather(seed)
    weather.half_an_hour()
    weather.everybody_goes_home()
    made = [one for one in weather.records if one.direction != "in"]
    assert made
    assert max(Counter((one.direction, one.origin) for one in made).values()) == 1
