"""Calls out of the house: the one place that decides, counts and records them.

Whoever dials asks here: an agent's hand, a transfer, a phone's REFER or redirect, a callback, a
rescue, a dialplan's step, a trial. Each decision is in the permit book before the call is made.
"""

import asyncio
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, Protocol

from voipcc.core.moment import Moment
from voipcc.core.plan import Plan
from voipcc.database.journal import Journal, JournalError
from voipcc.database.parties import masked
from voipcc.database.permit_book import DAY_MS, Decision, PermitBook, parked_agents
from voipcc.database.schema import RecordsError
from voipcc.destination import (
    LAST_DIGITS,
    LONGEST,
    Destination,
    NoNumber,
    destination,
    emergency,
    is_emergency,
)
from voipcc.dialling_limits import Limits
from voipcc.log import Log
from voipcc.permits import BY_AGENTS, Permit, PermitRefused, Purpose, Wish, permit
from voipcc.secrets_file import Secrets
from voipcc.settings import CentreSettings

# Somebody outside or an agent chose the number: these are counted. The others call where the
# settings say, as often as callers come.
LIMITED: frozenset[Purpose] = BY_AGENTS | {"callback"}


class Desk(Protocol):
    """What is read of the house: what is in force now."""

    settings: CentreSettings
    plan: Plan
    journal: Journal
    log: Log
    secrets: Secrets

    @property
    def clock(self) -> Callable[[], Moment]: ...


