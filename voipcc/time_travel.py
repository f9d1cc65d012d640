"""What a caller would hear at any moment, and why: hours, holidays, overrides, the version live then.

For the past the journal says which plan was in force and what was overridden. For what is to come it is
the version that runs, or one that is due by then; without any the files as they lie in the folder.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from voipcc.core import overrides as core_overrides
from voipcc.core.events import CentreConfigured, OverrideEnded, OverrideSet
from voipcc.core.overrides import CENTRE, Override, name_of
from voipcc.core.plan import Plan
from voipcc.core.steps import HoursStep, QueueStep, Step
from voipcc.database.entry import EntryError, decoded
from voipcc.database.history import payloads
from voipcc.dialplan import compile_centre
from voipcc.dialplan.form import OpeningForm
from voipcc.dialplan.opening import Reason, reason
from voipcc.dialplan.reader import read_draft
from voipcc.places import StateFolder
from voipcc.rehearsal import Act, Caller, Rehearsal, World, rehearse
from voipcc.roster import on_shift
from voipcc.settings import CentreSettings
from voipcc.versions.edition import DIALPLANS, SOUNDS, CentreRefused, settings_of
from voipcc.versions.store import VersionStore

SIGNS = (b'"CentreConfigured"', b'"OverrideSet"', b'"OverrideEnded"')
FOLDER, PAST, RUNNING, DUE = (
    "the files as they lie in the folder",
    "the version that was in force then",
    "the version in force",
    "a version that is due by then",
)


@dataclass(frozen=True, slots=True)
class Edition:
    """The plan that counts at a moment. `place` holds its dialplans; `source` says in words which it is."""

    settings: CentreSettings
    plan: Plan
    place: Path
    source: str


@dataclass(slots=True)
class Standing:
    """What the journal says was in force at a moment."""

    plan: Plan | None = None
    kept: dict[str, Override] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hour:
    """Opening hours a caller comes to: `reason` is that of the file, None where it has gone since."""

    name: str
    time_zone: str
    open: bool
    reason: Reason | None
    override: Override | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a caller of one number would meet."""

    number: str
    flow: str
    hours: tuple[Hour, ...]
    overrides: tuple[Override, ...]
    rehearsal: Rehearsal
    there: tuple[str, ...]


# --- which plan counted ---------------------------------------------------------------------------


def standing_at(journal: Path, at_ms: int) -> Standing:
    """The plan and the overrides in force at a past moment, by the journal."""
    standing = Standing()
    for frame in payloads(journal) if journal.is_dir() else ():
        if not any(sign in frame.payload[:400] for sign in SIGNS):
            continue
        try:
            entry = decoded(frame.payload)
        except EntryError:
            continue
        if entry.now.utc_ms > at_ms:
            break
        _note(standing, entry.event, entry.now.utc_ms)
    over = [name for name, one in standing.kept.items() if one.is_over(at_ms)]
    for name in over:
        del standing.kept[name]
    return standing


def _note(standing: Standing, event: Any, utc_ms: int) -> None:
    match event:
        case CentreConfigured(plan=plan):
            standing.plan = plan
        case OverrideSet():
            name = name_of(event.target, event.kind)
            standing.kept[name] = Override(
                event.target,
                event.kind,
                utc_ms,
                event.until_utc_ms,
                event.prompts,
                event.words,
                event.by,
            )
        case OverrideEnded():
            standing.kept.pop(name_of(event.target, event.kind), None)


def edition_at(
    folder: Path, settings: CentreSettings, state: StateFolder, at_ms: int, now_ms: int
) -> tuple[Edition, list[Override]]:
    """The plan that counts at a moment, and what was overridden then (nothing for times to come).

    Raises CentreRefused when the files that count have errors.
    """
    store = VersionStore(state, folder)
    if at_ms < now_ms:
        standing = standing_at(state.journal, at_ms)
        if standing.plan is not None:
            kept, place = store.place_of(standing.plan.version), folder / settings.dialplans
            if kept.is_dir():
                settings, _ = settings_of(kept, folder)
                place = kept / DIALPLANS
            return Edition(settings, standing.plan, place, PAST), list(standing.kept.values())
    return _coming(folder, settings, store, at_ms), []


