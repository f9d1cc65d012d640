"""Codecs and jitter buffers behind a poor home line: what the caller gets of the agent's voice.

The agent's packets go through a relay with 3 % loss in bursts, 60 ms of jitter and 64 kbit/s
up. The caller's phone plays 60 ms behind the middle of what comes, as a carrier's gateway
does: what comes later, or never, is a gap. The delay is that from the agent's mouth to there.
"""

import asyncio
import configparser
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from statistics import median

from tests.bench.figure import Figure, Goal
from tests.bench.lossy_relay import LossyRelay, LossyWay
from tests.bench.voices import FRAME_S, FRAMES, Listener, Voice, payloads
from tests.live.cell import STRAIGHT_PLAN, Cell, loopback, running, until
from voipcc.asterisk.ari import HttpPool
from voipcc.asterisk.config.profiles import PROFILES
from voipcc.core.emodel import codec_named, quality
from voipcc.softphone.wire import IncomingCall, sdp

CODECS = {"PCMA": 8, "G722": 9, "OPUS": 107}
PLAYOUT_S = 0.060
TALK_S = 20.0
QUICK_S = 8.0
BUFFERS = ("", "fixed", "adaptive")
LONG_PACKET = 3  # frames of 20 ms
AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Heard:
    """One way of speaking: `gaps` of all frames, the longest in ms, and the delay in ms."""

    codec: str
    buffer: str
    gaps: float
    longest_ms: int
    delay_ms: int
    burst: float
    crowded: int
    sent: int
    frames: int = 1

    @property
    def mos(self) -> float:
        return quality(codec_named(self.codec), self.delay_ms, self.gaps, self.burst)

    @property
    def name(self) -> str:
        buffer = f"{self.buffer} jitter buffer" if self.buffer else "no jitter buffer"
        return f"line {self.codec}, packets of {20 * self.frames} ms, {buffer}"


def teach_codecs() -> None:
    """Let phones of this process agree to codecs they are spoken for by a `Voice`."""
    for name, kind in CODECS.items():
        sdp.PAYLOADS.setdefault(name, kind)
    sdp.STATIC.setdefault(9, "G722")


class HomePhone:
    """An agent's phone that says the scale through a lossy relay once it is answered."""

    def __init__(self, codec: str, seed: int, frames: int = 1) -> None:
        self.codec, self.frames = codec, frames
        self.relay = LossyRelay(LossyWay(seed))
        self.voice: Voice | None = None
        self.place = loopback()

    def invited(self, call: IncomingCall) -> None:
        """Take this codec only, and let the relay speak in place of the phone."""
        media, take_offer = call.media, call.take_offer
        media.sending = False

        def agree(remote: tuple[str, int], kind: int, *_: object) -> None:
            self.relay.target = remote
            self.voice = Voice(self.codec, kind, self.front, self.frames)

        def answered(body: bytes) -> bytes:
            return take_offer(body).replace(b"OPUS/8000", b"opus/48000/2")

        media.agree = agree  # type: ignore[method-assign]
        call.take_offer = answered  # type: ignore[method-assign]

    async def open(self) -> None:
        self.front = await self.relay.open(self.place)


async def line(folder: Path, effort: object) -> list[Figure]:
    """Every codec with every jitter buffer over the same poor line, side by side."""
    teach_codecs()
    ways = [(codec, buffer, 1) for codec in CODECS for buffer in BUFFERS]
    ways += [(codec, "", LONG_PACKET) for codec in CODECS]
    names = [f"home{place}" for place in range(len(ways))]
    seconds = QUICK_S if getattr(effort, "idle_rounds", 3) == 1 else TALK_S
    async with running(folder, agents=names, plan=STRAIGHT_PLAN) as cell:
        carrier = cell.carrier()
        pool = ari_of(cell)
        talks = []
        for name, way in zip(names, ways, strict=True):
            talks.append(await begin(cell, pool, carrier, name, *way))
        heard: list[Heard] = []
        for few in batched(talks, AT_ONCE):  # a busy machine would be a poor line of its own
            heard += await asyncio.gather(*(one.judge(seconds) for one in few))
        for one in talks:
            one.phone.relay.close()
        await pool.close()
    return list(figures(heard))


