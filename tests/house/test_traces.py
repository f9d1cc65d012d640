"""ARI steps and SIP messages of one call, found among those of others."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from voipcc.asterisk.ari.trace import Trace
from voipcc.story import Story
from voipcc.traces import ari_steps, call_ids, sip_messages

START_S = 1_795_295_615.5


def story() -> Story:
    """Call 1-1 with its caller's leg, agent's leg, talk and playback."""
    made = Story("1-1", ["leg-1", "1-4"], {"leg-1", "1-4", "1-5", "1-2"})
    made.arrived_utc_ms = round(START_S * 1000)
    return made


def channel(leg: str, call_id: str = "") -> dict[str, str]:
    """A channel as an event names it."""
    return {"id": leg, "name": f"PJSIP/{leg}", "state": "Up", "protocol_id": call_id}


def event(kind: str, **parts: object) -> bytes:
    """An event's bytes."""
    return json.dumps({"type": kind, **parts}).encode()


@pytest.fixture
def ari(tmp_path: Path) -> Path:
    """A folder with the trace of two calls."""
    times = iter(range(100))
    trace = Trace(tmp_path / "ari.jsonl", lambda: START_S + next(times) / 10)
    trace.event(event("StasisStart", channel=channel("leg-1", "abc@far"), args=["inbound"]))
    trace.asked("POST", "channels/leg-1/answer", 1)
    trace.asked("POST", "channels/other/answer", 2)
    trace.answered(204, b"", 2)
    trace.answered(404, b'{"message": "gone"}', 1)
    trace.asked("POST", "bridges/1-5/addChannel?channel=leg-1,1-4", 3)
    trace.event(event("ChannelDtmfReceived", channel=channel("leg-1", "abc@far"), digit="7"))
    trace.event(event("StasisStart", channel=channel("1-4", "def"), args=["device:1-4"]))
    trace.event(event("StasisStart", channel=channel("1-44", "ghi"), args=["device:1-44"]))
    trace.event(event("PlaybackFinished", playback={"id": "1-2", "target_uri": "channel:leg-1"}))
    trace.close()
    with (tmp_path / "ari.jsonl").open("ab") as file:
        file.write(b'{"at": 1, "event": {"type": "leg-1 cut o')
    return tmp_path


def test_requests_answers_and_events_of_the_call_are_told(ari: Path) -> None:
    """Each step of the call's ids is a line; those of other calls and of similar ids are not."""
    found = [line.text.strip().removeprefix("ari ") for line in ari_steps(ari, story())]
    assert [line.split(" {")[0] for line in found] == [
        "<- StasisStart",
        "-> 1 POST channels/leg-1/answer",
        "<- 1 404",
        "-> 3 POST bridges/1-5/addChannel?channel=leg-1,1-4",
        "<- ChannelDtmfReceived",
        "<- StasisStart",
        "<- PlaybackFinished",
    ]
    assert "gone" in found[2]


def test_a_key_pressed_is_not_told(ari: Path) -> None:
    """The digit of an event is hidden."""
    (line,) = [line for line in ari_steps(ari, story()) if "Dtmf" in line.text]
    assert '"digit": "?"' in line.text


def test_steps_carry_their_time_since_the_arrival(ari: Path) -> None:
    """The trace's own clock is put beside the call's."""
    lines = ari_steps(ari, story())
    assert [line.offset_us for line in lines[:2]] == [0, 100_000]


def test_a_legs_call_id_is_named_by_its_events(ari: Path) -> None:
    """The caller's and the agent's SIP Call-IDs are found, and no other's."""
    assert call_ids(ari, story()) == {"abc@far", "def"}


def test_without_a_trace_nothing_is_told(tmp_path: Path) -> None:
    """A call that was not traced has no steps and no messages."""
    assert ari_steps(tmp_path, story()) == []
    assert call_ids(tmp_path, story()) == set()
    assert sip_messages(tmp_path, story(), {"abc"}) == []


