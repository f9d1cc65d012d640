"""The lines to the switch: lost, found again, replaced; guards; adoption."""

import asyncio
import dataclasses
import json

import pytest
import structlog

from tests.asterisk.conftest import People, Room
from tests.asterisk.fake_switch import ENDPOINTS, FakeChannel, FakeSwitch, Fault
from tests.asterisk.inbox import Inbox
from tests.waiting import until
from voipcc.asterisk.ari import stream
from voipcc.asterisk.errors import SwitchUnreachable
from voipcc.asterisk.switch import Switch
from voipcc.core.commands import Adopt, Answer, Play, Ring, StartMusic
from voipcc.core.events import (
    CallArrived,
    CommandRefused,
    DeviceChanged,
    LegAnswered,
    LegEnded,
    LegFound,
    SwitchFound,
    SwitchLost,
)
from voipcc.core.moment import seconds


async def test_only_the_events_we_use_are_asked_for(room: Room) -> None:
    """The filter names every event the room understands, and no other."""
    allowed = {entry["type"] for entry in room.fake.filter["allowed"]}
    assert {"CallBroadcast", "StasisStart", "ChannelDestroyed", "ApplicationReplaced"} <= allowed
    assert len(allowed) == 16
    assert not {"ChannelVarset", "ChannelDialplan", "Dial"} & allowed


async def test_unknown_and_broken_events_are_ignored(room: Room) -> None:
    """Text that is no event of ours neither raises nor ends the line."""
    for text in ('{"type":"ChannelVarset"}', "garbage", "{}", '{"type":"StasisStart","args":7}'):
        room.fake.tell(text)
    leg = room.fake.call()
    assert (await room.posted.next(CallArrived)).leg == leg
    assert room.switch.connected


async def test_a_lost_line_is_told_once_and_comes_back(room: Room) -> None:
    """After the event socket broke there is one SwitchLost, then one SwitchFound."""
    room.fake.drop_all()
    await room.posted.next(SwitchLost)
    found = await room.posted.next(SwitchFound)
    assert not found.restarted
    leg = room.fake.call()
    assert (await room.posted.next(CallArrived)).leg == leg
    assert not room.posted


async def test_a_half_open_line_is_noticed(room: Room, monkeypatch) -> None:
    """A socket that is open but answers no ping is lost soon after the time a ping is given."""
    monkeypatch.setattr(stream, "PING_EVERY_S", 0.2)
    monkeypatch.setattr(stream, "PING_TIMEOUT_S", 0.6)
    room.fake.half_open()
    await room.posted.next(SwitchLost, within_s=5)


async def test_a_restarted_switch_is_recognised(room: Room) -> None:
    """A switch with another start time is another process: its legs are gone."""
    await room.caller()
    room.fake.started = "2026-11-21T21:00:00.000+0000"
    room.fake.channels.clear()
    room.fake.drop_all()
    found = await room.posted.next(SwitchFound)
    assert (found.restarted, found.legs) == (True, ())


async def test_everything_there_is_found(room: Room) -> None:
    """Reconciling tells legs in music, in a talk, ringing and in the fallback from each other."""
    caller, agent = await room.talk()
    waiting = await room.caller()
    room.switch.carry_out(StartMusic(waiting))
    await room.settled()
    room.fake.channels["1-50"] = FakeChannel("1-50", "PJSIP/d9k2ben-00000099", "Ringing")
    fallback = FakeChannel("a.7", "PJSIP/trunk-00000077", "Up", context="fallback")
    fallback.variables["VCC_NUMBER"] = "+4930123450"
    room.fake.channels["a.7"] = fallback
    room.fake.bridges["1-77"] = ("mixing", [])
    room.fake.contacts = {ENDPOINTS["ben/desk"]: "Reachable", "stranger": "Reachable"}
    room.fake.drop_all()
    found = await room.posted.next(SwitchFound)
    assert set(found.legs) == {
        LegFound(caller, "talk", "1-30"),
        LegFound(agent, "talk", "1-30", "anna/desk"),
        LegFound(waiting, "ours"),
        LegFound("1-50", "ringing", "", "ben/desk"),
        LegFound("a.7", "fallback_waiting"),
    }
    assert found.devices == ("ben/desk",)
    await until(lambda: "1-77" not in room.fake.bridges)
    assert "1-30" in room.fake.bridges


