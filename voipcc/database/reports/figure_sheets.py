"""The sheets that are made of a report's figures: by interval, queue, formula, agent, outcome."""

from collections.abc import Iterable

from voipcc.database.presence import AgentTime
from voipcc.database.reports.counts import AgentCounts
from voipcc.database.reports.definitions import SERVICE_LEVELS
from voipcc.database.reports.formulas import FORMULAS, Figures
from voipcc.database.reports.question import Question
from voipcc.database.reports.report import Interval, Report
from voipcc.database.reports.sheet import Cell, Column, Sheet

TOTAL = "all"  # the row of the totals, where others have a queue's name
COUNTS = (
    "offered", "answered", "answered_in_time", "abandoned", "abandoned_in_time", "short_abandons",
    "overflowed", "lost", "removed_in_time",
)  # fmt: skip
MAIN = ("offered", "answered", "abandoned", "overflowed")
FIGURES = (
    *(Column(name, wide=name not in MAIN) for name in COUNTS),
    Column("service_level_percent", "percent", "in time"),
    *(Column(f"{name}_percent", "percent", wide=True) for name in FORMULAS),
    Column("abandon_rate_percent", "percent", wide=True),
    Column("abandon_rate_without_short_percent", "percent", wide=True),
    Column("average_speed_of_answer_s", "seconds", "speed of answer"),
    Column("longest_wait_s", "seconds", "longest wait"),
    Column("average_handle_time_s", "seconds", "handle time"),
    Column("talk_s", "seconds", wide=True),
    Column("hold_s", "seconds", wide=True),
    Column("wrap_up_s", "seconds", wide=True),
)


def figure_cells(made: Figures, formula: str) -> tuple[Cell, ...]:
    """The cells of FIGURES; `formula` is the service level shown first."""
    counts = made.counts
    return (
        *(getattr(counts, name) for name in COUNTS),
        made.service_level[formula].percent,
        *(made.service_level[name].percent for name in FORMULAS),
        made.abandon_rate.percent,
        made.abandon_rate_without_short.percent,
        made.average_speed_of_answer_s,
        made.longest_wait_s,
        made.average_handle_time_s,
        made.talk_s,
        round(counts.hold_us / 1e6, 3),
        round(counts.wrap_up_us / 1e6, 3),
    )


def queue_sheet(found: Report, formula: str) -> Sheet:
    """A row for each queue, and the total."""
    named = [*found.queues.items(), (TOTAL, found.total)]
    rows = [(name, *figure_cells(one, formula)) for name, one in named]
    return Sheet(
        "queues",
        "Queues",
        (Column("queue", "text"), *FIGURES),
        rows,
        in_time(found.threshold_s, formula),
    )


def interval_sheet(parts: Iterable[Interval], question: Question, formula: str) -> Sheet:
    """A row for each interval and queue."""
    columns = (
        Column("interval", "text"),
        Column("start", "moment", wide=True),
        Column("end", "moment", wide=True),
        Column("queue", "text"),
        *FIGURES,
    )
    rows = [
        (
            one.local, one.start_utc_ms, one.end_utc_ms, one.queue or TOTAL,
            *figure_cells(one.figures, formula),
        )
        for one in parts
    ]  # fmt: skip
    return Sheet(
        "intervals", "Intervals", columns, rows, in_time(question.threshold_us / 1e6, formula)
    )


def formula_sheet(found: Report) -> Sheet:
    """Every service level and abandon rate of the total, with what it is made of."""
    shares = {
        **found.total.service_level,
        "abandon_rate": found.total.abandon_rate,
        "abandon_rate_without_short": found.total.abandon_rate_without_short,
    }
    rates = {
        "abandon_rate": ("abandoned / offered", "Genesys Cloud, Amazon Connect"),
        "abandon_rate_without_short": ("(abandoned - short) / (offered - short)", ""),
    }
    rows = [
        (name, one.numerator, one.denominator, one.percent, *(SERVICE_LEVELS | rates)[name])
        for name, one in shares.items()
    ]
    columns = (
        Column("formula", "text"), Column("numerator"), Column("denominator"),
        Column("percent", "percent"), Column("this_is", "text"), Column("used_by", "text"),
    )  # fmt: skip
    return Sheet("formulas", "Service level by every formula", columns, rows)


def agent_sheet(found: Report) -> Sheet:
    """A row for each agent: offers, talks, times, presence, occupancy."""
    columns = (
        Column("agent", "text"),
        *(Column(name, wide=name in OFTEN_NONE) for name in OFFERS),
        Column("talks"), Column("transferred"), Column("transfer_rate_percent", "percent", wide=True),
        Column("talk_s", "seconds"), Column("hold_s", "seconds"),
        Column("consult_s", "seconds", wide=True), Column("ringing_s", "seconds", wide=True),
        Column("wrap_ups", wide=True), Column("wrap_up_s", "seconds"),
        Column("average_handle_time_s", "seconds", "handle time"),
        Column("logged_in_s", "seconds", wide=True), Column("ready_s", "seconds"),
        Column("break_s", "seconds"), Column("paid_s", "seconds", wide=True),
        Column("productive_s", "seconds", wide=True), Column("breaks", "text", wide=True),
        Column("occupancy_percent", "percent", "occupancy"),
    )  # fmt: skip
    names = sorted({*found.agents, *found.presence})
    rows = [_agent_row(found, name) for name in names]
    return Sheet("agents", "Agents", columns, rows)


