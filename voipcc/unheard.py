"""What the switch did while nobody listened: its own log tells it, to the core and to the records.

The core hears of it before each `SwitchFound`: who ended when, whom the switch's own queue took
in and connected. Calls that only that queue served get their records from the log.
"""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from voipcc.core.events import (
    Event,
    FallbackTalk,
    LegConnected,
    LegEnded,
    ServedByFallback,
    SwitchFound,
    SwitchLost,
)
from voipcc.database.cel import (
    Ending,
    FallbackStay,
    fallback_conversations,
    fallback_stays,
    missed_endings,
    missed_joins,
)
from voipcc.database.cel_log import CelCall, CelLog
from voipcc.database.schema import RecordsError

if TYPE_CHECKING:
    from voipcc.server import House

LOOK_EVERY_S = 2.0
PIECE_BYTES = 1 << 18  # a long log must not keep the event loop waiting for the interpreter
LOOK_BACK_MS = 7 * 24 * 3_600_000


class Unheard:
    """Stands between the switch and the controller's inbox: use `post` as that inbox."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self._first = True
        self._lost_ms = 0  # when the line to the switch broke last, UTC; 0: never

    def post(self, event: Event) -> None:
        """Take an event from the switch; what it did unheard comes before a `SwitchFound`."""
        if isinstance(event, SwitchLost):
            self._lost_ms = self._house.clock().utc_ms
        elif isinstance(event, SwitchFound):
            self._tell()
            event = self._with_loss(event)
        self._house.controller.post(event)

    def _tell(self) -> None:
        house = self._house
        path, legs = house.address.cel_file, house.controller.centre.legs
        if path is None or not legs:
            return
        facts: list[tuple[int, Event]] = [
            (ending.at_ms, self._ending(ending)) for ending in missed_endings(path, legs)
        ]
        facts += [
            (one.at_ms, LegConnected(one.leg, one.talk, self._moment_us(one.at_ms)))
            for one in missed_joins(path, legs)
        ]
        for stay in fallback_stays(path, legs, house.address.endpoints):
            at_ms = stay.talks[0][1] if stay.talks else stay.waiting_ms
            facts.append((at_ms, self._stay(stay)))
        for _, fact in sorted(facts, key=lambda fact: fact[0]):
            house.controller.post(fact)

    def _ending(self, ending: Ending) -> LegEnded:
        return LegEnded(
            ending.leg, ending.cause, by=ending.by, happened_us=self._moment_us(ending.at_ms)
        )

    def _stay(self, stay: FallbackStay) -> ServedByFallback:
        talks = tuple(
            FallbackTalk(agent, self._moment_us(start_ms), end_ms and self._moment_us(end_ms))
            for agent, start_ms, end_ms in stay.talks
        )
        return ServedByFallback(stay.leg, self._moment_us(stay.waiting_ms), stay.queue, talks)

    def _moment_us(self, at_ms: int) -> int:
        now = self._house.clock()
        return now.monotonic_us - (now.utc_ms - at_ms) * 1000

    def _with_loss(self, event: SwitchFound) -> SwitchFound:
        """A switch that died together with the last controller is another one now."""
        house, first, self._first = self._house, self._first, False
        died_ms = house.switch_died_ms
        if not event.restarted and not (first and died_ms and house.controller.centre.legs):
            return event
        died_ms = min(died_ms, self._lost_ms) if self._lost_ms and died_ms else died_ms
        return replace(event, restarted=True, lost_us=self._moment_us(died_ms) if died_ms else 0)


class FallbackRecords:
    """Keeps the records of calls that no controller ever had in hand."""

    def __init__(self, house: "House", path: Path) -> None:
        self._house = house
        self._log = CelLog(path)
        self._died_ms = 0
        self._fresh: list[CelCall] = []
        self._ripe: list[CelCall] = []
        self._trouble = ""

    async def keep_on(self) -> None:
        """For ever; records that cannot be kept now are kept later."""
        while True:
            try:
                await self._look()
                self._trouble = ""
            except (RecordsError, OSError) as error:
                if str(error) != self._trouble:
                    self._trouble = str(error)
                    self._house.log.warning("fallback records wait", reason=self._trouble)
            await asyncio.sleep(LOOK_EVERY_S)

    async def _look(self) -> None:
        """A call is taken one look after its end: its last events may still be on the way."""
        self._ripe += self._fresh
        self._fresh = []
        await self._read()
        if self._ripe:
            await self._keep()

    async def _read(self) -> None:
        house, log = self._house, self._log
        died_ms = house.switch_died_ms
        since_ms = house.clock().utc_ms - LOOK_BACK_MS
        more = True
        while more:
            ended = await asyncio.to_thread(log.read, PIECE_BYTES)
            more = log.more
            if not more and died_ms != self._died_ms:
                self._died_ms = died_ms
                ended += log.lose_open(died_ms)
            self._fresh += [
                call
                for call in ended
                if call.fallback and not call.controlled and call.arrived_ms >= since_ms
            ]
        await asyncio.to_thread(log.set_aside)

    async def _keep(self) -> None:
        house, calls = self._house, self._ripe
        legs = house.controller.centre.legs
        if not await asyncio.to_thread(house.records.drain):
            return
        since_ms = min(call.arrived_ms for call in calls)
        known = await asyncio.to_thread(house.records.archive.legs_since, since_ms) | legs
        endpoints = house.address.endpoints
        for record in fallback_conversations(calls, known, endpoints, house.party_of):
            house.records.keep(record, 0)
        self._ripe = []