class WaysOut:
    """Permits by the settings in force, and the word that they are safe on the disk."""

    def __init__(self, house: Desk, book: PermitBook) -> None:
        self._house = house
        self._book = book
        self._waiting: set[asyncio.Task[None]] = set()
        self.limits = Limits(parked=parked_agents(book.path))
        self._remember()

    @classmethod
    def open(cls, house: Desk, path: Path) -> "WaysOut":
        """The ways out with what was decided before. Raises RecordsError."""
        return cls(house, PermitBook.open(path, str(house.secrets.seed).encode()[-64:]))

    def close(self) -> None:
        self._book.close()

    def prune(self) -> None:
        """Forget decisions that are kept too long."""
        self._book.prune(self._now_ms())

    @property
    def time_zone(self) -> str:
        return self._house.settings.time_zone

    @property
    def parked(self) -> dict[str, str]:
        """Agents who may not dial out for the time being, with why."""
        return dict(self.limits.parked)

    def marked(self, view: dict[str, Any]) -> dict[str, Any]:
        """The live view with `dialling_parked` at each agent: why, or ""."""
        for agent in view["agents"]:
            agent["dialling_parked"] = self.limits.parked.get(agent["name"], "")
        return view

    @property
    def shown(self) -> str:
        """A number of ours, where a question is asked before one is chosen."""
        return next(iter(self._house.plan.numbers), "")

    def short(self, dialled: str) -> tuple[str, str] | None:
        """Whose short number this is: "agent" or "queue", and the name."""
        settings = self._house.settings
        abroad = (agent.country for agent in settings.agents.values() if agent.country)
        if is_emergency(dialled, {settings.country, *abroad}):
            return None  # no colleague stands before help
        for name, agent in settings.agents.items():
            if dialled and agent.short_number == dialled:
                return "agent", name
        for name, queue in settings.queues.items():
            if dialled and queue.short_number == dialled:
                return "queue", name
        return None

    def permit(self, wish: Wish, leg: str = "", call: str = "") -> Permit:
        """The permit for one call: by its trunk if that may, else by another. Raises PermitRefused.

        With a `leg` the call counts from now on until `ended(leg)`; without one it was a question.
        """
        try:
            given = self._decided(wish, leg)
        except PermitRefused as refused:
            self._keep(wish, leg, call, None, refused.reason, str(refused))
            words = {"agent": wish.agent, "purpose": wish.purpose, "word": refused.reason}
            self._house.log.info("permit refused", leg=leg, reason=str(refused), **words)
            raise
        if leg:
            self._keep(wish, leg, call, given, "allowed", "")
        return given

    def ended(self, leg: str) -> None:
        """A call is over; legs that were never permitted mean nothing."""
        if self.limits.end(leg):
            self._book.ended(leg, self._now_ms())

    def language_of(self, agent: str) -> str:
        """What an agent's phone speaks."""
        settings = self._house.settings
        person = settings.agents.get(agent)
        return person.language if person is not None else settings.languages[0]

    def found(self, legs: Collection[str]) -> None:
        """The switch has told which legs there are: the others are over."""
        for leg in [one for one in self.limits.legs if one not in legs]:
            self.ended(leg)

    def unpark(self, agent: str, by: str) -> bool:
        """Give an agent the right to dial out back. False when it was not taken."""
        given = self.limits.unpark(agent)
        if given:
            self._book.unparked(agent, self._now_ms(), by)
            self._house.log.info("dialling unparked", agent=agent, by=by)
        return given

    def when_safe(self, act: Callable[[], None], refuse: Callable[[str], None]) -> None:
        """`act` once journal and book up to now are on the disk; either in trouble means no call."""
        task = asyncio.get_running_loop().create_task(self._when_safe(act, refuse))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def _when_safe(self, act: Callable[[], None], refuse: Callable[[str], None]) -> None:
        journal, kept = self._house.journal, self._book.safe()
        try:
            await journal.synced(journal.last_sequence)
            await asyncio.wrap_future(kept)
        except (JournalError, RecordsError) as error:
            refuse(f"the permit could not be kept: {error}")
            return
        act()

    # --- deciding ---------------------------------------------------------------------------

    def _decided(self, wish: Wish, leg: str) -> Permit:
        given = permit(self._house.settings, tuple(self._house.plan.numbers), wish)
        prefix = self._book.hashed(given.number[:-LAST_DIGITS])
        limited, who = _counted(wish.purpose, wish.agent, given.kind)
        if limited:
            abroad = given.country != self._house.settings.country
            self._not_too_many(who, prefix, abroad)
        if leg:
            self.limits.begin(leg, self._now_ms(), who, prefix if limited else "")
        return given

    def _not_too_many(self, agent: str, prefix: str, abroad: bool) -> None:
        if agent in self.limits.parked:
            raise PermitRefused(
                f"{agent} may not dial out: {self.limits.parked[agent]}; when it was really "
                f"{agent}: voipcc agent unpark {agent}",
                "parked",
            )
        rules, now_ms = self._house.settings.dialling, self._now_ms()
        why = self.limits.crossed(rules, now_ms, agent, prefix, abroad)
        if why and agent:
            self.limits.parked[agent] = why
            self._book.parked(agent, now_ms, why)
            self._house.log.error("ALARM: dialling parked", agent=agent, reason=why)
        elif why:
            self._house.log.error("ALARM: too many calls out", reason=why)
        if why:
            raise PermitRefused(why, "limit")

    # --- remembering ------------------------------------------------------------------------

    def _keep(
        self, wish: Wish, leg: str, call: str, given: Permit | None, reason: str, text: str
    ) -> None:
        called = given or _meant(wish.dialled, self._house.settings.country)
        number, prefix = called.number, self._book.hashed(called.number[:-LAST_DIGITS])
        shown = number if called.kind == "emergency" else masked(number)
        trunk = given.trunk if given else wish.trunk
        self._book.keep(
            Decision(
                self._now_ms(),
                leg,
                call,
                wish.agent,
                wish.purpose,
                trunk,
                called.country,
                called.kind,
                shown,
                prefix,
                reason,
                text,
            )
        )

    def _remember(self) -> None:
        """The last day's calls, as if they had been decided now; open ones until the switch tells."""
        for one in self._book.since(self._now_ms() - DAY_MS):
            limited, who = _counted(one.purpose, one.agent, one.kind)
            prefix = one.prefix if limited else ""
            if one.reason == "unparked":
                self.limits.forget(one.agent)
            elif not one.ended_ms:
                self.limits.begin(one.leg, one.at_ms, who, prefix)
            else:
                self.limits.count(one.at_ms, who, prefix)

    def _now_ms(self) -> int:
        return self._house.clock().utc_ms


def _meant(dialled: str, country: str) -> Destination:
    """What a refused number would have been; of garbage a few of its digits."""
    found = emergency(dialled, country)
    if found is not None:
        return found
    try:
        return destination(dialled, country)
    except NoNumber:
        digits = "".join(sign for sign in dialled[:LONGEST] if sign in "+0123456789")
        return Destination(digits, "", "unknown")


def _counted(purpose: str, agent: str, kind: str) -> tuple[bool, str]:
    """Whether such a call counts against the limits, and against whose. Help never does."""
    limited = purpose in LIMITED and kind != "emergency"
    return limited, agent if limited and purpose in BY_AGENTS else ""
