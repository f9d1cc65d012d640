"""Measures the audio of legs that talk, and the round trip of phones that do not.

Slow on purpose: the first look comes when a talk is five seconds old, so that a short call
costs nothing, then one every ten seconds; what is like before is told once a minute. The
microphone of an agent's phone is listened to only until a sound comes from it: from the third
second of the first talk, later from the first look on and with more patience, as somebody whose
phone has proved well may just be listening.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import quote

import msgspec

from voipcc.asterisk.ami import Ami
from voipcc.asterisk.ari import HttpPool
from voipcc.asterisk.ari import events as ari
from voipcc.asterisk.errors import SwitchError
from voipcc.asterisk.legs import Leg, Legs
from voipcc.asterisk.translate import Translator
from voipcc.core.emodel import measured_mos
from voipcc.core.events import Event, Fault, LineMeasured
from voipcc.core.moment import Moment, seconds

FIRST_LOOK_US = seconds(5)
LOOK_EVERY_US = seconds(10)
TELL_EVERY_US = seconds(60)
CHANGED_MOS = 0.2
WORTH_TELLING_MOS = 4.0
FIRST_LISTEN_US = seconds(3)
LISTEN_US = seconds(25)
LISTEN_AGAIN_US = seconds(60)
# 500 ms of silence end a sound; 16 is above the idle noise of G.711 and below any room's.
TALK_DETECT = "500,16"
MOST_JITTER_S = 0.3
FEWEST_PER_S = 25  # packets; a phone that suppresses silence sends less, and is not judged
PROBE_EVERY_S = 60.0
SLOW_US = 300_000
NOT_FOUND = 404
WATCHED = ("caller", "device", "customer")
IN_QUALITY = {
    "rxcount": "rxcount",
    "rxploss": "lp",
    "rxjitter": "rxjitter",
    "txcount": "txcount",
    "txploss": "rlp",
    "txjitter": "txjitter",
    "rtt": "rtt",
}


class Statistics(msgspec.Struct, frozen=True, gc=False):
    """What we read of ARI's rtp_statistics: jitters and rtt in seconds, sums since the answer.

    "rx" counts what the switch received, "tx" what it sent and the far side reported. With the
    jitters Asterisk means it the other way round: `txjitter` is that of what it received.
    """

    rxcount: int = 0
    rxploss: int = 0
    rxjitter: float = 0.0
    txcount: int = 0
    txploss: int = 0
    txjitter: float = 0.0
    rtt: float = 0.0

    @property
    def reported(self) -> bool:
        """Whether the far side has sent a report."""
        return self.rtt > 0 or self.rxjitter > 0 or self.txploss > 0


decode_statistics = msgspec.json.Decoder(Statistics).decode


@dataclass(slots=True)
class Watched:
    """One leg under watch. `told` is what the last event covered, `seen` the last look."""

    leg: Leg
    since_us: int
    next_us: int
    codec: str = ""
    seen: Statistics = field(default_factory=Statistics)
    told: Statistics = field(default_factory=Statistics)
    told_us: int = 0
    told_mos: float = 0.0
    voice: bool = False
    told_voice: bool = False
    listening_us: int = 0
    heard_count: int = 0  # packets received when listening began
    patience_us: int = LISTEN_AGAIN_US
    faults: set[str] = field(default_factory=set)


class LineWatch:
    """Ticked once a second; posts LineMeasured."""

    def __init__(
        self,
        pool: HttpPool,
        ami: Ami,
        legs: Legs,
        post: Callable[[Event], None],
        clock: Callable[[], Moment],
    ) -> None:
        self._pool = pool
        self._ami = ami
        self._legs = legs
        self._post = post
        self._clock = clock
        self._watched: dict[str, Watched] = {}
        self._slow: set[str] = set()
        self._proved: set[str] = set()  # devices a sound has come from
        self._probing: asyncio.Task[None] | None = None
        self._probe_at_us = 0
        self.device_of: Callable[[str], str] = lambda endpoint: ""
        self.lossy: Callable[[Leg], None] = lambda leg: None  # packets of it were lost lately

    def attend(self, translator: Translator) -> None:
        """Hear from `translator` whose phone is whose, and how legs sounded when they are over."""
        self.device_of = translator.device_named
        translator.sounded = self.ended

    def tick(self) -> None:
        """Begin to watch who talks, forget who does not, look at whoever is due.

        A supervisor who listens says nothing, often with the microphone off: that is no fault.
        """
        now_us = self._clock().monotonic_us
        for leg in self._legs.values():
            talks = leg.talk and leg.kind in WATCHED and not leg.watches
            if talks and leg.id not in self._watched:
                self._watched[leg.id] = Watched(leg, now_us, now_us + FIRST_LOOK_US)
        for watched in list(self._watched.values()):
            if self._legs.get(watched.leg.id) is not watched.leg or watched.leg.ending:
                del self._watched[watched.leg.id]
            elif watched.next_us <= now_us and watched.leg.talk:
                watched.next_us = now_us + LOOK_EVERY_US
                self._look(watched)
            elif now_us - watched.since_us >= FIRST_LISTEN_US and not watched.listening_us:
                self._listen_early(watched, now_us)
        if self._probe_at_us <= now_us and (self._probing is None or self._probing.done()):
            self._probe_at_us = now_us + seconds(PROBE_EVERY_S)
            self._probing = asyncio.get_running_loop().create_task(self._probe())

    def forget(self) -> None:
        """The switch was lost: sums begin anew with what is found there."""
        self._watched.clear()
        if self._probing is not None:
            self._probing.cancel()

    # --- one leg ---------------------------------------------------------------------------------

    def _look(self, watched: Watched) -> None:
        path = f"channels/{quote(watched.leg.id)}"
        if not watched.codec:
            variable = quote("CHANNEL(audionativeformat)")
            done = partial(self._named, watched)
            self._pool.send("GET", f"{path}/variable?variable={variable}", None, done)
        else:
            self._pool.send("GET", f"{path}/rtp_statistics", None, partial(self._looked, watched))

    def _named(self, watched: Watched, status: int, body: bytes) -> None:
        watched.codec = codec_in(body) if status == 200 else "unknown"
        self._look(watched)

    def _looked(self, watched: Watched, status: int, body: bytes) -> None:
        leg = watched.leg
        if self._watched.get(leg.id) is not watched:
            return
        if status == NOT_FOUND:
            watched.next_us = 1 << 62  # no audio of the kind that is counted
        if status != 200:
            return
        with contextlib.suppress(msgspec.MsgspecError):
            self._judge(watched, decode_statistics(body), self._clock().monotonic_us)

    def _judge(self, watched: Watched, now: Statistics, now_us: int) -> None:
        fault: Fault = "" if watched.leg.unheard else self._fault(watched, now, now_us)
        mos = worst_mos(watched.codec, between(watched.seen, now))
        if now.rxploss > watched.seen.rxploss:
            self.lossy(watched.leg)
        watched.seen = now
        if watched.leg.unheard:
            watched.listening_us = 0
        elif watched.leg.kind == "device" and not watched.voice and not watched.listening_us:
            self._listen(watched, now, now_us)
        news = (
            fault != ""
            or not watched.told_us
            or watched.voice != watched.told_voice
            or now.reported != watched.told.reported
            or (mos > 0 and abs(mos - watched.told_mos) >= CHANGED_MOS)
            or 0 < mos < WORTH_TELLING_MOS
            or now_us - watched.told_us >= TELL_EVERY_US
        )
        if news:
            self._tell(watched, now, now_us, mos, fault)

    def _tell(
        self, watched: Watched, now: Statistics, now_us: int, mos: float, fault: Fault
    ) -> None:
        leg, facts = watched.leg, between(watched.told, now)
        watched.told, watched.told_us, watched.told_mos = now, now_us, mos
        watched.told_voice = watched.voice
        self._post(
            LineMeasured(
                leg.id,
                leg.device,
                watched.codec,
                *facts,
                fault=fault,
                voice=watched.voice,
                happened_us=now_us,
            )
        )

    def ended(self, leg: Leg, heard: ari.Heard, happened_us: int) -> None:
        """Tell the sums of a leg's whole life, as the switch wrote them down at its end."""
        watched = self._watched.pop(leg.id, None)
        now = statistics_in(heard.quality)
        if leg.kind not in WATCHED or leg.watches or not (now.rxcount or now.txcount):
            return
        codec = heard.codec.strip("()").partition("|")[0] or (watched.codec if watched else "")
        facts = between(Statistics(), now)
        voice = watched is not None and watched.voice
        self._post(
            LineMeasured(
                leg.id,
                leg.device,
                codec,
                *facts,
                voice=voice,
                source="end",
                happened_us=happened_us,
            )
        )

    # --- what is not heard -----------------------------------------------------------------------

    def _fault(self, watched: Watched, now: Statistics, now_us: int) -> Fault:
        """What is wrong for the first time in this talk."""
        fault: Fault = ""
        listened_us = now_us - watched.listening_us
        if now.txcount and is_dumb(watched.seen, now):
            fault = "one_way"
        elif watched.listening_us and not watched.voice and listened_us >= watched.patience_us:
            enough = FEWEST_PER_S * listened_us // seconds(1)
            fault = "dead_microphone" if now.rxcount - watched.heard_count >= enough else ""
        if fault in watched.faults:
            return ""
        if fault:
            self._proved.discard(watched.leg.device)
        watched.faults.add(fault)
        return fault

    def _listen_early(self, watched: Watched, now_us: int) -> None:
        """A phone nothing was heard of yet."""
        leg = watched.leg
        known = leg.kind != "device" or leg.unheard or leg.device in self._proved
        if not known and not watched.voice:
            watched.patience_us = LISTEN_US
            self._listen(watched, watched.seen, now_us)

    def _listen(self, watched: Watched, now: Statistics, now_us: int) -> None:
        watched.listening_us, watched.heard_count = now_us, now.rxcount
        self._detect(watched.leg, "set", TALK_DETECT)

    def spoke(self, channel: str) -> None:
        """A sound came from this leg: it needs no further listening."""
        watched = self._watched.get(channel)
        if watched is not None and not watched.voice:
            watched.voice = True
            self._proved.add(watched.leg.device)
            self._detect(watched.leg, "remove", "")

    def _detect(self, leg: Leg, what: str, value: str) -> None:
        variable = quote(f"TALK_DETECT({what})")
        path = f"channels/{quote(leg.id)}/variable?variable={variable}&value={quote(value)}"
        self._pool.send("POST", path)

    # --- phones between calls --------------------------------------------------------------------

    async def _probe(self) -> None:
        with contextlib.suppress(SwitchError):
            self.probed(await self._ami.rows("PJSIPShowContacts"))

    def probed(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Tell slow phones' round trips, and the first quick one after that."""
        for row in rows:
            device, text = self.device_of(row.get("Endpoint", "")), str(row.get("RoundtripUsec"))
            if not device or not text.isdecimal() or not int(text):
                continue
            slow = int(text) >= SLOW_US
            if slow or device in self._slow:
                (self._slow.add if slow else self._slow.discard)(device)
                event = LineMeasured("", device, round_trip_us=int(text), source="probe")
                self._post(event)


Facts = tuple[int, int, int, int, int, int, int]


def between(before: Statistics, now: Statistics) -> Facts:
    """Packets in and lost, packets out and lost, jitter in and out, round trip, as the core counts.

    Nothing is known of the way out before the far side has reported.
    """
    lost_out = max(now.txploss - before.txploss, 0) if now.reported else 0
    sent = max(now.txcount - before.txcount, 0) if now.reported else 0
    return (
        max(now.rxcount - before.rxcount, 0),
        max(now.rxploss - before.rxploss, 0) if now.rxcount else 0,  # one is missed where none came
        max(sent - lost_out, 0),
        lost_out,
        seconds(plausible(now.txjitter)),
        seconds(plausible(now.rxjitter)),
        seconds(now.rtt),
    )


def plausible(jitter_s: float) -> float:
    """The jitter of RFC 3550, or 0 for one no network makes.

    Packets that come one after another can be early by no more than their spacing, so even a stall
    of seconds leaves a mean difference of some 100 ms. More is a jump of the timestamps: a leg has
    changed its bridge.
    """
    return jitter_s if jitter_s <= MOST_JITTER_S else 0.0


def statistics_in(quality: str) -> Statistics:
    """What RTPAUDIOQOS says: `lp` and `rlp` are the packets lost on the way in and out."""
    words = dict(word.partition("=")[::2] for word in quality.split(";"))
    try:
        return msgspec.convert(
            {ours: words[theirs] for ours, theirs in IN_QUALITY.items() if theirs in words},
            Statistics,
            strict=False,
        )
    except msgspec.ValidationError:
        return Statistics()


def is_dumb(before: Statistics, now: Statistics) -> bool:
    """Nothing has come at all, or hardly anything and nothing more since the look before."""
    stuck = before.rxcount == now.rxcount and before.txcount < now.txcount
    return not now.rxcount or (stuck and now.rxcount < FEWEST_PER_S and before.txcount > 0)


def worst_mos(codec: str, facts: Facts) -> float:
    """The MOS of the worse way, 0 when nothing was heard of either."""
    packets_in, lost_in, packets_out, lost_out, jitter_in, jitter_out, round_trip = facts
    ways = ((packets_in, lost_in, jitter_in), (packets_out, lost_out, jitter_out))
    return min(
        (
            measured_mos(codec, lost / (packets + lost), jitter_us, round_trip)
            for packets, lost, jitter_us in ways
            if packets + lost
        ),
        default=0.0,
    )


def codec_in(body: bytes) -> str:
    """The codec in the answer about CHANNEL(audionativeformat), such as "(alaw)"."""
    try:
        value = str(msgspec.json.decode(body).get("value", ""))
    except (msgspec.MsgspecError, AttributeError):
        return "unknown"
    return value.strip("()").partition("|")[0] or "unknown"
