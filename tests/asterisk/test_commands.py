"""Each command as requests, and what is posted when the switch says no."""

import pytest

from tests.asterisk.conftest import Room
from tests.asterisk.fake_switch import ENDPOINTS, Fault
from tests.waiting import until
from voipcc.asterisk.switch.actions import caller_id
from voipcc.core.commands import (
    Adopt,
    Answer,
    Connect,
    EndTalk,
    HangUp,
    Play,
    Ring,
    SetStandIns,
    StartMusic,
    StopMusic,
    StopPlayback,
    StopRinging,
    WatchLine,
)
from voipcc.core.events import (
    CallArrived,
    CommandRefused,
    DeviceChanged,
    LegAnswered,
    LegConnected,
    LegEnded,
    PromptFailed,
    PromptFinished,
    SwitchFound,
)


async def test_a_call_is_claimed_before_anything_else(room: Room) -> None:
    """A broadcast call is claimed at once and arrives."""
    leg = room.fake.call()
    arrived = await room.posted.next(CallArrived)
    assert (arrived.leg, arrived.party) == (leg, "party-1")
    assert room.asked() == [f"POST events/claim?channelId={leg}&application=voipcc"]


async def test_a_served_call_takes_few_requests(room: Room) -> None:
    """Claim, answer, prompt, music, ring, bridge, join, hang up, end: nine requests, one Setvar."""
    caller = await room.caller()
    await room.playing(caller)
    room.fake.played("1-40")
    await room.posted.next(PromptFinished)
    room.switch.carry_out(StartMusic(caller))
    await room.settled()
    agent = await room.agent(caller)
    room.switch.carry_out(Connect("1-30", caller, agent))
    await room.posted.next(LegConnected, leg=agent)
    room.fake.hangs_up(caller)
    await room.posted.next(LegEnded, leg=caller)
    room.switch.carry_out(HangUp(agent))
    room.switch.carry_out(EndTalk("1-30"))
    await room.posted.next(LegEnded, leg=agent)
    await room.settled()
    assert room.asked() == [
        f"POST events/claim?channelId={caller}&application=voipcc",
        f"POST channels/{caller}/answer",
        f"POST channels/{caller}/play/1-40",
        f"POST bridges/music-default/addChannel?channel={caller}",
        f"POST channels/{agent}",
        "POST bridges/1-30?type=mixing,dtmf_events",
        f"POST bridges/1-30/addChannel?channel={caller},{agent}",
        f"DELETE channels/{agent}",
        "DELETE bridges/1-30",
    ]
    assert len(room.fake.did("Setvar")) == 1
    assert await room.switch.counts() == {"channels": 0, "bridges": 0, "tasks": 0}


async def test_prompts_go_out_as_one_list(room: Room, sounds) -> None:
    """Several prompts are one request with their files, in the caller's language if there."""
    caller = await room.caller()
    room.switch.carry_out(Play(caller, "1-5", ("welcome", "number/7"), "de"))
    await room.settled()
    media = [f"sound:{sounds}/en/welcome", f"sound:{sounds}/de/number/7"]
    assert room.fake.bodies[-1] == {"media": media}


async def test_a_missing_prompt_is_told_and_never_silence(room: Room, sounds) -> None:
    """What is missing is named in one PromptFailed, after something else was heard."""
    caller = await room.caller()
    await room.playing(caller, "1-5", "nix")
    assert room.fake.bodies[-1] == {"media": [f"sound:{sounds}/en/queue/one_moment"]}
    room.fake.played("1-5")
    failed = await room.posted.next(PromptFailed)
    assert (failed.playback, failed.reason) == ("1-5", "missing: nix")
    assert not room.posted


async def test_music_begins_after_the_prompt(room: Room) -> None:
    """Music asked for during a prompt waits for its end: Asterisk would block on it."""
    caller = await room.caller()
    await room.playing(caller)
    room.switch.carry_out(StartMusic(caller))
    await room.settled()
    assert "addChannel" not in room.asked()[-1]
    room.fake.played("1-40")
    await until(lambda: room.fake.bridges["music-default"][1] == [caller])


