"""What the wire phone reads: SIP, SDP, digests, RTP; and what it makes of garbage."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from voipcc.softphone.wire import sdp
from voipcc.softphone.wire.address import read_name_address, read_uri, read_via
from voipcc.softphone.wire.digest import answer_challenge, read_challenge
from voipcc.softphone.wire.hearing import Hearing, judge
from voipcc.softphone.wire.media import rtp_payload
from voipcc.softphone.wire.message import (
    Garbage,
    Headers,
    Request,
    Response,
    Stream,
    decode,
    sequence,
    split_list,
)
from voipcc.softphone.wire.response import respond_to
from voipcc.softphone.wire.tone import A_LAW, MU_LAW, a_law, mu_law, tone_frames

INVITE = (
    b"INVITE sip:100@127.0.0.1 SIP/2.0\r\n"
    b"v: SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bKx;rport, SIP/2.0/TCP b.example;branch=z9hG4bKy\r\n"
    b'f: "Comma, \\"quoted\\"" <sip:+49301@x.example;user=phone>;tag=ab\r\n'
    b"t: <sip:100@127.0.0.1>\r\ni: one\r\nCSEQ:  7   INVITE\r\n"
    b"Subject: folded\r\n\t value\r\nRecord-Route: <sip:p1;lr>,<sip:p2;lr>\r\n"
    b"l: 4\r\n\r\nbodyrest"
)


def test_tolerant_reading():
    """Compact names, folded lines, odd blanks and lists are read; surplus bytes are left away."""
    request = decode(INVITE)
    assert isinstance(request, Request)
    assert request.body == b"body"
    assert request.headers.get("Subject") == "folded value"
    assert sequence(request.headers) == (7, "INVITE")
    assert [read_via(via).branch for via in request.headers.all("via")] == ["z9hG4bKx", "z9hG4bKy"]
    caller = read_name_address(request.headers.get("from"))
    assert (caller.name, caller.uri.user, caller.tag) == ('Comma, "quoted"', "+49301", "ab")
    assert len(request.headers.all("record-route")) == 2


def test_response_marks_where_it_came_from():
    """A response goes back with received and rport on the top Via only, and a tag on To."""
    request = decode(INVITE)
    assert isinstance(request, Request)
    response = respond_to(request, ("192.0.2.7", 1234), 180, tag="mine")
    top, below = response.headers.all("via")
    assert read_via(top).params["received"] == "192.0.2.7"
    assert read_via(top).params["rport"] == "1234"
    assert "received" not in read_via(below).params
    assert read_name_address(response.headers.get("to")).tag == "mine"
    assert "tag" not in respond_to(request, ("192.0.2.7", 1), 100, tag="x").headers.get("to")
    again = decode(response.encode())
    assert isinstance(again, Response)
    assert again.headers.all("record-route") == request.headers.all("record-route")


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\r\n\r\n", b"INVITE sip:x SIP/2.0\r\n\r\n", b"SIP/2.0 99 x\r\n\r\n",
        INVITE.replace(b"l: 4", b"l: 4000"), INVITE.replace(b"l: 4", b"l: -4"),
        INVITE.replace(b"7   INVITE", b"7 BYE"), INVITE.replace(b"7   INVITE", b"x INVITE"),
        INVITE.replace(b"i: one\r\n", b""), INVITE.replace(b"Subject:", b"Sub ject"),
        b"X" * 70_000,
    ],
)  # fmt: skip
def test_garbage(data: bytes):
    """What is no whole message is refused with a reason."""
    with pytest.raises(Garbage, match=r"."):
        decode(data)


@given(st.binary(max_size=400))
@settings(max_examples=examples(200), deadline=None)
def test_any_bytes(data: bytes):
    """No bytes make the readers fail in any other way than as garbage."""
    for text in (data, INVITE[:60] + data, INVITE[: len(data)] + data + INVITE[len(data) :]):
        try:
            message = decode(text)
        except Garbage:
            continue
        decode(message.encode())
    rtp_payload(data)
    rtp_payload(b"\x80\x00" + data)


@given(st.text(max_size=200))
@settings(max_examples=examples(200), deadline=None)
def test_any_text(text: str):
    """No text makes the readers of addresses, lists, challenges and descriptions fail."""
    split_list(text)
    read_via(text)
    read_uri(text).place()
    assert 0 <= read_uri("sip:" + text).port < 65536
    assert read_name_address(text).uri.port >= 0
    read_challenge("Digest " + text)
    try:
        sdp.read(("v=0\r\nc=IN IP4 1.2.3.4\r\nm=audio 9 RTP/AVP 0 " + text).encode())
        sdp.read(text.encode())
    except sdp.NotUsable:
        pass


_field = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1)


@given(st.dictionaries(st.sampled_from(["X-One", "Subject", "X-Two"]), _field), st.binary())
@settings(max_examples=examples(100), deadline=None)
def test_written_is_read(values: dict[str, str], body: bytes):
    """What the phone writes it reads back the same."""
    headers = Headers([("Via", "SIP/2.0/UDP a;branch=b"), ("From", "<sip:a@b>"), ("To", "<sip:c>")])
    headers.extend([("Call-ID", "1"), ("CSeq", "1 INFO"), *values.items()])
    again = decode(Request("INFO", "sip:c", headers, body).encode())
    assert again.body == body
    for name, value in values.items():
        assert again.headers.get(name) == value.strip()


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4), st.integers(1, 60))
@settings(max_examples=examples(60), deadline=None)
def test_stream_is_cut_at_the_right_places(bodies: list[bytes], step: int):
    """Messages come out of a byte stream whole, however it is chopped and with keep-alives between."""
    whole = [
        INVITE[: INVITE.index(b"l: 4")] + b"Content-Length: %d\r\n\r\n" % len(body) + body
        for body in bodies
    ]
    data = b"\r\n\r\n".join(whole)
    stream = Stream()
    found = [one for at in range(0, len(data), step) for one in stream.feed(data[at : at + step])]
    assert found == whole


def test_endless_stream_is_garbage():
    """A stream without an end of headers is refused before it fills the memory."""
    stream = Stream()
    with pytest.raises(Garbage):
        for _ in range(100):
            stream.feed(b"A: b\r\n" * 1000)


def test_digest_of_the_standard():
    """The digest is the one that RFC 2617 computes in its example."""
    challenge = read_challenge(
        'Digest realm="testrealm@host.com", qop="auth,auth-int", '
        'nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    answer = read_challenge(
        answer_challenge(
            challenge, method="GET", uri="/dir/index.html", user="Mufasa",
            password="Circle Of Life", client_nonce="0a4f113b",
        )
    )  # fmt: skip
    assert answer["response"] == "6629fae49393a05397450978507c4ef1"
    assert (answer["qop"], answer["nc"]) == ("auth", "00000001")
    assert answer_challenge({"nonce": "x", "algorithm": "ODD"}, method="", uri="", user="",
                            password="") == ""  # fmt: skip


def test_offer_and_answer():
    """Codecs, telephone events and direction survive writing and reading; video is refused in place."""
    offer = sdp.read(
        b"v=0\r\nc=IN IP4 192.0.2.1\r\nm=video 9 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
        b"m=audio 4000 RTP/AVP 9 8 96\r\na=rtpmap:96 telephone-event/8000\r\na=sendonly\r\n"
    )
    assert offer.place == ("192.0.2.1", 4000)
    assert offer.codec(("PCMU", "PCMA")) == (8, "PCMA")
    assert (offer.events, offer.direction) == (96, "sendonly")
    body = sdp.write(("127.0.0.1", 6000), {8: "PCMA"}, events=96, direction="recvonly",
                     answering=offer)  # fmt: skip
    lines = [line for line in body.decode().splitlines() if line.startswith("m=")]
    assert lines == ["m=video 0 RTP/AVP 96", "m=audio 6000 RTP/AVP 8 96"]
    again = sdp.read(body)
    assert (again.place, again.direction) == (("127.0.0.1", 6000), "recvonly")
    for bad in (b"", b"v=0\r\nm=audio 0 RTP/AVP 0\r\n",
                b"c=IN IP4 1.2.3.4\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n"):  # fmt: skip
        with pytest.raises(sdp.NotUsable):
            sdp.read(bad)
    with pytest.raises(sdp.NotUsable, match="no common codec"):
        offer.codec(("PCMU",))


def test_companding_keeps_the_wave():
    """Each code of both laws comes back from its own sample, and tones keep their shape."""
    codes = np.frombuffer(a_law(A_LAW), np.uint8)
    assert codes.tolist() == list(range(256))
    again = MU_LAW[np.frombuffer(mu_law(MU_LAW), np.uint8)]
    assert again.tolist() == MU_LAW.tolist()
    samples = (np.sin(np.arange(800) / 3) * 20000).astype(np.int16)
    for law, table in ((mu_law, MU_LAW), (a_law, A_LAW)):
        heard = table[np.frombuffer(law(samples), np.uint8)].astype(int)
        assert np.abs(heard - samples).max() < 700


@given(st.integers(30, 330), st.floats(0.02, 0.9))
@settings(max_examples=examples(60), deadline=None)
def test_frequency_is_found(tens: int, loudness: float):
    """A sine of any telephone frequency and level is named to within 3 Hz."""
    time_s = np.arange(800) / 8000
    wave = (np.sin(2 * np.pi * tens * 10 * time_s) * loudness).astype(np.float32)
    hz, share, _ = judge(wave[None, :])
    assert abs(hz[0, 0] - tens * 10) < 3
    assert share[0, 0] > 0.95


def feed(hearing: Hearing, hz: int, packets: range, late_ns: int = 0, jump: int = 0) -> None:
    """20 ms packets of a tone with the given places in the stream."""
    frames = tone_frames("PCMU", *((hz,) if hz else ()))
    for place in packets:
        hearing.receive(
            frames[place % len(frames)], "PCMU", 1_000_000_000 + place * 20_000_000 + late_ns,
            sequence=place + jump & 0xFFFF, timestamp=place * 160, source=1,
        )  # fmt: skip


def test_lost_packets_are_silence():
    """Missing packets are counted and leave silence of their length in their place."""
    hearing = Hearing()
    feed(hearing, 500, range(50))
    feed(hearing, 500, range(75, 100))
    assert hearing.lost == 25
    assert hearing.heard(500) == pytest.approx(1.5, abs=0.11)
    assert hearing.longest_silence_s() == pytest.approx(0.5, abs=0.11)
    assert hearing.longest_gap_s() == pytest.approx(0.52)
    assert [span.hz for span in hearing.spans()] == [500, 0, 500]


def test_late_and_repeated_packets_are_not_heard_twice():
    """A packet whose place is taken is dropped."""
    hearing = Hearing()
    feed(hearing, 500, range(50))
    feed(hearing, 900, range(30, 50))
    assert hearing.packets == 50
    assert hearing.heard(900) == 0


def test_two_tones_at_once():
    """Both voices of a conference are heard in the same window."""
    hearing = Hearing()
    for place, frame in enumerate(tone_frames("PCMU", 500, 900)):
        hearing.receive(frame, "PCMU", place * 20_000_000 + 10**9, sequence=place,
                        timestamp=place * 160, source=1)  # fmt: skip
    assert hearing.heard(500) == hearing.heard(900) == pytest.approx(1.0)
    assert hearing.heard(700) == 0


def test_time_line_between_moments():
    """A question about a stretch of time counts only the windows that begin in it."""
    hearing = Hearing()
    feed(hearing, 500, range(50))
    feed(hearing, 600, range(50, 100))
    start_ns = 1_000_000_000
    middle_ns = start_ns + 1_000_000_000
    assert hearing.heard(500, end_ns=middle_ns) == pytest.approx(1.0)
    assert hearing.heard(500, start_ns=middle_ns) == 0
    assert hearing.heard(600, start_ns=middle_ns) == pytest.approx(1.0)
    assert hearing.longest_silence_s(end_ns=start_ns + 3_000_000_000) == pytest.approx(1.0)


@pytest.mark.parametrize("offset", [0, 37, 250, 799])
def test_onset_is_found_to_a_few_milliseconds(offset: int):
    """The moment a tone replaces other sound is found much finer than the windows are."""
    rng = np.random.default_rng(offset)
    music = (rng.normal(size=8000 + offset) * 3000).astype(np.int16)
    tone = (np.sin(2 * np.pi * 620 * np.arange(8000) / 8000) * 8000).astype(np.int16)
    data = mu_law(np.concatenate([music, tone]))
    hearing = Hearing(keep_audio=True)
    for place in range(len(data) // 160):
        hearing.receive(
            data[place * 160 : place * 160 + 160], "PCMU", 10**9 + place * 20_000_000,
            sequence=place, timestamp=place * 160, source=1,
        )  # fmt: skip
    expected = 10**9 + (8000 + offset) * 125_000
    assert abs(hearing.onset_ns(620) - expected) < 10_000_000
    assert hearing.onset_ns(900) == 0
