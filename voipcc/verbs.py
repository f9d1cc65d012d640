"""What can be asked of a running house through control.sock: verbs and streams by name."""

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from voipcc.control import Arguments, Stream, Verb, VerbError
from voipcc.core import events as wish
from voipcc.core.events import Event, RefusedEvent

if TYPE_CHECKING:
    from voipcc.server import House


def verbs_of(house: "House") -> dict[str, Verb]:
    """Every verb of this house; each takes named arguments and answers with JSON values."""
    doors = _Doors(house)
    return {
        "status": doors.status,
        "view": doors.view,
        "counts": doors.counts,
        "agent.log_in": doors.log_in,
        "agent.log_out": doors.log_out,
        "agent.ready": doors.ready,
        "agent.not_ready": doors.not_ready,
        "call.end": doors.end_call,
        "reload": doors.reload,
        "console": doors.console,
        "trace": doors.trace,
        "stop": doors.stop,
    }


def streams_of(house: "House") -> dict[str, Stream]:
    """Every stream: one answer after another until the client goes."""
    return {"watch": _Doors(house).watch}


class _Doors:
    def __init__(self, house: "House") -> None:
        self._house = house

    async def status(self, _args: Arguments) -> Any:
        return self._house.status()

    async def view(self, _args: Arguments) -> Any:
        return self._house.view()

    async def counts(self, _args: Arguments) -> Any:
        return await self._house.switch.counts()

    async def log_in(self, args: Arguments) -> Any:
        return self._wish(wish.LogInRequested(str(args["agent"])))

    async def log_out(self, args: Arguments) -> Any:
        return self._wish(wish.LogOutRequested(str(args["agent"])))

    async def ready(self, args: Arguments) -> Any:
        return self._wish(wish.ReadyRequested(str(args["agent"])))

    async def not_ready(self, args: Arguments) -> Any:
        reason = str(args.get("reason") or "break")
        known = self._house.settings.break_reasons
        if reason not in known:
            raise VerbError(f'"{reason}" is no reason for a break; known are: {", ".join(known)}')
        return self._wish(wish.NotReadyRequested(str(args["agent"]), reason))

    async def end_call(self, args: Arguments) -> Any:
        return self._wish(wish.CallEndRequested(str(args["call"])))

    async def reload(self, _args: Arguments) -> Any:
        return await self._house.reload()

    async def console(self, args: Arguments) -> Any:
        return await self._house.console(str(args["command"]))

    async def trace(self, args: Arguments) -> Any:
        return await self._house.trace(on=bool(args["on"]))

    async def stop(self, args: Arguments) -> Any:
        self._house.ask_to_stop(keep_calls=bool(args.get("keep_calls", False)))
        return "stopping"

    async def watch(self, args: Arguments) -> AsyncIterator[Any]:
        every_s = max(0.1, float(args.get("every_s", 0.5)))
        while True:
            yield self._house.view()
            await asyncio.sleep(every_s)

    def _wish(self, event: Event) -> str:
        try:
            self._house.controller.request(event)
        except RefusedEvent as error:
            raise VerbError(str(error)) from error
        return "done"
