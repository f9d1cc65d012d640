"""The agent's third axis: what measurements make of a line, and what a line is worth."""

import pytest

from tests.core.desk import Floor
from voipcc.core.events import Fault, LineMeasured

FIGURES = {"good": 0, "degraded": 60, "bad": 200}  # lost of 500


def measured(
    kind: str, fault: Fault = "", *, test: bool = False, voice: bool = True
) -> LineMeasured:
    """One measurement of anna's phone that is clearly of this kind."""
    lost = FIGURES[kind]
    source = "test" if test else "call"
    return LineMeasured(
        "x", "anna/desk", "alaw", 500 - lost, lost, 500, 0, 5000, 4000, 40_000, fault, voice,
        source,  # type: ignore[arg-type]
    )  # fmt: skip


def line(floor: Floor) -> dict[str, object]:
    """Anna's line as verbs show it."""
    row = next(one for one in floor.centre.view(floor.now)["agents"] if one["name"] == "anna")
    return dict(row["line_health"])


@pytest.mark.parametrize(
    ("kinds", "states"),
    [
        (("degraded",), ("good",)),
        (("degraded", "degraded"), ("good", "degraded")),
        (("degraded", "bad"), ("good", "degraded")),
        (("bad", "bad"), ("good", "bad")),
        (("bad", "bad", "degraded", "degraded"), ("good", "bad", "bad", "degraded")),
        (("bad", "bad", "good", "degraded"), ("good", "bad", "bad", "degraded")),
        (("bad", "bad", "good", "good"), ("good", "bad", "bad", "good")),
        (("degraded", "good", "degraded", "good"), ("good",) * 4),
    ],
)
def test_two_measurements_in_a_row_change_the_state(
    kinds: tuple[str, ...], states: tuple[str, ...]
) -> None:
    """One bad measurement changes nothing; two change it to the milder, or for the better to the worse."""
    floor = Floor()
    seen = []
    for kind in kinds:
        floor.do(measured(kind), 10)
        seen.append(line(floor)["state"])
    assert tuple(seen) == states


@pytest.mark.parametrize("kind", FIGURES)
def test_a_line_test_counts_at_once(kind: str) -> None:
    """Whatever the state was, a test of ten seconds decides it."""
    floor = Floor()
    floor.do(measured("degraded", test=True))
    floor.do(measured(kind, test=True))
    assert line(floor)["state"] == kind


def test_a_line_at_the_limit_does_not_flutter() -> None:
    """Leaving a state takes a margin above the limit that led into it."""
    floor = Floor()
    just_above = LineMeasured("x", "anna/desk", "alaw", 464, 36, jitter_in_us=5000, voice=True)
    floor.do(measured("degraded", test=True))
    for _ in range(4):
        floor.do(just_above, 10)
    assert line(floor)["state"] == "degraded"
    floor.do(measured("good", test=True))
    for _ in range(4):
        floor.do(just_above, 10)
    assert line(floor)["state"] == "good"


def test_a_line_nobody_measures_gets_better_step_by_step() -> None:
    """Five minutes without a measurement make a bad line degraded, five more a good one."""
    floor = Floor()
    floor.do(measured("bad", test=True))
    floor.wait(299)
    assert line(floor)["state"] == "bad"
    floor.wait(2)
    assert line(floor)["state"] == "degraded"
    floor.wait(300)
    assert line(floor)["state"] == "good"


def test_a_dead_microphone_needs_a_voice_to_be_forgotten() -> None:
    """Silence degrades, silence in the next talk is bad; good packets alone do not clear it."""
    floor = Floor()
    floor.do(measured("good", "dead_microphone", voice=False))
    assert line(floor)["state"] == "degraded"
    floor.do(measured("good", voice=False), 10)
    floor.do(measured("good", voice=False), 10)
    assert line(floor)["reason"] == "dead_microphone"
    floor.do(measured("good", "dead_microphone", voice=False), 10)
    assert line(floor)["state"] == "bad"
    floor.do(measured("good"), 10)
    floor.do(measured("good"), 10)
    assert line(floor)["state"] == "good"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"lost_in": 200}, "loss"),
        ({"jitter_in_us": 200_000, "lost_in": 1}, "jitter"),
        ({"round_trip_us": 900_000}, "delay"),
    ],
)
def test_the_reason_is_what_costs_most(changes: dict[str, int], reason: str) -> None:
    """Of loss, jitter and delay the one without which the line would be best is named."""
    floor = Floor()
    facts = {"packets_in": 500, "round_trip_us": 40_000, **changes}
    floor.do(LineMeasured("x", "anna/desk", "alaw", voice=True, source="test", **facts))
    assert line(floor)["reason"] == reason


def test_a_quick_answer_between_calls_says_nothing_of_lost_audio() -> None:
    """Probes can find a line slow, and quick again; what a call has shown stays."""
    floor = Floor()
    slow, quick = (
        LineMeasured("", "anna/desk", round_trip_us=us, source="probe") for us in (900_000, 30_000)
    )
    floor.do(slow, 60)
    floor.do(slow, 60)
    assert line(floor)["state"] == "degraded"
    floor.do(quick, 60)
    floor.do(quick, 60)
    assert line(floor)["state"] == "good"
    floor.do(measured("degraded", test=True))
    floor.do(quick, 60)
    floor.do(quick, 60)
    assert line(floor)["state"] == "degraded"
