"""The verb `at`: what a caller would hear at any moment, and why."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voipcc.cli.days import area_of
from voipcc.cli.roster import overrides_in_force
from voipcc.cli.words import (
    HERE,
    USAGE,
    CentreOption,
    JsonOption,
    fail,
    now_ms,
    print_problems,
    say,
    settings_of,
    show,
    state_of,
)
from voipcc.override_words import named

if TYPE_CHECKING:
    from voipcc.core.overrides import Override
    from voipcc.core.plan import Plan
    from voipcc.rehearsal import Act
    from voipcc.time_travel import Answer, Edition, Hour

SHOWN, SHOWN_WAITING = 12, 1
LABEL = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,8})?: *\S")
FILLING = str.maketrans("", "", " -/()")


def add_to(root: typer.Typer) -> None:
    """Hang this verb on `root`."""
    root.command()(at)


def at(
    moment: Annotated[
        str, typer.Argument(help='When: "2027-03-28 02:30", "Mon 08:00", "tomorrow 9:00", "now".')
    ] = "now",
    zone: Annotated[str, typer.Option(help="Time zone it is meant in; else the centre's.")] = "",
    number: Annotated[
        str, typer.Option(help="The number of ours that is dialled; else all of them.")
    ] = "",
    keys: Annotated[str, typer.Option(help='What the caller does: "1", "1, wait 30 s, 2".')] = "",
    centre: CentreOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Tell what a caller would hear at any moment and why: hours, holidays, overrides, version."""
    from voipcc.rehearsal import RehearsalError
    from voipcc.time_travel import answer, edition_at
    from voipcc.versions.edition import CentreRefused

    settings, now = settings_of(centre), now_ms()
    at_ms = _moment(moment, zone or settings.time_zone, now)
    try:
        edition, before = edition_at(centre, settings, state_of(centre), at_ms, now)
    except CentreRefused as error:
        print_problems(error.problems)
        fail("the dialplans have errors; mend them first")
    coming = [one for one in overrides_in_force(centre) if not one.is_over(at_ms)]
    in_force = before if at_ms < now else coming
    acts = _acts(keys)
    try:
        found = [
            answer(edition, one, at_ms, in_force, acts) for one in _numbers(edition.plan, number)
        ]
    except RehearsalError as error:
        fail(error)
    sheet = _Sheet(centre, edition, at_ms, zone or settings.time_zone, moment)
    show(sheet.plain(found), as_json, lambda _: sheet.tell(found))


def _moment(text: str, zone: str, now: int) -> int:
    from voipcc.time_words import TimeError, moment_from

    area_of(zone)
    try:
        return moment_from(text, zone, now)
    except TimeError as error:
        fail(error, USAGE)


def _acts(keys: str) -> "tuple[Act, ...]":
    from voipcc.rehearsal import acts_from

    try:
        return acts_from(keys)
    except ValueError as error:
        fail(error, USAGE)


def _numbers(plan: "Plan", asked: str) -> list[str]:
    from voipcc.problem import did_you_mean

    wanted = asked.translate(FILLING)
    found = [
        one for one, flow in plan.numbers.items() if wanted in ("", one, one.lstrip("+"), flow)
    ]
    if not found:
        fail(f'no flow answers "{asked}"; {did_you_mean(asked, plan.numbers, "there are")}', USAGE)
    return found


