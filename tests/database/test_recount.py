"""The counts held against the rows by code that knows nothing of the code which wrote them."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.database.made import conversation, offer, wrap_up
from tests.database.test_rolled import DAY, Records
from tests.effort import examples
from voipcc.core.cdr import Announced, Answer, Conversation, Segment, WrapUp
from voipcc.database import rollup
from voipcc.database.engine import Engine
from voipcc.database.records import RecordStore
from voipcc.database.rolls_proof import rolls_proof
from voipcc.database.sqlite_engine import SqliteEngine
from voipcc.database.tables import ROLLED
from voipcc.database.visits import visits

KINDS = ("menu", "queue", "queue", "transfer", "transfer", "talk", "talk", "hold", "consult", "parked", "survey", "closing")  # fmt: skip
OUTCOMES = ("answered", "abandoned", "overflowed", "media_server_lost", "callback", "unreached", "fallback")  # fmt: skip
SPANS_US = (1, 999_999, 1_000_000, 5_000_000, 20_000_000, 20_000_001, 45_000_000, 400_000_000)
RESULTS = ("accepted", "rejected", "timeout", "cancelled", "rescinded", "failed")
MARKS = ("transferred", "adopted", "tag:a b", 'tag:"transferred"')


def walked(chance: Random) -> tuple[Segment, ...]:
    """Any parts in any order, also those no caller ever had."""
    at_us, parts = 1_000_000, []
    for _ in range(chance.randrange(9)):
        end_us = at_us + chance.choice(SPANS_US)
        words = (chance.choice(["", "sales", "help"]), chance.choice(["", "anna", "ben"]))
        party = chance.choice(["", "", "p9"])
        parts.append(Segment(chance.choice(KINDS), at_us, end_us, *words, (), party))  # type: ignore[arg-type]
        at_us = end_us
    return tuple(parts)


def drawn(chance: Random, number: int) -> list[Conversation | WrapUp]:
    """A conversation nobody would dial, with its notes."""
    name, parts = f"1-{number}", walked(chance)
    record = replace(
        conversation(name, outcome=chance.choice(OUTCOMES)),  # type: ignore[arg-type]
        segments=parts,
        offers=tuple(
            replace(offer(f"o{at}", chance.choice(["anna", "ben"]), chance.choice(RESULTS)),
                    ringing_us=chance.choice([0, 5_100_000]))
            for at in range(chance.randrange(4))
        ),
        direction=chance.choice(["in", "in", "in", "callback", "voicemail"]),
        plan_version=chance.choice(["", "p1"]),
        arrived_utc_ms=DAY[0] + chance.randrange(DAY[1] - DAY[0]),
        marks=tuple(chance.sample(MARKS, chance.randrange(3))),
        survey=tuple(
            Answer(chance.choice(["csat", "x" * 300]), "5", at, chance.choice(["", "sales"]))
            for at in range(chance.randrange(3))
        ),
        announced=tuple(
            Announced(chance.choice(["sales", "help"]), chance.choice(SPANS_US), low_s, low_s + chance.choice([0, 1, 30, 90]), chance.random() < 0.5)
            for low_s in (chance.choice([0, 10, 60]) for _ in range(chance.randrange(3)))
        ),
    )  # fmt: skip
    if chance.random() < 0.5:
        return [record]
    words = {"queue": chance.choice(["", "sales"]), "missing": chance.random() < 0.5}
    note = replace(wrap_up(f"w{number}"), conversation=name, **words)
    return [record, replace(note, disposition=chance.choice(["", "11"]))]


def kept(engine: Engine, records: Records) -> None:
    store = RecordStore.open(engine)
    for number, record in enumerate(records, 1):
        store.keep(record, number)
    store.close()
    assert not store.trouble and not store.damaged


def some(seed: int, count: int) -> Records:
    chance = Random(seed)
    return [record for number in range(count) for record in drawn(chance, number)]


def found(engine: Engine) -> list[str]:
    check = rolls_proof(engine)
    return [f"{one.where} {one.what}" for one in check.findings]


@settings(max_examples=examples(12), deadline=None)
@given(st.integers(0, 1 << 30))
def test_two_ways_of_counting_agree(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """Whatever parts conversations have, in whatever order: the counts written are those SQL finds in the rows."""
    engine = SqliteEngine(tmp_path_factory.mktemp("recount") / "records.sqlite")
    kept(engine, some(seed, 60))
    assert found(engine) == []


def test_one_wrong_counter_is_found_in_every_table(engine: Engine) -> None:
    """Both engines: the counts of rich days agree, and one more in a counter of each table is named."""
    kept(engine, some(1, 120))
    assert found(engine) == []
    chance, session, named = Random(2), engine.writing(), []
    for table in ROLLED:
        at = list(session.rows(f"SELECT {', '.join(table.key)} FROM {table.name} LIMIT 1")[0])
        name = chance.choice(table.names[len(table.key) :])
        where = " AND ".join(f"{word} = ?" for word in table.key)
        session.run(f"UPDATE {table.name} SET {name} = {name} + 1 WHERE {where}", at)
        named.append(f"{table.name} {' '.join(map(str, at))} {name} is ")
    session.close()
    told = found(engine)
    assert len(told) == len(named)
    assert all(any(one.startswith(words) for one in told) for words in named)


def test_a_mistake_of_what_counts_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code that counts a visit too few while it writes does not agree with itself later on: the proof is other code."""
    monkeypatch.setattr(rollup, "visits", lambda record: visits(record)[:1])
    engine = SqliteEngine(tmp_path / "records.sqlite")
    kept(engine, some(3, 40))
    assert any("offered is " in one for one in found(engine))
