"""Asterisk's events into the core's: times, ends exactly once, oddities."""

import json
from dataclasses import dataclass, field
from itertools import permutations

import pytest

from voipcc.asterisk.ari import Chain, HttpPool
from voipcc.asterisk.ari.events import USED, decode_event
from voipcc.asterisk.legs import Leg
from voipcc.asterisk.translate import Translator
from voipcc.core.events import (
    CallArrived,
    CodeDialled,
    DigitPressed,
    LegAnswered,
    LegConnected,
    LegEnded,
    LegRinging,
    PromptFailed,
    PromptFinished,
)
from voipcc.core.moment import Moment

NOW_US = 5_000_000_000
NOW_MS = 1_795_292_770_715  # 2026-11-21T20:26:10.715Z


@dataclass
class Scene:
    """A translator with a clock that stands still, and what it did."""

    posted: list = field(default_factory=list)
    strays: list = field(default_factory=list)
    ended_playbacks: list = field(default_factory=list)
    parties: list = field(default_factory=list)
    moment: Moment = field(default_factory=lambda: Moment(NOW_US, NOW_MS))

    def __post_init__(self) -> None:
        self.pool = HttpPool("127.0.0.1", 1, "u", "p")
        self.translator = Translator(
            legs={},
            endpoints={"anna/desk": "d7f3anna"},
            post=self.posted.append,
            parties=self,
            country="DE",
            clock=lambda: self.moment,
            household=self,
        )

    def party_of(self, e164: str, name: str = "") -> str:
        self.parties.append((e164, name))
        return "p1"

    def new_chain(self) -> Chain:
        return Chain(self.pool)

    def strayed(self, leg: Leg) -> None:
        self.strays.append(leg.id)

    def playback_ended(self, leg: Leg) -> None:
        self.ended_playbacks.append(leg.id)

    def hear(self, *texts: str) -> list:
        """Feed events given as JSON; returns what was posted for them."""
        before = len(self.posted)
        for text in texts:
            self.translator.translate(decode_event(text.encode()))
        return self.posted[before:]


def event(kind: str, leg: str = "c-1.1", state: str = "Up", at: str = "10.700", **more) -> str:
    channel = {
        "id": leg,
        "name": more.pop("name", "PJSIP/trunk-00000001"),
        "state": state,
        "caller": {"name": "Max", "number": more.pop("number", "01701234567")},
        "dialplan": {"context": "numbers", "exten": "+4930123450"},
        "creationtime": "2026-11-21T20:26:00.715+0000",
        "channelvars": more.pop("channelvars", {}),
    }
    whole = {"type": kind, "timestamp": f"2026-11-21T20:26:{at}+0000", "channel": channel}
    return json.dumps({**whole, **more})


def arrival(**more) -> str:
    args = more.pop("args", ["inbound", "+4930123450", "carrier"])
    return event("StasisStart", state=more.pop("state", "Ring"), args=args, **more)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_call_arrives(scene: Scene) -> None:
    """StasisStart becomes CallArrived at Asterisk's own time, with a party instead of a number."""
    (arrived,) = scene.hear(arrival())
    assert arrived == CallArrived(
        "c-1.1", "+4930123450", "carrier", "p1", happened_us=NOW_US - 15_000
    )
    assert scene.parties == [("+491701234567", "Max")]


@pytest.mark.parametrize("args", [["inbound:+4930123450:carrier"], ["inbound", "+4930123450"]])
def test_arguments_come_split_or_whole(scene: Scene, args: list[str]) -> None:
    """Stasis and StasisBroadcast differ in splitting arguments at colons; both are understood."""
    (arrived,) = scene.hear(arrival(args=args))
    assert arrived.number == "+4930123450"


@pytest.mark.parametrize(
    "words",
    [{"number": "anonymous"}, {"number": ""}, {"channelvars": {"VCC_WITHHELD": "1"}}],
)
def test_a_withheld_number_is_nobody(scene: Scene, words: dict) -> None:
    """A caller who hides the number is not looked up, and nothing of it is kept on the leg."""
    (arrived,) = scene.hear(arrival(**words))
    assert (arrived.withheld, arrived.party) == (True, "")
    assert scene.parties == []
    assert scene.translator.legs["c-1.1"].number == ""


def test_a_call_that_comes_back_is_answered_and_keeps_its_first_time(scene: Scene) -> None:
    """An adopted call arrives answered, since the creation of its channel."""
    (arrived,) = scene.hear(arrival(state="Up"))
    assert arrived.answered
    assert arrived.since_us == NOW_US - 10_000_000