class _Sheet:
    """The answers in words and as plain values."""

    def __init__(
        self, centre: Path, edition: "Edition", at_ms: int, zone: str, asked: str = ""
    ) -> None:
        self.asked = asked
        self.edition = edition
        self.at_ms = at_ms
        self.zone = zone
        self._texts: dict[str, dict[str, str]] = {}
        self._sounds = centre / edition.settings.sounds

    def plain(self, found: "list[Answer]") -> dict[str, Any]:
        """For machines."""
        return {
            "at_utc_ms": self.at_ms,
            "at": self._said(self.at_ms, self.zone),
            "version": self.edition.plan.version,
            "source": self.edition.source,
            "calls": [self._plain_call(one) for one in found],
        }

    def _plain_call(self, one: "Answer") -> dict[str, Any]:
        rehearsal = one.rehearsal
        return {
            "number": one.number,
            "flow": one.flow,
            "hours": [self._plain_hour(hour) for hour in one.hours],
            "overrides": [
                {
                    "target": it.target,
                    "kind": it.kind,
                    "until_utc_ms": it.until_utc_ms,
                    "prompts": it.prompts,
                    "words": it.words,
                }
                for it in one.overrides
            ],
            "heard": [
                {"language": it.language, "prompts": it.prompts, "waiting": it.waiting}
                for it in rehearsal.heard
            ],
            "queues": rehearsal.queues,
            "agents": one.there,
            "outcome": rehearsal.outcome,
            "marks": rehearsal.marks,
        }

    def _plain_hour(self, hour: "Hour") -> dict[str, Any]:
        why = hour.reason
        return {
            "name": hour.name,
            "open": hour.open,
            "rule": "override" if hour.override else why.rule if why else "",
            "holiday": why.name if why and why.rule in ("holiday", "half_day") else "",
            "why": self._why(hour),
            "until_utc_ms": why.until_ms if why and not hour.override else 0,
        }

    # --- for people ---------------------------------------------------------------------------

    def tell(self, found: "list[Answer]") -> None:
        """Each number with its hours, what is heard, and what becomes of the call."""
        own = self.edition.settings.time_zone
        also = f" = {self._said(self.at_ms, own)}" if own != self.zone else ""
        say(
            f"{self._said(self.at_ms, self.zone)}{also}",
            *_remarks(self.asked, self.at_ms, self.zone),
        )
        say(f"by {self.edition.source}, {self.edition.plan.version}")
        for one in found:
            say("", f"{one.number}: flow {one.flow}")
            for it in one.overrides:
                say(f"  override: {_override(it, own)}")
            for hour in one.hours:
                say(f"  hours {hour.name}: {self._why(hour)}")
            self._tell_heard(one)
            say(f"  then: {_end(one)}")

    def _tell_heard(self, one: "Answer") -> None:
        told = [it for it in one.rehearsal.heard if not it.waiting]
        waiting = [it for it in one.rehearsal.heard if it.waiting]
        told += waiting[:SHOWN_WAITING]
        heard = [(it.language, prompt) for it in told for prompt in it.prompts]
        for language, prompt in heard[:SHOWN]:
            over = next((it.words for it in one.overrides if prompt in it.prompts), "")
            if over:
                say(f'  hears: "{_in_language(over, language)}"')
                continue
            text = self._text(language, prompt)
            say(f"  hears: {prompt}" + (f': "{text}"' if text else ""))
        if len(heard) > SHOWN or len(waiting) > SHOWN_WAITING:
            say("  and so on; --json has it all")

    def _why(self, hour: "Hour") -> str:
        state = "open" if hour.open else "closed"
        if hour.override is not None:
            return f"{state}, by the override of {named(hour.override.target)}"
        if hour.reason is None:
            return f"{state}; the files of then are gone, so nobody knows by which rule"
        change = "closes" if hour.open else "opens"
        until_ms = hour.reason.until_ms
        until = f"; {change} {self._said(until_ms, hour.time_zone)}" if until_ms else ""
        return f"{state}: {hour.reason.why}{until}"

    def _text(self, language: str, prompt: str) -> str:
        from voipcc.places import shipped_sounds
        from voipcc.prompts import read_texts

        if language not in self._texts:
            known: dict[str, str] = {}
            for folder in (shipped_sounds(), self._sounds):
                texts, _ = read_texts(folder / f"{language}.yaml")
                known |= texts
            spoken = self.edition.plan.texts.items()
            known |= {name: said[language] for name, said in spoken if language in said}
            self._texts[language] = known
        return self._texts[language].get(prompt, "")

    def _said(self, at_ms: int, zone: str) -> str:
        from voipcc.time_words import said

        return said(at_ms, zone)


def _remarks(asked: str, at_ms: int, zone: str) -> list[str]:
    """What is odd about a time in a night of change."""
    from datetime import datetime

    from voipcc.zones import zone_named

    wall = datetime.fromtimestamp(at_ms / 1000, zone_named(zone))
    clock = re.search(r"(\d{1,2}):(\d{2})", asked)
    if (
        clock
        and " pm" not in asked.lower()
        and (int(clock[1]) % 24, int(clock[2])) != (wall.hour, wall.minute)
    ):
        return [f"there is no {clock[0]} that night: clocks go forward to {wall:%H:%M}"]
    if wall.replace(fold=1).timestamp() != wall.replace(fold=0).timestamp():
        return [f"{wall:%H:%M} comes twice that night; this is the first"]
    return []


def _override(one: "Override", zone: str) -> str:
    from voipcc.time_words import said

    until = (
        f"until {said(one.until_utc_ms, zone)}" if one.until_utc_ms else "until somebody ends it"
    )
    words = f': "{one.words}"' if one.words else ""
    return f"{named(one.target)}, {one.kind}, {until}{words}"


def _in_language(words: str, language: str) -> str:
    """What was written for a language, of all that was written: "de: Zu. / en: Closed."."""
    from voipcc.override_prompts import texts_by_language
    from voipcc.prompts import PromptError

    given = words.split(" / ")
    mine = [one for one in given if one.startswith(f"{language}:")]
    common = [one for one in given if not LABEL.match(one)]
    try:
        return texts_by_language(mine or common, [language])[language]
    except PromptError:
        return words


def _end(one: "Answer") -> str:
    rehearsal = one.rehearsal
    queues = " and ".join(rehearsal.queues)
    if rehearsal.agent:
        there = ", ".join(one.there)
        return f"waits in {queues}; {rehearsal.agent} answers if free (there: {there})"
    if queues and not one.there:
        return f"waits in {queues}, where no agent has a shift; in the end: {rehearsal.outcome}"
    return f"{'waits in ' + queues + '; ' if queues else ''}the call ends: {rehearsal.outcome}"
