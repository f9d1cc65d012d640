"""The tables that are exported. A column is added at the end, and never changes its meaning."""

from collections.abc import Callable, Iterator

from voipcc.core.cdr import Conversation, span_us
from voipcc.database.archive import Archive
from voipcc.exports.schema import Column, Row, Span, Table

ARRIVAL = "when the call arrived"
CALL = Column("call", "text", "id of the call, as in calls")
POSITION = Column("position", "whole", "place among those of the call, from 0")
QUEUE = Column("queue", "text", "queue")
AGENT = Column("agent", "text", "agent")
LENGTH = Column("duration_ms", "whole", "length in milliseconds")
Parts = Callable[[Conversation], Iterator[Row]]


def utc_ms(record: Conversation, at_us: int) -> int:
    """A moment of a conversation on the calendar; 0 for one that never was."""
    return record.arrived_utc_ms + (at_us - record.arrived_us) // 1000 if at_us else 0


def _of_parts(parts: Parts) -> Callable[[Archive, Span], Iterator[Row]]:
    def rows(archive: Archive, span: Span) -> Iterator[Row]:
        for record in archive.between(span.start_ms, span.end_ms):
            yield from parts(record)

    return rows


def _calls(archive: Archive, span: Span) -> Iterator[Row]:
    for one in archive.between(span.start_ms, span.end_ms):
        talks = [part.agent for part in one.segments if part.kind == "talk" and not part.outside]
        person = span.who(one.party) if one.party else None
        yield (
            one.id, one.direction, one.source, one.origin, one.arrived_utc_ms,
            utc_ms(one, one.ended_us), (one.ended_us - one.arrived_us) // 1000, one.outcome,
            one.ended_by, one.cause, one.sip, one.number, one.trunk, one.party,
            person.number if person else "", person.name if person else "",
            next((part.queue for part in one.segments if part.queue), ""),
            talks[-1] if talks else "", span_us(one, "queue") // 1000, span_us(one, "talk") // 1000,
            one.marks, one.plan_version, one.leg,
        )  # fmt: skip


def _segments(record: Conversation) -> Iterator[Row]:
    for place, one in enumerate(record.segments):
        yield (
            record.id, place, one.kind, utc_ms(record, one.start_us), utc_ms(record, one.end_us),
            (one.end_us - one.start_us) // 1000, one.queue, one.agent, one.party, one.others,
            one.steps,
        )  # fmt: skip


def _offers(record: Conversation) -> Iterator[Row]:
    for place, one in enumerate(record.offers):
        times = (one.offered_us, one.ringing_us, one.answered_us, one.ended_us)
        yield (
            record.id, place, one.id, one.agent, one.device, one.queue,
            *(utc_ms(record, at_us) for at_us in times), one.result, one.cause, one.sip, one.why,
        )  # fmt: skip


def _announcements(record: Conversation) -> Iterator[Row]:
    for place, one in enumerate(record.announced):
        at_ms = utc_ms(record, one.at_us)
        yield record.id, place, one.queue, at_ms, one.low_s, one.high_s, one.first


def _watches(record: Conversation) -> Iterator[Row]:
    for place, one in enumerate(record.watches):
        yield (
            record.id, place, one.supervisor, one.agent, one.mode, utc_ms(record, one.start_us),
            utc_ms(record, one.end_us), one.by,
        )  # fmt: skip


def _answers(record: Conversation) -> Iterator[Row]:
    for place, one in enumerate(record.survey):
        at_ms = utc_ms(record, one.at_us)
        yield record.id, place, one.question, one.answer, at_ms, one.queue, one.agent


def _wrap_ups(archive: Archive, span: Span) -> Iterator[Row]:
    for _, one in archive.wrap_ups_between(span.start_ms, span.end_ms):
        length_ms = (one.end_us - one.start_us) // 1000
        yield (
            one.offer, one.conversation, one.agent, one.queue, one.mode, one.start_utc_ms,
            one.start_utc_ms + length_ms, length_ms, one.ended_by, one.disposition,
            one.disposition_name, one.missing,
        )  # fmt: skip


def _legs(archive: Archive, span: Span) -> Iterator[Row]:
    for _, _, one in archive.qualities_between(span.start_ms, span.end_ms):
        yield (
            one.leg, one.conversation, one.agent, one.device, one.source, one.start_utc_ms,
            one.end_utc_ms, one.codec, one.packets_in, one.lost_in, one.packets_out, one.lost_out,
            one.jitter_in_us, one.jitter_out_us, one.round_trip_us, one.mos_in, one.mos_out,
            one.fault,
        )  # fmt: skip


