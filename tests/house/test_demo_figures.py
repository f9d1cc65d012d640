"""The demo's judgement: figures from what robots saw, and a fault for everything that disagrees."""

from dataclasses import replace
from typing import Any

import pytest

from voipcc.demo.figures import COUNTS, LATENCIES, DemoFigures, Latency, figures, latency
from voipcc.softphone.outcome import Outcome
from voipcc.softphone.wire import Span, Times
from voipcc.softphone.wire.media import Key

SECOND = 1_000_000_000
MILLISECOND = 1_000_000
CALLER_HZ, AGENT_HZ = 900, 600
BOTH = {"answered": 1}


def outcome(robot: str, kind: str, **words: Any) -> Outcome:
    """One robot's call."""
    usual: dict[str, Any] = {
        "far": "", "tone_hz": CALLER_HZ, "reached": "talk", "status": 200, "ended_by": "us",
        "reason": "", "hung_up": True, "busy": False, "times": Times(),
    }  # fmt: skip
    return Outcome(robot=robot, kind=kind, **{**usual, **words})  # type: ignore[arg-type]


def talk(at_s: float = 10.0, number: str = "+4917000000001", tone_hz: int = CALLER_HZ,
         caller: str = "caller-001-sales", agent: str = "anna") -> list[Outcome]:  # fmt: skip
    """A caller who pressed a key one second after arriving and talked for four seconds."""
    at = int(at_s * SECOND)
    answered, end = at + 2 * SECOND, at + 6 * SECOND
    return [
        outcome(
            caller, "caller", tone_hz=tone_hz, numbers=(number,),
            times=Times(
                invite_sent=at, answered=at + 5 * MILLISECOND, bye_sent=end, ended=end,
                first_rtp_received=at + 30 * MILLISECOND,
            ),
            pressed=(Key("1", at + SECOND, "rfc4733"),),
            heard=(Span(answered, end, AGENT_HZ),),
            partner_hz=AGENT_HZ, partner_onset_ns=answered + 20 * MILLISECOND,
        ),
        outcome(
            agent, "agent", tone_hz=AGENT_HZ, far=number, ended_by="far", hung_up=False,
            times=Times(
                invite_received=at + SECOND + 4 * MILLISECOND, answered=answered,
                bye_received=end, ended=end,
            ),
            heard=(Span(answered, end, tone_hz),),
            partner_hz=tone_hz, partner_onset_ns=answered + 25 * MILLISECOND,
        ),
    ]  # fmt: skip


def judged(outcomes: list[Outcome], **words: Any) -> DemoFigures:
    """The figures of a demo that left nothing over."""
    usual: dict[str, Any] = {"records": BOTH, "left_over": 0, "cel_mismatches": ()}
    return figures(outcomes, **{**usual, **words})


def test_a_good_demo_has_no_faults() -> None:
    """One call, one talk, one record, both heard each other: good, with its latencies."""
    made = judged(talk())
    assert made.is_good, made.faults
    assert [getattr(made, name) for name in COUNTS] == [1, 1, 0, 1, 1, 0, 0]
    assert made.arrival_to_prompt_ms == Latency(30.0, 30.0, 1)
    assert made.answer_to_audio_ms == Latency(25.0, 25.0, 1)


def test_a_call_that_is_quickly_offered_counts_for_the_queue() -> None:
    """From the caller's key to an idle agent's INVITE."""
    assert judged(talk()).queue_to_invite_ms == Latency(4.0, 4.0, 1)


