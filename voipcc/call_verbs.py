"""Verbs about the call an agent has in hand: transfers, hold, mute."""

from typing import TYPE_CHECKING, Any, cast, get_args

from voipcc.control import Arguments, Verb, VerbError
from voipcc.core import events as wish
from voipcc.core.events import Event
from voipcc.core.tape_words import TapePauseRequested, TapeResumeRequested
from voipcc.permits import PermitRefused, Purpose
from voipcc.verb_words import flag, one_of, optional_text, request, text

if TYPE_CHECKING:
    from voipcc.server import House


def call_verbs(house: "House") -> dict[str, Verb]:
    """By name; each takes the agent whose call it is."""
    doors = _Doors(house)
    return {
        "transfer": doors.transfer,
        "transfer.finish": doors.finish,
        "transfer.cancel": doors.cancel,
        "hold": doors.hold,
        "resume": doors.resume,
        "mute": doors.mute,
        "dial": doors.dial,
        "park": doors.park,
        "pickup": doors.pick_up,
        "recording.pause": doors.pause,
        "recording.resume": doors.go_on,
    }


class _Doors:
    def __init__(self, house: "House") -> None:
        self._house = house

    async def transfer(self, args: Arguments) -> Any:
        how = one_of(args, "how", get_args(wish.TransferHow))
        kind = one_of(args, "kind", get_args(wish.TargetKind))
        agent, to = text(args, "agent"), text(args, "to")
        if kind == "number":
            to = self._party(agent, to)
        elif kind == "agent":
            self._require_free(to, f"the caller stays with {agent}")
        event = wish.TransferRequested(
            agent, cast(wish.TransferHow, how), cast(wish.TargetKind, kind), to
        )
        return self._wish(event)

    async def park(self, args: Arguments) -> Any:
        agent = text(args, "agent")
        self._wish(wish.ParkRequested(agent))
        calls = self._house.view()["calls"]
        return max((row for row in calls if row["slot"]), key=lambda row: -row["since_s"])["slot"]

    async def pick_up(self, args: Arguments) -> Any:
        agent, slot = text(args, "agent"), text(args, "slot")
        self._require_free(agent, f"the caller stays at {slot}")
        return self._wish(wish.PickUpRequested(agent, slot))

    async def dial(self, args: Arguments) -> Any:
        agent, number = text(args, "agent"), text(args, "number")
        shown = optional_text(args, "caller_id")
        party = self._party(agent, number, "dial")
        self._require_there(agent)
        return self._wish(wish.OutgoingCallRequested(agent, party, caller_id=shown))

    def _require_there(self, agent: str) -> None:
        """Whether the agent's phone can be rung now. Raises VerbError with what to do."""
        row = self._row(agent)
        why_not = _absence(row) if row is not None else ""
        if why_not:
            raise VerbError(f"agent {agent} {why_not}")

    def _require_free(self, agent: str, otherwise: str) -> None:
        """Whether the agent can take somebody's call now. Raises VerbError: why not, and what is then."""
        row = self._row(agent)
        if row is None:
            return  # the core says that there is none
        why_not = _absence(row)
        if not why_not and row["work"] != "idle":
            why_not = f"has a call in hand ({row['call']})" if row["call"] else "is busy"
        if why_not:
            raise VerbError(f"agent {agent} {why_not}; {otherwise}")

    def _row(self, agent: str) -> dict[str, Any] | None:
        rows: list[dict[str, Any]] = self._house.view()["agents"]
        return next((one for one in rows if one["name"] == agent), None)

    def _party(self, agent: str, dialled: str, purpose: Purpose = "transfer") -> str:
        try:
            return self._house.switch.party_to_dial(dialled, agent, purpose)
        except PermitRefused as error:
            raise VerbError(f"nobody is called: {error}") from error

    async def finish(self, args: Arguments) -> Any:
        return self._wish(wish.TransferFinishRequested(text(args, "agent")))

    async def cancel(self, args: Arguments) -> Any:
        return self._wish(wish.TransferCancelRequested(text(args, "agent")))

    async def pause(self, args: Arguments) -> Any:
        return self._wish(TapePauseRequested(text(args, "call")))

    async def go_on(self, args: Arguments) -> Any:
        return self._wish(TapeResumeRequested(text(args, "call")))

    async def hold(self, args: Arguments) -> Any:
        return self._wish(wish.HoldRequested(text(args, "agent")))

    async def resume(self, args: Arguments) -> Any:
        return self._wish(wish.ResumeRequested(text(args, "agent")))

    async def mute(self, args: Arguments) -> Any:
        agent, muted = text(args, "agent"), flag(args, "muted", default=True)
        return self._wish(wish.MuteRequested(agent, muted))

    def _wish(self, event: Event) -> str:
        return request(self._house, event)


def _absence(row: dict[str, Any]) -> str:
    """Why an agent of the live view cannot be rung, and the remedy; "" when nothing is known against it."""
    name = row["name"]
    if row["presence"] == "logged_out":
        return f"is logged out; log in first: voipcc agent login {name}"
    if row["presence"] != "ready":
        return f"is on a break; end it first: voipcc agent ready {name}"
    if row["work"] == "wrap_up":
        return f"is in a wrap-up; end it first: voipcc agent wrap-up {name} --end"
    if row["line"] != "reachable":
        return "has no phone that can be reached; voipcc agents shows each"
    return ""
