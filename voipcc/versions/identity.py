"""What makes one version another: a hash over everything callers and agents can meet.

The plan with its opening hours for the whole year (so with its public holidays, and not
with the day on which it was compiled), the settings, the lists of callers, and what each own
prompt holds.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from voipcc.core.plan import Hours, Plan
from voipcc.settings import CentreSettings

LENGTH = 16  # hexadecimal digits


def version_of(
    settings: CentreSettings,
    plan: Plan,
    year: Mapping[str, Hours],
    prompts: Mapping[str, str],
    callers: Mapping[str, Sequence[str]],
) -> str:
    """The name of a version. `year` are the plan's hours as `year_of` its moment knows them."""
    bare = asdict(replace(plan, version="", hours={}))
    hours = {name: (one.open, one.time_zone) for name, one in year.items()}
    content = (bare, hours, settings.model_dump(mode="json"), dict(prompts), dict(callers))
    return digest(content)[:LENGTH]


def digest(content: Any) -> str:
    """SHA-256 of plain values, whatever the order of their keys."""
    text = msgspec.json.encode(content, order="deterministic")
    return hashlib.sha256(text).hexdigest()


def year_of(utc_ms: int) -> int:
    """The moment the year of `utc_ms` began: hours known from then on are the same all year."""
    year = datetime.fromtimestamp(utc_ms / 1000, UTC).year
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) * 1000
