"""Numbers of customers, and calls to them: typed digits, permits, dialling.

A number never leaves this room and the parties store; the core hears of a party's id.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol
from urllib.parse import quote

import phonenumbers

from voipcc.asterisk.address import Telephone
from voipcc.asterisk.ari import Chain, HttpPool, Outcome, outcome_of
from voipcc.asterisk.clocks import clocks_of
from voipcc.asterisk.legs import Leg, Typing
from voipcc.asterisk.numbers import number_from
from voipcc.asterisk.outgoing import Outgoing
from voipcc.asterisk.switch.actions import GUARD_HOURS_S, UNREACHABLE, Log
from voipcc.asterisk.translate import Translator
from voipcc.asterisk.ways_out import WaysOut
from voipcc.core import commands, events, spoken
from voipcc.core.moment import Moment
from voipcc.permits import EMERGENCY, PURPOSES, Permit, PermitRefused, Purpose, Wish

MOST_DIGITS = 20
PAUSE_S = 6.0  # who types no # means the number is complete
NO_NUMBER = 28  # Q.850 "invalid number format"
REJECTED = 21


class Person(Protocol):
    @property
    def number(self) -> str: ...


class Directory(Protocol):
    """Where people's numbers live."""

    def party_of(self, e164: str, name: str = "") -> str: ...

    def who(self, party: str) -> Person | None: ...


