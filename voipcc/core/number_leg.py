"""A telephone number as another side of a call: asked for, rung through a trunk, answered or not.

Whoever wants a number rung (a dialplan's step, a transfer) is its owner and is told what came
of it; joining it with somebody is the owner's work. What is known is in `call.number_legs`.
"""

from typing import Literal, Protocol

from voipcc.core.call import Call, NumberLeg
from voipcc.core.callback import how_it_ended
from voipcc.core.commands import CheckNumber, Dial, HangUp
from voipcc.core.desk import Desk
from voipcc.core.events import LegEnded, NumberChecked

CHECK_LIMIT_S = 5
DIAL_SLACK_S = 5  # the switch's own limit comes first
JOIN_LIMIT_S = 5
MOST_NUMBERS = 8  # at once for one call
REJECTED = 21
PURPOSE = "number"
Failure = Literal["busy", "no_answer", "refused", "failed", "lost"]


class Owner(Protocol):
    """Whoever had a number rung."""

    def number_answered(self, call: Call, number: NumberLeg) -> None:
        """Somebody has picked up, and waits to be joined within `JOIN_LIMIT_S`."""

    def number_failed(self, call: Call, number: NumberLeg, how: Failure) -> None:
        """Nobody is on the line, and nothing is left of it."""


class Exits(Protocol):
    """What a number needs of the rest of the calling side."""

    def own_leg(self, leg: str, call: Call) -> None: ...

    def forget_leg(self, leg: str) -> None:
        """The leg is gone, or never was."""

    def send_number_away(self, number: NumberLeg) -> None:
        """The leg was told to end."""


class NumberLegs:
    """Rings numbers for owners, by the name they have in `owners`."""

    __slots__ = ("desk", "exits", "owners")

    def __init__(self, desk: Desk, exits: Exits) -> None:
        self.desk = desk
        self.exits = exits
        self.owners: dict[str, Owner] = {}

    def ring(
        self,
        call: Call,
        use: str,
        purpose: str,
        *,
        number: str = "",
        party: str = "",
        trunk: str = "",
        caller_id: str = "",
        timeout_s: int = 30,
        agent: str = "",
    ) -> NumberLeg:
        """Ring a `number` of the plan, or a `party`, for the owner called `use`.

        `purpose` is one of permits.Purpose, `agent` whoever wants it. Without a trunk it is the one
        the caller came by, without a number to show the one the caller dialled. The outcome comes
        later, never within this call.
        """
        desk = self.desk
        rung = NumberLeg(desk.new_id(), use, purpose, agent, party, number)
        rung.trunk, rung.caller_id = trunk or call.trunk, caller_id or call.number
        rung.timeout_s = timeout_s
        call.number_legs.append(rung)
        self.exits.own_leg(rung.leg, call)
        if party and len(call.number_legs) <= MOST_NUMBERS:
            self._dial(call, rung)
        else:
            self._check(call, rung)
        return rung

    def _check(self, call: Call, number: NumberLeg) -> None:
        number.check = self.desk.new_id()
        self.desk.order(
            CheckNumber(
                number.leg,
                number.check,
                number.party,
                number.trunk,
                number.caller_id,
                number.number,
                call.id,
                number.agent,
                number.purpose,
            )
        )
        self.desk.set_deadline("leg", number.leg, PURPOSE, CHECK_LIMIT_S)

    def _dial(self, call: Call, number: NumberLeg) -> None:
        number.phase = "ringing"
        self.desk.order(
            Dial(
                number.leg,
                number.party,
                number.trunk,
                number.caller_id,
                call.id,
                number.timeout_s,
                number.agent,
                number.purpose,
                call.leg,
            )
        )
        self.desk.set_deadline("leg", number.leg, PURPOSE, number.timeout_s + DIAL_SLACK_S)

    # --- what the switch says ------------------------------------------------------------------

    def checked(self, call: Call, number: NumberLeg, event: NumberChecked) -> None:
        """Whether it may be called, and by which trunk; an old answer changes nothing."""
        if number.phase != "checking" or event.check != number.check:
            return
        if event.verdict != "allowed" or len(call.number_legs) > MOST_NUMBERS:
            self._over(call, number, "refused")
            return
        number.party, number.trunk = event.party, event.trunk or number.trunk
        if call.kind == "transfer":
            call.kind_party = number.party
        self._dial(call, number)

    def ringing(self, number: NumberLeg) -> None:
        """The telephone makes a noise."""
        number.ringing_us = number.ringing_us or self.desk.fact_us

    def answered(self, call: Call, number: NumberLeg) -> None:
        """Somebody has picked up: the owner joins them with whom it likes."""
        if number.phase != "ringing":
            return
        number.phase = "answered"
        number.answered_us = max(self.desk.fact_us, number.ringing_us)
        self.desk.set_deadline("leg", number.leg, PURPOSE, JOIN_LIMIT_S)
        self.owners[number.use].number_answered(call, number)

    def ended(self, call: Call, number: NumberLeg, event: LegEnded) -> None:
        """The leg is gone before there was a talk."""
        refused = event.by == "switch" and event.cause == REJECTED and not event.sip
        how: Failure = "refused" if refused else how_it_ended(event)
        self._over(call, number, "failed" if how == "lost" else how)

    def overdue(self, call: Call, number: NumberLeg) -> None:
        """Nobody said how the telephone fared, or joining it took too long."""
        if number.phase == "checking":
            self._over(call, number, "failed")
            return
        self.drop(call, number)
        how: Failure = "no_answer" if number.phase == "ringing" else "failed"
        self.owners[number.use].number_failed(call, number, how)

    def refused(self, call: Call, number: NumberLeg) -> None:
        """The switch could not join it."""
        self.drop(call, number)
        self.owners[number.use].number_failed(call, number, "failed")

    def _over(self, call: Call, number: NumberLeg, how: Failure) -> None:
        """Nothing is left of the leg."""
        self.take_out(call, number)
        self.exits.forget_leg(number.leg)
        self.owners[number.use].number_failed(call, number, how)

    # --- what the owner does -------------------------------------------------------------------

    def take_out(self, call: Call, number: NumberLeg) -> None:
        """It does not ring any more; who owns the leg now is the owner's matter."""
        if number in call.number_legs:
            call.number_legs.remove(number)
        self.desk.deadlines.clear("leg", number.leg, PURPOSE)

    def drop(self, call: Call, number: NumberLeg) -> None:
        """It is not wanted any more; the owner is not told."""
        self.take_out(call, number)
        if number.phase == "checking":
            self.exits.forget_leg(number.leg)
            return
        self.desk.order(HangUp(number.leg))
        self.exits.send_number_away(number)

    def drop_all(self, call: Call) -> None:
        """The call ends, or goes on without any of them."""
        for number in list(call.number_legs):
            self.drop(call, number)
