"""Lost callers: who waited in vain, and whether anybody called them back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from voipcc.database.reports.contacts import Contact, callers, in_span
from voipcc.database.reports.question import Question
from voipcc.database.reports.sheet import Cell, Column, Sheet
from voipcc.database.reports.tally import Source

LOST = ("abandoned", "overflowed", "media_server_lost")
Became = Literal["called_back", "came_again", "tried", "promised", "open"]
OPEN_FIRST = ("open", "promised", "tried", "came_again", "called_back")
COLUMNS = (
    Column("caller", "text"),
    Column("became", "text", "what became"),
    Column("lost_first", "moment", wide=True),
    Column("lost_last", "moment", "lost"),
    Column("times"),
    Column("short", wide=True),
    Column("queue", "text"),
    Column("longest_wait_s", "seconds", "waited"),
    Column("outcome", "text", wide=True),
    Column("call", "text"),
    Column("followed_by", "text", "then"),
    Column("followed_at", "moment", wide=True),
    Column("after_s", "seconds", "after"),
    Column("agent", "text", wide=True),
)


@dataclass(frozen=True, slots=True)
class LostCaller:
    """One caller whose last call before anybody talked to them was in vain.

    `lost` are the calls in vain, one after another; `then` is what followed them.
    """

    party: str
    lost: tuple[Contact, ...]
    became: Became
    then: Contact | None


def lost_callers(store: Source, question: Question) -> tuple[list[LostCaller], list[Contact]]:
    """Who was lost in the span, what became of them within the window; and lost calls of nobody known."""
    only = replace(question.only, outcomes=LOST)
    known, unknown = callers(store, question, after_ms=question.window_ms, only=only)
    found = [one for party, contacts in known.items() for one in _lost(party, contacts, question)]
    found.sort(key=lambda one: (OPEN_FIRST.index(one.became), one.lost[-1].at_ms))
    return found, [one for one in unknown if one.outcome in LOST]


def _lost(party: str, contacts: Sequence[Contact], question: Question) -> list[LostCaller]:
    """One for each row of calls in vain that nobody's talk interrupted."""
    found: list[LostCaller] = []
    rows: list[tuple[list[Contact], list[Contact]]] = []
    wanted = {one.call for one in in_span(contacts, question)}
    talked = True
    for one in contacts:
        vain = one.outcome in LOST and not one.ours and one.call in wanted
        if vain and talked:
            rows.append(([], []))
            talked = False
        if vain:
            rows[-1][0].append(one)
        elif rows and not talked:
            rows[-1][1].append(one)
            talked = one.answered
    for lost, then in rows:
        until_ms = lost[-1].at_ms + question.window_ms
        became, by = _became([one for one in then if one.at_ms < until_ms])
        found.append(LostCaller(party, tuple(lost), became, by))
    return found


def _became(then: Sequence[Contact]) -> tuple[Became, Contact | None]:
    """The best that followed: a talk before a try, a try before a promise."""
    for one in then:
        if one.answered:
            return ("called_back" if one.ours else "came_again"), one
    for one in then:
        if one.ours:
            return "tried", one
    for one in then:
        if one.outcome == "callback":
            return "promised", one
    return "open", None


def lost_sheet(store: Source, question: Question) -> Sheet:
    """A row for each lost caller, those nobody called first; the summary counts them."""
    found, unknown = lost_callers(store, question)
    counted = Counter[str](one.became for one in found)
    summary = {"lost_callers": len(found), **{word: counted[word] for word in OPEN_FIRST}}
    summary["calls"] = sum(len(one.lost) for one in found)
    summary["calls_without_number"] = len(unknown)
    rows = [_row(one) for one in found]
    note = (
        f"{len(found)} lost callers: "
        + ", ".join(f"{counted[word]} {word.replace('_', ' ')}" for word in OPEN_FIRST)
        + f"; {len(unknown)} lost calls without a number. Looked for {question.window_days:g} days."
    )
    return Sheet("lost", "Lost callers", COLUMNS, rows, note, summary)


def _row(one: LostCaller) -> tuple[Cell, ...]:
    last, then = one.lost[-1], one.then
    return (
        one.party, one.became, one.lost[0].at_ms, last.at_ms, len(one.lost),
        sum(part.short for part in one.lost), last.queue,
        round(max(part.waited_us for part in one.lost) / 1e6, 3), last.outcome, last.call,
        then.call if then else "", then.at_ms if then else None,
        (then.at_ms - last.at_ms) / 1000 if then else None, then.agent if then else "",
    )  # fmt: skip