async def test_a_lost_music_bridge_is_made_again(room: Room) -> None:
    """When the holding bridge has vanished, the next caller makes it anew and hears music."""
    caller = await room.caller()
    del room.fake.bridges["music-default"]
    room.switch.carry_out(StartMusic(caller))
    await until(lambda: "music-default" in room.fake.bridges)
    await until(lambda: room.fake.bridges["music-default"][1] == [caller])


@pytest.mark.parametrize("there", [True, False])
async def test_a_keeper_in_its_place_is_left_there(room: Room, there: bool) -> None:
    """Who keeps the music alive is not put again where it is: the music would end with its leaving."""
    keeper = room.fake.helper("keeps-music-default")
    room.fake.bridges["music-default"] = ("holding", [keeper] if there else [])
    room.switch._actions.make_music("default")
    await room.settled()
    assert room.fake.bridges["music-default"][1] == [keeper]
    put = f"POST bridges/music-default/addChannel?channel={keeper}"
    assert (put in room.asked()) is not there


async def test_music_that_plays_is_not_asked_for_again(room: Room) -> None:
    """A second StartMusic of the same class costs no request."""
    caller = await room.caller()
    for _ in range(2):
        room.switch.carry_out(StartMusic(caller))
        await room.settled()
    assert len([one for one in room.asked() if "addChannel" in one]) == 1


async def test_another_music_class_gets_its_own_bridge(room: Room) -> None:
    """The first caller of a class makes its bridge and starts its music."""
    caller = await room.caller()
    room.switch.carry_out(StartMusic(caller, "jazz"))
    await until(lambda: room.fake.bridges.get("music-jazz", ("", []))[1] == [caller])
    assert "POST bridges/music-jazz/moh?mohClass=jazz" in room.asked()


async def test_stopping_music_stops_what_plays_there_first(room: Room) -> None:
    """A member with a running prompt cannot be removed, so the prompt goes first."""
    caller = await room.caller()
    room.switch.carry_out(StartMusic(caller))
    await room.settled()
    await room.playing(caller)
    room.switch.carry_out(StopMusic(caller))
    await room.settled()
    assert room.asked()[-2:] == [
        "DELETE playbacks/1-40",
        f"POST bridges/music-default/removeChannel?channel={caller}",
    ]


async def test_a_prompt_from_before_the_line_was_lost_is_stopped(room: Room) -> None:
    """What a leg has played since before a reconnect ends when it is told to, or the next would wait."""
    caller = await room.caller()
    await room.playing(caller)
    room.fake.drop_all()
    await room.posted.next(SwitchFound)
    room.switch.carry_out(StopPlayback(caller, "1-40"))
    await room.settled()
    assert "1-40" not in room.fake.playbacks


async def test_stopping_a_prompt_that_is_over_asks_nothing(room: Room) -> None:
    """A late StopPlayback costs no request."""
    caller = await room.caller()
    await room.playing(caller)
    room.fake.played("1-40")
    await room.posted.next(PromptFinished)
    count = len(room.asked())
    room.switch.carry_out(StopPlayback(caller, "1-40"))
    await room.settled()
    assert len(room.asked()) == count


async def test_ringing_a_device(room: Room) -> None:
    """One request originates the leg with its guard, its headers and the caller's identity."""
    caller = await room.caller()
    room.switch.carry_out(Ring("1-20", "anna/desk", caller, "1-1", "sales", 25))
    await room.fake_has("1-20")
    assert room.fake.bodies[-1] == {
        "endpoint": f"PJSIP/{ENDPOINTS['anna/desk']}",
        "app": "voipcc",
        "appArgs": "device:1-20",
        "timeout": 25,
        "originator": caller,
        "callerId": '"Max Muster" <+491701234567>',
        "variables": {
            "PJSIP_TRANSFER_HANDLING()": "ari-only",
            "PJSIP_HEADER(add,X-VCC-Call)": "1-1",
            "VCC_CALL_ID": "1-1",
            "TIMEOUT(absolute)": "43200",
        },
    }