def figures(heard: list[Heard]) -> Iterator[Figure]:
    for one in heard:
        crowded = f"{one.crowded} of {one.sent} packets found the way up full"
        yield Figure(f"{one.name}: gaps", "%", 100 * one.gaps, n=one.sent, note=crowded)
        yield Figure(f"{one.name}: delay", "ms", one.delay_ms, n=one.sent)
        yield Figure(f"{one.name}: MOS", "", one.mos, n=one.sent)
    ranked = sorted(heard, key=lambda one: -one.mos)
    shipped = PROFILES["low_bandwidth"]
    first = shipped.codecs[0].partition(":")[0]
    names = {"PCMA": "alaw", "G722": "g722", "OPUS": "opus"}
    place = next(
        rank
        for rank, one in enumerate(ranked, 1)
        if names[one.codec] == first and one.buffer == shipped.jitter_buffer and one.frames == 1
    )
    yield Figure("line: place of the shipped low_bandwidth profile", "", place, Goal(1))


def batched(talks: "list[Talking]", size: int) -> "Iterator[list[Talking]]":
    for at in range(0, len(talks), size):
        yield talks[at : at + size]


def ari_of(cell: Cell) -> HttpPool:
    """Requests to the cell's own switch."""
    etc = cell.state.asterisk / "etc"
    doors = configparser.ConfigParser(strict=False, interpolation=None)
    doors.read([etc / "http.conf", etc / "ari.conf"])
    user = next(name for name in doors.sections() if name not in ("general", "/ari"))
    port = int(doors["general"]["bindport"])
    return HttpPool("127.0.0.1", port, user, doors[user]["password"])


@dataclass(slots=True)
class Talking:
    """One caller who listens to one agent."""

    phone: HomePhone
    buffer: str
    listener: Listener

    async def judge(self, seconds: float) -> Heard:
        """Let the agent speak for so long, and judge what came."""
        voice = self.phone.voice
        assert voice is not None
        await voice.speak(self.phone.place, seconds)
        await asyncio.sleep(1.0)  # what is still on the way
        return judged(voice, self.phone.relay.way, self.buffer, self.listener)


def judged(voice: Voice, way: LossyWay, buffer: str, listener: Listener) -> Heard:
    """Which frames were there when they had to be played."""
    delays: dict[int, float] = {}
    for at_s, index in listener.packets:
        latest = int((at_s - voice.began_s) / FRAME_S)
        number = latest - (latest - index) % FRAMES
        if index >= 0 and 0 <= number < voice.sent:
            delay_s = at_s - voice.began_s - number * FRAME_S
            delays[number] = min(delay_s, delays.get(number, delay_s))
    settled = range(2 * FRAMES, voice.sent - FRAMES)  # a buffer needs time to find its size
    there = [delays[one] for one in settled if one in delays]
    played_s = (median(there) if there else 0.0) + PLAYOUT_S
    present = [delays.get(one, 9.0) <= played_s for one in settled]
    runs = [len(list(run)) for heard, run in groupby(present) if not heard]
    gaps = 1 - sum(present) / max(len(present), 1)
    burst = (sum(runs) / len(runs)) * (1 - gaps) if runs else 1.0
    return Heard(
        voice.codec,
        buffer,
        gaps,
        round(max(runs, default=0) * FRAME_S * 1000),
        round(played_s * 1000),
        max(burst, 1.0),
        way.crowded,
        voice.sent,
        voice.frames,
    )


async def begin(
    cell: Cell, pool: HttpPool, carrier: object, name: str, codec: str, buffer: str, frames: int
) -> Talking:
    """A caller talks to this agent; the switch holds her audio back by `buffer`."""
    home = HomePhone(codec, 7, frames)
    await home.open()
    payloads(codec, frames)
    phone = await cell.ready_agent(name)
    phone.codecs, phone.on_invite = (codec,), home.invited
    call = await cell.call(carrier)  # type: ignore[arg-type]

    async def talks() -> bool:
        state = await cell.agent_state(name)
        return bool(state["work"] == "talking" and home.voice)

    await until(talks, 15, f"{name} talks")
    listener = Listener()
    listener.listen(call)
    if buffer:
        await hold_back(cell, pool, name, buffer)
    return Talking(home, buffer, listener)


async def hold_back(cell: Cell, pool: HttpPool, agent: str, buffer: str) -> None:
    """Put a jitter buffer on the leg of this agent's talk."""
    _, body = await pool.ask("GET", "channels")
    endpoint = json.loads(cell.state.secrets.read_text())["devices"][f"{agent}/desk"]["endpoint"]
    mine = [one["id"] for one in json.loads(body) if endpoint in one["name"]]
    path = f"channels/{mine[0]}/variable?variable=JITTERBUFFER({buffer})&value=default"
    status, answer = await pool.ask("POST", path)
    assert status == 204, answer
