"""Session descriptions: one audio stream with G.711 and telephone events, offered and answered."""

import re
from dataclasses import dataclass, field
from typing import Literal

from voipcc.softphone.wire.address import HostPort

Direction = Literal["sendrecv", "sendonly", "recvonly", "inactive"]
STATIC = {0: "PCMU", 8: "PCMA"}
PAYLOADS = {name: number for number, name in STATIC.items()}
EVENTS = "telephone-event"
_MIRRORED: dict[Direction, Direction] = {
    "sendrecv": "sendrecv", "sendonly": "recvonly", "recvonly": "sendonly", "inactive": "inactive",
}  # fmt: skip


class NotUsable(ValueError):
    """The description offers no audio that this phone can speak."""


@dataclass(slots=True)
class Description:
    """What one side said: where it listens and what it speaks. `codecs`: payload type to name."""

    place: HostPort
    codecs: dict[int, str] = field(default_factory=dict)
    events: int = 0
    direction: Direction = "sendrecv"
    other_media: tuple[str, ...] = ()
    before_audio: int = 0

    def codec(self, ours: tuple[str, ...]) -> tuple[int, str]:
        """The far side's first codec that is ours too. Raises NotUsable."""
        for number, name in self.codecs.items():
            if name in ours:
                return number, name
        raise NotUsable(f"no common codec: {', '.join(self.codecs.values()) or 'none'} offered")


def read(body: bytes) -> Description:
    """The first audio stream of a description. Raises NotUsable."""
    session, sections = _sections(body.decode("utf-8", "replace"))
    for place, lines in enumerate(sections):
        words = lines[0][2:].split()
        if len(words) >= 4 and words[0] == "audio" and words[1].split("/")[0] != "0":
            others = tuple(part[0] for index, part in enumerate(sections) if index != place)
            return _audio(words, lines, session, others, place)
    raise NotUsable("no audio stream")


def _sections(text: str) -> tuple[list[str], list[list[str]]]:
    session: list[str] = []
    sections: list[list[str]] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.startswith("m="):
            sections.append([line])
        elif line.strip():
            (sections[-1] if sections else session).append(line)
    return session, sections


def _audio(
    words: list[str], lines: list[str], session: list[str], others: tuple[str, ...], place: int
) -> Description:
    if words[2] not in ("RTP/AVP", "RTP/AVPF"):
        raise NotUsable(f"audio over {words[2][:20]}")
    port = words[1].split("/")[0]
    found = [line for line in lines + session if line.startswith("c=IN IP4 ")]
    if not found or not port.isdigit() or not 0 < int(port) < 65536:
        raise NotUsable("no IPv4 address or port for audio")
    host = found[0].split()[2].split("/")[0]
    description = Description((host, int(port)), other_media=others, before_audio=place)
    _payloads(description, words[3:], lines)
    for line in session + lines:
        for direction in _MIRRORED:
            if line.strip() == f"a={direction}":
                description.direction = direction
    if host == "0.0.0.0":  # the hold of older phones
        description.direction = "inactive"
    return description


def _payloads(description: Description, numbers: list[str], lines: list[str]) -> None:
    names = dict(STATIC)
    for line in lines:
        found = re.match(r"a=rtpmap:([0-9]{1,3})\s+([^/\s]+)/([0-9]{1,6})", line)
        if found and (found[3] == "8000" or found[2].lower() != EVENTS):
            names[int(found[1])] = found[2] if found[2].lower() != EVENTS else EVENTS
    for text in numbers:
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
        name = names.get(number, "")
        if name == EVENTS:
            description.events = description.events or number
        elif name:
            description.codecs[number] = name.upper()


def write(
    ours: HostPort, codecs: dict[int, str], *, events: int = 101,
    direction: Direction = "sendrecv", version: int = 1, answering: Description | None = None,
) -> bytes:  # fmt: skip
    """A description of our audio; in an answer, every other stream offered is refused."""
    host, port = ours
    head = [
        "v=0",
        f"o=- {port} {version} IN IP4 {host}",
        "s=voipcc",
        f"c=IN IP4 {host}",
        "t=0 0",
    ]
    numbers = [str(number) for number in codecs] + ([str(events)] if events else [])
    audio = [f"m=audio {port} RTP/AVP {' '.join(numbers)}"]
    audio += [f"a=rtpmap:{number} {name}/8000" for number, name in codecs.items()]
    if events:
        audio += [f"a=rtpmap:{events} {EVENTS}/8000", f"a=fmtp:{events} 0-16"]
    audio += ["a=ptime:20", f"a={direction}"]
    refused = [_refused(line) for line in answering.other_media] if answering else []
    before = answering.before_audio if answering else 0
    lines = head + refused[:before] + audio + refused[before:]
    return ("\r\n".join(lines) + "\r\n").encode()


def _refused(line: str) -> str:
    words = line[2:].split()
    kind = words[0] if words else "audio"
    protocol = words[2] if len(words) > 2 else "RTP/AVP"
    return f"m={kind} 0 {protocol} {' '.join(words[3:]) or '0'}"


def answer_direction(offered: Direction, *, holding: bool = False) -> Direction:
    """What we say to an offer of that direction; while we hold we never receive."""
    mirrored = _MIRRORED[offered]
    if not holding:
        return mirrored
    return "sendonly" if mirrored in ("sendrecv", "sendonly") else "inactive"