class Customers:
    """Carries out what concerns customers' numbers. Each command returns at once."""

    def __init__(
        self,
        *,
        pool: HttpPool,
        outgoing: Outgoing,
        translator: Translator,
        parties: Directory,
        country: str,
        ways: WaysOut | None,
        post: Callable[[events.Event], None],
        clock: Callable[[], Moment],
        log: Log,
    ) -> None:
        self.pool = pool
        self._translator = translator
        self._parties = parties
        self._country = country
        self._ways = ways
        self._post = post
        self._clock = clock
        self._log = log
        self._legs = translator.legs
        self._outgoing = outgoing
        self.table: Mapping[type, Callable[..., None]] = {
            commands.CheckNumber: self._check,
            commands.CollectNumber: self._collect,
            commands.StopCollecting: self._stop_collecting,
            commands.Dial: self._dial,
        }

    # --- typed numbers -----------------------------------------------------------------------

    def _collect(self, command: commands.CollectNumber) -> None:
        leg = self._legs.get(command.leg)
        if leg is not None:
            self._forget(leg)
            leg.typing = Typing(command.check, command.trunk, command.caller_id, command.inside)

    def _stop_collecting(self, command: commands.StopCollecting) -> None:
        if leg := self._legs.get(command.leg):
            leg.watches = False  # a supervisor who has the caller now is an agent like any other
            self._forget(leg)

    def _forget(self, leg: Leg) -> None:
        if leg.typing is not None and leg.typing.pause is not None:
            leg.typing.pause.cancel()
        leg.typing = None

    def typed(self, leg: Leg, digit: str) -> None:
        """One key of a number; the first one silences what is being said, * begins anew."""
        typing = leg.typing
        if typing is None:
            return
        for playback in leg.playing:
            self.pool.send("DELETE", f"playbacks/{quote(playback)}")
        if typing.pause is not None:
            typing.pause.cancel()
        if digit == "#" or len(typing.digits) >= MOST_DIGITS:
            self._complete(leg)
            return
        typing.digits = "" if digit == "*" else typing.digits + digit
        typing.pause = asyncio.get_running_loop().call_later(PAUSE_S, self._complete, leg)

    def _complete(self, leg: Leg) -> None:
        typing = leg.typing
        if typing is None or leg.id not in self._legs:
            return
        self._forget(leg)
        if not typing.digits:
            self._post(events.NumberChecked(leg.id, typing.check, "nothing"))
            return
        if typing.inside:
            self._post(self.target(leg, typing.check, typing.digits))
            return
        number = number_from(typing.digits, self._country)
        command = commands.CheckNumber(leg.id, typing.check, "", typing.trunk, typing.caller_id)
        self._post(self._verdict(command, number.e164))

    def target(
        self, leg: Leg, check: str, dialled: str, purpose: Purpose = "transfer"
    ) -> events.NumberChecked:
        """Whom an agent named by what was typed or dialled: a colleague, a queue, a telephone."""
        known = self._ways.short(dialled) if self._ways is not None else None
        if known is not None:
            return events.NumberChecked(leg.id, check, "allowed", kind=known[0], to=known[1])
        try:
            party = self.party_to_dial(dialled, leg.device.partition("/")[0], purpose)
        except PermitRefused as error:
            self._log.info("target refused", leg=leg.id, reason=str(error))
            return events.NumberChecked(leg.id, check, "refused")
        return events.NumberChecked(leg.id, check, "allowed", party, "number")

    # --- may it be called? ---------------------------------------------------------------------

    def _check(self, command: commands.CheckNumber) -> None:
        person = self._parties.who(command.party)
        number = person.number if person else "" if command.party else command.number
        checked = self._verdict(command, number)
        asyncio.get_running_loop().call_soon(self._post, checked)

    def _verdict(self, command: commands.CheckNumber, number: str) -> events.NumberChecked:
        """What may be said of a number without saying it."""
        refused = partial(events.NumberChecked, command.leg, command.check)
        if self._ways is None or not number:
            return refused("invalid")
        try:
            purpose = PURPOSES.get(command.purpose, "dial")
            permit = self._ways.permit(
                Wish(number, command.trunk, command.caller_id, command.agent, purpose)
            )
        except PermitRefused as error:
            self._log.info("number refused", leg=command.leg, reason=str(error))
            return refused("refused")
        if permit.kind == "emergency":
            party, trunk = EMERGENCY + permit.number, permit.trunk
            return events.NumberChecked(
                command.leg, command.check, "allowed", party, "emergency", trunk
            )
        party = command.party or self._parties.party_of(permit.number)
        if not party:
            return refused("refused")  # a number many people share is nobody's
        kind = number_from(permit.number, self._country).kind
        clocks = clocks_of(permit.number, self._ways.time_zone, self._clock().utc_ms)
        return events.NumberChecked(
            command.leg, command.check, "allowed", party, kind, permit.trunk, clocks
        )

    def number_of(self, party: str) -> str:
        """A party's number for an agent's phone to show."""
        person = self._parties.who(party) if party else None
        return person.number if person else ""

    def digits_of(self, party: str) -> list[str]:
        """The prompts that say a party's number as people of the centre's country dial it."""
        person = self._parties.who(party)
        if person is None:
            return []
        number = phonenumbers.parse(person.number)
        form = phonenumbers.PhoneNumberFormat.E164
        at_home = phonenumbers.region_code_for_number(number) == self._country
        if at_home:
            form = phonenumbers.PhoneNumberFormat.NATIONAL
        shown = phonenumbers.format_number(number, form)
        shown = shown if at_home else shown.replace("+", "00")
        return list(spoken.digits(shown))

    # --- calling -------------------------------------------------------------------------------

    def _dial(self, command: commands.Dial) -> None:
        leg = Leg(command.leg, "customer", Chain(self.pool))
        self._legs[command.leg] = leg
        leg.number = self._number(command.party)
        if not leg.number:
            self._refuse(leg, "nobody knows this party any more", NO_NUMBER)
            return
        purpose = PURPOSES.get(command.purpose, "dial")
        wish = Wish(leg.number, command.trunk, command.caller_id, command.agent, purpose)
        self._place(leg, wish, command, command.for_leg, REJECTED)

    def ring(self, leg: Leg, telephone: Telephone, command: commands.Ring) -> None:
        """Ring an agent's telephone: it shows the number the caller dialled, or the trunk's own."""
        leg.telephone = True
        caller = self._legs.get(command.caller_leg)
        shown = telephone.caller_id or (caller.our_number if caller is not None else "")
        purpose: Purpose = "rescue" if command.rescue else "phone"
        wish = Wish(telephone.number, telephone.trunk, shown, purpose=purpose)
        self._place(leg, wish, command, command.caller_leg, UNREACHABLE)

    def _place(
        self,
        leg: Leg,
        wish: Wish,
        command: commands.Dial | commands.Ring,
        for_leg: str,
        refused: int,
    ) -> None:
        """Call once the permit is safe on the disk; without one the leg ends with the cause `refused`."""
        ways = self._ways
        if ways is None:
            self._refuse(leg, "nobody can be called from here", refused)
            return
        try:
            permit = ways.permit(wish, leg.id, command.call)
        except PermitRefused as error:
            self._refuse(leg, str(error), refused)
            return
        placed = partial(self._call, leg, permit, command.call, command.timeout_s, for_leg)
        if permit.kind == "emergency":  # no disk stands before help
            asyncio.get_running_loop().call_soon(placed)
            return
        ways.when_safe(placed, lambda why: self._refuse(leg, why, refused))

    def party_to_dial(self, dialled: str, agent: str, purpose: Purpose = "dial") -> str:
        """The party behind what an agent dialled, for a Dial. Raises PermitRefused.

        An emergency number is nobody's: its party is "emergency/<number>".
        """
        if self._ways is None:
            raise PermitRefused("nobody can be called from here", "trunk")
        permit = self._ways.permit(Wish(dialled, "", self._ways.shown, agent, purpose))
        if permit.kind == "emergency":
            return EMERGENCY + permit.number
        party = self._parties.party_of(permit.number)
        if not party:
            raise PermitRefused("a number many people share is nobody's to call")
        return party

    def redirected(self, number: str) -> None:
        """A called phone named another number: decided like every call, and never followed."""
        if self._ways is not None:
            with contextlib.suppress(PermitRefused):
                self._ways.permit(Wish(number, purpose="redirect"))

    def _number(self, party: str) -> str:
        """The number of a party to be dialled, "" when nobody knows it any more."""
        if party.startswith(EMERGENCY):
            return party.removeprefix(EMERGENCY)
        person = self._parties.who(party)
        return person.number if person else ""

    def _refuse(self, leg: Leg, why: str, cause: int) -> None:
        self._log.warning("not called", leg=leg.id, reason=why)
        end = partial(self._translator.end, leg, cause, 0, "switch")
        asyncio.get_running_loop().call_soon(end)

    def _call(self, leg: Leg, permit: Permit, call: str, timeout_s: int, for_leg: str) -> None:
        if leg.ending or leg.id not in self._legs:  # hung up while the journal was synced
            self._translator.end(leg, leg.cause, 0, "us")
            return
        done = partial(self._placed, leg)
        self._outgoing.call(
            permit,
            leg.id,
            done,
            longest_s=permit.longest_s or GUARD_HOURS_S,
            timeout_s=timeout_s,
            chain=leg.chain,
            call=call,
            for_leg=for_leg if for_leg in self._legs else "",
            device=leg.device if leg.telephone else "",
        )

    def _placed(self, leg: Leg, status: int, body: bytes) -> None:
        outcome = outcome_of(status, body)
        if outcome is Outcome.DONE:
            return
        if outcome is Outcome.UNKNOWN:  # it may ring: nobody shall pick up a call that is nobody's
            self.pool.send("DELETE", f"channels/{quote(leg.id)}")
        self._log.info("customer cannot be called", leg=leg.id, status=status)
        self._translator.end(leg, UNREACHABLE, 0, "switch")
