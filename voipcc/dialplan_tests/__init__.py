"""Tests operators write for their dialplans: a call is rehearsed, and compared with what is expected.

form and reader (a file -> tests with places) -> voipcc.rehearsal -> judge (what differs, in
words); stories are tests in lines of text; coverage says what no test comes by.
"""

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from voipcc.asterisk.caller_lists import WITHHELD, CallerLists
from voipcc.core.plan import Plan
from voipcc.dialplan import Compiled, compile_centre
from voipcc.dialplan_tests.coverage import Coverage, Walked, coverage_of
from voipcc.dialplan_tests.judge import differences
from voipcc.dialplan_tests.reader import FOLDER, Reading, Test, files_in, read_tests
from voipcc.dialplan_tests.stories import story_problems
from voipcc.flow_chart import NOTHING, Traffic
from voipcc.problem import Problem, did_you_mean, in_order
from voipcc.rehearsal import Caller, Casting, Rehearsal, RehearsalError, rehearse
from voipcc.settings import CentreSettings

__all__ = ["Coverage", "Report", "Verdict", "run_all", "run_tests", "unread_tests"]

KNOWN_MS = 390 * 86_400_000  # opening hours are known so far ahead
DAY_MS = 86_400_000
COLLECTED = 50  # tests at a time
Callers = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one test; without problems it passed."""

    name: str
    file: str
    line: int
    problems: tuple[Problem, ...]
    rehearsal: Rehearsal | None = None


@dataclass(slots=True)
class Report:
    """All verdicts, what could not be read, and what the tests walk through."""

    verdicts: list[Verdict] = field(default_factory=list)
    unread: list[Problem] = field(default_factory=list)
    walked: Walked = field(default_factory=Walked)
    coverage: Coverage | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong, by file and line."""
        failed = (problem for verdict in self.verdicts for problem in verdict.problems)
        return in_order((*self.unread, *failed))

    @property
    def passed(self) -> int:
        return sum(not verdict.problems for verdict in self.verdicts)


def run_tests(
    folder: Path,
    settings: CentreSettings,
    plan: Plan,
    now_utc_ms: int = 0,
    callers: Callers | None = None,
) -> tuple[Problem, ...]:
    """Every test of the centre in `folder`, run on `plan`: what fails, empty where all is well.

    `now_utc_ms` 0 is this moment. `callers` are the lists of callers compiled with the plan
    (None: those of the folder).
    """
    now_utc_ms = now_utc_ms or time.time_ns() // 1_000_000
    return run_all(folder, settings, plan, now_utc_ms, callers=callers).problems


def unread_tests(
    folder: Path, settings: CentreSettings, plan: Plan, now_utc_ms: int
) -> tuple[Problem, ...]:
    """What is wrong with the form of the centre's tests; none of them is run."""
    reading = _reading(settings, plan, now_utc_ms)
    files = files_in(folder / settings.dialplans / FOLDER)
    return tuple(problem for file in files for problem in read_tests(file, str(file), reading)[1])


def run_all(
    folder: Path,
    settings: CentreSettings,
    plan: Plan,
    now_utc_ms: int,
    *,
    only: tuple[Path, ...] = (),
    callers: Callers | None = None,
    traffic: Traffic = NOTHING,
    told: Callable[[int, int], None] = lambda done, all_: None,
) -> Report:
    """As `run_tests`, with every verdict and what was walked through; `told` hears of progress.

    A test at a moment whose opening hours `plan` does not know is run on the plan of that time.
    """
    report = Report()
    reading = _reading(settings, plan, now_utc_ms)
    place = folder / settings.dialplans / FOLDER
    tests: list[Test] = []
    for path in only or files_in(place):
        if path.suffix != ".story":
            found, problems = read_tests(path, str(path), reading)
            tests += found
            report.unread += problems
    plans = _Plans(folder, settings, plan, now_utc_ms, callers)
    with _collecting_rarely() as collect:
        for count, test in enumerate(sorted(tests, key=lambda one: one.at_utc_ms), 1):
            report.verdicts.append(_verdict(test, plans, report.walked))
            told(count, len(tests))
            collect(count)
    stories = (
        [path for path in only if path.suffix == ".story"] if only else files_in(place, (".story",))
    )
    for path in stories:
        problems = story_problems(path, str(path), plan, reading)
        report.verdicts.append(Verdict(path.stem, str(path), 1, tuple(problems)))
    report.verdicts.sort(key=lambda verdict: (verdict.file, verdict.line))
    report.coverage = coverage_of(plan, report.walked, traffic)
    return report


