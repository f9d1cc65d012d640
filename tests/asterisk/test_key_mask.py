"""Keys in a SIP trace are painted over, whatever else is in it, also while it grows."""

from pathlib import Path

import pytest

from voipcc.asterisk import key_mask
from voipcc.asterisk.key_mask import KeyMask

HEAD = b"<--- Received SIP request (400 bytes) from UDP:127.0.0.1:5060 --->\nINFO sip:a@b SIP/2.0\n"
RELAY = (
    HEAD + b"Content-Type: application/dtmf-relay\nContent-Length: 22\n\nSignal=8\nDuration=160\n\n"
)
PLAIN = HEAD + b"Content-Type: application/dtmf\r\nContent-Length: 1\r\n\r\n7\n\n"
INVITE = b"INVITE sip:8@b SIP/2.0\nCSeq: 8 INVITE\nContent-Type: application/sdp\n\nv=0\na=rtpmap:8 PCMA\n"


def test_only_keys_are_painted_over(tmp_path: Path) -> None:
    """Both ways of sending a key lose it; every other byte stays."""
    log = tmp_path / "sip.log"
    log.write_bytes(INVITE + RELAY + INVITE + PLAIN + RELAY.replace(b"=8", b" = #"))
    before = log.read_bytes()
    mask = KeyMask(log)
    assert mask.paint() == 3
    after = log.read_bytes()
    changed = [index for index in range(len(before)) if before[index] != after[index]]
    assert len(before) == len(after) and bytes(before[one] for one in changed) == b"87#"
    assert all(after[one : one + 1] == b"?" for one in changed)
    assert mask.paint() == 0


@pytest.mark.parametrize("cut", range(1, len(RELAY), 7))
def test_a_half_written_message_is_painted_over_once_it_is_whole(tmp_path: Path, cut: int) -> None:
    """Wherever the writing stood when it was looked at, no key is left in the end."""
    log = tmp_path / "sip.log"
    mask = KeyMask(log)
    assert mask.paint() == 0
    log.write_bytes(RELAY[:cut])
    mask.paint()
    with log.open("ab") as file:
        file.write(RELAY[cut:] + PLAIN)
    mask.paint()
    assert b"Signal=?\n" in log.read_bytes() and b"\r\n\r\n?\n" in log.read_bytes()


def test_a_long_trace_is_looked_through_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No key hides where two pieces meet, and a file that begins anew is looked through anew."""
    monkeypatch.setattr(key_mask, "CHUNK", 1000)
    monkeypatch.setattr(key_mask, "OVERLAP", 300)
    log = tmp_path / "sip.log"
    log.write_bytes((INVITE + RELAY) * 200)
    mask = KeyMask(log)
    mask.paint()
    assert log.read_bytes().count(b"Signal=?\n") == 200
    log.write_bytes(RELAY)
    assert mask.paint() == 1