def test_a_long_trace_is_kept_in_two_files(tmp_path: Path) -> None:
    """A trace over its limit goes on in a new file, one older is kept, and both are read."""
    trace = Trace(tmp_path / "ari.jsonl", lambda: START_S, limit_bytes=2000)
    for number in range(60):
        trace.asked("POST", f"channels/leg-1/play/{number}", number)
    trace.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ari.jsonl", "ari.jsonl.0"]
    assert all(path.stat().st_size < 2200 for path in tmp_path.iterdir())
    assert "play/59" in ari_steps(tmp_path, story())[-1].text


def message(call_id: str, way: str = "Received", more: str = "", at: float = START_S) -> str:
    """A SIP message as Asterisk logs it."""
    stamp = datetime.fromtimestamp(at).isoformat(timespec="milliseconds")
    to = "from" if way == "Received" else "to"
    head = f"[{stamp}] VERBOSE[7] res_pjsip_logger.c: <--- {way} SIP request (9 bytes) {to} UDP:192.0.2.1:5060 --->\n"
    lines = ["INVITE sip:+4930123450@192.0.2.2 SIP/2.0", f"Call-ID: {call_id}", *more.splitlines()]
    return head + "\r\n".join(lines) + "\r\n\r\n\n"


def test_messages_are_found_by_call_id_and_by_our_header(tmp_path: Path) -> None:
    """A phone that never answered is found by the header it was sent, and so is all it says."""
    (tmp_path / "sip.log").write_text(
        f"[{datetime.now().isoformat()}] VERBOSE[1] pbx.c: something else\n"
        + message("abc@far")
        + message("other")
        + message("rung", "Transmitting", "X-VCC-Call: 1-1")
        + message("rung")
        + message("near", "Transmitting", "X-VCC-Call: 1-11")
    )
    lines = sip_messages(tmp_path, story(), {"abc@far"})
    assert [line.text.splitlines()[0].strip() for line in lines] == [
        "sip <- UDP:192.0.2.1:5060",
        "sip -> UDP:192.0.2.1:5060",
        "sip <- UDP:192.0.2.1:5060",
    ]
    assert ["rung" in line.text for line in lines] == [False, True, True]


def test_messages_of_an_earlier_call_are_left_out(tmp_path: Path) -> None:
    """A Call-ID seen long before the call came in is another call's."""
    (tmp_path / "sip.log").write_text(message("abc", at=START_S - 3600) + message("abc"))
    assert len(sip_messages(tmp_path, story(), {"abc"})) == 1


def test_older_files_are_read_first(tmp_path: Path) -> None:
    """What Asterisk has rotated away is still told, in order."""
    (tmp_path / "sip.log.1").write_text(message("abc", more="Subject: one"))
    (tmp_path / "sip.log.0").write_text(message("abc", more="Subject: two"))
    (tmp_path / "sip.log").write_text(message("abc", more="Subject: three"))
    found = [
        line.text.rpartition("Subject: ")[2] for line in sip_messages(tmp_path, story(), {"abc"})
    ]
    assert found == ["one", "two", "three"]


def test_secrets_in_messages_are_not_told(tmp_path: Path) -> None:
    """SRTP keys, answers to challenges and keys sent by INFO are hidden."""
    secrets = (
        'Authorization: Digest username="anna", response="0123456789abcdef"\n'
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0a2V5|2^20\n"
        "Signal=7\nDuration=160"
    )
    (tmp_path / "sip.log").write_text(message("abc", more=secrets))
    (line,) = sip_messages(tmp_path, story(), {"abc"})
    assert not any(word in line.text for word in ("0123456789abcdef", "c2VjcmV0a2V5", "Signal=7"))
    assert "Signal=?" in line.text


def test_bytes_that_are_no_text_break_nothing(tmp_path: Path) -> None:
    """Whatever strangers send stands in the log; it is read all the same."""
    garbage = b"\xff\x00\x1b[31m\r\n" * 100
    (tmp_path / "sip.log").write_bytes(garbage + message("abc").encode() + garbage)
    assert len(sip_messages(tmp_path, story(), {"abc"})) == 1
