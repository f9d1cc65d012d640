"""A rehearsed call written down as a test: what it does now is what it shall do."""

import json
from collections.abc import Sequence
from datetime import datetime

from voipcc.dialplan_tests.judge import NONE
from voipcc.rehearsal import Rehearsal
from voipcc.zones import zone_named

LONGEST_LIST = 60


def as_test(
    name: str,
    found: Rehearsal,
    *,
    number: str,
    at_utc_ms: int,
    zone: str,
    keys: Sequence[str] = (),
    staff: str = "free",
    caller: str = "",
) -> str:
    """An entry for `tests:` of a file in dialplans/tests, as YAML."""
    local = datetime.fromtimestamp(at_utc_ms / 1000, zone_named(zone))
    lines = [
        f"  - test: {_text(name)}",
        f"    number: {_text(number)}",
        f"    at: {_text(f'{local:%Y-%m-%d %H:%M}')}",
        f"    zone: {_text(zone)}",
    ]
    lines += [f"    caller: {_text(caller)}"] if caller else []
    lines += [f"    staff: {staff}"] if staff != "free" else []
    lines += [f"    keys: {_text(list(keys))}"] if keys else []
    lines += ["    expect:", *(f"      {line}" for line in _expected(found))]
    return "\n".join(lines) + "\n"


def _expected(found: Rehearsal) -> list[str]:
    heard = list(found.prompts[:LONGEST_LIST])
    heard += ["..."] if len(found.prompts) > LONGEST_LIST else []
    lines = [f"hears: {_text(heard)}", f"queue: {found.queue or NONE}"]
    lines += [f"ending: {found.outcome}"] if found.outcome else []
    lines += [f"values: {_text(dict(found.values))}"] if found.values else []
    tags = [mark.removeprefix("tag:") for mark in found.marks if mark.startswith("tag:")]
    return lines + ([f"tags: {_text(tags)}"] if tags else [])


def _text(value: object) -> str:
    """JSON is YAML, too, whatever stands in it."""
    return json.dumps(value, ensure_ascii=False)