async def test_a_call_that_arrives_while_reconciling_is_told_after_it(
    fake: FakeSwitch, room: Room
) -> None:
    """A leg that starts in the middle of a reconcile comes as an arrival, not as found."""
    fake.fault("GET", "^bridges", Fault(delay_s=0.3))
    count = sum(one == "GET bridges" for one in fake.asked)
    fake.drop_all()
    await until(lambda: sum(one == "GET bridges" for one in fake.asked) > count)
    leg = fake.call()
    found = await room.posted.next(SwitchFound)
    assert found.legs == ()
    assert (await room.posted.next(CallArrived)).leg == leg


async def test_requests_cut_off_with_the_line_are_not_guessed_about(room: Room) -> None:
    """A ring, a prompt and an answer under way when the line breaks post nothing by themselves."""
    caller = await room.caller()
    for method, path in (("POST", "^channels/1-20"), ("POST", "play")):
        room.fake.fault(method, path, Fault(silent=True))
    room.switch.carry_out(Play(caller, "1-5", ("welcome",)))
    room.switch.carry_out(Ring("1-20", "anna/desk", caller, "1-1"))
    await until(lambda: len(room.asked("POST")) >= 4)
    room.fake.drop_all()
    assert isinstance(await room.posted.next(object), SwitchLost)
    found = await room.posted.next(object)
    assert [(one.leg, one.place) for one in found.legs] == [(caller, "ours")]
    assert not room.posted


async def test_a_foreign_bridge_is_left_alone(room: Room) -> None:
    """Of the empty bridges only those with ids of ours are taken away on reconciling."""
    room.fake.bridges["5d0c8a7e-91f2-4d1b"] = ("mixing", [])
    room.fake.bridges["1-77"] = ("mixing", [])
    room.fake.drop_all()
    await room.posted.next(SwitchFound)
    await until(lambda: "1-77" not in room.fake.bridges)
    assert "5d0c8a7e-91f2-4d1b" in room.fake.bridges


async def test_a_stray_nobody_heard_of_is_brought_back(room: Room) -> None:
    """A leg that left for the fallback without an event comes back when a command meets it."""
    caller = await room.caller()
    channel = room.fake.channels[caller]
    channel.in_app, channel.context = False, "fallback"
    room.switch.carry_out(StartMusic(caller))
    back = await room.posted.next(CallArrived)
    assert (back.leg, back.answered) == (caller, True)


async def test_ends_missed_while_away_are_left_to_the_core(room: Room) -> None:
    """A leg that vanished while the line was down is simply not found any more."""
    caller = await room.caller()
    room.fake.drop_all()
    del room.fake.channels[caller]
    found = await room.posted.next(SwitchFound)
    assert found.legs == ()
    assert not room.posted


async def test_another_controller_fences_this_one(room: Room) -> None:
    """Replaced in its application, the room posts SwitchLost, closes and never comes back."""
    room.fake.replaced()
    await room.posted.next(SwitchLost)
    assert room.switch.fenced
    room.switch.carry_out(Answer("x"))
    await until(room.switch._lines._keeper.done)
    assert not room.switch.connected
    assert not room.posted


async def test_starting_without_a_switch_says_where_and_why(fake: FakeSwitch, monkeypatch) -> None:
    """A start against a closed port raises with the address, within its limit."""
    monkeypatch.setattr("voipcc.asterisk.switch.switch.START_WITHIN_S", 0.3)
    address = fake.address()
    await fake.stop()
    switch = Switch(
        address, post=Inbox().post, parties=People(), country="DE", log=structlog.get_logger()
    )
    with pytest.raises(SwitchUnreachable, match=f"127.0.0.1:{address.ari_port}"):
        await switch.start()


async def test_the_room_follows_a_switch_to_another_place(room: Room) -> None:
    """After readdress the room is lost, finds the new place, and knows the new devices."""
    other = FakeSwitch()
    await other.start()
    room.switch.readdress(other.address())
    await room.posted.next(SwitchLost)
    await room.posted.next(SwitchFound)
    leg = other.call()
    assert (await room.posted.next(CallArrived)).leg == leg
    await room.switch.stop()
    await other.stop()


async def test_new_devices_need_no_new_line(room: Room) -> None:
    """A readdress that only adds a device keeps the connection."""
    address = room.fake.address()
    more = dataclasses.replace(address, endpoints={**ENDPOINTS, "carl/desk": "d1carl"})
    room.switch.readdress(more)
    room.fake.contact("d1carl", "Reachable")
    changed = await room.posted.next(DeviceChanged)
    assert changed.device == "carl/desk"
    assert room.switch.connected


