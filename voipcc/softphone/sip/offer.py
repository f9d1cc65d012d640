"""What a phone offers when it offers again in a call."""

import re

EVENTS = "telephone-event"
NUMBERED = re.compile(r"a=(?:rtpmap|fmtp):(\d+) (.*)")


def narrowed(sdp: str, payload: int) -> str:
    """The description with the codec in use and its keys only, every line ended by CRLF.

    A second offer of everything invites the switch to change codecs in mid-talk; Asterisk up to
    22.10 may end the leg when one goes (its issue 2059).
    """
    lines = sdp.replace("\r\n", "\n").strip("\n").split("\n")
    kept = {str(payload), *_keys(lines, payload)}
    return "".join(f"{line}\r\n" for line in map(lambda one: _without(one, kept), lines) if line)


def _keys(lines: list[str], payload: int) -> set[str]:
    """Payload numbers of keys that run at the codec's own clock."""
    named = {
        found[1]: found[2] for line in lines if (found := NUMBERED.match(line)) and "rtpmap" in line
    }
    codec = named.get(str(payload), "PCMU/8000")
    clock = codec.split("/")[1]
    return {number for number, name in named.items() if name.split("/")[:2] == [EVENTS, clock]}


def _without(line: str, kept: set[str]) -> str:
    """The line without other payloads; "" when it speaks of nothing else."""
    if line.startswith("m=audio "):
        kind, port, profile, *payloads = line.split()
        return " ".join([kind, port, profile, *(one for one in payloads if one in kept)])
    found = NUMBERED.match(line)
    return "" if found and found[1] not in kept else line