def _coming(folder: Path, settings: CentreSettings, store: VersionStore, at_ms: int) -> Edition:
    standing = store.standing()
    due = [one for one in standing.due if one.at_utc_ms <= at_ms]
    version = max(due, key=lambda one: one.at_utc_ms).version if due else standing.version
    place = store.place_of(version)
    if not version or not place.is_dir():
        return Edition(
            settings, _compiled(settings, folder, at_ms), folder / settings.dialplans, FOLDER
        )
    settings, _ = settings_of(place, folder)
    inside = settings.model_copy(update={"dialplans": Path(DIALPLANS), "sounds": Path(SOUNDS)})
    plan = _compiled(inside, place, at_ms)
    return Edition(
        settings, replace(plan, version=version), place / DIALPLANS, DUE if due else RUNNING
    )


def _compiled(settings: CentreSettings, folder: Path, at_ms: int) -> Plan:
    compiled = compile_centre(settings, folder, at_ms)
    if compiled.plan is None:
        raise CentreRefused(compiled.problems)
    return compiled.plan


# --- what a caller meets --------------------------------------------------------------------------


def answer(
    edition: Edition,
    number: str,
    at_ms: int,
    in_force: Sequence[Override],
    acts: tuple[Act, ...] = (),
) -> Answer:
    """A call at this moment, rehearsed with the real core; agents are there as their shifts say."""
    settings, plan = edition.settings, edition.plan
    planned = any(agent.shifts for agent in settings.agents.values())
    there = on_shift(settings, at_ms) if planned else tuple(plan.agents)
    events = tuple(
        OverrideSet(one.target, one.kind, one.until_utc_ms, one.prompts) for one in in_force
    )
    world = World(staff="free" if there else "none", there=there, overrides=events)
    rehearsed = rehearse(plan, Caller(number, at_ms, acts), world)
    flow, kept = plan.numbers[number], {one.name: one for one in in_force}
    return Answer(
        number,
        flow,
        tuple(_hours_met(edition, rehearsed, at_ms, number, kept)),
        tuple(one for one in in_force if _concerns(one, number, flow, rehearsed)),
        rehearsed,
        there,
    )


def _concerns(one: Override, number: str, flow: str, rehearsed: Rehearsal) -> bool:
    queues = {f"queue/{name}" for name in rehearsed.queues}
    if "closed_by_override" in rehearsed.marks:
        queues.add(one.target)
    return one.target in (CENTRE, f"flow/{flow}", f"number/{number}", *queues)


def _hours_met(
    edition: Edition, rehearsed: Rehearsal, at_ms: int, number: str, kept: dict[str, Override]
) -> Iterator[Hour]:
    forms = _forms(edition.place)
    seen = set[str]()
    for flow, step in _steps_taken(edition.plan, rehearsed):
        for name in _hours_of(step):
            if name in seen or name not in edition.plan.hours:
                continue
            seen.add(name)
            table, form = edition.plan.hours[name], forms.get(name)
            queue = step.queue if isinstance(step, QueueStep) else ""
            is_open = core_overrides.is_open(kept, table, at_ms, number, flow, queue)
            door = core_overrides.door(kept, at_ms, number, flow, queue)
            why = reason(form, edition.settings.time_zone, at_ms) if form is not None else None
            if why is not None and door is None and why.open != is_open:
                why = None  # the file has changed since
            yield Hour(name, table.time_zone, is_open, why, door)


def _hours_of(step: Step) -> list[str]:
    if isinstance(step, HoursStep):
        return [step.hours]
    return (
        [rule.hours for rule in step.overflow if rule.hours] if isinstance(step, QueueStep) else []
    )


def _steps_taken(plan: Plan, rehearsed: Rehearsal) -> Iterator[tuple[str, Step]]:
    """Every step of the call, by "flow:block:line"."""
    for place in rehearsed.steps:
        flow, block, line = place.rsplit(":", 2)
        for step in plan.flows[flow].blocks.get(block, ()) if flow in plan.flows else ():
            if str(step.line) == line:
                yield flow, step


def _forms(dialplans: Path) -> dict[str, OpeningForm]:
    """The opening hours as they stand in the files, by their names in the plan."""
    found: dict[str, OpeningForm] = {}
    for file in sorted(dialplans.glob("*.y*ml")):
        draft, _ = read_draft(file, str(file))
        if draft is not None:
            found |= {draft.named(name): form for name, form in draft.hours.items()}
    return found
