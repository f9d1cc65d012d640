"""Kept conversations as a person reads them: a list, and one whole."""

from collections.abc import Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from voipcc.core.cdr import Conversation, LegQuality, Segment, Tape, WrapUp
from voipcc.core.moment import MICROSECONDS
from voipcc.database.archive import ConversationRow
from voipcc.line_sheet import legs_table
from voipcc.ruled_table import add_row, ruled_table
from voipcc.zones import zone_named


def calls_table(rows: Sequence[ConversationRow], zone: str) -> Table:
    """One line for each conversation, in 80 columns: the list is newest first, so no year."""
    table = ruled_table(f"Calls ({zone})", "call", "arrived", "number", "queue", "agent", "outcome")
    table.padding = 0
    for head in ("waited", "talked"):
        table.add_column(head, justify="right")
    for row in rows:
        arrived = wall_time(row.arrived_utc_ms, zone)[5:19]
        outcome = row.outcome if row.direction == "in" else f"{row.direction}: {row.outcome}"
        cells = (row.id, arrived, row.number, row.queue, row.agent, outcome)
        add_row(table, *cells, _duration(row.wait_us), _duration(row.talk_us))
    return table


def record_sheet(
    record: Conversation,
    zone: str,
    caller: str,
    wrap_ups: Sequence[WrapUp] = (),
    legs: Sequence[LegQuality] = (),
    tapes: Sequence[Tape] = (),
) -> RenderableType:
    """What the record says, its segments, its offers, its wrap-ups, its audio. Times count from the arrival."""
    sip = f", SIP {record.sip}" if record.sip else ""
    facts = {
        "call": f"{record.id}: {record.outcome}",
        "arrived": f"{wall_time(record.arrived_utc_ms, zone)} ({zone})",
        "number": f"{record.number} by {record.trunk or 'no trunk'}",
        "caller": caller,
        "lasted": _duration(record.ended_us - record.arrived_us),
        "ended by": f"{record.ended_by} (cause {record.cause}{sip})",
        "plan": record.plan_version,
        "marks": ", ".join(record.marks),
        "kept from": record.source,
    }
    head = Table.grid(padding=(0, 2))
    for word, value in facts.items():
        if value:
            add_row(head, Text(word, style="bold"), value)
    parts = [_segments(record)]
    parts += [_offers(record)] if record.offers else []
    parts += [_watches(record)] if record.watches else []
    parts += [_survey(record)] if record.survey else []
    parts += [_wrap_ups(record, wrap_ups)] if wrap_ups else []
    parts += [_tapes(record, tapes)] if tapes else []
    parts += [legs_table("Audio", legs, record.arrived_utc_ms)] if legs else []
    return Group(head, *parts)


def wall_time(utc_ms: int, zone: str) -> str:
    """Date and time of day to the millisecond in a time zone."""
    local = datetime.fromtimestamp(utc_ms / 1000, zone_named(zone))
    return local.strftime("%Y-%m-%d %H:%M:%S.") + f"{utc_ms % 1000:03d}"


def offset(us: int) -> str:
    """Minutes, seconds and milliseconds: 01:02.345, -00:00.250."""
    ms = round(abs(us) / 1000)
    sign = "-" if us < 0 and ms else ""
    return f"{sign}{ms // 60_000:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"


def _segments(record: Conversation) -> Table:
    table = ruled_table("Segments", "from", "to", "what", "queue", "with", "steps")
    start = record.arrived_us
    for part in record.segments:
        times = (offset(part.start_us - start), offset(part.end_us - start))
        add_row(table, *times, part.kind, part.queue, _with(part), " ".join(part.steps))
    return table


def _with(part: Segment) -> str:
    """Everybody who talks to the caller; `voipcc party show` knows a party's number."""
    first = part.agent or (f"party {part.party}" if part.party else "")
    return ", ".join(one for one in (first, *part.others) if one)


def _offers(record: Conversation) -> Table:
    heads = ("offered", "rang", "answered", "ended", "agent", "phone", "result", "why")
    table = ruled_table("Offers", *heads)
    start = record.arrived_us
    for one in record.offers:
        marks = (one.offered_us, one.ringing_us, one.answered_us, one.ended_us)
        times = (offset(mark - start) if mark else "" for mark in marks)
        cause = f"{one.result} ({one.cause}{f', SIP {one.sip}' if one.sip else ''})"
        result = cause if one.cause or one.sip else one.result
        add_row(table, *times, one.agent, one.device, result, one.why)
    return table


def _watches(record: Conversation) -> Table:
    table = ruled_table("Supervisors", "from", "to", "supervisor", "at", "mode", "by")
    for one in record.watches:
        times = (offset(at - record.arrived_us) for at in (one.start_us, one.end_us))
        add_row(table, *times, one.supervisor, one.agent, one.mode, one.by)
    return table


def _survey(record: Conversation) -> Table:
    table = ruled_table("Survey", "at", "question", "answer", "queue", "agent")
    for one in record.survey:
        words = (one.question, one.answer, one.queue, one.agent)
        add_row(table, offset(one.at_us - record.arrived_us), *words)
    return table


def _wrap_ups(record: Conversation, wrap_ups: Sequence[WrapUp]) -> Table:
    table = ruled_table("Wrap-ups", "from", "to", "agent", "queue", "disposition", "ended by")
    for one in wrap_ups:
        times = (offset(at - record.arrived_us) for at in (one.start_us, one.end_us))
        noted = f"{one.disposition} {one.disposition_name}".strip()
        noted = noted or ("missing" if one.missing else "")
        add_row(table, *times, one.agent, one.queue, noted, one.ended_by)
    return table


def _tapes(record: Conversation, tapes: Sequence[Tape]) -> Table:
    heads = ("from", "to", "recording", "with", "sides", "consent", "paused", "failed")
    table = ruled_table("On tape", *heads)
    for one in tapes:
        times = (offset(at - record.arrived_us) for at in (one.start_us, one.end_us))
        paused = sum(end - start for start, end in one.pauses)
        words = (one.id, ", ".join(one.agents), one.sides, one.consent or "not asked")
        add_row(table, *times, *words, _duration(paused * 1000), one.failed)
    return table


def _duration(us: int) -> str:
    return f"{us / MICROSECONDS:.1f} s" if us else ""
