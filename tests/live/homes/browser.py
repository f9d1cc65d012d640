"""`python -m tests.live.homes.browser`: a browser-like phone in a process of its own."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.live.homes.orders import Orders, obey, say
from voipcc.softphone.webrtc.account import WebAccount
from voipcc.softphone.webrtc.lifeline import RoamingPhone
from voipcc.softphone.webrtc.phone import WebManners

A_DAY_S = 86_400.0


class Browser:
    """Calls are numbered from 1, in the order they came."""

    def __init__(self, wish: Mapping[str, Any]) -> None:
        asked = wish["account"]
        account = WebAccount(
            asked["server"],
            int(asked["port"]),
            asked["username"],
            asked["password"],
            ca_file=Path(asked["ca_file"]),
        )
        self.phone = RoamingPhone(
            account, tone_hz=wish["tone_hz"], manners=WebManners(**wish["manners"])
        )
        self._reporter: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self.phone.connect()
        self._reporter = asyncio.create_task(self._report())

    async def _report(self) -> None:
        while True:
            call = await self.phone.rung(A_DAY_S)
            say({"event": "incoming", "call": self.phone.calls.index(call) + 1})

    async def heard(
        self, call: int, hz: float, start_ns: int = 0, end_ns: int = 0
    ) -> dict[str, Any]:
        found = self.phone.calls[call - 1].heard(hz, start_ns=start_ns, end_ns=end_ns)
        return asdict(found)


async def begin(wish: Mapping[str, Any]) -> Orders:
    browser = Browser(wish)
    await browser.start()
    return {"register": browser.phone.register, "heard": browser.heard}


if __name__ == "__main__":
    asyncio.run(obey(begin))
