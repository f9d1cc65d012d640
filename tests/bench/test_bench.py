"""The bench's arithmetic: what it makes of numbers, texts and logs. No wall clock is judged."""

import math
import os
from pathlib import Path

import pytest
from msgspec.json import encode

from tests.bench import native
from tests.bench.__main__ import _object, table
from tests.bench.day import AGENTS, Day
from tests.bench.figure import Figure, Goal, alone, at_share, compared, middle, rounds_of, spread
from tests.bench.least import script
from tests.bench.phones import Step, counted, freed_to_invite, steps_of, talked_s
from tests.bench.processor import TICK_MS, Spent, drops_at, spent_ms, stat_ms
from tests.bench.routing import arrivals, decisions
from tests.bench.wire import wire
from voipcc.database.entry import encoded


def test_the_ratio_is_the_median_of_the_rounds_ratios() -> None:
    """One disturbed round changes neither the ratio nor whether the goal is met."""
    figure = compared("x", "ms", [10, 12, 90], [10, 10, 10], Goal(1.3, of="ratio"))
    assert (figure.value, figure.peer, figure.ratio, figure.met) == (12, 10, 1.2, True)


def test_noise_is_the_wider_spread_of_both_sides() -> None:
    """Half of what lies between the extremes, as a share of the median."""
    assert spread([9, 10, 11]) == pytest.approx(0.1)
    assert compared("x", "ms", [10, 10], [8, 12]).noise == pytest.approx(0.2)
    assert spread([7]) == spread([]) == 0.0


def test_goals_are_met_at_or_below_or_above_their_limits() -> None:
    """Each sense of a goal has its own edge."""
    assert Goal(5).met_by(5) and not Goal(5, "under").met_by(5)
    assert Goal(0.98, "at least").met_by(0.98) and not Goal(0.98, "at least").met_by(0.97)
    assert alone("x", "ms", [4, 5, 9], Goal(5)).met
    assert str(Goal(1.6, of="ratio")) == "<= 1.6 ratio"


def test_nothing_measured_is_neither_met_nor_missed() -> None:
    """A figure without samples has no value in JSON and no verdict."""
    figure = compared("x", "ms", [], [], Goal(1, of="ratio"))
    assert figure.met is None
    assert (figure.plain()["value"], figure.plain()["ratio"]) == (None, None)


def test_one_missed_goal_is_seen_in_the_object() -> None:
    """`met` of the whole is false as soon as one figure's goal is missed."""
    good, bad = Figure("a", "ms", 1.0, Goal(2)), Figure("b", "ms", 3.0, Goal(2))
    assert _object([good], 0.0)["met"] is True
    whole = _object([good, bad, Figure("c", "ms", 9.0)], 0.0)
    assert whole["met"] is False
    assert table([good, bad]).row_count == 2


def test_percentiles_go_by_nearest_rank() -> None:
    """The 99th of a hundred values is the second largest."""
    values = [float(number) for number in range(1, 101)]
    assert (at_share(values, 0.99), at_share(values, 1.0), middle(values)) == (99, 100, 50.5)
    assert math.isnan(at_share([], 0.5))


def test_slices_of_one_run_show_its_noise() -> None:
    """A run is cut into equal slices in order; too short a run is one slice."""
    assert rounds_of([1, 1, 2, 2, 3, 3], 3) == [1, 2, 3]
    assert rounds_of([1, 2], 3) == [1.5]
    assert rounds_of([], 3) == []


def test_processor_time_is_read_past_any_program_name() -> None:
    """Brackets and spaces in the name do not shift the fields of /proc/PID/stat."""
    fields = ["S", *["0"] * 10, "250", "50", *["0"] * 10]
    assert stat_ms(f"7 (a) b (c)) {' '.join(fields)}") == 300 * TICK_MS
    assert spent_ms(os.getpid()) > 0


def test_processor_time_of_a_stretch_is_a_difference() -> None:
    """Switch and controller are subtracted apart."""
    assert (Spent(30, 9) - Spent(10, 4)).both == 25


def test_dropped_packets_are_found_by_address_and_port() -> None:
    """The last column of the socket's line in /proc/net/udp, 0 when there is no such socket."""
    head = "  sl  local_address rem_address   st ... drops\n"
    line = "  12: 0B01A87F:1770 00000000:0000 07 0:0 00:0 0 0 0 1 2 0 4711\n"
    assert drops_at(head + line, "127.168.1.11", 6000) == 4711
    assert drops_at(head + line, "127.168.1.12", 6000) == 0