def _presence(archive: Archive, span: Span) -> Iterator[Row]:
    """Stretches that began in the span: one that lasts across its bounds is in one span only."""
    for one in archive.stretches_between(span.start_ms, span.end_ms):
        if one.start_utc_ms >= span.start_ms:
            length_ms = (one.end_us - one.start_us) // 1000
            yield (
                one.agent, one.presence, one.reason, one.paid, one.productive, one.start_utc_ms,
                one.start_utc_ms + length_ms, length_ms,
            )  # fmt: skip


def _recordings(archive: Archive, span: Span) -> Iterator[Row]:
    for one in archive.tapes_between(span.start_ms, span.end_ms):
        paused_ms = sum(until_ms - from_ms for from_ms, until_ms in one.pauses)
        yield (
            one.id, one.conversation, one.queue, one.agents, one.parties, one.sides, one.consent,
            one.start_utc_ms, one.start_utc_ms + one.length_ms, one.length_ms, len(one.pauses),
            paused_ms, one.keep_days, one.failed,
        )  # fmt: skip


def _sounds(archive: Archive, span: Span) -> Iterator[Row]:
    for one in archive.tape_files_between(span.start_ms, span.end_ms):
        yield (
            one.tape, one.conversation, one.start_utc_ms, one.length_ms, one.size_bytes, one.sha256,
            one.keep_until_utc_ms, one.faults, [f"{name}={value:g}" for name, value in one.figures],
        )  # fmt: skip


