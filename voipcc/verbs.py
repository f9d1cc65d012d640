"""What can be asked of a running house through control.sock: verbs and streams by name."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable
from typing import TYPE_CHECKING, Any, cast, get_args

import msgspec

from voipcc import errand_list
from voipcc.asterisk.errors import SwitchError
from voipcc.call_verbs import call_verbs
from voipcc.control import Arguments, Stream, Verb, VerbError
from voipcc.core import events as wish
from voipcc.core.events import Event
from voipcc.core.supervision_words import (
    HelpRequested,
    Mode,
    MoveRequested,
    SupervisionEndRequested,
    SupervisionRequested,
)
from voipcc.core.wrap_up import LONGEST_S as LONGEST_WRAP_UP_S
from voipcc.override_verbs import override_verbs
from voipcc.permits import PermitRefused, Wish
from voipcc.tape_verbs import tape_verbs
from voipcc.verb_words import flag, one_of, optional_text, request, text, whole_number
from voipcc.versions.verbs import version_verbs

if TYPE_CHECKING:
    from voipcc.server import House

PRIORITY_AT_MOST = 1000
LOOK_EVERY_S, SHORTEST_S, LONGEST_S = 0.5, 0.1, 60.0


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
        "agent.wrap_up": doors.wrap_up,
        "agent.wrap_up_end": doors.wrap_up_end,
        "agent.disposition": doors.disposition,
        "agent.unpark": doors.unpark,
        "supervise": doors.supervise,
        "supervise.stop": doors.end_supervision,
        "agent.help": doors.help,
        "call.move": doors.move,
        "notes": doors.notes,
        **call_verbs(house),
        **override_verbs(house),
        **version_verbs(house),
        **tape_verbs(house),
        "call.end": doors.end_call,
        "call.priority": doors.prioritise,
        "why": doors.why,
        "errands": doors.errands,
        "errand.cancel": doors.cancel_errand,
        "console": doors.console,
        "trace": doors.trace,
        "stop": doors.stop,
    }


def streams_of(house: "House") -> dict[str, Stream]:
    """Every stream: one answer after another until the client goes."""
    doors = _Doors(house)
    return {"watch": doors.watch, "trunk.call": doors.try_trunk}


class _Doors:
    def __init__(self, house: "House") -> None:
        self._house = house

    async def status(self, _args: Arguments) -> Any:
        return self._house.status()

    async def view(self, _args: Arguments) -> Any:
        return self._house.view()

    async def counts(self, _args: Arguments) -> Any:
        return await _of_the_switch(self._house.switch.counts())

    async def log_in(self, args: Arguments) -> Any:
        return self._wish(wish.LogInRequested(text(args, "agent")))

    async def log_out(self, args: Arguments) -> Any:
        return self._wish(wish.LogOutRequested(text(args, "agent")))

    async def ready(self, args: Arguments) -> Any:
        return self._wish(wish.ReadyRequested(text(args, "agent")))

    async def not_ready(self, args: Arguments) -> Any:
        reason = text(args, "reason", "break")
        known = self._house.settings.break_reasons
        if reason not in known:
            raise VerbError(f'"{reason}" is no reason for a break; known are: {", ".join(known)}')
        return self._wish(wish.NotReadyRequested(text(args, "agent"), reason))

    async def wrap_up(self, args: Arguments) -> Any:
        extend_s = whole_number(args, "extend_s", 0, LONGEST_WRAP_UP_S, default=0)
        return self._wish(wish.WrapUpRequested(text(args, "agent"), extend_s))

    async def wrap_up_end(self, args: Arguments) -> Any:
        return self._wish(wish.WrapUpEndRequested(text(args, "agent")))

    async def disposition(self, args: Arguments) -> Any:
        code = text(args, "code", longest=20)
        return self._wish(wish.DispositionChosen(text(args, "agent"), code))

    async def unpark(self, args: Arguments) -> Any:
        agent = text(args, "agent")
        if not self._house.ways.unpark(agent, "verb"):
            raise VerbError(f'the dialling of "{agent}" is not parked')
        return "done"

    async def supervise(self, args: Arguments) -> Any:
        mode = one_of(args, "mode", get_args(Mode))
        names = text(args, "supervisor"), text(args, "agent")
        return self._wish(SupervisionRequested(*names, cast(Mode, mode)))

    async def end_supervision(self, args: Arguments) -> Any:
        return self._wish(SupervisionEndRequested(text(args, "supervisor")))

    async def notes(self, _args: Arguments) -> Any:
        """Notes nobody has heard, with the file of each."""
        kept = self._house.state.voicemails
        rows = self._house.view()["notes"]
        return [{**row, "file": str(kept / f"voicemail-{row['id']}.wav")} for row in rows]

    async def move(self, args: Arguments) -> Any:
        return self._wish(MoveRequested(text(args, "call"), text(args, "queue")))

    async def help(self, args: Arguments) -> Any:
        return self._wish(HelpRequested(text(args, "agent")))

    async def end_call(self, args: Arguments) -> Any:
        return self._wish(wish.CallEndRequested(text(args, "call")))

    async def prioritise(self, args: Arguments) -> Any:
        priority = whole_number(args, "priority", -PRIORITY_AT_MOST, PRIORITY_AT_MOST)
        call = errand_list.standing(self._house, text(args, "call"))
        return self._wish(wish.PriorityRequested(call, priority))

    async def why(self, args: Arguments) -> Any:
        """The facts behind a living call or an agent, nothing for any other name."""
        return self._house.why(text(args, "name"))

    async def errands(self, args: Arguments) -> Any:
        """Callbacks or voicemails, with the number of each: masked unless `clear`."""
        clear = flag(args, "clear")
        if flag(args, "heard"):
            return errand_list.heard(self._house, clear=clear)
        return errand_list.waiting(self._house, text(args, "kind"), clear=clear)

    async def cancel_errand(self, args: Arguments) -> Any:
        kind, errand = text(args, "kind"), text(args, "errand")
        rows = errand_list.waiting(self._house, kind)
        rows += errand_list.heard(self._house) if kind == "voicemail" else []
        if errand not in {row["id"] for row in rows}:
            raise VerbError(f'there is no {kind} "{errand}"; it may be done: voipcc {kind}s')
        return self._wish(wish.ErrandCancelRequested(errand))

    async def console(self, args: Arguments) -> Any:
        return await _of_the_switch(self._house.console(text(args, "command", longest=1000)))

    async def trace(self, args: Arguments) -> Any:
        return await _of_the_switch(self._house.trace(on=flag(args, "on")))

    async def stop(self, args: Arguments) -> Any:
        self._house.ask_to_stop(keep_calls=flag(args, "keep_calls"))
        return "stopping"

    async def watch(self, args: Arguments) -> AsyncIterator[Any]:
        every_s = _seconds(args, "every_s", LOOK_EVERY_S)
        while True:
            yield self._house.view()
            await asyncio.sleep(every_s)

    async def try_trunk(self, args: Arguments) -> AsyncIterator[Any]:
        """A test call through a trunk, step by step; it ends when the client goes."""
        house = self._house
        number, trunk = text(args, "number"), text(args, "trunk")
        shown = optional_text(args, "caller_id")
        leg = f"trial-{house.clock().monotonic_us}"
        try:
            given = house.ways.permit(Wish(number, trunk, shown, purpose="trial"), leg, leg)
            steps = house.switch.try_trunk(
                given, text(args, "prompt", "welcome"), house.settings.languages[0]
            )
            async with contextlib.aclosing(steps):
                async for step in steps:
                    yield {**msgspec.to_builtins(given), **step}
        except (PermitRefused, SwitchError) as error:
            raise VerbError(f"nobody was called: {error}") from error
        finally:
            house.ways.ended(leg)

    def _wish(self, event: Event) -> str:
        return request(self._house, event)


def _seconds(args: Arguments, name: str, default: float) -> float:
    value = args.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise VerbError(f'"{name}" must be a number of seconds')
    return min(max(float(value), SHORTEST_S), LONGEST_S)


async def _of_the_switch(answer: Awaitable[Any]) -> Any:
    try:
        return await answer
    except SwitchError as error:
        raise VerbError(str(error)) from error
