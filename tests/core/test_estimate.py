"""The waiting time: a simulated day is as exact theory says, and the interval holds as often as claimed."""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import log

import msgspec
import pytest

from tests.core.centres import Run, judged
from tests.core.day import FOREVER_S, SECOND, Caller, Day, Habits, plan_of
from tests.core.desk import Floor
from tests.core.erlang import ErlangA
from tests.effort import examples
from voipcc.core.calibration import Aim, Hits, Told, verdict
from voipcc.core.cdr import span_us
from voipcc.core.centre import Centre
from voipcc.core.estimate import Phase, Standing, remaining
from voipcc.core.events import LegEnded, NotReadyRequested, SwitchFound, SwitchLost
from voipcc.core.lines import Waiter
from voipcc.core.pace import Mean, Pace
from voipcc.core.plan import Queue, Relaxation
from voipcc.core.state import CentreState

WITHIN_S = 20
BUDGET_S = 50e-6
SETTINGS = [  # arrivals and talks a minute, patience in seconds, agents
    ErlangA(3.0 / 60, 1 / 180, 1 / 120, 9),
    ErlangA(1.0 / 60, 1 / 120, 1 / 300, 2),
    ErlangA(6.0 / 60, 1 / 200, 1 / 60, 18),
    ErlangA(2.0 / 60, 1 / 90, 1 / 600, 4),
    ErlangA(12.0 / 60, 1 / 150, 1 / 240, 33),
    ErlangA(0.5 / 60, 1 / 240, 1 / 90, 1),
]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one simulated stretch shows, each to be held against an exact value."""

    service_level: float
    mean_wait: float
    abandoned: float


def stretch(setting: ErlangA, seed: int, calls: int) -> Figures:
    """So many calls through the live core, begun in the stationary state."""
    queue = Queue(
        "sales",
        tuple(f"a{index}" for index in range(setting.agents)),
        wrap_up_s=0,
        max_waiting=100_000,
        max_wait_s=10_000_000,
        announce_position=False,
    )
    day = Day(
        plan_of(setting.agents, queue),
        Habits(
            lambda rng: rng.expovariate(setting.service),
            lambda rng: rng.expovariate(setting.leaving),
        ),
        seed,
    )
    shares = setting.stationary()
    for _ in range(day.rng.choices(range(len(shares)), shares)[0]):
        day.arrive()
    day.run(day.now_us + 1)
    begun_us, left = day.now_us, calls

    def come() -> None:
        nonlocal left
        day.arrive()
        left -= 1
        if left:
            day.after(day.rng.expovariate(setting.arrival), come)

    day.after(day.rng.expovariate(setting.arrival), come)
    while left or day.callers:
        day.run(day.now_us + 600 * SECOND)
    records = [record for record in day.records if record.arrived_us > begun_us]
    waits = [span_us(record, "queue") / SECOND for record in records]
    answered = [record.outcome == "answered" for record in records]
    assert len(records) == calls
    in_time = sum(one and wait <= WITHIN_S for one, wait in zip(answered, waits, strict=True))
    return Figures(in_time / calls, sum(waits) / calls, answered.count(False) / calls)


def off(values: list[float], exact: float) -> float:
    """By how many standard errors the mean of `values` is off."""
    return (statistics.mean(values) - exact) / (statistics.stdev(values) / len(values) ** 0.5)


def check_against_erlang(setting: ErlangA, seeds: int, calls: int) -> None:
    found = [stretch(setting, seed, calls) for seed in range(seeds)]
    exact = Figures(setting.service_level(WITHIN_S), setting.mean_wait, setting.abandoned)
    scores = {
        name: off([getattr(one, name) for one in found], getattr(exact, name))
        for name in ("service_level", "mean_wait", "abandoned")
    }
    print(setting, exact, scores)
    assert all(abs(score) < 3.5 for score in scores.values()), (exact, scores)


def test_the_exact_figures_agree_with_known_ones() -> None:
    """With endless patience Erlang-A is Erlang C; with patience as short as talks there is no line to speak of."""
    patient = ErlangA(8 / 60, 1 / 60, 1e-9, 10)
    assert 1 - patient.service_level(1e-6) == pytest.approx(0.40918, abs=1e-4)
    assert patient.mean_wait == pytest.approx(0.40918 * 60 / 2, rel=1e-3)
    even = ErlangA(0.1, 0.2, 0.2, 3)  # whoever is there leaves at one rate: Poisson
    assert sum(even.stationary()[:3]) == pytest.approx(0.98561, abs=1e-5)
    assert patient.abandoned < 1e-6


@pytest.mark.parametrize("setting", SETTINGS[:2], ids=lambda setting: f"{setting.agents} agents")
def test_a_simulated_stretch_is_as_erlang_a_says(setting: ErlangA) -> None:
    """Service level, mean wait and abandonment of the live core lie about the exact values."""
    check_against_erlang(setting, seeds=8, calls=examples(480))


@pytest.mark.long
@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: f"{setting.agents} agents")
def test_twenty_simulated_stretches_are_as_erlang_a_says(setting: ErlangA) -> None:
    """On six settings and 20 seeds no figure is 3.5 standard errors off the exact one."""
    check_against_erlang(setting, seeds=20, calls=2_000)


def test_the_interval_of_first_announcements_holds_four_times_of_five() -> None:
    """On a later day of two random centres 70 to 90 % of the first announcements are right."""
    callers = [one for seed in (101, 102) for one in second_day(seed, 400, examples(600))]
    right = judged(callers)
    assert len(right) > 50
    assert 0.70 <= statistics.mean(right) <= 0.90


# Of the 24 those that tell most: without the correction three of these eight are far off.
TELLING = range(213, 221)


@pytest.mark.simulation
@pytest.mark.parametrize(
    "seeds", [TELLING, pytest.param(range(200, 224), marks=pytest.mark.long)], ids=len
)
def test_the_interval_is_right_in_75_to_85_per_cent_on_days_it_was_not_fitted_on(
    seeds: range,
) -> None:
    """Over random centres first announcements are right in 75-85 %, those spoken too."""
    right, spoken = [], []
    for seed in seeds:
        callers = second_day(seed, 600, 800)
        assert 0.70 <= statistics.mean(judged(callers)) <= 0.90, seed
        right += judged(callers)
        spoken += judged(callers, said_only=True)
    print(f"first announcements: {statistics.mean(right):.3f} of {len(right)}, spoken ones:")
    print(f"{statistics.mean(spoken):.3f} of {len(spoken)}")
    assert len(spoken) > len(right) / 2
    assert 0.75 <= statistics.mean(right) <= 0.85
    assert 0.75 <= statistics.mean(spoken) <= 0.85


@pytest.mark.long
def test_callers_who_never_give_up_find_it_right_as_often() -> None:
    """Verdicts nobody escapes by hanging up: every eighth caller waits for ever, and 75-85 % hold."""
    right = []
    for seed in range(240, 252):
        run = Run(seed)
        run.day.habits.patience_s = partly_endless(run.drawn.patience_s)
        run.calls(500)
        right += judged([one for one in run.calls(900) if one.patience_s == FOREVER_S])
    print(f"{statistics.mean(right):.3f} of {len(right)}")
    assert len(right) > 500
    assert 0.75 <= statistics.mean(right) <= 0.85


def partly_endless(mean_s: float) -> Callable[[random.Random], float]:
    """Exponential patience, but every eighth caller has no end of it."""
    return lambda rng: FOREVER_S if rng.random() < 1 / 8 else rng.expovariate(1 / mean_s)


def second_day(seed: int, learn: int, count: int) -> list[Caller]:
    """The callers of a later stretch of a centre that has learned before."""
    run = Run(seed)
    run.calls(learn)
    return run.calls(count)


# --- the sum itself ----------------------------------------------------------------------------


def test_the_stages_agree_with_a_sum_drawn_by_chance() -> None:
    """Mean, variance and both ends agree with 20,000 draws of the stages one by one."""
    rng = random.Random(5)
    standing = Standing(30, (Phase(6),), 180.0, 180.0**2, 1e9, patience_rate=1 / 240)
    rates = [6 / 180 + ahead / 240 for ahead in range(31)]
    draws = sorted(sum(map(rng.expovariate, rates)) for _ in range(20_000))
    estimate = remaining(standing)
    assert estimate is not None
    assert estimate.mean_s == pytest.approx(statistics.mean(draws), rel=0.02)
    assert estimate.variance == pytest.approx(statistics.variance(draws), rel=0.06)
    low_s, high_s, _ = estimate.interval()
    assert low_s == pytest.approx(draws[2_000], rel=0.03)
    assert high_s == pytest.approx(draws[18_000], rel=0.03)


def test_more_ahead_more_overtakers_and_fewer_agents_mean_a_longer_wait() -> None:
    """Everything that lengthens the wait lengthens the estimate, patience shortens it."""
    means = [
        remaining(standing).mean_s  # type: ignore[union-attr]
        for standing in (
            Standing(5, (Phase(4),), 180.0, 180.0**2, 200, patience_rate=1 / 200),
            Standing(5, (Phase(4),), 180.0, 180.0**2, 200),
            Standing(6, (Phase(4),), 180.0, 180.0**2, 200),
            Standing(6, (Phase(3),), 180.0, 180.0**2, 200),
            Standing(6, (Phase(3),), 180.0, 180.0**2, 200, overtaking=0.005),
            Standing(6, (Phase(0, 600.0), Phase(3)), 180.0, 180.0**2, 200, overtaking=0.005),
        )
    ]
    assert means == sorted(set(means))


def test_a_ring_still_to_come_brings_its_agents() -> None:
    """Nobody in this ring and five in the next one: the wait is what is left of this ring and more."""
    wide = remaining(Standing(3, (Phase(0, 50.0), Phase(5)), 100.0, 100.0**2, 200))
    plain = remaining(Standing(3, (Phase(5),), 100.0, 100.0**2, 200))
    assert wide is not None and plain is not None
    assert wide.mean_s == pytest.approx(plain.mean_s + 50)
    half = remaining(Standing(9, (Phase(1, 100.0), Phase(5)), 100.0, 100.0**2, 200))
    assert half is not None and half.mean_s == pytest.approx(100 + 9 * 20)


def test_without_anybody_who_could_ever_serve_nothing_is_claimed() -> None:
    """No agents in any ring: no estimate, and the caller hears only the position."""
    assert remaining(Standing(0, (Phase(0, 60.0), Phase(0)), 180.0, 180.0**2, 200)) is None
    floor = Floor(agents=())
    floor.arrive()
    outlook = floor.centre._acd.outlook
    waiter = next(iter(floor.centre._acd.waiters.values()))
    assert outlook.asked(waiter, floor.centre._acd.lines, silent=False) == (0, 0, 0)


def test_the_estimate_costs_no_more_than_its_budget() -> None:
    """With 200 waiting, 60 agents and relaxing rings one answer keeps to 50 microseconds."""
    relax = (Relaxation(300, level=1), Relaxation(600, level=2))
    names = tuple(f"a{index}" for index in range(60))
    day = Day(
        plan_of(60, Queue("sales", names, max_waiting=500, relax=relax)),
        Habits(lambda rng: 1e6, lambda rng: 1e6),
        seed=1,
    )
    for _ in range(260):
        day.arrive()
    day.run(day.now_us + 60 * SECOND)
    acd = day.centre._acd
    waiters = list(acd.waiters.values())
    assert len(waiters) == 200
    took = []
    for waiter in waiters * 10:
        began = time.perf_counter()
        acd.outlook.asked(waiter, acd.lines, silent=True)
        took.append(time.perf_counter() - began)
    # The quickest tenth and twice the budget, because other work on the same machine owns the rest.
    assert sorted(took)[len(took) // 10] < 2 * BUDGET_S


# --- how it is judged ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("remained_s", "connected", "expected"),
    [
        (59, True, "sooner"),
        (60, True, "right"),
        (120, True, "right"),
        (121, True, "later"),
        (59, False, "unknown"),
        (120, False, "unknown"),
        (121, False, "later"),
    ],
)
def test_who_gives_up_decides_only_beyond_the_upper_end(remained_s, connected, expected) -> None:
    """A connected caller judges the interval; one who left only proves it wrong by waiting longer."""
    assert verdict(60, 120, remained_s, connected=connected) == expected


def test_a_wrong_model_is_steered_to_four_of_five() -> None:
    """Waits three times as long as the model says are still inside the interval in 75-85 %."""
    rng, aim, right = random.Random(3), Aim(), []
    for count in range(3_000):
        low_s, high_s = aim.corrected(50.0, 150.0)
        remained_s = rng.gammavariate(4, 75)
        if count >= 500:
            right.append(low_s <= remained_s <= high_s)
        aim.judge(Told(0, low_s, high_s, 100, True, False, False), remained_s, connected=True)
    assert 0.75 <= statistics.mean(right) <= 0.85
    assert aim.calibrated and aim.above > log(2) and not aim.said and not aim.right


def test_nothing_is_spoken_before_enough_was_judged_and_after_it_went_wrong() -> None:
    """Calibrated only after some sixty verdicts with 75-85 % right, and no more when it goes wrong."""
    aim, seen = Aim(), []
    for count in range(400):
        remained_s = 100.0 if count % 5 else 1e6
        aim.judge(Told(0, 10, 200, 100, True, False, False), remained_s, connected=True)
        seen.append(aim.calibrated)
    assert not any(seen[:55]) and all(seen[100:])
    while aim.calibrated and len(seen) < 600:
        aim.judge(Told(0, 10, 200, 100, True, False, False), 1e6, connected=True)
        seen.append(aim.calibrated)
    assert 400 < len(seen) < 450


def test_only_what_was_said_is_published_as_said() -> None:
    """Shares count spoken announcements, in seconds and in the whole minutes that are heard."""
    hits = Hits()
    for told in (Told(0, 70, 100, 80, True, False, True), Told(0, 70, 100, 80, True, False, False)):
        hits.first.said += told.said
        hits.first.judge(told, 110.0, connected=True)
    first = hits.view()["first"]
    assert (first["said"], first["right"], first["wrong"], first["judged"]) == (1, 0, 1, 2)
    assert (first["share"], first["heard_share"]) == (0.0, 100.0)
    assert hits.view()["later"]["share"] is None


def test_a_later_announcement_that_grew_is_not_for_the_caller() -> None:
    """When agents go on break the wait grows; the caller hears only the position then."""
    run = Run(101)
    run.calls(400)
    day = run.day
    for _ in range(60):
        day.arrive()
    day.run(day.now_us + 11 * SECOND)
    acd = day.centre._acd
    waiter = acd.waiters[acd.lines["sales"].places[-1][2]]
    aim = acd.outlook.hits["sales"].later
    aim.calibrated = True
    low_s, high_s, _ = acd.outlook.asked(waiter, acd.lines, silent=False)
    for name in list(day.plan.agents)[1:]:
        day.give(NotReadyRequested(name))
    assert high_s > low_s
    said = aim.said
    assert acd.outlook.asked(waiter, acd.lines, silent=False)[:2] == (0, 0)
    assert aim.said == said and acd.outlook.told[waiter.call][-1].grown


def test_callers_hear_as_many_waiting_times_as_are_published() -> None:
    """What `said` counts was really played: for first announcements and later ones together."""
    run = Run(101)
    callers = [*run.calls(400), *run.calls(200)]
    hits = run.day.centre._acd.outlook.hits.values()
    heard = sum(caller.times_heard for caller in callers)
    assert heard == sum(one.first.said + one.later.said for one in hits) > 50
    early = callers[: len(callers) // 10]
    assert not any(caller.times_heard for caller in early)


def test_who_comes_back_from_a_menu_is_not_told_more_than_before() -> None:
    """The last waiting time outlives a visit elsewhere, judged once; who hangs up is forgotten."""
    run = Run(101)
    for _ in range(40):
        run.day.arrive()
    run.day.run(run.day.now_us + 11 * SECOND)
    acd = run.day.centre._acd
    outlook, call = acd.outlook, acd.lines["sales"].places[-1][2]
    waiter = acd.waiters[call]
    assert (
        outlook.asked(waiter, acd.lines, silent=False)[2] and outlook.told[call][-1].grown is False
    )
    outlook.left(waiter, connected=False)
    assert [told.closed for told in outlook.told[call]] == [True]
    outlook.asked(waiter, acd.lines, silent=False)
    assert [told.first for told in outlook.told[call][1:]] == [False]
    outlook.left(waiter, connected=False, gone=True)
    assert call not in outlook.told


# --- what is known of the queue ------------------------------------------------------------------


def test_patience_counts_those_who_did_not_give_up() -> None:
    """Of callers with a patience of 200 s, nine of ten answered early, the rate is still found."""
    rng, pace = random.Random(1), Pace()
    for _ in range(3_000):
        patience_s, answered_s = rng.expovariate(1 / 200), rng.expovariate(1 / 20)
        pace.waited(min(patience_s, answered_s), left=patience_s < answered_s)
    assert 1 / pace.patience_rate == pytest.approx(200, rel=0.35)


def test_callers_lost_with_the_switch_did_not_lose_patience() -> None:
    """A caller who hangs up counts as impatient, one whom a dead switch took with it does not."""
    for ending in (LegEnded("c1"), SwitchLost()):
        floor = Floor(agents=())
        floor.arrive("c1")
        floor.do(ending, 30)
        floor.do(SwitchFound(), 1)
        assert [record.outcome for record in floor.records] == ["abandoned"] or isinstance(
            ending, SwitchLost
        )
        pace = floor.centre._acd.outlook.paces["sales"]
        assert pace.waited_s > 600 and (pace.left > 1) == isinstance(ending, LegEnded)


def test_a_callback_that_waits_for_hours_says_nothing_of_patience() -> None:
    """Who is not on the line cannot hang up: the patience of callers is counted without them."""
    floor = Floor(agents=())
    outlook = floor.centre._acd.outlook
    for errand in (True, False):
        stood_us = floor.now_us - 7_200 * SECOND
        outlook.left(
            Waiter("x", "sales", stood_us, stood_us=stood_us, errand=errand), connected=False
        )
        assert (outlook.pace("sales").waited_s < 1_000) == errand


def test_a_running_mean_follows_the_last_calls() -> None:
    """After talks became twice as long the mean is there within a few hundred calls."""
    rng, mean = random.Random(2), Mean(4, 180, 180**2)
    for length_s in (100, 200):
        for _ in range(600):
            mean.add(rng.gauss(length_s, 20))
    assert mean.value == pytest.approx(200, rel=0.1)
    assert mean.variance**0.5 < 45


def test_what_is_known_survives_a_restore() -> None:
    """A centre written down in mid-day and read back announces and judges the same."""
    run = Run(103)
    run.calls(150)
    kept = msgspec.json.encode(run.day.centre.snapshot())
    again = Centre.restored(msgspec.json.decode(kept, type=CentreState))
    assert again._acd.outlook.paces == run.day.centre._acd.outlook.paces
    assert again._acd.outlook.hits == run.day.centre._acd.outlook.hits
    assert msgspec.json.encode(again.snapshot()) == kept