def test_an_agent_freed_with_somebody_waiting_counts_for_the_next_invite() -> None:
    """From the end of a call of the queue without wrap-up to the INVITE for who waited already."""
    first = talk(10.0)
    second = talk(12.0, "+4917000000002", 920, "caller-002-sales")
    freed_ns = first[1].end_ns
    second[1].times.invite_received = freed_ns + 7 * MILLISECOND
    made = judged([*first, *second], records={"answered": 2})
    assert made.freed_to_invite_ms == Latency(7.0, 7.0, 1)
    assert made.queue_to_invite_ms.n == 1


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ({"records": {}}, "1 calls offered, 0 records"),
        ({"records": {"answered": 2}}, "1 calls offered, 2 records"),
        ({"records": {"abandoned": 1}}, "1 talks, 0 recorded as answered"),
        ({"left_over": 1}, "1 channels, bridges or tasks left over"),
        ({"cel_mismatches": ("talk differs by 80 ms",)}, "talk differs by 80 ms"),
    ],
)
def test_whatever_disagrees_is_a_fault(words: dict[str, Any], fault: str) -> None:
    """A lost, a doubled, a wrong record, a leak and a mismatch each make the demo fail."""
    made = judged(talk(), **words)
    assert not made.is_good
    assert fault in made.faults


@pytest.mark.parametrize("deaf", [0, 1])
def test_audio_one_way_only_is_a_fault(deaf: int) -> None:
    """When either side hears nothing, or half of it, the talk has no audio both ways."""
    for heard in ((), (Span(12 * SECOND, 14 * SECOND, AGENT_HZ if deaf == 0 else CALLER_HZ),)):
        outcomes = talk()
        outcomes[deaf] = replace(outcomes[deaf], heard=heard)
        made = judged(outcomes)
        assert made.audio_both_ways == 0
        assert "audio both ways in 0 of 1 talks" in made.faults


def test_hearing_somebody_else_is_no_audio() -> None:
    """Another caller's tone does not count: legs joined wrongly are found."""
    outcomes = talk()
    outcomes[1] = replace(outcomes[1], heard=(Span(12 * SECOND, 16 * SECOND, 1500),))
    assert judged(outcomes).audio_both_ways == 0


def test_callers_who_left_before_an_agent_are_abandoned() -> None:
    """Who hung up and talked to nobody is counted; who was hung up on is not."""
    left = outcome("caller-002-sales", "caller", times=Times(invite_sent=1, ended=2))
    sent_away = outcome(
        "caller-003-sales", "caller", hung_up=False, times=Times(invite_sent=1, ended=2)
    )
    made = judged([*talk(), left, sent_away], records={"answered": 1, "abandoned": 2})
    assert (made.offered, made.abandoned, made.records) == (3, 1, 3)
    assert made.is_good, made.faults


def test_a_demo_without_a_talk_proves_nothing() -> None:
    """When nobody talked to anybody, that is a fault by itself."""
    assert "nobody talked to anybody" in judged([], records={}).faults


def test_json_has_the_promised_keys() -> None:
    """The object on the last line has every count and every latency with p50, p99 and n."""
    plain = judged(talk()).plain()
    assert set(plain) == {*COUNTS, *LATENCIES, "faults"}
    assert all(set(plain[name]) == {"p50", "p99", "n"} for name in LATENCIES)
    assert all(isinstance(plain[name], int) for name in COUNTS)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], Latency(0.0, 0.0, 0)),
        ([5.0], Latency(5.0, 5.0, 1)),
        ([3.0, 1.0, 2.0], Latency(2.0, 3.0, 3)),
        ([float(n) for n in range(1, 201)], Latency(100.0, 198.0, 200)),
    ],
)
def test_percentiles_are_by_nearest_rank(values: list[float], expected: Latency) -> None:
    """A percentile is always a value that was measured."""
    assert latency(values) == expected


def test_a_visitors_talk_is_nobodys_fault() -> None:
    """People who dial in while the demo runs are not counted; one talk too many still is."""
    visit = [one for one in talk(at_s=30, number="+4915112345", agent="ben") if one.kind == "agent"]
    visited = judged([*talk(), *visit], visitors=1)
    assert (visited.answered, visited.audio_both_ways, visited.faults) == (1, 1, ())
    assert not judged([*talk(), *visit]).is_good
    assert judged(talk(), visitors=1).is_good
