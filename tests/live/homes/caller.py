"""`python -m tests.live.homes.caller`: the carrier's side of the trunk, in a process of its own."""

import asyncio
from collections.abc import Mapping
from typing import Any

from tests.live.homes.orders import Orders, obey
from voipcc.softphone.wire import OutgoingCall, WirePhone


class Carrier:
    """Callers behind one trunk address; `call` is the number `dial` gave."""

    def __init__(self, address: str, server: tuple[str, int]) -> None:
        self.phone = WirePhone(address, server)
        self.calls: list[OutgoingCall] = []

    async def dial(self, number: str, caller: str, tone_hz: int) -> int:
        """Returns once the centre has answered."""
        call = self.phone.place_call(number, caller=caller, tone_hz=tone_hz)
        self.calls.append(call)
        await call.answered(5.0)
        return self.calls.index(call)

    async def hears(self, call: int, hz: float, for_s: float, limit_s: float) -> None:
        """Returns once the tone was heard for so long from now on."""
        await self.calls[call].hears(hz, for_s=for_s, timeout_s=limit_s)

    async def timeline(self, call: int, since_ns: int) -> list[tuple[int, float, float]]:
        """Each 100 ms since then: when, strongest frequency (0: silence), its share."""
        return [
            (each.start_ns, each.hz, each.share)
            for each in self.calls[call].hearing.timeline(since_ns)
        ]

    async def hang_up(self, call: int) -> None:
        self.calls[call].hang_up()
        await self.calls[call].ended(5.0)

    async def hang_up_all(self) -> None:
        live = [call for call in self.calls if not call.over]
        for call in live:
            call.hang_up()
        await asyncio.gather(*(call.ended(5.0) for call in live))

    async def state(self, call: int) -> str:
        return self.calls[call].state


async def begin(wish: Mapping[str, Any]) -> Orders:
    account = wish["account"]
    carrier = Carrier(account["address"], (account["server"], int(account["port"])))
    names = ("dial", "hears", "timeline", "hang_up", "hang_up_all", "state")
    return {name: getattr(carrier, name) for name in names}


if __name__ == "__main__":
    asyncio.run(obey(begin))