@pytest.mark.parametrize(
    ("name", "number", "shown"),
    [
        ("Max", "+4917", '"Max" <+4917>'),
        ('a" <sip:x>\r\nX: y', "1\r\n2>", '"a sip:xX: y" <12>'),
        ("Max", "", '"anonymous" <anonymous>'),
        ("n" * 500, "1" * 500, f'"{"n" * 64}" <{"1" * 32}>'),
    ],
)
def test_a_callers_identity_cannot_break_out(name: str, number: str, shown: str) -> None:
    """Whatever a caller calls itself, it stays inside the quotes of one header."""
    assert caller_id(name, number) == shown


async def test_what_cannot_be_rung_ends_at_once(room: Room) -> None:
    """An unregistered phone and an unknown device end with cause 20, once each."""
    caller = await room.caller()
    room.fake.reachable_endpoints.clear()
    room.switch.carry_out(Ring("1-20", "anna/desk", caller, "1-1"))
    room.switch.carry_out(Ring("1-21", "nobody/desk", caller, "1-1"))
    ends = [await room.posted.next(LegEnded), await room.posted.next(LegEnded)]
    assert {(one.leg, one.cause, one.by) for one in ends} == {
        ("1-20", 20, "switch"),
        ("1-21", 20, "switch"),
    }


async def test_an_originate_without_an_answer_is_taken_back(room: Room) -> None:
    """When nobody knows whether a phone rings, the leg ends and the channel is deleted."""
    caller = await room.caller()
    room.fake.fault("POST", "^channels/1-20", Fault(lost_reply=True, times=2))
    room.switch.carry_out(Ring("1-20", "anna/desk", caller, "1-1"))
    await room.posted.next(LegEnded, leg="1-20", cause=20)
    await until(lambda: "DELETE channels/1-20" in room.asked())
    await until(lambda: "1-20" not in room.fake.channels)


async def test_ringing_twice_is_harmless(room: Room) -> None:
    """A repeated Ring meets its own channel and changes nothing."""
    caller = await room.caller()
    for _ in range(2):
        room.switch.carry_out(Ring("1-20", "anna/desk", caller, "1-1"))
    await room.settled()
    room.fake.answers("1-20")
    answered = await room.posted.next(LegAnswered)
    assert answered.leg == "1-20"


async def test_ringing_can_be_stopped_while_it_is_being_asked_for(room: Room) -> None:
    """A StopRinging right behind its Ring waits for the channel and then removes it."""
    caller = await room.caller()
    room.fake.fault("POST", "^channels/1-20", Fault(delay_s=0.1))
    room.switch.carry_out(Ring("1-20", "anna/desk", caller, "1-1"))
    room.switch.carry_out(StopRinging("1-20"))
    ended = await room.posted.next(LegEnded)
    assert (ended.leg, ended.by) == ("1-20", "us")
    assert "1-20" not in room.fake.channels


async def test_connecting_stops_the_prompt_first(room: Room) -> None:
    """Prompt, bridge, join, in this order; the guard stands at hours before."""
    caller = await room.caller()
    agent = await room.agent(caller)
    await room.playing(caller)
    room.fake.asked.clear()
    room.switch.carry_out(Connect("1-30", caller, agent))
    await room.posted.next(LegConnected, leg=agent)
    assert [one.split("?")[0] for one in room.asked()] == [
        "DELETE playbacks/1-40",
        "POST bridges/1-30",
        "POST bridges/1-30/addChannel",
    ]
    await until(lambda: bool(room.fake.did("Setvar")))
    (guard,) = room.fake.did("Setvar")
    assert (guard["Channel"], guard["Value"]) == (caller, "43200")


