"""Cells whose calls are recorded, and how a recording is judged by its sound."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.live.cell import Cell, until
from tests.live.voices import RATE, Voice, bursts
from voipcc.secrets_file import tape_keys
from voipcc.softphone.wire import WirePhone
from voipcc.tapes.listening import samples_of
from voipcc.tapes.sealed import KeyRing
from voipcc.tapes.sheet import Catalogue, Sheet

CALLER_HZ, ANNA_HZ, BEN_HZ, CARLA_HZ = 1000, 700, 1300, 1700
CLOSE_S, FAR_S = 0.02, 0.12
LOOSELY_S = 0.1  # where it is not about the time: a busy machine's phones speak late
EDGE_S = 0.3  # bursts that begin or end so near to a change of state are not judged
Span = tuple[float, float]  # in the monotonic clock


@dataclass
class Taped:
    """A recording as it can be heard: (samples, 2), its first one at `start_s` of the monotonic clock."""

    sheet: Sheet
    samples: NDArray[np.int16]
    start_s: float

    def at(self, second: float) -> int:
        """The sample heard at this second of the monotonic clock."""
        return round((second - self.start_s) * RATE)

    def silent(self, span: Span) -> bool:
        """Whether not one sample of either side is anything but nought."""
        return not self.samples[self.at(span[0]) : self.at(span[1])].any()


class People(Cell):
    """Two calls that are recorded, and those who talk in them."""

    async def talk(self, agent: str, hz: int) -> tuple[Any, WirePhone, Voice, Voice]:
        """A caller who talks to this agent, both speaking in bursts."""
        phone = await self.ready_agent(agent)
        call = await self.call(self.line)
        await until(lambda: phone.calls, 15)
        await until(lambda: self.state_of(agent, "on"), 15)
        caller, mine = Voice(call.media, CALLER_HZ), Voice(phone.calls[-1].media, hz)
        caller.begin(hz)
        mine.begin(hz + 1)
        return call, phone, caller, mine

    line: WirePhone

    async def state_of(self, agent: str, wanted: str) -> bool:
        """Whether the recording of the agent's call is on, or paused."""
        calls = (await self.view())["calls"]
        return any(one["agent"] == agent and one["recording"] == wanted for one in calls)

    async def talks(self) -> bool:
        """Whether anybody talks, and what is to be recorded is."""
        calls = (await self.view())["calls"]
        return any(one["state"] == "talk" and one["agent"] for one in calls)

    async def is_quiet(self) -> bool:
        """Whether nobody is on the line and anna may be rung again."""
        ready = (await self.agent_state("anna"))["work"] == "idle"
        return ready and not (await self.view())["calls"]

    async def tapes(self, count: int) -> list[Taped]:
        """The recordings, the oldest first, once the worker is done with them."""
        catalogue = Catalogue(self.state.tapes)
        await until(lambda: len(list(catalogue.newest())) == count, 60, "sealed recordings")
        ring = KeyRing.of(tape_keys(self.state.secrets))
        behind_s = time.time() - time.monotonic()
        found = []
        for sheet in reversed(list(catalogue.newest())):
            blocks = samples_of(catalogue.sound(sheet), sheet, ring, "", 0)
            samples = np.concatenate(list(blocks)).reshape(-1, 2)
            found.append(Taped(sheet, samples, sheet.start_utc_ms / 1000 - behind_s))
        return found


async def paused(cell: People, agent: str, seconds: float) -> Span:
    """Pause, wait, go on; from the word that it is paused to the wish to go on."""
    await cell.ask("recording.pause", call=agent)
    begin = time.monotonic()
    await asyncio.sleep(seconds)
    end = time.monotonic()
    await cell.ask("recording.resume", call=agent)
    await until(lambda: cell.state_of(agent, "on"), 10)
    return begin, end


def clear_of(spans: list[Span], said: Span) -> bool:
    """Whether a burst is far enough from every change of state."""
    edges = [edge for span in spans for edge in span]
    beside = all(not said[0] - EDGE_S < edge < said[1] + EDGE_S for edge in edges)
    return beside and not any(begin < said[0] < end for begin, end in spans)


def judge(
    tape: Taped, voice: Voice, side: int, without: list[Span], close_s: float = CLOSE_S
) -> None:
    """Each burst stands on its side, at its time, and on no other side."""
    end_s = tape.start_s + len(tape.samples) / RATE
    outside = [(0.0, tape.start_s), *without, (end_s, 1e12)]
    said = [(begin / 1e9, end / 1e9) for begin, end in voice.said_ns]
    wanted = [one for one in said if clear_of(outside, one)]
    assert len(wanted) >= 4, (len(said), outside)
    found = bursts(tape.samples[:, side], voice.hz)
    errors = [min(abs(tape.start_s + at - begin) for at, _ in found) for begin, _ in wanted]
    assert np.median(errors) <= close_s, (voice.hz, errors)
    assert max(errors) <= max(FAR_S, 3 * close_s), (voice.hz, errors)
    assert bursts(tape.samples[:, 1 - side], voice.hz) == [], "heard on the other side"


def absent(tape: Taped, voice: Voice, side: int, span: Span) -> None:
    """Nothing of this voice is on tape meanwhile."""
    inner = slice(tape.at(span[0] + EDGE_S), tape.at(span[1] - EDGE_S))
    assert bursts(tape.samples[inner, side], voice.hz) == []
