"""A talk between caller, agent and whoever joined: hold, its end from any side, a line that breaks."""

from typing import Protocol

from voipcc.core.call import Attempt, Call, Side, SideKind, Talk
from voipcc.core.cdr import SegmentKind
from voipcc.core.commands import Connect, EndTalk, HangUp, Join, Mute, StartMusic
from voipcc.core.desk import Desk
from voipcc.core.hears import Hears

LINE_LOST = "queue/line_lost"
JOIN_LIMIT_S = 5


class Exits(Protocol):
    """What a talk needs of the rest of the calling side."""

    def let_leg_go(self, held: Attempt | Talk | Side, *, lost: bool) -> None: ...

    def send_leg_away(self, held: Attempt | Talk | Side) -> None: ...

    def hang_up(self, call: Call) -> None: ...

    def back_to_head(self, call: Call, words: str, after: str = "") -> None:
        """First in line; `after`: for 20 s only the agent whose line died is asked."""

    def forget_consult(self, call: Call) -> None:
        """The agent's talk with somebody else is over, and with it whoever was asked."""


def first_side(talk: Talk) -> Side:
    """The agent a talk is named after, as one of its sides."""
    kind: SideKind = "agent" if talk.agent else "number"
    return Side(kind, talk.leg, talk.agent, talk.device, talk.offer, talk.party)


def side_at(talk: Talk, leg: str) -> Side | None:
    """The further party at this leg."""
    return next((side for side in talk.others if side.leg == leg), None)


