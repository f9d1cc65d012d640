"""Repeat callers, and first-contact resolution by contact and by chain."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from voipcc.database.reports.contacts import Contact, callers, in_span, within
from voipcc.database.reports.formulas import Share, share
from voipcc.database.reports.question import Question
from voipcc.database.reports.sheet import Cell, Column, Sheet
from voipcc.database.reports.tally import Source

COLUMNS = (
    Column("caller", "text"),
    Column("calls"),
    Column("answered"),
    Column("first", "moment"),
    Column("last", "moment"),
    Column("queues", "text"),
    Column("agents", "text", wide=True),
    Column("call_ids", "text", "call ids"),
)
MOST_IDS = 20  # of one caller in a row; `voipcc calls` has the rest


@dataclass(slots=True)
class Resolution:
    """First-contact resolution while callers go by; provisional ones are in no share."""

    contacts: int = 0
    repeated: int = 0
    provisional: int = 0
    provisional_repeated: int = 0
    chains: int = 0
    chains_repeated: int = 0
    chains_provisional: int = 0
    without_number: int = 0
    by_agent: dict[str, list[int]] = field(default_factory=dict)  # resolved, judged

    def take(self, contacts: Sequence[Contact], question: Question, now_ms: int) -> None:
        """All contacts of one caller about one topic, oldest first."""
        for one, again in judged(contacts, question):
            self._take_contact(one, again, one.at_ms + question.window_ms > now_ms)
        for chain in _chains(contacts, question.window_ms):
            if any(one.wanted for one in chain) and within(chain[0], question):
                self._take_chain(chain, question, now_ms)

    def _take_contact(self, one: Contact, again: bool, young: bool) -> None:
        if young:
            self.provisional += 1
            self.provisional_repeated += again
            return
        self.contacts += 1
        self.repeated += again
        judged = self.by_agent.setdefault(one.agent, [0, 0])
        judged[0] += not again
        judged[1] += 1

    def _take_chain(self, chain: Sequence[Contact], question: Question, now_ms: int) -> None:
        first = next((at for at, one in enumerate(chain) if one.answered), None)
        if first is None:
            return  # nobody talked to them: a lost caller, not a contact
        if chain[first].at_ms + question.window_ms > now_ms:
            self.chains_provisional += 1
            return
        self.chains += 1
        self.chains_repeated += first + 1 < len(chain)

    @property
    def by_contact(self) -> Share:
        """Contacts that needed no other."""
        return share(self.contacts - self.repeated, self.contacts)

    @property
    def by_chain(self) -> Share:
        """Chains that were settled by their first talk."""
        return share(self.chains - self.chains_repeated, self.chains)


def judged(contacts: Sequence[Contact], question: Question) -> Iterator[tuple[Contact, bool]]:
    """Each answered contact of the span, and whether the same caller called again within the window."""
    times = [one.at_ms for one in contacts]
    for one in in_span(contacts, question):
        if one.answered:
            later = bisect_right(times, one.at_ms)
            yield one, later < len(times) and times[later] - one.at_ms <= question.window_ms


def came_in(contacts: Sequence[Contact]) -> list[Contact]:
    """What the caller did; calls of ours are no repeats."""
    return [one for one in contacts if not one.ours]


def _chains(contacts: Sequence[Contact], window_ms: int) -> list[list[Contact]]:
    chains: list[list[Contact]] = []
    for one in contacts:
        if chains and one.at_ms - chains[-1][-1].at_ms <= window_ms:
            chains[-1].append(one)
        else:
            chains.append([one])
    return chains


def resolution(
    known: dict[str, list[Contact]],
    unknown: Sequence[Contact],
    question: Question,
    now_ms: int,
    *,
    by_topic: bool = False,
) -> Resolution:
    """First-contact resolution. `by_topic`: only a call to the same queue is a repeat."""
    made = Resolution(without_number=sum(one.answered for one in unknown))
    for contacts in known.values():
        theirs = came_in(contacts)
        topics = sorted({one.queue for one in theirs}) if by_topic else [None]
        for topic in topics:
            made.take(
                [one for one in theirs if topic is None or one.queue == topic], question, now_ms
            )
    return made


def repeat_sheet(
    store: Source, question: Question, now_ms: int, *, by_topic: bool = False
) -> Sheet:
    """A row for each caller with several calls in the span; the summary has the resolution."""
    window_ms = question.window_ms
    known, unknown = callers(store, question, window_ms, window_ms)
    made = resolution(known, unknown, question, now_ms, by_topic=by_topic)
    rows = [
        _row(party, theirs)
        for party, contacts in known.items()
        if len(theirs := list(in_span(contacts, question))) > 1
    ]
    rows.sort(key=lambda row: (-int(row[1] or 0), str(row[0])))
    summary = _summary(made, len(rows), question, by_topic=by_topic)
    return Sheet("repeats", "Repeat callers", COLUMNS, rows, _note(made, question), summary)


def _summary(
    made: Resolution, callers_again: int, question: Question, *, by_topic: bool
) -> dict[str, object]:
    agents = {name: share(*judged) for name, judged in sorted(made.by_agent.items()) if name}
    return {
        "repeat_callers": callers_again,
        "window_days": question.window_days,
        "by_topic": by_topic,
        "first_contact_resolution": made.by_contact,
        "provisional_contacts": made.provisional,
        "provisional_repeated": made.provisional_repeated,
        "chain_resolution": made.by_chain,
        "provisional_chains": made.chains_provisional,
        "without_number": made.without_number,
        "first_contact_resolution_by_agent": agents,
    }


def _note(made: Resolution, question: Question) -> str:
    def words(what: Share) -> str:
        shown = "none yet" if what.percent is None else f"{what.percent:.1f} %"
        return f"{shown} ({what.numerator} of {what.denominator})"

    return (
        f"First-contact resolution, window {question.window_days:g} days: {words(made.by_contact)}"
        f" by contact, {words(made.by_chain)} by chain. Provisional, younger than the window:"
        f" {made.provisional} contacts ({made.provisional_repeated} repeated already),"
        f" {made.chains_provisional} chains. Without a number: {made.without_number}."
    )


def _row(party: str, theirs: Sequence[Contact]) -> tuple[Cell, ...]:
    ids = [one.call for one in theirs]
    shown = " ".join(ids[:MOST_IDS]) + (" ..." if len(ids) > MOST_IDS else "")
    return (
        party, len(theirs), sum(one.answered for one in theirs), theirs[0].at_ms, theirs[-1].at_ms,
        ", ".join(sorted({one.queue for one in theirs if one.queue})),
        ", ".join(sorted({one.agent for one in theirs if one.agent})), shown,
    )  # fmt: skip
