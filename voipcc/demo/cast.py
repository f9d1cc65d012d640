"""Who calls and who answers, drawn from the seed: the same seed gives the same demo."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voipcc.demo.place import NUMBER, agent_names
from voipcc.demo.wish import DemoError, DemoWish
from voipcc.softphone.script import AgentScript, CallerScript, CodeScript, KeyStroke, Plan, Stage
from voipcc.softphone.wire import ANSWER, DECLINE, RING, Reaction, own_tones

TONES_FOR_CALLERS = 60
PATIENCE_S = 40.0
AT_ONCE_S = 0.01  # agents log in while the first caller hears the welcome: nobody waits for it
# How many of a hundred callers leave at which stage before an agent answers.
LEAVERS: tuple[tuple[Stage, int], ...] = (
    ("ringing", 3),
    ("prompt", 4),
    ("menu", 4),
    ("queue", 5),
    ("offered", 3),
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the demo's robots live: loopback addresses nobody else uses."""

    trunk: str
    agents: str  # the first three octets; each agent gets its own last one


def cast(
    wish: DemoWish, server: tuple[str, int], address: Address, devices: Mapping[str, Any]
) -> Plan:
    """The whole plan. `devices` are the secrets of the agents' phones, by "name/desk"."""
    chance = random.Random(wish.seed)
    names = agent_names(wish.agents)
    count = max(1, wish.seconds * wish.calls_per_minute // 60)
    try:
        tones = own_tones(len(names) + min(count, TONES_FOR_CALLERS))
    except ValueError as error:
        raise DemoError(f"too many agents for one demo: {error}") from error
    return Plan(
        server=server,
        trunk_address=address.trunk,
        callers=tuple(_callers(wish, chance, count, tones[len(names) :])),
        agents=tuple(
            _agent(name, index, tones[index], f"{address.agents}.{index + 2}", devices, wish)
            for index, name in enumerate(names)
        ),
        longest_s=wish.seconds + PATIENCE_S + 60.0,
    )


def _callers(
    wish: DemoWish, chance: random.Random, count: int, tones: tuple[int, ...]
) -> list[CallerScript]:
    starts = sorted(chance.uniform(0, wish.seconds) for _ in range(count))
    return [  # the first one comes at once: whoever starts a demo wants to see something
        _caller(index, start_s - starts[0], tones[index % len(tones)], chance)
        for index, start_s in enumerate(starts)
    ]


def _caller(index: int, start_s: float, tone_hz: int, chance: random.Random) -> CallerScript:
    stage, after_s = _leaving(chance)
    keys, queue = _keys(chance)
    if stage in ("queue", "offered"):
        keys = keys or (KeyStroke("1", 1.0),)
    withheld = index % 17 == 5
    return CallerScript(
        name=f"caller-{index + 1:03d}-{queue}",
        number=NUMBER,
        tone_hz=tone_hz,
        caller="" if withheld else f"+4917{index:08d}",
        start_s=round(start_s, 3),
        keys=() if stage in ("ringing", "prompt") else keys,
        hang_up=stage,
        hang_up_after_s=after_s,
        patience_s=PATIENCE_S,
    )


def _leaving(chance: random.Random) -> tuple[Stage, float]:
    draw = chance.randrange(100)
    for stage, share in LEAVERS:
        if draw < share:
            return stage, round(chance.uniform(0.05, 0.9 if stage != "queue" else 4.0), 2)
        draw -= share
    return "talk", round(chance.uniform(3.2, 9.5), 2)


def _keys(chance: random.Random) -> tuple[tuple[KeyStroke, ...], str]:
    """What is pressed, and the queue it leads to."""
    right = chance.choice("12")
    queue = "sales" if right == "1" else "support"
    first_s = round(chance.uniform(0.5, 2.5), 2)
    match chance.randrange(12):
        case 0:
            return (), "support"  # presses nothing: the menu's time-out leads to support
        case 1:
            return (KeyStroke("9", first_s), KeyStroke(right, 1.5)), queue
        case 2:
            return (KeyStroke("#", first_s), KeyStroke("7", 1.5)), "support"
        case _:
            return (KeyStroke(right, first_s),), queue


def _agent(
    name: str, index: int, tone_hz: int, address: str, devices: Mapping[str, Any], wish: DemoWish
) -> AgentScript:
    secret = devices[f"{name}/desk"]
    quick = Reaction(answer_after_s=0.3 + 0.1 * (index % 5))
    reactions: tuple[Reaction, ...] = (quick, ANSWER, quick)
    codes = [CodeScript("*11", at_s=AT_ONCE_S)]
    if wish.agents > 2:  # with one or two agents every decline would leave callers waiting long
        if index % 4 == 1:
            reactions = (quick, DECLINE, quick, quick)
        if index % 4 == 2:
            reactions = (quick, quick, RING)
        if index % 4 == 3:
            codes += [
                CodeScript("*131", at_s=0.2, after_call=2),
                CodeScript("*10", at_s=4.0, after_call=2),
            ]
    return AgentScript(
        name=name,
        user=secret["endpoint"],
        password=secret["password"],
        tone_hz=tone_hz,
        address=address,
        reactions=reactions,
        talk_s=5.0 if index % 4 == 0 else None,
        codes=tuple(codes),
    )
