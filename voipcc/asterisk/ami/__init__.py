"""AMI for what ARI cannot do well: the dead-man's switch, adoption, presence, stand-ins.

`Ami` lives on the event loop; its line lives on two threads (one writes and watches, one
reads inside the package asterisk-ami). Nothing here ever blocks the loop.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from voipcc.asterisk.ami.client import checked
from voipcc.asterisk.ami.line import Job, Line, LineSettings
from voipcc.asterisk.errors import SwitchRefused, SwitchUnreachable

__all__ = ["Ami", "AmiReply", "LineSettings", "ReplyDone"]


@dataclass(frozen=True, slots=True)
class AmiReply:
    """`ok` is false for an error and for silence; `keys` are the answer's other lines."""

    ok: bool
    message: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)


SILENT = AmiReply(False, "no answer")
ReplyDone = Callable[[AmiReply], None]
Row = Mapping[str, Any]


class Ami:
    """One AMI account. It reconnects by itself for ever; actions sent meanwhile fail at once.

    `on_event(name, keys)` gets each event named in `events`; `on_state(connected)` each
    change of the line. Both are called on the event loop.
    """

    def __init__(
        self,
        settings: LineSettings,
        on_event: Callable[[str, Row], None],
        on_state: Callable[[bool], None],
    ) -> None:
        self._on_event = on_event
        self._on_state = on_state
        self._loop = asyncio.get_running_loop()
        self._up = asyncio.Event()
        self._lists: dict[str, list[Row]] = {}
        self._line = Line(settings, self._soon, self._changed, self._event)
        self.actions = 0

    def start(self) -> None:
        """Begin to connect. `connected` tells when it has worked."""
        self._line.start()

    async def wait_connected(self, timeout_s: float) -> None:
        """Raises SwitchUnreachable with the last reason."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._up.wait()
        except TimeoutError as fault:
            raise SwitchUnreachable(self._line.reason or "AMI: no answer") from fault

    async def stop(self) -> None:
        """End both threads."""
        self._line.stop()
        await asyncio.to_thread(self._line.join)

    def readdress(self, settings: LineSettings) -> None:
        """Speak to another place from now on."""
        self._line.readdress(settings)

    @property
    def reason(self) -> str:
        """Why the line was lost or refused last time."""
        return self._line.reason

    @property
    def connected(self) -> bool:
        return self._up.is_set()

    @property
    def under_way(self) -> int:
        """Actions whose outcome is not known yet."""
        return self._line.under_way

    def send(
        self,
        name: str,
        keys: Mapping[str, str],
        done: ReplyDone | None = None,
        failed: ReplyDone | None = None,
    ) -> None:
        """Send an action; `done` is called on the loop exactly once, or `failed` on failure.

        With `failed` alone a success costs the loop nothing. Raises UnsafeValue at once
        when a value holds a line break.
        """
        self.actions += 1
        hook = _reply_hook(done or failed)
        self._line.put(Job(name, checked(keys), hook, only_failure=done is None))

    async def ask(self, name: str, keys: Mapping[str, str] | None = None) -> AmiReply:
        """Send and wait. Raises SwitchUnreachable on silence, SwitchRefused on an error."""
        answer: asyncio.Future[AmiReply] = self._loop.create_future()

        def done(reply: AmiReply) -> None:
            if not answer.done():
                answer.set_result(reply)

        self.send(name, keys or {}, done)
        reply = await answer
        if reply is SILENT:
            raise SwitchUnreachable(f"AMI {name}: no answer")
        if not reply.ok:
            raise SwitchRefused(f"AMI {name}: {reply.message}")
        return reply

    async def rows(
        self, name: str, keys: Mapping[str, str] | None = None, deadline_s: float = 5.0
    ) -> list[Row]:
        """The events of a list action, in order, without the closing one.

        Raises SwitchUnreachable when the list does not end in time. An error answer is an
        empty list: Asterisk says "no contacts found" that way.
        """
        answer: asyncio.Future[list[Row]] = self._loop.create_future()

        def ended(rows: list[Row] | None) -> None:
            if answer.done():
                return
            if rows is None:
                answer.set_exception(SwitchUnreachable(f"AMI {name}: no answer"))
            else:
                answer.set_result(rows)

        self.actions += 1
        self._line.put(Job(name, checked(keys or {}), None, ended))
        try:
            async with asyncio.timeout(deadline_s):
                return await answer
        except TimeoutError as fault:
            raise SwitchUnreachable(f"AMI {name}: the list did not end") from fault

    # --- from the line's threads ---

    def _soon(self, call: Callable[..., None], *values: Any) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call, *values)

    def _changed(self, connected: bool) -> None:
        if connected:
            self._up.set()
        else:
            self._up.clear()
        self._on_state(connected)

    def _event(self, name: str, keys: Row) -> None:
        self._on_event(name, keys)


def _reply_hook(done: ReplyDone | None) -> Callable[[Any], None] | None:
    if done is None:
        return None

    def hook(response: Any) -> None:
        if response is None:
            done(SILENT)
        else:
            keys = response.keys
            done(AmiReply(not response.is_error(), keys.get("Message", response.status), keys))

    return hook