OFFERS = ("offered", "accepted", "rejected", "missed", "cancelled", "rescinded", "failed")
OFTEN_NONE = ("cancelled", "rescinded", "failed")


def _agent_row(found: Report, name: str) -> tuple[Cell, ...]:
    counts = found.agents.get(name) or AgentCounts()
    handled_us = counts.talk_us + counts.hold_us + counts.wrap_up_us
    return (
        name,
        *(getattr(counts, one) for one in OFFERS),
        counts.talks,
        counts.transferred,
        _percent(counts.transferred, counts.talks),
        *_seconds(counts.talk_us, counts.hold_us, counts.consult_us, counts.ring_us),
        counts.wrap_ups,
        *_seconds(counts.wrap_up_us),
        round(handled_us / counts.talks / 1e6, 3) if counts.talks else None,
        *_present(found.presence.get(name), counts),
    )


def _present(time: AgentTime | None, counts: AgentCounts) -> tuple[Cell, ...]:
    """Time logged in, on breaks, and how much of the ready time was busy."""
    if time is None:
        return (None, None, None, None, None, "", None)
    spans = (time.logged_in_s, time.ready_s, time.break_s, time.paid_s, time.productive_s)
    breaks = "; ".join(
        f"{why or 'break'} {lasted:.0f} s" for why, lasted in sorted(time.breaks.items())
    )
    return (*(round(one, 3) for one in spans), breaks, _percent(counts.busy_us / 1e6, time.ready_s))


def outcome_sheet(found: Report) -> Sheet:
    """What became of the calls that came in, and of callbacks, voicemails and marks."""
    whole = found.conversations
    rows: list[tuple[Cell, ...]] = [
        ("outcome", name, count, _percent(count, whole)) for name, count in found.outcomes.items()
    ]
    rows += [("mark", name, count, _percent(count, whole)) for name, count in found.marks.items()]
    for kind, counts in found.errands.items():
        rows += [(kind, what, count, None) for what, count in counts.items()]
    columns = (
        Column("what", "text"), Column("name", "text"), Column("calls"),
        Column("share_percent", "percent"),
    )  # fmt: skip
    return Sheet("outcomes", "Outcomes", columns, rows, "Shares of all calls that came in.")


def disposition_sheet(found: Report) -> Sheet:
    """What agents noted, by queue."""
    rows: list[tuple[Cell, ...]] = []
    for queue, counted in found.dispositions.items():
        whole = sum(counted.values())
        rows += [(queue, name, count, _percent(count, whole)) for name, count in counted.items()]
    columns = (
        Column("queue", "text"), Column("disposition", "text"), Column("calls"),
        Column("share_percent", "percent"),
    )  # fmt: skip
    return Sheet(
        "dispositions", "Dispositions", columns, rows, "Shares of the queue's dispositions."
    )


def survey_sheet(found: Report) -> Sheet:
    """What callers answered after their talks, by queue and question."""
    rows: list[tuple[Cell, ...]] = [
        (
            queue, question, asked.callers, asked.answers, asked.average, asked.satisfied,
            asked.satisfied_percent,
            " ".join(f"{answer}:{count}" for answer, count in asked.counts.items()),
        )
        for queue, questions in found.surveys.items()
        for question, asked in questions.items()
    ]  # fmt: skip
    columns = (
        Column("queue", "text"), Column("question", "text"), Column("callers"), Column("answers"),
        Column("average", "number"), Column("satisfied"), Column("satisfied_percent", "percent", "CSAT"),
        Column("each", "text"),
    )  # fmt: skip
    note = "Callers: asked about a talk. Satisfied: 4 and 5, of the answers that are figures."
    return Sheet("surveys", "Answers after the talk", columns, rows, note)


def announced_sheet(found: Report) -> Sheet:
    """How often announced waiting times were right, by queue."""
    rows: list[tuple[Cell, ...]] = [
        (
            queue,
            kind,
            rate.said,
            rate.right,
            rate.wrong,
            rate.share.percent,
            rate.heard_share.percent,
        )
        for queue, kinds in found.announced.items()
        for kind, rate in kinds.items()
    ]
    columns = (
        Column("queue", "text"), Column("announcement", "text"), Column("said"), Column("right"),
        Column("wrong"), Column("share_percent", "percent"), Column("heard_share_percent", "percent", "as heard"),
    )  # fmt: skip
    note = "First: a caller's first announcement in a wait. Who left before its end proves nothing."
    return Sheet("announced", "Waiting time announced: how often it was right", columns, rows, note)


def in_time(threshold_s: float, formula: str) -> str:
    """What a sheet's service level is, in a sentence."""
    return f"In time: within {threshold_s:g} s, by the formula {formula}."


def _seconds(*spans_us: int) -> list[float]:
    return [round(one / 1e6, 3) for one in spans_us]


def _percent(numerator: float, denominator: float) -> float | None:
    return round(100 * numerator / denominator, 1) if denominator else None
