"""Two phones of our own call each other: signalling, times and audio, without a switch."""

import asyncio
import contextlib
import itertools
import socket
import time
import wave
from collections.abc import AsyncIterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from voipcc.softphone.wire import (
    ANSWER,
    BUSY,
    DEAF,
    DECLINE,
    RING,
    IncomingCall,
    NotInTime,
    OutgoingCall,
    Reaction,
    WirePhone,
    own_tones,
)
from voipcc.softphone.wire.line import Transport

CALLER_HZ, CALLEE_HZ = 500, 600


def target(phone: WirePhone, user: str = "100") -> str:
    host, port = phone.line.local
    suffix = ";transport=tcp" if phone.transport == "tcp" else ""
    return f"sip:{user}@{host}:{port}{suffix}"


@contextlib.asynccontextmanager
async def pair(
    reaction: Reaction = ANSWER, transport: Transport = "udp", t1_s: float = 0.5, **callee: object
) -> AsyncIterator[tuple[WirePhone, WirePhone]]:
    async with (
        WirePhone("127.0.0.2", tone_hz=CALLER_HZ, transport=transport, t1_s=t1_s) as one,
        WirePhone(
            "127.0.0.3", tone_hz=CALLEE_HZ, transport=transport, t1_s=t1_s,
            policy=lambda call: reaction, **callee,
        ) as other,
    ):  # fmt: skip
        yield one, other


async def talk(
    one: WirePhone, other: WirePhone, caller: str = ""
) -> tuple[OutgoingCall, IncomingCall]:
    call = one.place_call(target(other), caller=caller)
    await call.answered()
    far = await other.next_call()
    assert await far.wait(lambda: far.times.ack_received > 0, 20)
    return call, far


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_talk(transport: Transport):
    """Both ends of an answered call hear the other's tone and nothing is lost."""
    async with pair(transport=transport) as (one, other):
        call, far = await talk(one, other, caller="+4930111")
        await asyncio.gather(call.hears(CALLEE_HZ, for_s=0.3), far.hears(CALLER_HZ, for_s=0.3))
        assert far.caller == "+4930111"
        assert far.called == "100"
        call.hang_up()
        await asyncio.gather(call.ended(), far.ended())
    assert (call.ended_by, far.ended_by) == ("us", "far")
    assert call.hearing.lost == far.hearing.lost == 0
    assert call.heard(CALLER_HZ) == 0
    spans = [span for span in far.hearing.spans() if span.hz == CALLER_HZ]
    assert spans
    assert spans[0].end_ns > spans[0].start_ns


async def test_times_are_in_order():
    """The times of a call stand in the order in which the messages crossed the sockets."""
    async with pair(Reaction(answer_after_s=0.05)) as (one, other):
        call, far = await talk(one, other)
        await call.hears(CALLEE_HZ)
        far.hang_up()
        await call.ended()
        await far.ended()
    out, into = call.times, far.times
    assert out.invite_sent <= into.invite_received <= into.ringing_sent
    assert into.ringing_sent <= out.ringing_received <= into.answered
    assert into.answered - into.invite_received >= 50_000_000
    assert into.answered <= out.answered <= out.ack_sent <= into.ack_received <= into.bye_sent
    assert 0 <= out.first_rtp_received - into.first_rtp_sent < 100_000_000
    assert out.first_rtp_received == out.first_sound
    assert into.bye_sent <= out.bye_received <= out.ended


async def test_busy_loop_does_not_falsify_times():
    """A Python that is busy for 150 ms still reports when a datagram really arrived."""
    async with pair(RING) as (one, other):
        call = one.place_call(target(other))
        deadline = time.monotonic() + 0.15
        while time.monotonic() < deadline:
            pass
        far = await other.next_call()
        assert far.times.invite_received - call.times.invite_sent < 50_000_000


@pytest.mark.parametrize(("reaction", "status"), [(BUSY, 486), (DECLINE, 603)])
async def test_refused(reaction: Reaction, status: int):
    """A refusal ends the caller's call with its status."""
    async with pair(reaction) as (one, other):
        call = one.place_call(target(other))
        await call.ended()
        assert (call.status, call.ended_by) == (status, "refused")


async def test_cancelled():
    """A caller who hangs up while it rings cancels, and both ends are told so."""
    async with pair(RING) as (one, other):
        call = one.place_call(target(other))
        await call.ringing()
        call.hang_up()
        far = await other.next_call()
        await asyncio.gather(call.ended(), far.ended())
        assert far.ended_by == "cancelled"
        assert (call.ended_by, call.status) == ("us", 487)
        assert far.times.cancel_received > 0


