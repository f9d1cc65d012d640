"""Tests operators write for their dialplans: a call is rehearsed, and compared with what is expected.

form and reader (a file -> tests with places) -> voipcc.rehearsal -> judge (what differs, in
words); stories are tests in lines of text; coverage says what no test comes by.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from voipcc.core.plan import Plan
from voipcc.dialplan import compile_centre
from voipcc.dialplan_tests.coverage import Coverage, Walked, coverage_of
from voipcc.dialplan_tests.judge import differences
from voipcc.dialplan_tests.reader import FOLDER, Reading, Test, files_in, read_tests
from voipcc.dialplan_tests.stories import story_problems
from voipcc.flow_chart import NOTHING, Traffic
from voipcc.problem import Problem, did_you_mean, in_order
from voipcc.rehearsal import Caller, Rehearsal, RehearsalError, cast_for, rehearse
from voipcc.settings import CentreSettings

__all__ = ["Coverage", "Report", "Verdict", "run_all", "run_tests"]

KNOWN_MS = 390 * 86_400_000  # opening hours are known so far ahead
DAY_MS = 86_400_000


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
    folder: Path, settings: CentreSettings, plan: Plan, now_utc_ms: int
) -> tuple[Problem, ...]:
    """Every test of the centre in `folder`, run on `plan`: what fails, empty where all is well."""
    return run_all(folder, settings, plan, now_utc_ms).problems


def run_all(
    folder: Path,
    settings: CentreSettings,
    plan: Plan,
    now_utc_ms: int,
    *,
    only: tuple[Path, ...] = (),
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
    plans = _Plans(folder, settings, plan, now_utc_ms)
    for count, test in enumerate(sorted(tests, key=lambda one: one.at_utc_ms), 1):
        report.verdicts.append(_verdict(test, plans, report.walked))
        told(count, len(tests))
    stories = (
        [path for path in only if path.suffix == ".story"] if only else files_in(place, (".story",))
    )
    for path in stories:
        problems = story_problems(path, str(path), plan, reading)
        report.verdicts.append(Verdict(path.stem, str(path), 1, tuple(problems)))
    report.verdicts.sort(key=lambda verdict: (verdict.file, verdict.line))
    report.coverage = coverage_of(plan, report.walked, traffic)
    return report


def _reading(settings: CentreSettings, plan: Plan, now_utc_ms: int) -> Reading:
    only = next(iter(plan.numbers)) if len(plan.numbers) == 1 else ""
    flows = {flow: number for number, flow in reversed(list(plan.numbers.items()))}
    return Reading(settings.time_zone, now_utc_ms, only, flows)


@dataclass(slots=True)
class _Plans:
    """The plan as it is at any moment: its opening hours reach a year only.

    Each test gets the part of it that may be needed for its call.
    """

    folder: Path
    settings: CentreSettings
    plan: Plan
    since_ms: int
    casts: dict[tuple[str, ...], Plan] = field(default_factory=dict)

    def of(self, test: Test) -> Plan:
        """The plan for one test; whole where it names what is not there."""
        plan = self._at(test.at_utc_ms)
        key = (test.number, *test.world.waiting, *test.world.there)
        if key not in self.casts:
            self.casts[key] = cast_for(plan, *key)
        return self.casts[key]

    def _at(self, utc_ms: int) -> Plan:
        if not self.since_ms - DAY_MS // 2 <= utc_ms < self.since_ms + KNOWN_MS and self.plan.hours:
            compiled = compile_centre(self.settings, self.folder, utc_ms)
            if compiled.plan is not None:
                self.plan, self.since_ms = compiled.plan, utc_ms
                self.casts.clear()
        return self.plan


def _verdict(test: Test, plans: _Plans, walked: Walked) -> Verdict:
    problems = list(_unknown(test, plans.plan))
    rehearsal = None
    if not problems:
        try:
            rehearsal = rehearse(plans.of(test), _caller(test), test.world)
        except RehearsalError as error:
            problems = [test.node.error(test.file, f'test "{test.name}": {error}')]
        else:
            walked.add(rehearsal)
            problems = differences(test, rehearsal)
    return Verdict(test.name, test.file, test.node.line, tuple(problems), rehearsal)


def _caller(test: Test) -> Caller:
    withheld = test.caller == "withheld"
    return Caller(test.number, test.at_utc_ms, test.acts, test.trunk, withheld)


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
