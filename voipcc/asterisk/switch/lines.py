"""The three lines to one Asterisk (events, requests, AMI), kept up for ever."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

import msgspec

from voipcc.asterisk.address import SwitchAddress
from voipcc.asterisk.ami import Ami, LineSettings
from voipcc.asterisk.ari import EventStream, HttpPool, Outcome, open_stream, outcome_of
from voipcc.asterisk.ari import events as ari
from voipcc.asterisk.ari.trace import Trace
from voipcc.asterisk.errors import SwitchError, SwitchRefused
from voipcc.asterisk.switch.actions import Log
from voipcc.asterisk.switch.found import Stock, take_stock

RETRY_FROM_S = 0.1
RETRY_TO_S = 2.0
AMI_WITHIN_S = 5.0

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything there is at the moment of connecting. `arriving` legs come by their event."""

    stock: Stock
    contacts: Rows
    members: Rows
    arriving: frozenset[str]


class Owner(Protocol):
    """Who the lines tell."""

    def found(self, findings: Findings) -> None: ...

    def lost(self) -> None: ...

    def heard(self, event: ari.Event) -> None: ...

    def contact_changed(self, keys: Mapping[str, Any]) -> None: ...

    def ami_returned(self) -> None: ...

    def too_late(self, channel: str) -> None:
        """A call could not be claimed: it has gone, or waits in the fallback."""