async def test_a_connect_that_fails_is_refused_and_the_guard_is_short_again(room: Room) -> None:
    """A join the switch refuses posts CommandRefused for the agent's leg."""
    caller = await room.caller()
    agent = await room.agent(caller)
    room.fake.fault("POST", "addChannel", Fault(status=500, body='{"message":"no"}'))
    room.switch.carry_out(Connect("1-30", caller, agent))
    refused = await room.posted.next(CommandRefused)
    assert (refused.leg, refused.command) == (agent, "connect")
    await until(lambda: [one["Value"] for one in room.fake.did("Setvar")] == ["43200", "15"])


async def test_connecting_with_a_leg_that_has_gone_is_refused(room: Room) -> None:
    """A Connect that comes too late makes no bridge."""
    caller = await room.caller()
    room.switch.carry_out(Connect("1-30", caller, "1-99"))
    refused = await room.posted.next(CommandRefused)
    assert refused.leg == "1-99"
    assert "1-30" not in room.fake.bridges


async def test_a_bridge_is_ended_even_when_its_caller_was_hung_up(room: Room) -> None:
    """EndTalk behind a slow join and a HangUp is neither lost nor too early."""
    caller = await room.caller()
    agent = await room.agent(caller)
    room.fake.fault("POST", "addChannel", Fault(delay_s=0.1))
    room.switch.carry_out(Connect("1-30", caller, agent))
    await until(lambda: any("addChannel" in one for one in room.asked()))
    room.switch.carry_out(EndTalk("1-30"))
    room.switch.carry_out(HangUp(caller))
    await room.posted.next(LegEnded, leg=caller)
    await until(lambda: "1-30" not in room.fake.bridges)


async def test_an_end_of_talk_without_an_answer_is_repeated(room: Room) -> None:
    """A bridge whose deletion got no answer is deleted again."""
    await room.talk()
    room.fake.fault("DELETE", "bridges/1-30", Fault(hang_up=True, times=2))
    room.switch.carry_out(EndTalk("1-30"))
    await until(lambda: "1-30" not in room.fake.bridges)


@pytest.mark.parametrize(
    ("reason", "said"), [("busy", "busy"), ("not_found", "unallocated"), ("normal", "normal")]
)
async def test_a_call_is_turned_away_with_a_reason(room: Room, reason, said: str) -> None:
    """An unanswered caller is told why; the leg ends by us."""
    leg = room.fake.call()
    await room.posted.next(CallArrived)
    room.switch.carry_out(HangUp(leg, reason))
    ended = await room.posted.next(LegEnded)
    assert ended.by == "us"
    assert room.asked()[-1] == f"DELETE channels/{leg}?reason={said}"


async def test_a_hang_up_is_repeated_until_it_is_known(room: Room) -> None:
    """A hang-up that gets no answer, or is refused, is sent again without its reason."""
    leg = room.fake.call()
    await room.posted.next(CallArrived)
    room.fake.fault("DELETE", "channels", Fault(status=500))
    room.switch.carry_out(HangUp(leg, "busy"))
    await room.posted.next(LegEnded, leg=leg)
    assert room.asked("DELETE")[-1] == f"DELETE channels/{leg}"


async def test_a_hang_up_refused_each_time_is_told(room: Room) -> None:
    """After three refusals the core hears that the leg is still there, and may say it again."""
    leg = room.fake.call()
    await room.posted.next(CallArrived)
    for _ in range(3):
        room.fake.fault("DELETE", "channels", Fault(status=500))
    room.switch.carry_out(HangUp(leg, "busy"))
    refused = await room.posted.next(CommandRefused)
    assert (refused.leg, refused.command) == (leg, "HangUp")
    room.switch.carry_out(HangUp(leg))
    await room.posted.next(LegEnded, leg=leg)


async def test_a_leg_that_vanished_unheard_ends_as_lost(room: Room) -> None:
    """When the switch no longer knows a leg and told nobody, its end is found out."""
    caller = await room.caller()
    room.fake.vanishes(caller)
    room.switch.carry_out(StartMusic(caller))
    ended = await room.posted.next(LegEnded)
    assert (ended.leg, ended.by) == (caller, "lost")


