"""What robots do, as data: callers who dial and press, agents who answer, decline and go on break.

Read from JSON by `read_plan`; written by whoever draws a plan. All times are in seconds.
"""

from dataclasses import dataclass
from typing import Literal

import msgspec

from voipcc.softphone.wire.incoming import ANSWER, Reaction

KeyWay = Literal["rfc4733", "info", "inband"]
Stage = Literal["never", "ringing", "prompt", "menu", "queue", "offered", "talk"]


@dataclass(frozen=True, slots=True)
class KeyStroke:
    """`after_s` counts from the first sound, for later keys from the key before."""

    key: str
    after_s: float = 1.0
    how: KeyWay = "rfc4733"


@dataclass(frozen=True, slots=True)
class CallerScript:
    """One call from the trunk.

    `hang_up` says at which stage the caller hangs up, `hang_up_after_s` how long after it began: `ringing`
    (from the INVITE, answered or not), `prompt` (first sound), `menu` and `queue` (last key,
    or first sound where no key is pressed), `offered` (an agent of this process rings with
    our number), `talk` (an agent's tone is heard), `never` (the far side must). A caller who is
    answered by nobody leaves after `patience_s`. `caller` "" withholds the number.
    """

    name: str
    number: str
    tone_hz: int
    caller: str = ""
    asserted: str = ""
    start_s: float = 0.0
    keys: tuple[KeyStroke, ...] = ()
    hang_up: Stage = "talk"
    hang_up_after_s: float = 3.0
    patience_s: float = 60.0


@dataclass(frozen=True, slots=True)
class CodeScript:
    """An agent dials a feature code (or any number) with further `keys` where it asks for some.

    Before the plan starts when `at_s` and `after_call` are both 0, else `at_s` after its start, or `at_s`
    after the agent's `after_call`-th answered call has ended. Left after `lasts_s` unless
    the far side ends it first.
    """

    dial: str
    keys: tuple[KeyStroke, ...] = ()
    at_s: float = 0.0
    after_call: int = 0
    lasts_s: float = 5.0


@dataclass(frozen=True, slots=True)
class AgentScript:
    """One agent's phone. `reactions` are used in turn, one for each offer, over and over.

    `talk_s`: the agent hangs up so long after the caller's tone was first heard; None: the caller must.
    `port` 0 takes a free one.
    """

    name: str
    user: str
    password: str
    tone_hz: int
    address: str = "127.0.0.1"
    port: int = 0
    domain: str = ""
    transport: Literal["udp", "tcp"] = "udp"
    reactions: tuple[Reaction, ...] = (ANSWER,)
    talk_s: float | None = None
    codes: tuple[CodeScript, ...] = ()
    expiry_s: int = 120
    keep_alive_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Callers of one trunk address and agents, all at one server.

    `trunk_user` and `trunk_password` answer a challenge where the switch asks the trunk for one. After
    `longest_s` everything is hung up, whatever still runs. `recordings` names a folder for what each
    robot heard in each call (`<robot>-<count>.wav`). Without `keep_audio` the onset of a partner's tone is known
    to 100 ms only.
    """

    server: tuple[str, int]
    trunk_address: str = "127.0.0.1"
    trunk_port: int = 0
    trunk_transport: Literal["udp", "tcp"] = "udp"
    trunk_user: str = ""
    trunk_password: str = ""
    trunk_codecs: tuple[str, ...] = ("PCMA", "PCMU")
    callers: tuple[CallerScript, ...] = ()
    agents: tuple[AgentScript, ...] = ()
    longest_s: float = 600.0
    keep_audio: bool = True
    recordings: str = ""


class PlanError(ValueError):
    """The plan cannot be used; the text says which entry and why."""


def read_plan(data: bytes | str) -> Plan:
    """A plan from JSON. Raises PlanError with the place of what is wrong."""
    try:
        plan = msgspec.json.decode(data, type=Plan)
    except (msgspec.ValidationError, msgspec.DecodeError) as problem:
        raise PlanError(f"the plan cannot be read: {problem}") from None
    names = [caller.name for caller in plan.callers] + [agent.name for agent in plan.agents]
    double = {name for name in names if names.count(name) > 1}
    if double:
        raise PlanError(f"two robots are called {min(double)!r}: give each its own name")
    for agent in plan.agents:
        if not agent.reactions:
            raise PlanError(f"agent {agent.name!r} has no reaction to an offer: give at least one")
    return plan


def write_plan(plan: Plan) -> bytes:
    """The plan as JSON."""
    return msgspec.json.encode(plan)


def read_caller(value: object) -> CallerScript:
    """One caller from decoded JSON. Raises PlanError."""
    try:
        return msgspec.convert(value, CallerScript)
    except msgspec.ValidationError as problem:
        raise PlanError(f"the caller cannot be read: {problem}") from None