async def test_cancelled_before_anything_came():
    """A CANCEL waits for the first provisional response, so that it cannot overtake its INVITE."""
    async with pair(RING) as (one, other):
        call = one.place_call(target(other))
        call.hang_up()
        assert call.times.cancel_sent == 0
        await call.ended()
        assert call.times.cancel_sent >= call.times.trying_received > 0


async def test_dead_phone():
    """A phone that says nothing makes the caller repeat the INVITE and give up by itself."""
    async with pair(DEAF, t1_s=0.01) as (one, other):
        call = one.place_call(target(other))
        await call.ended()
        assert (call.status, call.ended_by) == (408, "timeout")
        far = await other.next_call()
        assert far.times.ringing_sent == 0
        await far.ended()


async def test_nobody_there():
    """A call to a closed TCP port fails at once instead of waiting."""
    async with WirePhone("127.0.0.2", transport="tcp") as phone:
        with socket.create_server(("127.0.0.3", 0)) as taken:
            port = taken.getsockname()[1]
        call = phone.place_call(f"sip:1@127.0.0.3:{port};transport=tcp")
        await call.ended(2)
        assert call.status == 503


async def test_lost_answer_is_repeated():
    """A 200 is sent again until its ACK comes, and each repeat is acknowledged again."""
    async with pair(RING, t1_s=0.02) as (one, other):
        call = one.place_call(target(other))
        far = await other.next_call()
        real, dropped = other.transactions.line.send, []

        def lossy(data: bytes, to: tuple[str, int]) -> int:
            if data.startswith(b"SIP/2.0 200") and len(dropped) < 2:
                dropped.append(data)
                return time.monotonic_ns()
            return real(data, to)

        other.transactions.line.send = lossy  # type: ignore[method-assign]
        far.answer()
        await call.answered()
        assert await far.wait(lambda: far.times.ack_received > 0, 20)
        assert len(dropped) == 2


async def test_missing_acknowledgement_ends_the_call():
    """A 200 that nobody acknowledges ends in a BYE after 64 times T1."""
    async with pair(RING, t1_s=0.01) as (one, other):
        call = one.place_call(target(other))
        far = await other.next_call()
        call.acknowledge = lambda number: 0  # type: ignore[method-assign]
        far.answer()
        await far.ended()
        assert far.ended_by == "timeout"
        await call.ended()


@pytest.mark.parametrize("how", ["rfc4733", "info"])
async def test_keys(how: str):
    """Keys arrive once each and in order, by telephone events and by INFO."""
    async with pair() as (one, other):
        call, far = await talk(one, other)
        await call.press("19*#", how=how, hold_ms=80, gap_ms=40)
        assert await far.wait(lambda: len(far.keys) >= 4, 20)
        assert "".join(key.key for key in far.keys) == "19*#"
        assert {key.how for key in far.keys} == {how}
        assert far.hearing.lost == 0


async def test_what_a_key_led_to_is_heard_by_a_late_listener():
    """Whoever listens late hears what came after the key, once; without a key only what comes now."""
    async with pair() as (one, other):
        call, far = await talk(one, other)
        await call.press("1")
        far.media.play(900)
        assert await call.wait(lambda: call.heard(900) >= 0.3, 5)
        far.media.play(CALLEE_HZ)
        heard = call.heard(CALLEE_HZ)
        assert await call.wait(lambda: call.heard(CALLEE_HZ) >= heard + 0.2, 5)
        await call.hears(900, for_s=0.3)
        with pytest.raises(NotInTime):
            await call.hears(900, timeout_s=0.3)


async def test_inband_keys():
    """A key pressed in-band is heard as its two frequencies."""
    async with pair() as (one, other):
        call, far = await talk(one, other)
        await call.press("5", how="inband", hold_ms=400)
        assert await far.wait(lambda: far.heard(770) >= 0.2, 20)
        assert far.heard(1336) >= 0.2
        assert far.heard(697) == 0


async def test_no_key():
    """A letter that is no key is refused before anything is sent."""
    async with pair() as (one, other):
        call, _ = await talk(one, other)
        with pytest.raises(ValueError, match="is no key"):
            await call.press("1x")


async def test_hold_and_resume():
    """While one side holds nothing is sent to it and it sends nothing; afterwards both talk."""
    async with pair() as (one, other):
        call, far = await talk(one, other)
        assert await call.hold() == 200
        assert far.held_by_far
        sent = far.media.sent
        assert not await far.wait(lambda: far.media.sent > sent + 2, 0.2)
        assert await call.resume() == 200
        assert not far.held_by_far
        await asyncio.gather(call.hears(CALLEE_HZ), far.hears(CALLER_HZ))
        assert far.hearing.longest_gap_s() >= 0.15


