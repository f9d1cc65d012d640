"""The least a day can cost: its events and commands made and journaled, its records encoded, nothing decided."""

import dataclasses
import gc
import time
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from tests.bench.day import Day
from voipcc.core.cdr import Conversation
from voipcc.core.commands import Command, KeepRecord
from voipcc.core.events import Event
from voipcc.core.moment import Moment
from voipcc.database.entry import encoded

Made = tuple[type[Any], tuple[Any, ...]]  # a value as its class and its fields
Step = tuple[Made, Made, list[Made], list[Made], Conversation | None]


def least_s(calls: int) -> float:
    """Processor seconds of `calls` calls of the day when every outcome is known beforehand."""
    steps = script(calls)
    encode = msgspec.json.Encoder().encode
    gc.collect()
    gc.freeze()
    began = time.process_time()
    for sequence, ((moment, when), (kind, fields), ordered, parts, record) in enumerate(steps):
        commands = [command(*given) for command, given in ordered]
        for part, given in parts:
            part(*given)
        encoded(sequence, moment(*when), kind(*fields), commands)
        if record is not None:
            encode(record)
    took_s = time.process_time() - began
    gc.unfreeze()
    return took_s


def script(calls: int) -> list[Step]:
    """What happened on a day, and what was commanded, written down."""
    steps: list[Step] = []
    day = Day(calls, timed=False)
    day.open()
    decide = day.centre.handle

    def watched(event: Event, now: Moment) -> list[Command]:
        commands = decide(event, now)
        record = next((one.record for one in commands if isinstance(one, KeepRecord)), None)
        ordered = [_made(command) for command in commands]
        steps.append((_made(now), _made(event), ordered, list(_parts(commands)), record))
        return commands

    day.centre.handle = watched  # type: ignore[method-assign]
    day.serve()
    return steps


def _made(value: Any) -> Made:
    return type(value), tuple(getattr(value, one.name) for one in dataclasses.fields(value))


def _parts(commands: Sequence[Command]) -> Iterator[Made]:
    """The values inside the commands: a record, its segments and offers."""
    for command in commands:
        for inner in _made(command)[1]:
            if dataclasses.is_dataclass(inner):
                yield _made(inner)
                for rows in _made(inner)[1]:
                    if isinstance(rows, tuple):
                        yield from (_made(row) for row in rows if dataclasses.is_dataclass(row))