async def test_ami_alone_lost_is_not_the_switch_lost(room: Room) -> None:
    """When only AMI breaks, calls go on, and phones that changed meanwhile are told."""
    room.fake.contacts = {ENDPOINTS["anna/desk"]: "Reachable"}
    room.fake.drop_managers()
    changed = await room.posted.next(DeviceChanged)
    assert (changed.device, changed.reachable) == ("anna/desk", True)
    assert room.switch.connected


# --- the dead-man's switch -------------------------------------------------------------------


def late(room: Room, leg: str) -> None:
    """Make the leg's guard due, as after five seconds."""
    room.leg(leg).wound_at_us -= seconds(6)


async def test_a_waiting_caller_is_renewed(room: Room) -> None:
    """A caller in our hands is given another 15 s by AMI whenever five have passed."""
    caller = await room.caller()
    assert room.fake.did("Setvar") == []
    late(room, caller)
    await until(lambda: bool(room.fake.did("Setvar")))
    (renewal,) = room.fake.did("Setvar")
    assert (renewal["Channel"], renewal["Variable"], renewal["Value"]) == (
        caller,
        "TIMEOUT(absolute)",
        "15",
    )


async def test_a_failed_renewal_is_tried_again(room: Room) -> None:
    """A renewal the switch refused is repeated a second later."""
    caller = await room.caller()
    room.fake.ami_error["Setvar"] = "try later"
    late(room, caller)
    await until(lambda: len(room.fake.did("Setvar")) >= 2, 4)
    room.fake.ami_error.clear()
    count = len(room.fake.did("Setvar"))
    await until(lambda: len(room.fake.did("Setvar")) > count, 3)
    await until(lambda: room.leg(caller).wound_at_us > 0)


async def test_a_talk_is_not_renewed_and_music_makes_the_guard_short(room: Room) -> None:
    """In a talk the guard stands at hours; back in music it is 15 s again."""
    caller, _ = await room.talk()
    late(room, caller)
    room.switch._vigil.renew()
    await room.switch._lines.ami.ask("Ping")
    assert [one["Value"] for one in room.fake.did("Setvar")] == ["43200"]
    room.switch.carry_out(StartMusic(caller))
    await until(lambda: [one["Value"] for one in room.fake.did("Setvar")] == ["43200", "15"])


async def test_renewal_finds_a_leg_that_is_gone(room: Room) -> None:
    """A renewal that meets no channel finds out that the leg has ended unheard."""
    caller = await room.caller()
    room.fake.vanishes(caller)
    late(room, caller)
    ended = await room.posted.next(LegEnded)
    assert (ended.leg, ended.by) == (caller, "lost")


async def test_a_leg_whose_guard_ran_out_is_brought_back(room: Room) -> None:
    """A caller who fell to the fallback while we were slow returns as the same leg."""
    caller = await room.caller()
    room.fake.guard_runs_out(caller)
    back = await room.posted.next(CallArrived)
    assert (back.leg, back.answered, back.number) == (caller, True, "+4930123450")
    assert room.fake.did("Redirect")[0]["Context"] == "numbers"
    assert room.leg(caller).guarded


async def test_a_leg_that_does_not_come_back_ends(room: Room, monkeypatch) -> None:
    """A stray that cannot be fetched is looked after until its end is known."""
    caller = await room.caller()
    room.fake.ami_error["Redirect"] = "Channel does not exist"
    room.fake.guard_runs_out(caller)
    await until(lambda: bool(room.fake.did("Redirect")))
    del room.fake.channels[caller]
    ended = await room.posted.next(LegEnded)
    assert ended.leg == caller


async def test_a_call_we_were_too_slow_for_is_fetched(room: Room) -> None:
    """A claim that came too late brings the caller back from the fallback at once."""
    room.fake.fault("POST", "events/claim", Fault(status=404, delay_s=0.05))
    leg = room.fake.call()
    room.fake.channels[leg].context = "fallback"
    back = await room.posted.next(CallArrived)
    assert (back.leg, back.answered) == (leg, True)


async def test_a_call_another_controller_claimed_is_left_alone(room: Room) -> None:
    """A claim lost to somebody else is forgotten."""
    room.fake.fault("POST", "events/claim", Fault(status=409, body="already been claimed"))
    leg = room.fake.call()
    room.fake.channels[leg].in_app = True
    await until(lambda: f"GET channels/{leg}" in room.asked())
    await room.settled()
    assert room.fake.did("Redirect") == []
    assert not room.posted