async def test_callee_may_hold_too():
    """The called side's re-INVITE is answered and acknowledged in the same dialog."""
    async with pair() as (one, other):
        call, far = await talk(one, other)
        assert await far.hold() == 200
        assert call.held_by_far
        assert await far.resume() == 200
        assert (await far.request("UPDATE")).status == 200
        assert (await call.request("OPTIONS")).status == 200


async def test_silence_suppression_shows_as_a_gap():
    """A phone that stops sending leaves a gap without RTP and a silence of the same length."""
    async with pair() as (one, other):
        call, far = await talk(one, other)
        await far.hears(CALLER_HZ)
        call.media.sending = False
        await far.wait(lambda: False, 0.5)
        call.media.sending = True
        await far.hears(CALLER_HZ)
        assert 0.4 < far.hearing.longest_gap_s() < 0.8
        assert 0.3 < far.hearing.longest_silence_s() < 0.9
        assert far.hearing.lost == 0


async def test_cut_line():
    """A cut line carries nothing either way, and the far end's silence grows."""
    async with pair() as (one, other):
        call, far = await talk(one, other)
        await asyncio.gather(call.hears(CALLEE_HZ), far.hears(CALLER_HZ))
        call.media.cut = True
        cut_ns = time.monotonic_ns()
        await far.wait(lambda: False, 0.4)
        now_ns = time.monotonic_ns()
        for end in (call, far):
            assert end.hearing.last_rtp_ns < cut_ns + 40_000_000
            assert end.hearing.longest_silence_s(end_ns=now_ns) > 0.25


async def test_silence_is_not_sound():
    """Packets of silence are received but are no sound."""
    async with pair() as (one, other):
        call, far = await talk(one, other)
        assert await far.wait(lambda: far.times.first_sound > 0, 20)
        quiet = one.place_call(target(other))
        quiet.media.play()
        await quiet.answered()
        silent_far = other.calls[-1]
        assert await silent_far.wait(lambda: silent_far.hearing.packets > 10, 20)
        assert silent_far.times.first_rtp_received > 0
        assert silent_far.times.first_sound == 0
        assert [span.hz for span in silent_far.hearing.spans()] in ([], [0])
        assert call.state == "talking"


async def test_recording(tmp_path):
    """What a phone heard can be written as WAV, and holds the far end's tone."""
    async with pair(keep_audio=True, codecs=("PCMA",)) as (one, other):
        _, far = await talk(one, other)
        await far.hears(CALLER_HZ, for_s=0.3)
        far.hearing.save(tmp_path / "heard.wav")
    with wave.open(str(tmp_path / "heard.wav")) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        assert file.getframerate() == 8000
    spectrum = np.abs(np.fft.rfft(samples[-2000:]))
    assert abs(spectrum.argmax() * 8000 / 2000 - CALLER_HZ) <= 4


async def test_no_common_codec():
    """An offer without a codec of ours is refused with 488."""
    async with (
        pair(codecs=("PCMA",)) as (_, other),
        WirePhone("127.0.0.2", codecs=("PCMU",)) as one,
    ):
        call = one.place_call(target(other))
        await call.ended()
        assert call.status == 488


async def test_late_wait_tells_the_story():
    """A wait that fails says what the call was doing."""
    async with pair(RING) as (one, other):
        call = one.place_call(target(other))
        with pytest.raises(NotInTime, match=r"not answered within 0\.2 s; the call is ringing"):
            await call.answered(0.2)


async def test_line_break_cannot_forge_a_header():
    """A line break in a header value is refused before anything is sent."""
    async with pair() as (one, other):
        with pytest.raises(ValueError, match="line break"):
            one.place_call(target(other), headers=(("X-Note", "a\r\nVia: forged"),))


async def test_garbage_on_the_port():
    """Garbage is counted and the phone goes on."""
    async with pair() as (one, other):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            for data in (b"\0" * 9, b"INVITE x\r\n\r\n", b"\xff" * 3000, b"SIP/2.0 999 x\r\n\r\n"):
                stranger.sendto(data, other.line.local)
        await talk(one, other)
        assert other.unread == 3


MUTABLE = (
    "{method} sip:100@127.0.0.3 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.9;branch={branch}\r\n"
    "From: <sip:x@y>;tag={far}\r\nTo: <sip:z>{near}\r\nCall-ID: {call}\r\nCSeq: {number} {method}\r\n"
    "Contact: {contact}\r\nRequire: {more}\r\nSession-Expires: {more}\r\nSupported: timer\r\n"
    "Content-Length: {length}\r\n\r\n{body}"
)