@contextmanager
def _collecting_rarely() -> Iterator[Callable[[int], None]]:
    """Each rehearsal leaves a whole centre behind: looking for them all the time would take most of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield _collect
    finally:
        if was_on:
            gc.enable()


def _collect(count: int) -> None:
    if count % COLLECTED == 0:
        gc.collect(1)  # all of it is young


def _reading(settings: CentreSettings, plan: Plan, now_utc_ms: int) -> Reading:
    only = next(iter(plan.numbers)) if len(plan.numbers) == 1 else ""
    flows = {flow: number for number, flow in reversed(list(plan.numbers.items()))}
    return Reading(settings.time_zone, now_utc_ms, only, flows)


@dataclass(slots=True)
class _Plans:
    """The plan as it is at any moment: its opening hours reach a year only."""

    folder: Path
    settings: CentreSettings
    plan: Plan
    since_ms: int
    callers: Callers | None = None
    lists: CallerLists | None = None
    compiled: Compiled | None = None
    casting: Casting | None = None

    def at(self, utc_ms: int) -> Casting:
        """The plan as it is at that moment."""
        plan = self._at(utc_ms)
        if self.casting is None or self.casting.plan is not plan:
            self.casting = Casting(plan)
        return self.casting

    def lists_of(self, caller: str) -> tuple[str, ...]:
        """The lists of callers on which a number stands, or the withheld ones."""
        if not caller:
            return ()
        if self.lists is None:
            if self.callers is None:
                self.compiled = compile_centre(self.settings, self.folder, self.since_ms)
                self.callers = self.compiled.callers
            self.lists = CallerLists()
            self.lists.put(self.callers)
        return self.lists.of(caller, withheld=caller == WITHHELD)

    def _at(self, utc_ms: int) -> Plan:
        known = self.since_ms - DAY_MS // 2 <= utc_ms < self.since_ms + KNOWN_MS
        if not known and self.plan.hours:
            if self.compiled is None:
                self.compiled = compile_centre(self.settings, self.folder, utc_ms)
            hours = {**self.plan.hours, **self.compiled.hours_at(utc_ms)}
            self.plan, self.since_ms = replace(self.plan, hours=hours), utc_ms
        return self.plan


def _verdict(test: Test, plans: _Plans, walked: Walked) -> Verdict:
    problems = list(_unknown(test, plans.plan))
    rehearsal = None
    if not problems:
        try:
            rehearsal = rehearse(plans.at(test.at_utc_ms), _caller(test, plans), test.world)
        except RehearsalError as error:
            problems = [test.node.error(test.file, f'test "{test.name}": {error}')]
        else:
            walked.add(rehearsal)
            problems = differences(test, rehearsal)
    return Verdict(test.name, test.file, test.node.line, tuple(problems), rehearsal)


def _caller(test: Test, plans: _Plans) -> Caller:
    withheld, lists = test.caller == WITHHELD, plans.lists_of(test.caller)
    return Caller(test.number, test.at_utc_ms, test.acts, test.trunk, withheld, lists)


def _unknown(test: Test, plan: Plan) -> Iterator[Problem]:
    """Numbers, queues and agents the plan does not have."""
    if test.number not in plan.numbers:
        remedy = did_you_mean(test.number, plan.numbers, "numbers are")
        yield test.node.at("number").error(test.file, f"no flow answers {test.number}", remedy)
    for name in test.world.waiting:
        if name not in plan.queues:
            remedy = did_you_mean(name, plan.queues, "queues are")
            place = test.node.at("waiting", name)
            yield place.error(test.file, f'there is no queue "{name}"', remedy)
    for name in test.world.there:
        if name not in plan.agents:
            remedy = did_you_mean(name, plan.agents, "agents are")
            place = test.node.at("agents")
            yield place.error(test.file, f'there is no agent "{name}"', remedy)
