"""Phones in places: agents' robots at home, and the carrier's callers."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.live.homes.place import Place
from voipcc.softphone.sip.remote import PjRobot

WINDOW_NS = 100_000_000
Sound = tuple[int, float, float]


@dataclass(frozen=True, slots=True)
class TrunkLine:
    """The carrier's `address` and the centre it calls."""

    address: str
    server: str
    port: int


class PlacedRobot(PjRobot):
    """A pjsua2 phone whose process runs in a place."""

    module = "voipcc.softphone.sip.robot"

    def __init__(self, place: Place, account: Any, **wish: Any) -> None:
        super().__init__(account, **wish)
        self._place = place

    def command(self) -> Sequence[str]:
        return self._place.command(sys.executable, "-m", self.module)


class PlacedBrowser(PlacedRobot):
    """A browser-like phone."""

    module = "tests.live.homes.browser"


class PlacedCarrier(PlacedRobot):
    """The carrier: dials numbers of the centre and hears."""

    module = "tests.live.homes.caller"

    async def dial(self, number: str, tone_hz: int) -> int:
        """Call a number of the centre; returns the call once it was answered."""
        return int(await self.do("dial", number=number, caller="+4917012345678", tone_hz=tone_hz))

    async def hears(self, call: int, hz: float, for_s: float, limit_s: float = 10.0) -> None:
        """Wait until the tone was heard for so long from now on. Raises PhoneError."""
        await self.do("hears", call=call, hz=hz, for_s=for_s, limit_s=limit_s)

    async def sounds(self, call: int, since_ns: int) -> list[Sound]:
        """Each 100 ms since then: when, strongest frequency (0: silence), its share."""
        return [
            (int(at), hz, share)
            for at, hz, share in await self.do("timeline", call=call, since_ns=since_ns)
        ]

    async def state(self, call: int) -> str:
        return str(await self.do("state", call=call))

    async def hang_up(self, call: int) -> None:
        await self.do("hang_up", call=call)


async def next_call(robot: PlacedRobot) -> int:
    """The number of the call that rings next. Raises TimeoutError."""
    return int((await robot.wait("incoming", 10.0))["call"])


def is_tone(sound: Sound, hz: float) -> bool:
    return abs(sound[1] - hz) < 10 and sound[2] >= 0.5


def longest_silence_s(sounds: Sequence[Sound], start_ns: int, end_ns: int) -> float:
    """Longest stretch without any sound between two moments; missing packets are silence too."""
    longest, quiet_since = 0, start_ns
    for at_ns, hz, _ in sounds:
        if hz:
            longest = max(longest, at_ns - quiet_since)
            quiet_since = at_ns + WINDOW_NS
    return max(longest, end_ns - quiet_since) / 1e9
