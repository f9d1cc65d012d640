"""A real private Asterisk with a Switch room on it, a carrier and two phones."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

from tests.asterisk.fake_switch import NUMBER
from tests.asterisk.inbox import Inbox
from voipcc.asterisk.runtime import PrivateSwitch
from voipcc.asterisk.switch import Switch
from voipcc.core.commands import Answer, Command
from voipcc.core.events import CallArrived, DeviceChanged, LegAnswered, SwitchFound
from voipcc.secrets_file import Secrets, load_secrets
from voipcc.settings import CentreSettings
from voipcc.softphone.wire import RING, OutgoingCall, Reaction, WirePhone
from voipcc.softphone.wire.line import Transport

CALLER = "+4917012345678"


def loopback() -> str:
    """An address nobody else is likely to use at the moment."""
    chance = secrets.randbelow
    return f"127.{60 + chance(40)}.{chance(250)}.{2 + chance(250)}"


class People:
    def party_of(self, e164: str, name: str = "") -> str:
        return "party-1"


@dataclass
class RealRoom:
    """The room, what it posted, and who can telephone with it."""

    private: PrivateSwitch
    secrets: Secrets
    trunk_address: str
    switch: Switch
    posted: Inbox
    phones: list[WirePhone] = field(default_factory=list)

    @property
    def server(self) -> tuple[str, int]:
        return ("127.0.0.1", self.private.sip_ports.udp)

    def do(self, command: Command) -> None:
        self.switch.carry_out(command)

    async def phone(
        self, device: str = "anna/desk", reaction: Reaction = RING, transport: Transport = "udp"
    ) -> WirePhone:
        """A registered phone; anna's speaks UDP, ben's TCP."""
        secret = self.secrets.devices[device]
        phone = WirePhone(
            loopback(),
            self.server if transport == "udp" else ("127.0.0.1", self.private.sip_ports.tcp),
            transport=transport,
            user=secret.endpoint,
            password=secret.password,
            tone_hz=700,
            policy=lambda _: reaction,
        )
        self.phones.append(phone)
        assert await phone.register() == 200
        await self.posted.next(DeviceChanged, device=device, reachable=True)
        return phone

    async def calls(self, caller: str = CALLER) -> tuple[OutgoingCall, str]:
        """A call that has arrived; it is not answered yet."""
        carrier = WirePhone(self.trunk_address, self.server, tone_hz=1000)
        self.phones.append(carrier)
        call = carrier.place_call(NUMBER, caller=caller)
        arrived = await self.posted.next(CallArrived)
        return call, arrived.leg

    async def caller(self) -> tuple[OutgoingCall, str]:
        """A call that has been answered."""
        call, leg = await self.calls()
        self.do(Answer(leg))
        await self.posted.next(LegAnswered, leg=leg)
        return call, leg

    async def new_switch(self) -> SwitchFound:
        """Another controller's room on the same Asterisk, after the first has been let go."""
        self.switch, self.posted = make_switch(self.private)
        await self.switch.start()
        found: SwitchFound = await self.posted.next(SwitchFound)
        return found


def make_switch(private: PrivateSwitch) -> tuple[Switch, Inbox]:
    posted = Inbox()
    switch = Switch(
        private.address,
        post=posted.post,
        parties=People(),
        country="DE",
        log=structlog.get_logger(),
    )
    return switch, posted


def centre(trunk_address: str) -> CentreSettings:
    first = 30_000 + 400 * secrets.randbelow(60)
    phone = {"devices": {"desk": {"transport": "udp"}}}
    data: dict[str, Any] = {
        "country": "DE",
        "listen": {"address": "127.0.0.1", "udp": 0, "tcp": 0, "tls": 0, "wss": 0},
        "local_networks": ["127.0.0.0/8"],
        "rtp_ports": f"{first}-{first + 399}",
        "agents": {"anna": phone, "ben": {"devices": {"desk": {"transport": "tcp"}}}},
        "queues": {"sales": {"agents": ["anna", "ben"]}},
        "trunks": {"carrier": {"addresses": [f"{trunk_address}/32"]}},
    }
    return CentreSettings.model_validate(data)


@contextlib.asynccontextmanager
async def real_switch(folder: Path) -> AsyncIterator[RealRoom]:
    trunk_address = loopback()
    settings = centre(trunk_address)
    own = load_secrets(folder / "secrets.json", settings)
    private = await PrivateSwitch.start(settings, own, folder / "asterisk", (NUMBER,))
    try:
        switch, posted = make_switch(private)
        await switch.start()
        await posted.next(SwitchFound)
        room = RealRoom(private, own, trunk_address, switch, posted)
        try:
            yield room
        finally:
            await asyncio.gather(*(phone.close(timeout_s=1.0) for phone in room.phones))
            await room.switch.stop()
    finally:
        await private.stop()