class Lines:
    """Connects, claims calls, holds events back while reconciling, reconnects."""

    def __init__(self, address: SwitchAddress, log: Log, owner: Owner) -> None:
        self.pool = HttpPool(
            address.ari_host, address.ari_port, address.ari_user, address.ari_password
        )
        self.ami = Ami(line_settings(address), self._ami_event, self._ami_changed)
        self.connected = False
        self.fenced = False
        self.reason = ""
        self.events_seen = 0
        self._address = address
        self._log = log
        self._owner = owner
        self._stream: EventStream | None = None
        self._trace: Trace | None = None
        self._held_back: list[ari.Event] | None = None
        self._held_contacts: list[Mapping[str, Any]] = []
        self._lost = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to connect; `connected` tells when it has worked."""
        self.ami.start()
        self._keeper = asyncio.get_running_loop().create_task(self._keep())

    async def stop(self) -> None:
        self.connected = False
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        self._let_go()
        await self.pool.close()
        await self.ami.stop()
        self.trace(None)

    def readdress(self, address: SwitchAddress) -> None:
        """Speak to another Asterisk, or to the same one that came back elsewhere."""
        moved = line_settings(address) != line_settings(self._address) or (
            address.ari_host,
            address.ari_port,
            address.ari_user,
            address.ari_password,
        ) != (
            self._address.ari_host,
            self._address.ari_port,
            self._address.ari_user,
            self._address.ari_password,
        )
        self._address = address
        if moved:
            self.pool.readdress(
                address.ari_host, address.ari_port, address.ari_user, address.ari_password
            )
            self.ami.readdress(line_settings(address))
            self._lost.set()

    def trace(self, path: Path | None) -> None:
        """Write every ARI request, answer and event to `path` from now on, or no longer."""
        if self._trace is not None:
            self._trace.close()
        self._trace = None if path is None else Trace(path, time.time)
        self.pool.trace = self._trace

    # --- connecting ---

    async def _keep(self) -> None:
        wait_s = RETRY_FROM_S
        while not self.fenced:
            try:
                await self._connect()
            except Exception as fault:
                # Whatever it was, nobody but this task would ever try again.
                self.connected = False
                self._not_reached(fault)
                self._let_go()
                await asyncio.sleep(wait_s)
                wait_s = min(wait_s * 2, RETRY_TO_S)
                continue
            wait_s = RETRY_FROM_S
            await self._lost.wait()
            self.connected = False
            self._let_go()
            self._log.error("switch lost")
            self._owner.lost()

    def _not_reached(self, fault: Exception) -> None:
        reason = str(fault) or type(fault).__name__
        if not isinstance(fault, SwitchError | msgspec.DecodeError):
            self._log.error("fault while the switch was looked at", exc_info=fault)
        elif reason != self.reason:
            self._log.warning("switch not reached", reason=reason)
        self.reason = reason

    def _let_go(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()
        self.pool.drop()
        self._held_back = None

    async def _connect(self) -> None:
        self._lost = lost = asyncio.Event()
        self._held_back = []
        self._held_contacts = []
        address = self._address
        self._stream = await open_stream(
            address.ari_host,
            address.ari_port,
            authorization=self.pool.authorization,
            application=address.application,
            on_text=self._text,
            on_lost=lost.set,
        )
        path = f"applications/{quote(address.application)}/eventFilter"
        status, body = await self.pool.ask("PUT", path, ari.FILTER)
        if outcome_of(status, body) is not Outcome.DONE:
            raise SwitchRefused(f"ARI {path}: {status} {body[:200].decode(errors='replace')}")
        await self.ami.wait_connected(AMI_WITHIN_S)
        stock = await take_stock(self.pool, address.application)
        contacts = await self.ami.rows("PJSIPShowContacts")
        members = await self.ami.rows("QueueStatus")
        self._found(stock, contacts, members)

    def _found(self, stock: Stock, contacts: Rows, members: Rows) -> None:
        held_back, self._held_back = self._held_back or [], None
        arriving = frozenset(e.channel.id for e in held_back if isinstance(e, ari.StasisStart))
        self.connected = True
        self.reason = ""
        self._owner.found(Findings(stock, contacts, members, arriving))
        contacts_since, self._held_contacts = self._held_contacts, []
        for keys in contacts_since:
            self._owner.contact_changed(keys)
        for event in held_back:
            self._hear(event)

    # --- events ---

    def _text(self, text: bytes) -> None:
        """One event of Asterisk's. What arrives while we reconcile waits for the end of it."""
        if self._trace is not None:
            self._trace.event(text)
        try:
            event = ari.decode_event(text)
        except msgspec.DecodeError:
            return  # from before the filter stood
        self.events_seen += 1
        if type(event) is ari.CallBroadcast:
            self._claim(event.channel.id)
        elif type(event) is ari.ApplicationReplaced:
            self._fence()
        elif self._held_back is not None:
            self._held_back.append(event)
        else:
            self._hear(event)

    def _hear(self, event: ari.Event) -> None:
        """A fault in what one event leads to must not cut the line of all calls."""
        try:
            self._owner.heard(event)
        except Exception as fault:
            self._log.error("fault at an event", kind=type(event).__name__, exc_info=fault)

    def _claim(self, channel: str) -> None:
        """Before anything else: who claims first has the call, and it waits only a second."""
        application = quote(self._address.application)
        path = f"events/claim?channelId={quote(channel)}&application={application}"

        def done(status: int, body: bytes) -> None:
            if outcome_of(status, body) is not Outcome.DONE:
                self._owner.too_late(channel)

        self.pool.send("POST", path, None, done)

    def _fence(self) -> None:
        # Asterisk leaves the old connection open: whoever stays on it would act twice.
        self._log.error("another controller took over: this one keeps still")
        self.fenced = True
        self._lost.set()

    # --- AMI ---

    def _ami_event(self, _name: str, keys: Mapping[str, Any]) -> None:
        if self.connected:
            self._owner.contact_changed(keys)
        elif self._held_back is not None:
            self._held_contacts.append(keys)  # the list of contacts may have been made before it

    def _ami_changed(self, connected: bool) -> None:
        if self.connected:
            if connected:
                self._owner.ami_returned()
            else:
                self._log.warning("AMI lost", reason=self.ami.reason)


def line_settings(address: SwitchAddress) -> LineSettings:
    """How AMI is reached, and the one kind of event that is wanted of it."""
    return LineSettings(
        address.ami_host,
        address.ami_port,
        address.ami_user,
        address.ami_password,
        frozenset({"ContactStatus"}),
    )
