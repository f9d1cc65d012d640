"""Lines that died: told from silence by the probe, from lost registrations by the audio."""

import json
from collections.abc import Callable
from itertools import count

import pytest

from tests.asterisk.conftest import Room
from tests.asterisk.fake_switch import ENDPOINTS
from tests.waiting import until
from voipcc.asterisk.switch import media_watch
from voipcc.core.commands import HangUp
from voipcc.core.events import LegEnded

ANNA = ENDPOINTS["anna/desk"]


def packets(room: Room, monkeypatch: pytest.MonkeyPatch, received: Callable[[], int]) -> None:
    """Let the switch say how many audio packets it has received."""
    answer = room.fake._do

    def do(method: str, path: str, body: object) -> tuple[int, bytes]:
        if path.endswith("/rtp_statistics"):
            return 200, json.dumps({"rxcount": received(), "txcount": 9}).encode()
        return answer(method, path, body)

    monkeypatch.setattr(room.fake, "_do", do)


def looks(room: Room) -> int:
    return sum(one.endswith("/rtp_statistics") for one in room.asked("GET"))


async def test_a_phone_that_neither_answers_nor_sends_is_lost(room, monkeypatch):
    """Its leg ends as lost, with the cause of lost media, and the channel is hung up."""
    packets(room, monkeypatch, lambda: 700)
    _, agent = await room.talk()
    room.fake.contact(ANNA, "Reachable")
    room.fake.contact(ANNA, "Unreachable")
    ended = await room.posted.next(LegEnded, leg=agent)
    assert (ended.by, ended.cause) == ("lost", media_watch.MEDIA_LOST)
    await until(lambda: f"DELETE channels/{agent}" in room.asked())


async def test_a_phone_that_sends_is_kept_though_it_does_not_answer(room, monkeypatch):
    """Only the registration is gone: the talk goes on, until the audio stops too."""
    monkeypatch.setattr(media_watch, "LOOK_EVERY_S", 0.02)
    monkeypatch.setattr(media_watch, "SILENT_AGAIN_S", 0.2)
    more, stopped = count(700, 20), False
    packets(room, monkeypatch, lambda: 0 if stopped else next(more))
    _, agent = await room.talk()
    room.fake.contact(ANNA, "Reachable")
    room.fake.contact(ANNA, "Unreachable")
    await until(lambda: looks(room) > 40)
    assert agent in room.switch._legs
    stopped = True
    ended = await room.posted.next(LegEnded, leg=agent)
    assert ended.by == "lost"


async def test_a_phone_that_answers_again_is_looked_at_no_more(room, monkeypatch):
    """A short interruption costs nothing."""
    monkeypatch.setattr(media_watch, "LOOK_EVERY_S", 0.02)
    packets(room, monkeypatch, lambda: 700)
    _, agent = await room.talk()
    room.fake.contact(ANNA, "Reachable")
    room.fake.contact(ANNA, "Unreachable")
    await until(lambda: looks(room) > 1)
    room.fake.contact(ANNA, "Reachable")
    await until(lambda: not room.switch._media_watch._doubts)
    room.switch.carry_out(HangUp(agent))
    assert (await room.posted.next(LegEnded, leg=agent)).by == "us"


async def test_a_talking_phone_that_falls_silent_is_given_five_seconds(room, monkeypatch):
    """The number of packets says when the last one came: a line that died 4 s ago gets 1 s more."""
    _, agent = await room.talk()
    leg = room.leg(agent)
    now_us = room.switch._media_watch._clock().monotonic_us
    leg.answered_us = now_us - 14_000_000
    packets(room, monkeypatch, lambda: 500)  # fifty a second for ten seconds
    room.fake.contact(ANNA, "Reachable")
    room.fake.contact(ANNA, "Unreachable")
    ended = await room.posted.next(LegEnded, leg=agent)
    took_s = (room.switch._media_watch._clock().monotonic_us - now_us) / 1e6
    assert ended.by == "lost"
    assert 0.9 < took_s < 2.0