async def test_a_gone_leg_whose_event_comes_ends_once(room: Room) -> None:
    """A 404 before the hang-up's own event makes no second end."""
    caller = await room.caller()
    room.fake.fault("POST", "play", Fault(status=404, body='{"message":"Channel not found"}'))
    room.switch.carry_out(Play(caller, "1-5", ("welcome",)))
    await room.settled()
    room.fake.hangs_up(caller)
    ended = await room.posted.next(LegEnded)
    assert ended.by == "far"
    await until(lambda: not room.switch._vigil._doubted, 3)
    assert not room.posted


async def test_an_answer_that_fails_is_refused(room: Room) -> None:
    """An Answer the switch cannot carry out posts CommandRefused, no LegAnswered."""
    leg = room.fake.call()
    await room.posted.next(CallArrived)
    room.fake.fault("POST", "answer", Fault(status=500))
    room.switch.carry_out(Answer(leg))
    refused = await room.posted.next(CommandRefused)
    assert (refused.leg, refused.command) == (leg, "answer")


async def test_an_answer_is_told_once(room: Room) -> None:
    """The event of the answer and the reply to it make one LegAnswered."""
    await room.caller()
    await room.settled()
    assert not [one for one in room.posted if isinstance(one, LegAnswered)]


async def test_commands_for_legs_that_have_gone_do_nothing(room: Room) -> None:
    """Late commands cost no request and no exception."""
    for command in (
        Answer("x"),
        Play("x", "1-1", ("welcome",)),
        StopPlayback("x", "1-1"),
        StartMusic("x"),
        StopMusic("x"),
        StopRinging("x"),
        HangUp("x"),
    ):
        room.switch.carry_out(command)
    await room.settled()
    assert room.asked() == []


async def test_stand_ins_are_kept_in_step(room: Room) -> None:
    """Only differences are sent, known devices only, to the number's own queue."""
    queue = "fallback-4930123450"
    anna, ben = (f"PJSIP/{ENDPOINTS[one]}" for one in ("anna/desk", "ben/desk"))
    room.switch.carry_out(SetStandIns("+4930123450", ("anna/desk", "ghost/desk")))
    await until(lambda: room.fake.members == {(queue, anna)})
    room.switch.carry_out(SetStandIns("+4930123450", ("ben/desk",)))
    await until(lambda: room.fake.members == {(queue, ben)})
    assert len(room.fake.did("QueueAdd")) == 2
    assert len(room.fake.did("QueueRemove")) == 1


async def test_a_line_is_watched_closely_and_then_no_more(room: Room) -> None:
    """A watched phone is probed at once and again; a phone no longer watched is left alone."""
    room.switch.carry_out(WatchLine("anna/desk", True))
    await until(lambda: bool(room.fake.did("PJSIPQualify")))
    assert room.fake.did("PJSIPQualify")[0]["Endpoint"] == ENDPOINTS["anna/desk"]
    room.switch.carry_out(WatchLine("anna/desk", False))
    room.switch._presence.probe()
    await room.switch._lines.ami.ask("Ping")
    assert len(room.fake.did("PJSIPQualify")) == 1


async def test_devices_come_and_go_once(room: Room) -> None:
    """Repeated contact events of a phone post one change each way, strangers' none."""
    anna = ENDPOINTS["anna/desk"]
    for status in ("NonQualified", "Reachable", "Reachable", "Unreachable", "Removed"):
        room.fake.contact(anna, status)
    room.fake.contact("stranger", "Reachable")
    room.fake.contact(ENDPOINTS["ben/desk"], "Reachable")
    changes = []
    while len(changes) < 3:
        changes.append(await room.posted.next(DeviceChanged))
    assert [(one.device, one.reachable) for one in changes] == [
        ("anna/desk", True),
        ("anna/desk", False),
        ("ben/desk", True),
    ]
    assert changes[0].round_trip_us == 1500


async def test_adopting_what_is_not_there_is_refused(room: Room) -> None:
    """An Adopt for an unknown leg posts CommandRefused."""
    room.switch.carry_out(Adopt("x"))
    refused = await room.posted.next(CommandRefused)
    assert refused.command == "adopt"
