"""Permits: nobody is called over a trunk without one.

A permit is made here and nowhere else, from the settings: it names the number, its country
and kind, the trunk and the caller's number shown. What may cost a fortune is refused. Emergency
numbers leave by the trunk named for the agent's country and address, or not at all: then the
agent is told to use a mobile phone, because help would be sent to the wrong place.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from voipcc.destination import Destination, Kind, NoNumber, destination, emergency
from voipcc.settings import AgentSettings, CentreSettings, TrunkSettings

Purpose = Literal[
    "dial",
    "transfer",
    "conference",
    "refer",
    "redirect",
    "callback",
    "rescue",
    "phone",
    "step",
    "trial",
]
Reason = Literal[
    "allowed",
    "number",
    "class",
    "country",
    "agent",
    "trunk",
    "caller_id",
    "emergency",
    "redirect",
    "limit",
    "parked",
]
PURPOSES: dict[str, Purpose] = {one: one for one in get_args(Purpose)}
EMERGENCY = "emergency/"
"""Begins a party's id that is an emergency number: it is no person's, and leaves as it is."""

# What an agent hears when a call is refused; for every other reason the first.
REFUSED_PROMPT = "agent/dialling_refused"
REFUSED_PROMPTS: dict[Reason, str] = {
    "emergency": "agent/use_mobile_phone",
    "limit": "agent/dialling_parked",
    "parked": "agent/dialling_parked",
}

# An agent chose the number in the middle of the work: only here an emergency call is one.
BY_AGENTS: frozenset[Purpose] = frozenset(("dial", "transfer", "conference", "refer"))


class PermitRefused(Exception):
    """Nobody is called; the text says why and what to do, `reason` is the word for programs."""

    def __init__(self, text: str, reason: Reason = "number") -> None:
        super().__init__(text)
        self.reason: Reason = reason

    @property
    def prompt(self) -> str:
        """What the agent hears at once."""
        return REFUSED_PROMPTS.get(self.reason, REFUSED_PROMPT)


@dataclass(frozen=True, slots=True)
class Permit:
    """One call out of the house. `number` and `caller_id` are E.164, `country` two letters.

    `kind` "emergency": `number` is a short one and `caller_id` may be "". The switch ends the call
    after `longest_s` (0: never).
    """

    number: str
    country: str
    trunk: str
    caller_id: str
    kind: Kind = "unknown"
    longest_s: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """A call somebody wants made: `dialled` as it was typed or found, by `trunk` if that may.

    `agent` is who dials or transfers, "" for the centre itself. `caller_id` is one of the centre's
    own numbers, or "" for the trunk's own.
    """

    dialled: str
    trunk: str = ""
    caller_id: str = ""
    agent: str = ""
    purpose: Purpose = "callback"


def permit(settings: CentreSettings, own_numbers: Collection[str], wish: Wish) -> Permit:
    """The permit for `wish`, by its trunk or else by the first that may. Raises PermitRefused."""
    person = _person(settings, wish)
    country = (person and person.country) or settings.country
    help_wanted = emergency(wish.dialled, country)
    if help_wanted is not None:
        return _emergency_permit(settings, own_numbers, wish, person, help_wanted)
    if wish.purpose == "redirect":
        raise PermitRefused("a called phone may not send the call elsewhere", "redirect")
    try:
        called = destination(wish.dialled, settings.country)
    except NoNumber as error:
        raise PermitRefused(str(error), "number") from error
    _not_forbidden(called, person, wish)
    why = PermitRefused("there is no trunk to call by: add one under trunks", "trunk")
    for name in _trunks(settings, wish):
        try:
            return _permit_by(name, settings, own_numbers, wish, called)
        except PermitRefused as refused:
            why = refused
    raise why


def _person(settings: CentreSettings, wish: Wish) -> AgentSettings | None:
    if not wish.agent:
        return None
    person = settings.agents.get(wish.agent)
    if person is None:
        raise PermitRefused(f'there is no agent "{wish.agent}"', "agent")
    return person


def _trunks(settings: CentreSettings, wish: Wish) -> Iterator[str]:
    """The trunk that was named, then all others; of a trial only the named one."""
    if wish.trunk in settings.trunks:
        yield wish.trunk
    elif wish.purpose == "trial":
        raise PermitRefused(f'there is no trunk "{wish.trunk}"', "trunk")
    if wish.purpose != "trial":
        yield from (name for name in settings.trunks if name != wish.trunk)


def _not_forbidden(called: Destination, person: AgentSettings | None, wish: Wish) -> None:
    """What no trunk can allow."""
    if called.kind == "premium":
        raise PermitRefused("premium numbers are never called", "class")
    by_agent = person is not None and wish.purpose in BY_AGENTS
    if not by_agent or person is None or person.dials is None:
        return
    if called.country not in person.dials:
        raise PermitRefused(
            f"{wish.agent} may not call {called.country or 'numbers of no country'}: "
            f"add it to agents.{wish.agent}.dials if that is meant",
            "agent",
        )


def _permit_by(
    name: str,
    settings: CentreSettings,
    own_numbers: Collection[str],
    wish: Wish,
    called: Destination,
) -> Permit:
    trunk = settings.trunks[name]
    if not _has_class(called, trunk):
        raise PermitRefused(
            f'the trunk "{name}" may not call {called.kind.replace("_", " ")} numbers: '
            f"see trunks.{name}.classes",
            "class",
        )
    if called.country not in trunk.permits and called.kind != "satellite":
        raise PermitRefused(
            f'the trunk "{name}" may not call {called.country or "numbers of no country"}: '
            f"add it to trunks.{name}.permits if that is meant",
            "country",
        )
    shown = _shown(trunk, own_numbers, name, wish.caller_id)
    longest_s = settings.dialling.longest_s
    return Permit(called.number, called.country, name, shown, called.kind, longest_s)


def _has_class(called: Destination, trunk: TrunkSettings) -> bool:
    if called.kind == "fixed_or_mobile":  # where nobody can tell, both cost the same
        return "fixed" in trunk.classes or "mobile" in trunk.classes
    return called.kind in trunk.classes


def _shown(trunk: TrunkSettings, own_numbers: Collection[str], name: str, caller_id: str) -> str:
    """The number the called person sees: only one that is ours."""
    chosen = caller_id or trunk.caller_id or ""
    if not chosen:
        raise PermitRefused(f"no number to show: set trunks.{name}.caller_id", "caller_id")
    if chosen not in own_numbers and chosen != trunk.caller_id:
        raise PermitRefused("the number to show must be one of the centre's own", "caller_id")
    return chosen


def emergency_trunk(settings: CentreSettings, person: AgentSettings) -> str:
    """The trunk named for this agent's country and address, "" when there is none."""
    if person.emergency_trunk:
        return person.emergency_trunk
    at_home = not person.country or person.country == settings.country
    return (settings.emergency_trunk or "") if at_home else ""


def _emergency_permit(
    settings: CentreSettings,
    own_numbers: Collection[str],
    wish: Wish,
    person: AgentSettings | None,
    called: Destination,
) -> Permit:
    """No limit, no class and no list of countries stands before help."""
    if person is None or wish.purpose not in BY_AGENTS:
        raise PermitRefused("emergency numbers are dialled by an agent, by hand", "number")
    name = emergency_trunk(settings, person)
    trunk = settings.trunks.get(name)
    if trunk is None:
        raise PermitRefused(
            "emergency calls are not made from here: use a mobile phone at once "
            "(the centre's operator names a trunk with emergency_trunk)",
            "emergency",
        )
    try:
        shown = _shown(trunk, own_numbers, name, wish.caller_id)
    except PermitRefused:
        shown = trunk.caller_id or ""
    return Permit(called.number, called.country, name, shown, "emergency")
