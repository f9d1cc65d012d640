"""A fault behind one event, one device or one reconcile costs no more than itself."""

from dataclasses import replace

import pytest

from tests.asterisk.conftest import Room
from tests.asterisk.fake_switch import ENDPOINTS, Fault
from tests.waiting import until
from voipcc.core.commands import Adopt, EndTalk, Play, StartMusic, StopPlayback, WatchLine
from voipcc.core.events import (
    CallArrived,
    DeviceChanged,
    DigitPressed,
    LegEnded,
    PromptFailed,
    SwitchFound,
)


async def test_a_fault_at_one_event_cuts_no_line(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an event leads to may raise: the line of all calls stays up and goes on telling."""
    translator = room.switch._translator
    with monkeypatch.context() as patch:
        patch.setattr(translator, "translate", lambda _event: 1 / 0)
        room.fake.call()
        await until(lambda: any("events/claim" in one for one in room.asked()))
        await room.settled()
        await room.switch.counts()
    leg = room.fake.call()
    assert (await room.posted.next(CallArrived)).leg == leg
    assert not [event for event in room.posted if not isinstance(event, CallArrived)]
    assert room.switch.connected


async def test_a_fault_while_reconciling_is_tried_again(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look at the switch that breaks down is repeated until it works."""
    broken = iter((True, False))
    learn = room.switch._presence.learn

    def sore(rows: object) -> None:
        if next(broken, False):
            raise ZeroDivisionError
        learn(rows)  # type: ignore[arg-type]

    monkeypatch.setattr(room.switch._presence, "learn", sore)
    room.fake.drop_all()
    await room.posted.next(SwitchFound, within_s=20)
    assert room.switch.connected


async def test_a_watched_phone_that_left_the_settings_stops_no_other_probe(room: Room) -> None:
    """A reload may take a phone away in mid-call: the other watched phones are still asked."""
    for device in ("anna/desk", "ben/desk"):
        room.switch.carry_out(WatchLine(device, True))
    address = room.fake.address(room.switch._address.sounds)
    left = {device: name for device, name in ENDPOINTS.items() if device != "anna/desk"}
    room.switch.readdress(replace(address, endpoints=left))
    room.switch._presence.probe()
    await until(lambda: len(room.fake.did("PJSIPQualify")) >= 1)
    asked = [keys["Endpoint"] for keys in room.fake.did("PJSIPQualify")]
    assert set(asked[-1:]) == {ENDPOINTS["ben/desk"]}


async def test_a_round_trip_that_is_no_number_is_none(room: Room) -> None:
    """A contact event without a measured time still says that the phone is there."""
    room.switch._presence.contact_changed(
        {
            "EndpointName": ENDPOINTS["ben/desk"],
            "ContactStatus": "Reachable",
            "URI": "sip:ben@192.0.2.1",
            "RoundtripUsec": "N/A",
        }
    )
    changed = await room.posted.next(DeviceChanged)
    assert (changed.device, changed.reachable, changed.round_trip_us) == ("ben/desk", True, 0)


async def test_a_caller_who_could_not_be_adopted_stays_guarded(room: Room) -> None:
    """When the switch refuses to send a caller round, the guard is renewed as before."""
    caller = await room.caller()
    room.fake.ami_error["Redirect"] = "no"
    room.switch.carry_out(Adopt(caller))
    await until(lambda: not room.leg(caller).guarded)
    await until(lambda: room.leg(caller).guarded)
    wound = len(room.fake.did("Setvar"))
    room.leg(caller).wound_at_us = 0
    room.switch._vigil.renew()
    await until(lambda: len(room.fake.did("Setvar")) > wound)


async def test_music_that_waited_for_a_prompt_begins_when_the_prompt_fails(room: Room) -> None:
    """A prompt the switch refuses while the caller goes into a queue leaves nobody in silence."""
    caller = await room.caller()
    room.fake.fault("POST", "play", Fault(status=500, delay_s=0.05))
    room.switch.carry_out(Play(caller, "1-40", ("welcome",)))
    room.switch.carry_out(StopPlayback(caller, "1-40"))
    room.switch.carry_out(StartMusic(caller))
    await room.posted.next(PromptFailed)
    await until(lambda: any("music-default/addChannel" in one for one in room.asked()))


async def test_a_caller_whose_talk_is_over_can_press_keys_and_is_guarded(room: Room) -> None:
    """After the agent's line broke a caller who is sent to a menu is like any other there."""
    caller, agent = await room.talk()
    assert room.leg(caller).long_guard
    room.fake.hangs_up(agent)
    await room.posted.next(LegEnded, leg=agent)
    room.switch.carry_out(EndTalk("1-30"))
    room.switch.carry_out(Play(caller, "1-41", ("welcome",)))
    await room.settled()
    assert not room.leg(caller).long_guard
    await until(lambda: room.fake.did("Setvar")[-1]["Value"] == "15")
    room.fake.presses(caller, "5")
    assert (await room.posted.next(DigitPressed)).digit == "5"
