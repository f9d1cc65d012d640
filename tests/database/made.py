"""Records and entries made for these tests."""

from typing import Any

from voipcc.core.cdr import (
    Conversation,
    LegQuality,
    Offer,
    Outcome,
    Segment,
    SegmentKind,
    WrapUp,
)
from voipcc.core.commands import Command, Connect, KeepRecord, StopMusic
from voipcc.core.events import LegAnswered, LegEnded
from voipcc.core.moment import Moment
from voipcc.database.journal import Journal

NOON_MS = 1_760_000_400_000  # a quarter of an hour begins here


def moment(us: int = 1_000_000) -> Moment:
    """`us` microseconds after the machine of these tests was started."""
    return Moment(us, NOON_MS + us // 1000, "boot")


def conversation(
    name: str = "1-1",
    parts: tuple[tuple[SegmentKind, float], ...] = (("menu", 2), ("queue", 7), ("talk", 30)),
    *,
    outcome: Outcome = "answered",
    agent: str = "anna",
    queue: str = "sales",
    arrived_utc_ms: int = NOON_MS,
    party: str = "",
    leg: str = "",
    offers: tuple[Offer, ...] = (),
    arrived_us: int = 1_000_000,
) -> Conversation:
    """A record whose segments are `parts` (kind, seconds), one after another."""
    at, segments = arrived_us, []
    for kind, seconds in parts:
        end = at + round(seconds * 1_000_000)
        segments.append(
            Segment(
                kind,
                at,
                end,
                queue if kind in ("queue", "talk", "hold", "survey") else "",
                agent if kind in ("talk", "hold") else "",
                ("start",) if kind == "menu" else (),
            )
        )
        at = end
    return Conversation(
        id=name, number="+49301234567", trunk="carrier", party=party, leg=leg or f"leg-{name}",
        plan_version="p1", boot_id="boot", arrived_utc_ms=arrived_utc_ms,
        arrived_us=arrived_us, ended_us=at, outcome=outcome, ended_by="far", cause=16, sip=0,
        segments=tuple(segments), offers=offers,
    )  # fmt: skip


def offer(name: str, agent: str = "anna", result: str = "accepted", at: int = 5_000_000) -> Offer:
    """An offer of `agent`, three seconds long, ringing after 0.1 s."""
    answered = at + 3_000_000 if result == "accepted" else 0
    return Offer(
        name, agent, f"{agent}/desk", "sales", at, at + 100_000, answered, at + 3_000_000, result
    )  # type: ignore[arg-type]


def wrap_up(offer_name: str = "1-2", agent: str = "anna", at: int = 40_000_000) -> WrapUp:
    """Twelve seconds of notes on the conversation "1-1", with a disposition."""
    return WrapUp(
        offer_name, "1-1", agent, "sales", "timed", "boot", NOON_MS + 40_000, at, at + 12_000_000,
        "time", "11", "order / new order",
    )  # fmt: skip


def kept(journal: Journal, record: Conversation, us: int = 2_000_000) -> int:
    """Journals the end of the call that `record` tells of."""
    return journal.append(moment(us), LegEnded(record.leg), [KeepRecord(record)])


def filled(journal: Journal, count: int) -> None:
    """Entries 1 to `count`, each with two commands."""
    commands: list[Command] = [StopMusic("leg"), Connect("1-3", "leg", "1-2")]
    for number in range(count):
        journal.append(moment(number), LegAnswered(f"1-{number}", number), commands)


def leg_quality(leg: str = "1-3", **words: Any) -> LegQuality:
    """What was measured of anna's leg of call 1-1."""
    known: dict[str, Any] = {
        "conversation": "1-1",
        "agent": "anna",
        "device": "anna/desk",
        "source": "call",
        "start_utc_ms": NOON_MS + 5000,
        "end_utc_ms": NOON_MS + 65_000,
        "codec": "alaw",
        "packets_in": 2910,
        "lost_in": 90,
        "packets_out": 2990,
        "lost_out": 10,
        "jitter_in_us": 21_000,
        "jitter_out_us": 4_000,
        "round_trip_us": 82_000,
        "mos_in": 4.01,
        "mos_out": 4.31,
    }
    return LegQuality(leg, **known | words)