def test_time_is_never_in_the_future(scene: Scene) -> None:
    """An event stamped ahead of our clock happened now, not later."""
    (arrived,) = scene.hear(arrival(at="59.000"))
    assert arrived.happened_us == NOW_US


def test_an_unreadable_time_is_now(scene: Scene) -> None:
    """An event without a usable time stamp counts as happening now."""
    assert scene.translator.when("") == NOW_US
    assert scene.translator.when("yesterday") == NOW_US


def test_later_events_are_never_earlier(scene: Scene) -> None:
    """Rounding to milliseconds never lets two events of a leg change places."""
    times = []
    for step_us in (0, 300, 999, 1400, 1900, 2600):
        stamp_ms = NOW_MS + step_us // 1000
        # the clock's own rounding: the wall clock shows whole milliseconds only
        scene.moment = Moment(NOW_US + step_us + 400, NOW_MS + (step_us + 400) // 1000)
        second, milli = divmod(stamp_ms % 60_000, 1000)
        times.append(scene.translator.when(f"2026-11-21T20:26:{second:02d}.{milli:03d}+0000"))
    assert times == sorted(times)


def test_a_clock_that_is_set_does_not_stretch_a_call(scene: Scene) -> None:
    """After the wall clock jumped an hour, events still happen about now."""
    scene.hear(arrival())
    scene.moment = Moment(NOW_US + 1_000_000, NOW_MS + 3_601_000)
    assert scene.translator.when("2026-11-21T21:26:11.700+0000") == NOW_US + 985_000


def ends(soft: bool = False, cause: int = 16) -> list[str]:
    return [
        event("ChannelHangupRequest", cause=cause, soft=soft),
        event("StasisEnd"),
        event("ChannelDestroyed", cause=16),
    ]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_leg_ends_exactly_once(order: tuple[int, ...]) -> None:
    """Whatever the order of hang-up, StasisEnd and Destroyed, one LegEnded is posted."""
    scene = Scene()
    scene.hear(arrival())
    texts = ends()
    posted = scene.hear(*(texts[at] for at in order), *(texts[at] for at in order))
    assert [type(one) for one in posted] == [LegEnded]


def test_who_ended_it(scene: Scene) -> None:
    """The far side, a command of ours, or the switch: each end says by whom."""
    scene.hear(arrival())
    (far,) = scene.hear(*ends())
    scene.hear(arrival())
    scene.translator.legs["c-1.1"].ending = True
    (ours,) = scene.hear(*ends(soft=True, cause=32))
    scene.hear(arrival())
    (switch,) = scene.hear(*ends(soft=True, cause=32))
    assert [(one.by, one.cause) for one in (far, ours, switch)] == [
        ("far", 16),
        ("us", 16),
        ("switch", 16),
    ]


def test_a_far_hang_up_before_ours_took_effect_is_the_far_sides(scene: Scene) -> None:
    """When both hang up at once, the request Asterisk saw first decides."""
    scene.hear(arrival())
    scene.translator.legs["c-1.1"].ending = True
    (end,) = scene.hear(event("ChannelHangupRequest", cause=16), event("StasisEnd"))
    assert end.by == "far"


def test_leaving_without_a_hang_up_is_looked_into(scene: Scene) -> None:
    """A leg whose guard ran out has not ended: it is asked after."""
    scene.hear(arrival())
    assert scene.hear(event("StasisEnd")) == []
    assert scene.strays == ["c-1.1"]


def test_a_rung_device(scene: Scene) -> None:
    """A device rings once, answers by its StasisStart, and ends by ChannelDestroyed."""
    leg = Leg("1-3", "device", scene.new_chain(), "anna/desk")
    scene.translator.legs["1-3"] = leg
    words = {"leg": "1-3", "name": "PJSIP/d7f3anna-00000002"}
    posted = scene.hear(
        event("ChannelStateChange", state="Ringing", **words),
        event("ChannelStateChange", state="Ringing", **words),
        event("ChannelStateChange", state="Up", **words),
        event("StasisStart", args=["device:1-3"], **words),
        event("ChannelDestroyed", cause=19, tech_cause=480, **words),
    )
    assert [type(one) for one in posted] == [LegRinging, LegAnswered, LegEnded]
    assert (posted[-1].cause, posted[-1].sip, posted[-1].by) == (19, 480, "switch")


def test_a_code_knows_its_device(scene: Scene) -> None:
    """A feature code comes from the device whose endpoint dialled it."""
    name = "PJSIP/d7f3anna-0000001a"
    (dialled,) = scene.hear(arrival(args=["code:*11"], name=name, leg="c-1.2"))
    assert (dialled.device, dialled.code) == ("anna/desk", "*11")
    assert isinstance(dialled, CodeDialled)


def test_digits_of_a_talk_are_nobodys_business(scene: Scene) -> None:
    """A key in the menu is posted, the same key while talking is not."""
    scene.hear(arrival())
    (pressed,) = scene.hear(event("ChannelDtmfReceived", digit="5"))
    assert isinstance(pressed, DigitPressed)
    scene.translator.legs["c-1.1"].talk = "1-4"
    assert scene.hear(event("ChannelDtmfReceived", digit="5")) == []


@pytest.mark.parametrize(
    ("keys", "codes"),
    [
        ("*1", ["*1"]),
        ("12", []),
        ("*", []),
        ("**2", ["*2"]),
        ("*1*4", ["*1", "*4"]),
        ("1*21", ["*2"]),
    ],
)
def test_a_code_in_mid_talk_is_a_star_and_one_key(
    scene: Scene, keys: str, codes: list[str]
) -> None:
    """On an agent's phone * and the next key are a code; all other keys are the talk's own."""
    name = "PJSIP/d7f3anna-0000001a"
    scene.hear(arrival(args=["device:1-2"], name=name, leg="1-2"))
    scene.translator.legs["1-2"].talk = "1-4"
    posted = [
        one for key in keys for one in scene.hear(event("ChannelDtmfReceived", "1-2", digit=key))
    ]
    assert [one.code for one in posted] == codes


def test_a_star_pressed_long_ago_begins_no_code(scene: Scene) -> None:
    """Between the * and its key there are three seconds at most."""
    name = "PJSIP/d7f3anna-0000001a"
    scene.hear(arrival(args=["device:1-2"], name=name, leg="1-2"))
    scene.translator.legs["1-2"].talk = "1-4"
    scene.hear(event("ChannelDtmfReceived", "1-2", digit="*"))
    scene.moment = Moment(NOW_US + 3_000_001, NOW_MS + 3000)
    assert scene.hear(event("ChannelDtmfReceived", "1-2", digit="1")) == []


def test_music_after_a_talk_is_told(scene: Scene) -> None:
    """Whoever left a talk for the music is told when it begins; who waits anew is not."""
    scene.hear(arrival())
    music = event("ChannelEnteredBridge", bridge={"id": "music-default"})
    assert scene.hear(music) == []
    scene.translator.legs["c-1.1"].left_talk = True
    (heard,) = scene.hear(music)
    assert heard.talk == "music"
    assert scene.hear(music) == []


def test_only_the_talks_bridge_connects(scene: Scene) -> None:
    """Entering the music's bridge is no connection, entering the talk's is one."""
    scene.hear(arrival())
    scene.translator.legs["c-1.1"].talk = "1-4"
    music = event("ChannelEnteredBridge", bridge={"id": "music-default"})
    talk = event("ChannelEnteredBridge", bridge={"id": "1-4"})
    (connected,) = scene.hear(music, talk)
    assert isinstance(connected, LegConnected)


def playback(state: str) -> str:
    return (
        '{"type":"PlaybackFinished","timestamp":"2026-11-21T20:26:10.700+0000","playback":'
        f'{{"id":"1-9","target_uri":"channel:c-1.1","state":"{state}"}}}}'
    )


def test_prompts_finish_or_fail_once(scene: Scene) -> None:
    """A prompt has one outcome; one that was cut by the hang-up has none."""
    scene.hear(arrival())
    leg = scene.translator.legs["c-1.1"]
    leg.playing["1-9"] = ""
    (done,) = scene.hear(playback("done"), playback("done"))
    leg.playing["1-9"] = ""
    (failed,) = scene.hear(playback("failed"))
    leg.playing["1-9"] = "missing: welcome"
    (missing,) = scene.hear(playback("done"))
    assert [type(one) for one in (done, failed, missing)] == [
        PromptFinished,
        PromptFailed,
        PromptFailed,
    ]
    leg.playing["1-9"] = ""
    assert scene.hear(event("ChannelHangupRequest", cause=16), playback("failed")) == []


def test_events_of_strangers_mean_nothing(scene: Scene) -> None:
    """No event of a channel that is not ours posts anything."""
    strange = [event(kind) for kind in USED if kind.startswith("Channel") and "Bridge" not in kind]
    assert scene.hear(*strange, event("StasisEnd"), playback("done")) == []


def test_a_stranger_in_our_application_is_ignored(scene: Scene) -> None:
    """A channel sent here with arguments that are not ours becomes no leg."""
    assert scene.hear(arrival(args=["voicebot", "x"]), arrival(args=[])) == []
    assert scene.translator.legs == {}