CALLS = Table(
    "calls",
    "One row for each call, whatever became of it.",
    ARRIVAL,
    (
        Column("id", "text", "id of the call: the controller's run and a number"),
        Column("direction", "text", "in, out, callback, voicemail, internal or consult"),
        Column(
            "source", "text", "journal; cel, queue_log or cdr where only that log knew the call"
        ),
        Column("origin", "text", "id of the call this one came of"),
        Column("arrived", "time", "when it came in"),
        Column("ended", "time", "when it was over"),
        LENGTH,
        Column("outcome", "text", "what became of it: see records.md"),
        Column("ended_by", "text", "who hung up"),
        Column("cause", "whole", "Q.850 cause"),
        Column("sip", "whole", "SIP status, 0 where there was none"),
        Column("number", "text", "our number"),
        Column("trunk", "text", "trunk it came in by"),
        Column("party", "text", "id of who called"),
        Column("caller_number", "text", "the caller's number, with --people and while it is kept"),
        Column("caller_name", "text", "the caller's name, likewise"),
        Column("queue", "text", "first queue"),
        Column("agent", "text", "last agent who talked"),
        Column("wait_ms", "whole", "all waiting in queues, in milliseconds"),
        Column("talk_ms", "whole", "all talking, in milliseconds"),
        Column("marks", "texts", "what was odd: see records.md"),
        Column("plan_version", "text", "version of the dialplans it ran on"),
        Column("leg", "text", "Asterisk's channel id, the callid of queue_log"),
    ),
    _calls,
)
SEGMENTS = Table(
    "segments",
    "The parts of each call, without gap or overlap.",
    ARRIVAL,
    (
        CALL,
        POSITION,
        Column("kind", "text", "menu, queue, talk, hold, ...: see records.md"),
        Column("start", "time", "when it began"),
        Column("end", "time", "when it was over"),
        LENGTH,
        QUEUE,
        AGENT,
        Column("party", "text", "id of the telephone outside"),
        Column("others", "texts", "who else talked to the caller"),
        Column("steps", "texts", "dialplan steps passed, flow:block:line"),
    ),
    _of_parts(_segments),
)
OFFERS = Table(
    "offers",
    "Each time an agent was reserved for a call.",
    ARRIVAL,
    (
        CALL,
        POSITION,
        Column("offer", "text", "id of the offer"),
        AGENT,
        Column("device", "text", "phone that was rung"),
        QUEUE,
        Column("offered", "time", "when the agent was reserved"),
        Column("ringing", "time", "when the phone made a noise"),
        Column("answered", "time", "when it was picked up"),
        Column("ended", "time", "when the offer was over"),
        Column("result", "text", "accepted, rejected, timeout, cancelled, rescinded or failed"),
        Column("cause", "whole", "Q.850 cause"),
        Column("sip", "whole", "SIP status, 0 where there was none"),
        Column("why", "text", "how the agent was chosen"),
    ),
    _of_parts(_offers),
)
ANNOUNCEMENTS = Table(
    "announcements",
    "Waiting times that callers heard.",
    ARRIVAL,
    (
        CALL,
        POSITION,
        QUEUE,
        Column("at", "time", "when it was said"),
        Column("low_s", "whole", "seconds still to wait, at least"),
        Column("high_s", "whole", "seconds still to wait, at most"),
        Column("first", "yes_no", "the first announcement in this wait"),
    ),
    _of_parts(_announcements),
)
WATCHES = Table(
    "watches",
    "Supervisors who heard a call.",
    ARRIVAL,
    (
        CALL,
        POSITION,
        Column("supervisor", "text", "who heard it"),
        AGENT,
        Column("mode", "text", "listen, whisper, barge or take_over"),
        Column("start", "time", "from when"),
        Column("end", "time", "until when"),
        Column("by", "text", "who wanted it: verb, code, key, help or line_lost"),
    ),
    _of_parts(_watches),
)
ANSWERS = Table(
    "answers",
    "What callers answered in surveys.",
    ARRIVAL,
    (
        CALL,
        POSITION,
        Column("question", "text", "name the dialplan gives it"),
        Column("answer", "text", "what was answered"),
        Column("at", "time", "when"),
        QUEUE,
        AGENT,
    ),
    _of_parts(_answers),
)
WRAP_UPS = Table(
    "wrap_ups",
    "What agents did after their talks.",
    ARRIVAL,
    (
        Column("offer", "text", "id of the offer that led to the talk"),
        CALL,
        AGENT,
        QUEUE,
        Column("mode", "text", "how the queue wraps up"),
        Column("start", "time", "when the talk was over"),
        Column("end", "time", "when the wrap-up was over"),
        LENGTH,
        Column("ended_by", "text", "verb, code, time, removed, take_over, restart, none or lost"),
        Column("disposition", "text", "its code"),
        Column("disposition_name", "text", "its whole name as it was then"),
        Column("missing", "yes_no", "the queue required a disposition and got none"),
    ),
    _wrap_ups,
)
LEGS = Table(
    "legs",
    "What was measured of each leg's audio.",
    "when its call arrived; a line test, which has no call: when it began",
    (
        Column("leg", "text", "Asterisk's channel id, or the centre's own"),
        CALL,
        AGENT,
        Column("device", "text", "the agent's phone"),
        Column("source", "text", "call or test"),
        Column("start", "time", "when the measuring began"),
        Column("end", "time", "when the leg was gone"),
        Column("codec", "text", "codec"),
        Column("packets_in", "whole", "packets received of it"),
        Column("lost_in", "whole", "packets lost of it"),
        Column("packets_out", "whole", "packets sent to it"),
        Column("lost_out", "whole", "packets it lost of ours"),
        Column("jitter_in_us", "whole", "microseconds of jitter of what came"),
        Column("jitter_out_us", "whole", "microseconds of jitter as it heard us"),
        Column("round_trip_us", "whole", "microseconds there and back"),
        Column("mos_in", "figure", "MOS of what came, 0: not known"),
        Column("mos_out", "figure", "MOS of what it heard, 0: not known"),
        Column("fault", "text", "one_way, dead_microphone or nothing"),
    ),
    _legs,
)
PRESENCE = Table(
    "presence",
    "How long agents were ready, and on which breaks; what still lasts is not in it.",
    "when the stretch began",
    (
        AGENT,
        Column("presence", "text", "ready or not_ready"),
        Column("reason", "text", "the break's name"),
        Column("paid", "yes_no", "as the settings said then"),
        Column("productive", "yes_no", "likewise"),
        Column("start", "time", "when it began"),
        Column("end", "time", "when it was over"),
        LENGTH,
    ),
    _presence,
)
RECORDINGS = Table(
    "recordings",
    "Recordings of calls as they were made; where they lie is told by `voipcc recordings`.",
    "when the recording began",
    (
        Column("recording", "text", "id of the recording"),
        CALL,
        QUEUE,
        Column("agents", "texts", "agents who are heard"),
        Column("parties", "texts", "ids of who else is heard, the caller first"),
        Column("sides", "text", "both, caller or agent"),
        Column("consent", "text", "none, announce or ask"),
        Column("start", "time", "when it began"),
        Column("end", "time", "when it was over"),
        LENGTH,
        Column("pauses", "whole", "how many pauses it has"),
        Column("paused_ms", "whole", "milliseconds of pauses, silent on it"),
        Column("keep_days", "whole", "days it is kept"),
        Column("failed", "text", "why it ended early or was never made"),
    ),
    _recordings,
)
SOUNDS = Table(
    "sounds",
    "What was kept of a recording's sound, whatever became of it later.",
    "when the recording began",
    (
        Column("recording", "text", "id of the recording"),
        CALL,
        Column("start", "time", "when it began"),
        LENGTH,
        Column("size_bytes", "whole", "size of the sealed file"),
        Column("sha256", "text", "SHA-256 of that file"),
        Column("keep_until", "time", "when it is due to be deleted"),
        Column("faults", "texts", "what was found wrong with the sound: see recordings.md"),
        Column("figures", "texts", "what was measured of it, name=value: see recordings.md"),
    ),
    _sounds,
)
TABLES: dict[str, Table] = {
    one.name: one
    for one in (
        CALLS, SEGMENTS, OFFERS, ANNOUNCEMENTS, WATCHES, ANSWERS, WRAP_UPS, LEGS, PRESENCE, RECORDINGS,
        SOUNDS,
    )
}  # fmt: skip
