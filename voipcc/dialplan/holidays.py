"""Public holidays by place, with their names, from the library `holidays`; and what is wrong about them."""

import importlib.metadata
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

import holidays as library

from voipcc.dialplan.form import HolidayForm
from voipcc.document import Node
from voipcc.problem import Problem, did_you_mean

HALF_DAY: Final = "half_day"
ENGLISH: Final = "en_US"


def holiday_name(form: HolidayForm, day: date) -> str:
    """What is celebrated there on this day, "" when nothing is."""
    return _known(form.of, ("public", *form.also), form.observed, day.year).get(day, "")


def half_day_name(form: HolidayForm, day: date) -> str:
    """Why the day is half a holiday, "" when it is none or nobody said when to close."""
    if form.half_days is None:
        return ""
    return _known(form.of, (HALF_DAY,), form.observed, day.year).get(day, "")


@lru_cache(maxsize=256)
def _known(place: str, kinds: tuple[str, ...], observed: bool, year: int) -> Mapping[date, str]:
    country, _, part = place.partition("-")
    spoken = library.country_holidays(country).supported_languages
    language = ENGLISH if ENGLISH in spoken else None
    found = library.country_holidays(
        country,
        subdiv=part or None,
        years=year,
        observed=observed,
        categories=kinds,
        language=language,
    )
    return dict(found)


def holiday_version(forms: Sequence[HolidayForm]) -> str:
    """What the holidays were made with."""
    return f"holidays {importlib.metadata.version('holidays')}" if forms else "no holidays"


# --- checks -----------------------------------------------------------------------------------------


def holiday_problems(file: str, forms: Sequence[HolidayForm], node: Node) -> list[Problem]:
    """Places nobody knows holidays of, and kinds of holidays those places do not have."""
    problems = []
    for position, form in enumerate(forms):
        entry = node if node.is_mapping or node.is_scalar else node.at(position)
        place = entry.at("of") if entry.is_mapping else entry
        remedy = place_remedy(form.of)
        if remedy:
            message = f'no public holidays are known for "{form.of}"'
            problems.append(place.error(file, message, remedy))
        else:
            problems += _kind_problems(file, form, entry)
    return problems


def _kind_problems(file: str, form: HolidayForm, entry: Node) -> list[Problem]:
    country = form.of.partition("-")[0]
    known = library.country_holidays(country).supported_categories
    further = sorted({*known} - {"public", HALF_DAY})
    problems = []
    for number, kind in enumerate(form.also):
        if kind not in further:
            place = entry.at("also", number) if entry.at("also").items else entry.at("also")
            remedy = did_you_mean(kind, further, f"{country} has") if further else "leave it out"
            problems.append(place.error(file, f'{country} has no holidays "{kind}"', remedy))
    if form.half_days is not None and HALF_DAY not in known:
        message = f"no half holidays are known for {country}"
        remedy = "name the days under short"
        problems.append(entry.at("half_days").error(file, message, remedy))
    return problems


def place_remedy(place: str) -> str:
    """What to write instead of a place without known holidays; "" when they are known."""
    country, _, part = place.partition("-")
    supported = library.list_supported_countries()
    if country not in supported:
        return did_you_mean(country, supported) if len(country) > 3 else "is it a country's code?"
    if part and part not in supported[country]:
        known = [one for one in supported[country] if one.upper() == one]
        return did_you_mean(part, known, f"parts of {country}")
    return ""