class TalkSide:
    """The talk of a call is in `call.talk`."""

    __slots__ = ("desk", "exits", "hears")

    def __init__(self, desk: Desk, exits: Exits, hears: Hears) -> None:
        self.desk = desk
        self.exits = exits
        self.hears = hears

    # --- who hears whom --------------------------------------------------------------------------

    def held(self, call: Call, leg: str) -> None:
        """One party put the other on hold, by the phone's own key: the switch plays the music.

        Whoever has something to hear on hold leaves the talk for it.
        """
        talk = call.talk
        if talk is None or leg in talk.holders:
            return
        talk.holders.append(leg)
        if leg == talk.leg and self._holds_by_key(call, talk):
            self.hold(call)
        self.settle(call)

    def resumed(self, call: Call, leg: str) -> None:
        """A hold is over; the talk goes on when nobody holds any more."""
        talk = call.talk
        if talk is not None and leg in talk.holders:
            talk.holders.remove(leg)
            if leg == talk.leg and call.consult is None and self.hears.held.wanted(call):
                self.resume(call)
            self.settle(call)

    def settle(self, call: Call) -> None:
        """Let the open segment say who talks to the caller, once everybody is where they belong."""
        talk = call.talk
        if talk is None or talk.awaited:
            return
        sides = [first_side(talk), *(one for one in talk.others if one.kind != "supervisor")]
        there = [side for side in sides if side.leg in talk.here]  # the first may be away, asking
        if call.leg in talk.here and there and not talk.holders:
            first, others = there[0], tuple(one.agent or one.party for one in there[1:])
            call.cut("talk", self.desk.fact_us, talk.queue, first.agent, first.party, others)
        else:
            kind: SegmentKind = "consult" if call.consult is not None else "hold"
            call.cut(kind, self.desk.fact_us, talk.queue, talk.agent, talk.party)

    def bring(self, call: Call, *legs: str) -> None:
        """Let these legs join the talk; the segment goes on as before until all have."""
        talk = call.talk
        assert talk is not None, f"call {call.id} has no talk"
        if call.leg in legs and self._holds_by_key(call, talk):
            legs = tuple(leg for leg in legs if leg != call.leg)  # until the phone takes them back
        elif call.leg in legs:
            self.hears.held.end(call)
        for leg in legs:
            if leg not in talk.here:
                talk.awaited += [leg] * (leg not in talk.awaited)
                self.desk.order(Join(talk.id, leg))
        if talk.awaited:
            self.desk.set_deadline("call", call.id, "join", JOIN_LIMIT_S)
        else:
            self.settle(call)

    def _holds_by_key(self, call: Call, talk: Talk) -> bool:
        """Whether the agent's own phone holds a caller who has something to hear meanwhile."""
        return talk.leg in talk.holders and not talk.others and self.hears.held.wanted(call)

    def joined(self, call: Call, leg: str, talk_id: str) -> None:
        """A leg's audio has joined a talk that runs."""
        talk = call.talk
        if talk is None or talk.id != talk_id or leg not in self.legs(call):
            return
        if leg not in talk.here:
            talk.here.append(leg)
        if leg in talk.awaited:
            talk.awaited.remove(leg)
        if not talk.awaited:
            self.desk.deadlines.clear("call", call.id, "join")
        self.settle(call)

    def join_overdue(self, call: Call) -> None:
        """Nobody said that everybody joined: it is taken for granted."""
        talk = call.talk
        if talk is not None:
            for leg in list(talk.awaited):
                self.joined(call, leg, talk.id)

    def join_refused(self, call: Call, leg: str) -> None:
        """The switch could not bring a leg in: a further party goes, the caller gets another agent."""
        talk = call.talk
        if talk is None or leg not in talk.awaited:
            return
        talk.awaited.remove(leg)
        if leg == call.leg:
            self.leave(call)
            self.exits.back_to_head(call, LINE_LOST)
        else:
            self.desk.order(HangUp(leg))  # what follows from its end is decided then
            self.settle(call)

    def legs(self, call: Call) -> list[str]:
        """Every leg that belongs into the talk."""
        talk = call.talk
        if talk is None:
            return []
        return [call.leg, talk.leg, *(side.leg for side in talk.others)]

    def to_music(self, call: Call, leg: str) -> None:
        """A leg hears music instead of the talk."""
        self._forget_leg(call, leg)
        queue = self.desk.queue(call.queue, call.plan)
        self.desk.order(StartMusic(leg, queue.music if queue else "default"))
        if leg == call.leg:
            self.hears.held.begin(call)

    def _forget_leg(self, call: Call, leg: str) -> None:
        talk = call.talk
        for legs in (talk.here, talk.awaited, talk.holders) if talk else ():
            if leg in legs:
                legs.remove(leg)

    def again(self, call: Call) -> None:
        """After the switch was away: let everybody hear what belongs to the state of the talk."""
        talk = call.talk
        assert talk is not None, f"call {call.id} has no talk"
        if call.leg not in talk.here and call.leg not in talk.awaited:
            self.to_music(call, call.leg)
            return
        if call.consult is None:
            self.desk.order(Connect(talk.id, call.leg, talk.leg))
        for side in talk.others:
            self.desk.order(Join(talk.id, side.leg))

    def found(self, call: Call, leg: str, *, elsewhere: bool = False) -> None:
        """Where the switch holds a leg of the talk: it is brought where it belongs."""
        talk = call.talk
        if talk is None or not call.leg:
            return
        if leg in talk.awaited and not elsewhere:
            self.joined(call, leg, talk.id)
        elif leg == call.leg and leg not in (*talk.here, *talk.awaited):
            self.to_music(call, leg)
        elif elsewhere:
            self.desk.order(Join(talk.id, leg))

    # --- hold and mute by verb and code ------------------------------------------------------------

    def hold(self, call: Call) -> bool:
        """The caller hears music until `resume`; False when that is so already."""
        talk = call.talk
        if talk is None or call.leg not in (*talk.here, *talk.awaited):
            return False
        self.to_music(call, call.leg)
        self.settle(call)
        return True

    def resume(self, call: Call) -> bool:
        """The caller comes back into the talk; False when there is no hold."""
        talk = call.talk
        if talk is None or call.leg in (*talk.here, *talk.awaited):
            return False
        self.bring(call, call.leg)
        return True

    def mute(self, call: Call, muted: bool) -> None:
        """Nobody hears the agent, or they do again."""
        if call.talk is not None:
            call.talk.muted = muted
            self.desk.order(Mute(call.talk.leg, muted))

    # --- ends ----------------------------------------------------------------------------------------

    def over(self, call: Call) -> None:
        """The caller's side of the talk ends: everybody else's phone is hung up."""
        if call.consult is not None:
            self.exits.forget_consult(call)
        self.leave(call)

    def leave(self, call: Call) -> None:
        """Nothing of the talk is left, the caller stays."""
        talk = call.talk
        if talk is None:
            return
        self.hears.held.end(call)
        call.talk = None
        self.desk.deadlines.clear("call", call.id, "join")
        sides = (first_side(talk), *talk.others)
        for side in sides:
            self.desk.order(HangUp(side.leg))
        self.desk.order(EndTalk(talk.id))
        for side in sides:
            self.exits.send_leg_away(side)

    def agent_left(self, call: Call, talk: Talk, cause: int, sip: int, lost: bool) -> None:
        """The agent's leg ended: by hand it ends the call unless others are there, broken it does not."""
        if any(side.kind != "supervisor" for side in talk.others):
            self.exits.let_leg_go(first_side(talk), lost=lost)
            self.next_agent(call)
            if call.consult is None:
                self.resume(call)  # who put the caller on hold is gone
            return
        self.hears.held.end(call)
        call.talk = None
        for side in talk.others:
            self.desk.order(HangUp(side.leg))
            self.exits.send_leg_away(side)
        self.desk.deadlines.clear("call", call.id, "join")
        if lost:
            call.mark("line_lost")
            self.desk.order(EndTalk(talk.id))
            # In line before the agent is free, so that nobody else has them first.
            self.exits.back_to_head(call, LINE_LOST, talk.agent)
            self.exits.let_leg_go(talk, lost=True)
            return
        self.exits.let_leg_go(talk, lost=False)
        call.ended_by, call.cause, call.sip = "agent" if talk.agent else "number", cause, sip
        if self.hears.surveys.begin(call, talk):
            return
        self.exits.hang_up(call)
        self.desk.order(EndTalk(talk.id))

    def next_agent(self, call: Call) -> None:
        """The first of the others has the call from now on."""
        talk = call.talk
        assert talk is not None, f"call {call.id} has no talk"
        self._forget_leg(call, talk.leg)
        others = [side for side in talk.others if side.kind != "supervisor"]
        first = others[0]
        talk.others.remove(first)
        talk.agent, talk.device, talk.leg = first.agent, first.device, first.leg
        talk.offer, talk.party = first.offer, first.party
        talk.muted = False
        self.settle(call)

    def other_left(self, call: Call, side: Side, lost: bool) -> None:
        """A further party's leg ended; the talk of the others goes on."""
        self.exits.let_leg_go(side, lost=lost)
        self.drop(call, side)

    def drop(self, call: Call, side: Side) -> None:
        """A further party is in the talk no more."""
        talk = call.talk
        if talk is not None:
            talk.others.remove(side)
            self._forget_leg(call, side.leg)
            if talk.here == [call.leg] and not talk.awaited and call.consult is not None:
                self.to_music(call, call.leg)  # the agent is asking somebody else meanwhile
            self.settle(call)
