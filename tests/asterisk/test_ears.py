"""Supervisors' ears at the switch: made before the leg moves, taken away after it has."""

import pytest

from tests.asterisk.conftest import Room
from tests.asterisk.fake_switch import Fault
from tests.waiting import until
from voipcc.core.commands import Join, Ring
from voipcc.core.events import CommandRefused, DigitPressed, LegAnswered, LegConnected, LegEnded
from voipcc.core.supervision_words import CollectSecret, Listen, SecretChecked
from voipcc.pins import sealed

SUPERVISOR = "1-60"


async def listening(room: Room) -> str:
    """A talk, and a supervisor's phone that has been picked up; the agent's leg."""
    _, agent = await room.talk()
    room.switch.carry_out(Ring(SUPERVISOR, "ben/desk", "", "1-1", shown="listen: anna"))
    await room.fake_has(SUPERVISOR)
    room.fake.answers(SUPERVISOR)
    await room.posted.next(LegAnswered, leg=SUPERVISOR)
    return agent


async def test_who_listens_is_muted_and_moves_before_the_old_ear_goes(room: Room) -> None:
    """Each ear has a bridge of its own; only who whispers is not muted in it; keys are heard."""
    agent = await listening(room)
    room.switch.carry_out(Listen(SUPERVISOR, "1-70", "1-30", "listen", agent))
    assert (await room.posted.next(LegConnected, leg=SUPERVISOR)).talk == "1-70"
    room.fake.presses(SUPERVISOR, "5")
    room.fake.presses(SUPERVISOR, "9")
    assert (await room.posted.next(DigitPressed, leg=SUPERVISOR)).digit == "5"
    room.switch.carry_out(Listen(SUPERVISOR, "1-71", "1-30", "whisper", agent))
    assert (await room.posted.next(LegConnected, leg=SUPERVISOR)).talk == "1-71"
    await until(lambda: "ear-1-70" not in room.fake.channels)
    asked = [one.partition(" ")[2] for one in room.asked() if "1-7" in one]
    assert f"bridges/1-70/addChannel?channel={SUPERVISOR}&mute=true" in asked
    moved = asked.index(f"bridges/1-71/addChannel?channel={SUPERVISOR}")
    assert moved < asked.index("channels/ear-1-70")
    assert any("spy=both&whisper=out" in one for one in asked)
    assert room.fake.bridges["1-71"][1] == ["ear-1-71", SUPERVISOR]
    await until(lambda: "1-70" not in room.fake.bridges)


async def test_a_supervisor_in_the_talk_has_no_ear(room: Room) -> None:
    """Coming into the talk takes the ear away, the end of the leg whatever is left."""
    agent = await listening(room)
    room.switch.carry_out(Listen(SUPERVISOR, "1-70", "1-30", "listen", agent))
    await room.posted.next(LegConnected, leg=SUPERVISOR)
    room.switch.carry_out(Join("1-30", SUPERVISOR))
    assert (await room.posted.next(LegConnected, leg=SUPERVISOR)).talk == "1-30"
    await until(lambda: "ear-1-70" not in room.fake.channels)
    room.switch.carry_out(Listen(SUPERVISOR, "1-71", "1-30", "listen", agent))
    await room.posted.next(LegConnected, leg=SUPERVISOR)
    room.fake.hangs_up(SUPERVISOR)
    await room.posted.next(LegEnded, leg=SUPERVISOR)
    await until(lambda: not any("1-71" in one for one in (*room.fake.channels, *room.fake.bridges)))


@pytest.mark.parametrize(
    "path", ["snoop", "bridges/1-70\\?", "addChannel.channel=ear", "addChannel.channel=1-60"]
)
async def test_what_fails_is_refused_once_and_leaves_nothing(room: Room, path: str) -> None:
    """Whatever step fails, the core hears it once, and no ear and no bridge stay."""
    agent = await listening(room)
    room.fake.fault("POST", path, Fault(status=500))
    room.switch.carry_out(Listen(SUPERVISOR, "1-70", "1-30", "whisper", agent))
    refused = await room.posted.next(CommandRefused, leg=SUPERVISOR)
    assert refused.command == "listen"
    await room.settled()
    await until(lambda: not any("1-70" in one for one in (*room.fake.channels, *room.fake.bridges)))
    assert room.fake.channels[SUPERVISOR].state == "Up"


async def test_an_ear_that_is_not_ours_yet_is_waited_for(room: Room) -> None:
    """The switch may say that the snoop channel has not begun its stay: it is asked again."""
    agent = await listening(room)
    room.fake.fault("POST", "addChannel.channel=ear", Fault(status=422, times=3))
    room.switch.carry_out(Listen(SUPERVISOR, "1-70", "1-30", "listen", agent))
    assert (await room.posted.next(LegConnected, leg=SUPERVISOR)).talk == "1-70"


async def test_a_pin_stays_in_the_room(room: Room) -> None:
    """What is typed is compared here; the core hears only whether it was right."""
    await listening(room)
    room.switch._keys._secrets._pin_of = {"ben": sealed("4711")}.get  # type: ignore[assignment]
    for check, typed, finding in (("1", "4712#", "wrong"), ("2", "12*4711#", "right"),
                                  ("3", "#", "nothing")):  # fmt: skip
        room.switch.carry_out(CollectSecret(SUPERVISOR, check, "ben"))
        for digit in typed:
            room.fake.presses(SUPERVISOR, digit)
        checked = await room.posted.next(SecretChecked, leg=SUPERVISOR)
        assert (checked.check, checked.finding) == (check, finding)