LOG = """invite 100.000000 000000.000000 a1 c1
talking 100.000000 100000.000000 a1 c1
a line of something else
freed 101.000000 600000.000000 a1 c1
invite 101.000000 604000.000000 a1 c2
talking 101.000000 700000.000000 a1 c2
invite 101.000000 800000.000000 a2 c3
answered 102.000000 0.000000 c9
"""


def test_sipp_logs_become_steps() -> None:
    """Seconds and microseconds are joined; lines that are no steps are left out."""
    steps = steps_of(LOG.splitlines())
    assert len(steps) == 7
    assert steps[2] == Step("freed", 101.6, "a1", "c1")
    assert steps[-1] == Step("answered", 102.0, "", "c9")


def test_the_gap_between_calls_is_each_agents_own() -> None:
    """Only an INVITE at the agent who was freed counts, and only the next one."""
    assert freed_to_invite(steps_of(LOG.splitlines())) == [pytest.approx(4.0)]


def test_talk_time_is_cut_at_the_window() -> None:
    """Talks that began before or end after the window count with their part in it."""
    steps = steps_of(LOG.splitlines())
    assert talked_s(steps, 101.0, 102.0) == pytest.approx(0.6 + 0.3)
    assert counted(steps, "invite", 100.0, 101.8) == 2


def test_a_talk_whose_end_is_missing_does_not_go_on_for_ever() -> None:
    """A caller who was swept away does not fill the agent's next minutes."""
    steps = [Step("talking", 100.0, "a1", "c1")]
    assert talked_s(steps, 101.0, 200.0) == pytest.approx(1.0)
    assert talked_s(steps, 150.0, 200.0) == 0.0


DEVICES = """; note
[d1]
type = endpoint
context = from-device
auth = d1
aors = d1
allow = alaw

[d1]
type = auth
username = d1
"""


def test_app_queues_phones_have_the_same_options() -> None:
    """A member's endpoint is the product's own, under another name and without a password."""
    text = native.device_text(DEVICES, "n1", "n1@127.0.0.9:5060")
    assert native.sections(text)[0].splitlines()[:4] == [
        "[n1]",
        "type = endpoint",
        "context = from-device",
        "allow = alaw",
    ]
    assert "auth =" not in text and "contact = sip:n1@127.0.0.9:5060" in text


def test_app_queue_serves_the_same_crowds() -> None:
    """The large queue has everybody but the probe, the small one the first ten."""
    members = [*(f"n{index:03d}" for index in range(30)), native.PROBE]
    many, few, probe = native.sections(native.queues_text(members))
    assert [part.count("member =>") for part in (many, few, probe)] == [30, 10, 1]
    assert "PJSIP/nprobe" in probe and "PJSIP/nprobe" not in many


def test_the_simulated_day_loses_no_call() -> None:
    """Every call of the core's cell ends in one record, with deadlines and talks in between."""
    day = Day(40)
    day.run()
    assert (day.records, day.centre.faults) == (40, [])
    assert len(day.took_us) > 40 * 8
    assert AGENTS == 500


def test_the_least_a_day_costs_is_that_of_the_same_journal() -> None:
    """What is made without deciding is, entry by entry, what the day itself wrote."""
    day, written = Day(30), 0
    day.open()
    opened, day.written = day.sequence, 0
    day.serve()
    steps = script(30)
    for sequence, ((moment, when), (kind, fields), ordered, _, record) in enumerate(steps):
        commands = [command(*given) for command, given in ordered]
        written += len(encoded(opened + 1 + sequence, moment(*when), kind(*fields), commands))
        written += len(encode(record)) if record is not None else 0
    assert (len(steps), written) == (day.sequence - opened, day.written)


def test_decisions_are_measured_one_by_one() -> None:
    """Each agent who becomes free is one decision and one event, however many wait."""
    floor = decisions(waiting=60, samples=20)
    assert len(floor.chosen_us) == len(floor.took_us) >= 10
    assert all(
        0 <= part <= whole for part, whole in zip(floor.chosen_us, floor.took_us, strict=True)
    )
    assert len(arrivals(samples=5).chosen_us) == 5


async def test_the_fake_wire_is_rung_again_and_again(tmp_path: Path) -> None:
    """With callers waiting, each end of a talk leads to a request to ring for the next one."""
    (figure,) = await wire(tmp_path, probes=3, waiting=5)
    assert (figure.n, figure.unit) == (3, "ms")
    assert figure.value > 0


def test_every_scenario_is_there() -> None:
    """SIPp finds what it is to play."""
    folder = Path(__file__).parent / "scenarios"
    assert {path.stem for path in folder.glob("*.xml")} == {"agent", "caller", "register"}
