"""Line tests: a phone hears itself for some seconds while its audio is measured.

The echo is a channel of the switch's own, joined with the phone in a bridge; both go when
the test is over, and end by themselves should nobody end them.
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

import msgspec

from voipcc.asterisk.ari import Chain, HttpPool
from voipcc.asterisk.legs import ECHO, Leg, Legs
from voipcc.asterisk.switch.line_watch import (
    TALK_DETECT,
    Statistics,
    between,
    codec_in,
    decode_statistics,
)
from voipcc.core import commands
from voipcc.core.events import Event, Fault, LineMeasured
from voipcc.core.moment import Moment

LONGEST_S = 60


@dataclass(slots=True)
class _Trial:
    """One test. `before` are the statistics when it began."""

    leg: Leg
    length_s: int
    codec: str = ""
    before: Statistics | None = None
    voice: bool = False


class LineTests:
    """Carries `EchoLine` out; posts LineMeasured once for each."""

    def __init__(
        self,
        pool: HttpPool,
        legs: Legs,
        application: Callable[[], str],
        post: Callable[[Event], None],
        clock: Callable[[], Moment],
    ) -> None:
        self._pool = pool
        self._legs = legs
        self._application = application
        self._post = post
        self._clock = clock
        self._trials: dict[str, _Trial] = {}
        self.table: dict[type, Callable[..., None]] = {commands.EchoLine: self._begin}

    def _begin(self, command: commands.EchoLine) -> None:
        leg = self._legs.get(command.leg)
        if leg is None or leg.id in self._trials:
            return
        trial = self._trials[leg.id] = _Trial(leg, command.length_s)
        body = {
            "endpoint": "Local/s@echo/n",
            "app": self._application(),
            "appArgs": f"echo:{leg.id}",
            "otherChannelId": f"far-{ECHO}{leg.id}",
            "variables": {"TIMEOUT(absolute)": str(LONGEST_S)},
        }
        self._pool.send("POST", f"channels/{quote(ECHO + leg.id)}", body)
        variable = quote("CHANNEL(audionativeformat)")
        path = f"channels/{quote(leg.id)}"
        self._pool.send("GET", f"{path}/variable?variable={variable}", None,
                        partial(self._named, trial))  # fmt: skip
        detect = f"variable={quote('TALK_DETECT(set)')}&value={quote(TALK_DETECT)}"
        leg.chain.add("POST", f"{path}/variable?{detect}")
        self._ask(trial, self._began)
        asyncio.get_running_loop().call_later(command.length_s, self._over, trial)

    def came(self, leg_id: str) -> None:
        """The echo of this leg is there: they hear each other."""
        trial = self._trials.get(leg_id)
        if trial is None:  # the phone was quicker to leave
            self._pool.send("DELETE", f"channels/{quote(ECHO + leg_id)}")
            return
        bridge = f"bridges/{quote(ECHO + leg_id)}"
        trial.leg.chain.add("POST", f"{bridge}?type=mixing,dtmf_events")
        pair = f"{quote(leg_id)},{quote(ECHO + leg_id)}"
        trial.leg.chain.add("POST", f"{bridge}/addChannel?channel={pair}")

    def spoke(self, channel: str) -> None:
        """A sound came from this leg."""
        if trial := self._trials.get(channel):
            trial.voice = True

    def forget(self) -> None:
        """The switch was lost: what ran there ends by itself."""
        self._trials.clear()

    # --- what is measured ------------------------------------------------------------------------

    def _named(self, trial: _Trial, status: int, body: bytes) -> None:
        trial.codec = codec_in(body) if status == 200 else "unknown"

    def _ask(self, trial: _Trial, done: Callable[[_Trial, Statistics | None], None]) -> None:
        def answered(status: int, body: bytes) -> None:
            found = None
            if status == 200:
                with contextlib.suppress(msgspec.MsgspecError):
                    found = decode_statistics(body)
            done(trial, found)

        self._pool.send("GET", f"channels/{quote(trial.leg.id)}/rtp_statistics", None, answered)

    def _began(self, trial: _Trial, found: Statistics | None) -> None:
        trial.before = found

    def _over(self, trial: _Trial) -> None:
        if self._trials.get(trial.leg.id) is trial:
            self._ask(trial, self._ended)

    def _ended(self, trial: _Trial, found: Statistics | None) -> None:
        leg = trial.leg
        if self._trials.get(leg.id) is not trial:
            return
        del self._trials[leg.id]
        there = leg.id in self._legs
        # In the leg's own order: what is played to it before it has left the bridge is never heard.
        chain = leg.chain if there else Chain(self._pool)
        chain.add("DELETE", f"bridges/{quote(ECHO + leg.id)}")
        self._pool.send("DELETE", f"channels/{quote(ECHO + leg.id)}")
        if not there:
            return
        leg.chain.add(
            "POST", f"channels/{quote(leg.id)}/variable?variable={quote('TALK_DETECT(remove)')}"
        )
        facts = between(trial.before or Statistics(), found or Statistics())
        fault: Fault = "" if facts[0] else "one_way"
        if not fault and not trial.voice:
            fault = "dead_microphone"
        now_us = self._clock().monotonic_us
        self._post(
            LineMeasured(
                leg.id,
                leg.device,
                trial.codec,
                *facts,
                fault=fault,
                voice=trial.voice,
                source="test",
                happened_us=now_us,
            )
        )
