"""How calls went: ways through the menus, transfers, and who hung up and why."""

from collections import Counter
from collections.abc import Iterable

from voipcc.core.cdr import Conversation, span_us
from voipcc.database.handing_on import handings_on
from voipcc.database.reports.causes import cause_name
from voipcc.database.reports.question import Question
from voipcc.database.reports.sheet import Cell, Column, Sheet
from voipcc.database.reports.tally import Source

MOST_PATHS = 200
LONGEST_PATH = 12  # blocks; a caller who went in circles has many
REST = "..."


def path_of(record: Conversation) -> str:
    """The blocks a caller passed, as `main:start > sales`; a flow is named where it changes."""
    places: list[tuple[str, str]] = []
    for part in record.segments:
        for step in part.steps:
            flow, _, rest = step.partition(":")
            block = rest.rpartition(":")[0] or rest
            if not places or places[-1] != (flow, block):
                places.append((flow, block))
    words, flow_before = [], ""
    for flow, block in places[:LONGEST_PATH]:
        words.append(block if block and flow == flow_before else f"{flow}:{block}".rstrip(":"))
        flow_before = flow
    if len(places) > LONGEST_PATH:
        words.append(REST)
    return " > ".join(words)


def path_sheet(store: Source, question: Question) -> Sheet:
    """A row for each way through the dialplan, the most used first."""
    calls: Counter[str] = Counter()
    became: Counter[tuple[str, str]] = Counter()
    menu_us: Counter[str] = Counter()
    for record in _came_in(store, question):
        path = path_of(record)
        calls[path] += 1
        became[path, record.outcome] += 1
        menu_us[path] += span_us(record, "menu")
    whole = calls.total()
    rows: list[tuple[Cell, ...]] = [
        (
            path, count, _percent(count, whole), became[path, "answered"],
            became[path, "abandoned"], became[path, "left_in_menu"],
            count - sum(became[path, one] for one in ("answered", "abandoned", "left_in_menu")),
            round(menu_us[path] / count / 1e6, 3),
        )
        for path, count in calls.most_common(MOST_PATHS)
    ]  # fmt: skip
    columns = (
        Column("path", "text"), Column("calls"), Column("share_percent", "percent"),
        Column("answered"), Column("abandoned"), Column("left_in_menu"), Column("others"),
        Column("average_menu_s", "seconds", "in menus"),
    )  # fmt: skip
    note = (
        f"Different ways: {len(calls)}."
        if len(calls) <= MOST_PATHS
        else (f"The {MOST_PATHS} most used of {len(calls)} different ways.")
    )
    return Sheet("paths", "Ways through the menus", columns, rows, note)


def transfer_sheet(store: Source, question: Question) -> Sheet:
    """A row for each pair of who gave callers to whom."""
    counted: Counter[tuple[str, str, str, str]] = Counter()
    reached: Counter[tuple[str, str, str, str]] = Counter()
    waited_us: Counter[tuple[str, str, str, str]] = Counter()
    answered = given = 0
    for record in _came_in(store, question):
        answered += record.outcome == "answered"
        found = [
            one
            for one in handings_on(record)
            if question.wants_queue(one.queue) and question.wants_agent(one.agent)
        ]
        given += bool(found)
        for one in found:
            key = (one.agent, one.queue, one.to, one.how)
            counted[key] += 1
            reached[key] += one.reached
            waited_us[key] += one.waited_us
    rows: list[tuple[Cell, ...]] = [
        (*key, count, reached[key], round(waited_us[key] / count / 1e6, 3))
        for key, count in sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    ]
    columns = (
        Column("agent", "text", "from"), Column("queue", "text"), Column("to", "text"),
        Column("how", "text"), Column("transfers"), Column("reached"),
        Column("average_wait_s", "seconds", "waited"),
    )  # fmt: skip
    rate = _percent(given, answered)
    note = f"{given} of {answered} answered calls were given to somebody else"
    note += "." if rate is None else f" ({rate} %)."
    summary = {"calls_transferred": given, "answered": answered, "percent": rate}
    return Sheet("transfers", "Transfers", columns, rows, note, summary)


def ending_sheet(store: Source, question: Question) -> Sheet:
    """A row for each way a call ended: who hung up, with which cause of Q.850 and SIP."""
    counted: Counter[tuple[str, str, str, int, int]] = Counter()
    for record in store.between(question.start_ms, question.end_ms, question.only):
        if question.wants(record):
            counted[
                record.direction, record.outcome, record.ended_by, record.cause, record.sip
            ] += 1
    whole = counted.total()
    rows: list[tuple[Cell, ...]] = [
        (
            direction,
            outcome,
            by,
            cause,
            cause_name(cause),
            sip or None,
            count,
            _percent(count, whole),
        )
        for (direction, outcome, by, cause, sip), count in counted.most_common()
    ]
    columns = (
        Column("direction", "text"), Column("outcome", "text"), Column("ended_by", "text"),
        Column("cause"), Column("cause_name", "text", "which is"), Column("sip"),
        Column("calls"), Column("share_percent", "percent"),
    )  # fmt: skip
    return Sheet("endings", "Who hung up, and why", columns, rows)


def _came_in(store: Source, question: Question) -> Iterable[Conversation]:
    for record in store.between(question.start_ms, question.end_ms, question.only):
        if record.direction == "in" and question.wants(record):
            yield record


def _percent(numerator: float, denominator: float) -> float | None:
    return round(100 * numerator / denominator, 1) if denominator else None
