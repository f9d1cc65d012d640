"""Verbs about the call an agent has in hand: transfers, hold, mute."""

from typing import TYPE_CHECKING, Any, cast, get_args

from voipcc.control import Arguments, Verb, VerbError
from voipcc.core import events as wish
from voipcc.core.events import Event, RefusedEvent
from voipcc.core.tape_words import TapePauseRequested, TapeResumeRequested
from voipcc.permits import PermitRefused, Purpose

if TYPE_CHECKING:
    from voipcc.server import House

LONGEST = 200


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
        how, kind = _one_of(args, "how", wish.TransferHow), _one_of(args, "kind", wish.TargetKind)
        agent, to = _text(args, "agent"), _text(args, "to")
        if kind == "number":
            to = self._party(agent, to)
        elif kind == "agent":
            self._require_free(to, f"the caller stays with {agent}")
        event = wish.TransferRequested(
            agent, cast(wish.TransferHow, how), cast(wish.TargetKind, kind), to
        )
        return self._wish(event)

    async def park(self, args: Arguments) -> Any:
        agent = _text(args, "agent")
        self._wish(wish.ParkRequested(agent))
        calls = self._house.view()["calls"]
        return max((row for row in calls if row["slot"]), key=lambda row: -row["since_s"])["slot"]

    async def pick_up(self, args: Arguments) -> Any:
        agent, slot = _text(args, "agent"), _text(args, "slot")
        self._require_free(agent, f"the caller stays at {slot}")
        return self._wish(wish.PickUpRequested(agent, slot))

    async def dial(self, args: Arguments) -> Any:
        agent, number = _text(args, "agent"), _text(args, "number")
        shown = _text(args, "caller_id") if args.get("caller_id") not in (None, "") else ""
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
        return self._wish(wish.TransferFinishRequested(_text(args, "agent")))

    async def cancel(self, args: Arguments) -> Any:
        return self._wish(wish.TransferCancelRequested(_text(args, "agent")))

    async def pause(self, args: Arguments) -> Any:
        return self._wish(TapePauseRequested(_text(args, "call")))

    async def go_on(self, args: Arguments) -> Any:
        return self._wish(TapeResumeRequested(_text(args, "call")))

    async def hold(self, args: Arguments) -> Any:
        return self._wish(wish.HoldRequested(_text(args, "agent")))

    async def resume(self, args: Arguments) -> Any:
        return self._wish(wish.ResumeRequested(_text(args, "agent")))

    async def mute(self, args: Arguments) -> Any:
        muted = args.get("muted", True)
        if not isinstance(muted, bool):
            raise VerbError('"muted" must be true or false')
        return self._wish(wish.MuteRequested(_text(args, "agent"), muted))

    def _wish(self, event: Event) -> str:
        try:
            self._house.controller.request(event)
        except RefusedEvent as error:
            raise VerbError(str(error)) from error
        return "done"


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


def _text(args: Arguments, name: str) -> str:
    value = args.get(name)
    if not isinstance(value, str) or not value or len(value) > LONGEST:
        raise VerbError(f'"{name}" is missing, or no text of at most {LONGEST} letters')
    return value


def _one_of(args: Arguments, name: str, known: Any) -> str:
    value, words = args.get(name), get_args(known)
    if value not in words:
        raise VerbError(f'"{name}" must be one of {", ".join(words)}')
    return str(value)