@given(st.data())
@settings(max_examples=examples(40), deadline=None)
def test_impossible_requests(data: st.DataObject):
    """Requests in any order, with strange values, never stop a phone from taking a call."""

    async def barrage() -> None:
        async with pair(Reaction(answer_after_s=0.0), t1_s=0.01) as (one, other):
            call, far = await talk(one, other)
            ids = (call.dialog.call_id, "strange")
            for number in range(data.draw(st.integers(1, 6))):
                body = data.draw(
                    st.sampled_from(("", "v=0", "Signal=x\r\n", "m=audio 9 RTP/AVP 0"))
                )
                text = MUTABLE.format(
                    method=data.draw(st.sampled_from(METHODS)), branch=f"z{number}", length=len(body),
                    far=data.draw(st.sampled_from((far.dialog.remote_tag, "", "other"))),
                    near=data.draw(st.sampled_from((f";tag={far.dialog.local_tag}", ""))),
                    call=data.draw(st.sampled_from(ids)), number=data.draw(st.integers(0, 9)),
                    contact=data.draw(st.text(alphabet="<>sip:;@9,*", max_size=12)),
                    more=data.draw(st.sampled_from(("", "timer", "100rel", "90", "x;y"))), body=body,
                )  # fmt: skip
                other._received(text.encode(), ("127.0.0.9", 9), time.monotonic_ns())
            again = one.place_call(target(other))
            await again.answered()
            for phone in (one, other):  # nobody is there to answer the strangers' BYE
                phone.vanish()

    asyncio.run(barrage())


METHODS = ("INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "UPDATE", "INFO", "REFER", "PRACK", "X")


async def test_session_timer_is_accepted():
    """A session timer of the far side's is accepted, with the far side refreshing it."""
    async with pair() as (one, other):
        call = one.place_call(
            target(other), headers=(("Supported", "timer"), ("Session-Expires", "90"))
        )
        await call.answered()
        response = await call.request(
            "UPDATE", headers=(("Supported", "timer"), ("Session-Expires", "90;refresher=uac"))
        )
        assert response.headers.get("session-expires") == "90;refresher=uac"
        assert (await call.request("INFO", kind="text/plain", body=b"x")).status == 200
        assert (await call.request("REFER")).status == 501


async def test_unknown_call():
    """A BYE for a call that is not there, and one with a wrong tag, are answered with 481."""
    async with pair() as (one, other):
        call, far = await talk(one, other)
        right = call.dialog.remote
        call.dialog.remote = right[:-3] + "bad"
        assert (await call.request("BYE")).status == 481
        assert far.state == "talking"
        call.dialog.remote = right


async def test_crossing_offers():
    """A re-INVITE that meets one of our own is refused with 491 and the talk goes on."""
    async with pair() as (one, other):
        call, far = await talk(one, other)
        far._busy = True
        assert await call.hold() == 491
        far._busy = False
        assert await call.resume() == 200
        await far.hears(CALLER_HZ)


async def test_strangers_audio_is_not_heard():
    """RTP from another address than the talk's is counted as stray and not heard."""
    async with pair() as (one, other):
        _, far = await talk(one, other)
        assert await far.wait(lambda: far.hearing.packets > 0, 20)
        packet = b"\x80\x00" + bytes(10) + b"\x10" * 160
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.sendto(packet, far.media.place)
        assert await far.wait(lambda: far.hearing.strays == 1, 20)


async def test_nothing_is_left():
    """A closed phone holds no call, no timer and no reader."""
    loop = asyncio.get_running_loop()
    async with pair(RING, t1_s=0.01) as (one, other):
        one.place_call(target(other))
        await other.next_call()
    pending = [timer for timer in loop._scheduled if not timer.cancelled()]  # type: ignore[attr-defined]
    assert pending == []
    assert not one._by_id
    assert not other._by_id


def test_own_tones_keep_clear():
    """A robot's own frequencies are 20 Hz apart and away from keys and ring-back tones."""
    tones = own_tones(100)
    assert len(set(tones)) == 100
    for taken in (425, 440, 480, 697, 770, 852, 941, 1209, 1336, 1477, 1633):
        assert min(abs(tone - taken) for tone in tones) > 12
    assert min(later - earlier for earlier, later in itertools.pairwise(tones)) >= 20
    with pytest.raises(ValueError, match="telephone band"):
        own_tones(1000)
