"""Dialplan tests written as stories: what happens in lines of text, told again by the real core."""

from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from voipcc.core.plan import Plan
from voipcc.core.transcript import StoryError, tell
from voipcc.dialplan_tests.reader import Reading
from voipcc.problem import Problem
from voipcc.time_words import moment_from

CURRENT = "current"
LARGEST = 200_000
AT = "# at: "


def story_problems(path: Path, shown_as: str, plan: Plan, reading: Reading) -> list[Problem]:
    """Where the story goes otherwise than written, or cannot be read; empty where it is right."""
    try:
        story = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return [_problem(shown_as, 0, f"cannot be read: {error}", "save it as UTF-8 text")]
    if len(story) > LARGEST:
        return [_problem(shown_as, 0, "is too long for a story", "divide it")]
    try:
        told = told_again(story, plan, reading)
    except (StoryError, ValueError) as error:
        line = str(error).removeprefix("Line ").partition(":")[0]
        number = int(line) if line.isdigit() else 0
        return [
            _problem(shown_as, number, str(error), "begin with: 00:00 > plan current takes effect")
        ]
    return _compared(story.splitlines(), told.splitlines(), shown_as)


def told_again(story: str, plan: Plan, reading: Reading) -> str:
    """The story as the core tells it on this plan, which it calls "current"."""
    moment = next((line for line in story.splitlines() if line.startswith(AT)), "")
    begin_ms = reading.now_utc_ms
    if moment:
        begin_ms = moment_from(moment.removeprefix(AT).strip(), reading.zone, reading.now_utc_ms)
    return tell(story, {CURRENT: replace(plan, version=CURRENT)}, begin_ms)


def _compared(written: list[str], told: list[str], file: str) -> list[Problem]:
    for number, (one, other) in enumerate(zip_longest(written, told), 1):
        if one == other:
            continue
        if one is None:
            message = f'the story is not complete: here follows "{str(other).strip()}"'
        elif other is None:
            message = f'"{one.strip()}" does not happen'
        else:
            message = f'expected "{one.strip()}", but here follows "{other.strip()}"'
        remedy = f"if that is meant: voipcc test --write {Path(file).name} tells it anew"
        return [_problem(file, number, message, remedy)]
    return []


def _problem(file: str, line: int, message: str, remedy: str) -> Problem:
    return Problem("error", file, line, 1 if line else 0, message, remedy)