async def test_a_caller_of_the_fallback_is_adopted(room: Room) -> None:
    """After a restart a caller in the fallback is fetched and keeps its first arrival."""
    leg = room.fake.call()
    await room.posted.next(CallArrived)
    room.fake.guard_runs_out(leg)
    room.fake.channels[leg].state = "Up"
    room.fake.drop_all()
    found = await room.posted.next(SwitchFound)
    assert found.legs == (LegFound(leg, "fallback_waiting"),)
    room.switch.carry_out(Adopt(leg))
    back = await room.posted.next(CallArrived)
    assert back.answered
    assert 0 < back.since_us < back.happened_us or back.since_us < 0
    room.switch.carry_out(Play(leg, "1-5", ("welcome",)))
    await until(lambda: room.fake.playbacks.get("1-5") == leg)


async def test_a_caller_answered_in_the_fallback_meanwhile_is_left_there(room: Room) -> None:
    """Whom a stand-in answers between the look and the adoption is not torn out of the talk."""
    leg = room.fake.call()
    await room.posted.next(CallArrived)
    room.fake.guard_runs_out(leg)
    room.fake.channels[leg].state = "Up"
    room.fake.drop_all()
    await room.posted.next(SwitchFound)
    room.fake.bridges["theirs"] = ("mixing", [leg])
    room.switch.carry_out(Adopt(leg))
    refused = await room.posted.next(CommandRefused)
    assert (refused.leg, refused.command) == (leg, "adopt")
    assert room.fake.channels[leg].context == "fallback"


async def test_the_end_of_a_caller_in_the_fallback_is_heard(room: Room) -> None:
    """A caller found in the fallback is subscribed to, so that a hang-up there ends the leg."""
    channel = FakeChannel("a.7", "PJSIP/trunk-00000077", "Up", context="fallback")
    room.fake.channels["a.7"] = channel
    room.fake.drop_all()
    await room.posted.next(SwitchFound)
    await until(lambda: any("eventSource=channel%3Aa.7" in one for one in room.asked()))
    room.fake._hang_up_request("a.7", cause=16)
    room.fake._destroyed("a.7", 16, 0)
    ended = await room.posted.next(LegEnded)
    assert (ended.leg, ended.by) == ("a.7", "far")


async def test_a_caller_who_left_the_fallback_as_it_was_looked_at_has_ended(room: Room) -> None:
    """Gone between the look and the subscription: nobody tells, so the refusal is looked into."""
    channel = FakeChannel("a.7", "PJSIP/trunk-00000077", "Up", context="fallback")
    room.fake.channels["a.7"] = channel
    room.fake.fault("POST", "subscription", Fault(status=422, delay_s=0.1))
    room.fake.drop_all()
    await room.posted.next(SwitchFound)
    del room.fake.channels["a.7"]
    ended = await room.posted.next(LegEnded)
    assert (ended.leg, ended.by) == ("a.7", "lost")
    assert "a.7" not in room.switch._legs


async def test_nothing_is_posted_after_stop(room: Room) -> None:
    """A stopped room is silent, whatever was under way."""
    caller = await room.caller()
    room.fake.fault("POST", "play", Fault(silent=True))
    room.switch.carry_out(Play(caller, "1-5", ("welcome",)))
    room.posted.clear()
    await room.switch.stop()
    room.fake.hangs_up(caller)
    await asyncio.sleep(0.05)
    assert not room.posted


async def test_the_trace_shows_each_step_and_nobody_else_may_read_it(room: Room, tmp_path) -> None:
    """A trace holds requests, answers and events as JSON lines, in a file of mode 0600."""
    path = tmp_path / "log" / "ari.jsonl"
    room.switch.trace(path)
    leg = room.fake.call()
    await room.posted.next(CallArrived)
    room.switch.carry_out(Answer(leg))
    await room.posted.next(LegAnswered)
    await room.settled()
    room.switch.trace(None)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    asks = {line["n"]: line["ask"] for line in lines if "ask" in line}
    assert f"POST channels/{leg}/answer" in asks.values()
    assert {line["n"] for line in lines if "status" in line} == set(asks)
    assert [line["event"]["type"] for line in lines if "event" in line][:2] == [
        "CallBroadcast",
        "StasisStart",
    ]
    assert path.stat().st_mode & 0o777 == 0o600
