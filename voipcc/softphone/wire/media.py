"""The audio of one call: RTP out from ready payloads, RTP in to `Hearing`, keys both ways."""

import secrets
import socket
import struct
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from voipcc.softphone.wire.address import HostPort
from voipcc.softphone.wire.clock import ANCILLARY_SIZE, arrival_ns, stamp_arrivals
from voipcc.softphone.wire.hearing import Hearing
from voipcc.softphone.wire.ticker import Ticker
from voipcc.softphone.wire.tone import DTMF_EVENTS, DTMF_HZ, FRAME, SILENCE, tone_frames

_HEADER = struct.Struct("!BBHII")
_EVENT = struct.Struct("!BBH")
_KEYS = {number: key for key, number in DTMF_EVENTS.items()}
_EVENT_LEVEL = 10
_LARGEST_PACKET = 1500
_MOST_AT_ONCE = 100
_EVEN_PORT_TRIES = 40


@dataclass(frozen=True, slots=True)
class Key:
    """One key and how it went: rfc4733, info or inband. `at_ns` is when it came in, or when
    the first packet that ends it went out."""

    key: str
    at_ns: int
    how: str


@dataclass(slots=True)
class _Packet:
    """A packet that goes out instead of the tone; `back` samples before the stream's clock."""

    kind: int
    payload: bytes
    marker: bool = False
    back: int = 0
    ends: str = ""


_PAUSE = _Packet(-1, b"")  # between keys: silence, or nothing from a phone that sends nothing


class Media:
    """One RTP socket on `address`. `place` is where the far side must send to.

    `sending` off means no packets at all (a muted phone that suppresses silence); `cut` on
    means the line is dead both ways; `loses` says of each packet's number whether it is lost on
    the way. None of them tells the far side anything.
    """

    def __init__(self, address: str, *, keep_audio: bool = False) -> None:
        self.hearing = Hearing(keep_audio=keep_audio)
        self.keys: list[Key] = []
        self.pressed: list[Key] = []
        self.sending, self.cut, self.may_send = True, False, True
        self.loses: Callable[[int], bool] = lambda number: False
        self.sent = 0
        self.first_sent_ns = 0
        self.on_check: Callable[[], None] | None = None
        self._socket = _even_socket(address)
        self.place: HostPort = self._socket.getsockname()
        self._remote: HostPort | None = None
        self.peer: HostPort | None = None
        self._codecs: dict[int, str] = {}
        self._codec, self._kind, self._events = "PCMU", 0, 0
        self._tone: tuple[int, ...] = ()
        self._frames = tone_frames("PCMU")
        self._frame = 0
        self._queue: deque[_Packet] = deque()
        self._sequence = secrets.randbits(15)
        self._timestamp = secrets.randbits(31)
        self._source = secrets.randbits(32)
        self._marker = True
        self._last_event = -1
        self._talking = self._closed = False
        self._ticker = Ticker.shared()

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def remote(self) -> HostPort | None:
        return self._remote

    def agree(
        self, remote: HostPort, kind: int, codec: str, events: int, codecs: dict[int, str]
    ) -> None:
        """What both descriptions say: send `codec` as payload type `kind` to `remote`."""
        if remote != self._remote:
            self.peer = None
        self._remote = remote
        self._kind, self._codec, self._events = kind, codec, events
        self._codecs = codecs
        self._frames = tone_frames(codec, *self._tone)

    def play(self, *hz: int) -> None:
        """Send these frequencies together from now on; none: packets of silence."""
        self._tone = hz
        self._frames = tone_frames(self._codec, *hz)
        self._frame = 0

    def listen(self) -> None:
        """Read what arrives (early media too); sends nothing yet."""
        if not self._closed:
            self._ticker.remove(self)
            self._ticker.add(self)

    def start(self) -> None:
        """Begin to send, with the first packet at once."""
        if not self._talking and not self._closed:
            self.listen()
            self._talking = True
            self.send(0)

    def close(self) -> None:
        """Read what still waits, then let go of the socket."""
        if not self._closed:
            self.read()
            self.hearing.absorb()
            self._closed = True
            self._talking = False
            self._ticker.remove(self)
            self._socket.close()

    # --- keys out -------------------------------------------------------------------------

    def press(
        self, keys: str, *, hold_ms: int = 120, gap_ms: int = 80, inband: bool = False
    ) -> int:
        """Queue these keys as RFC 4733 events or as tones. Returns how long they take in ms.

        Raises ValueError for what is no key, and where the far side takes no events.
        """
        strange = [key for key in keys.upper() if key not in DTMF_EVENTS]
        if strange:
            raise ValueError(f"{strange[0]!r} is no key: 0-9, *, #, A-D are")
        if not inband and not self._events:
            raise ValueError("the far side takes no telephone events: press with inband or INFO")
        before = len(self._queue)
        for key in keys.upper():
            self._queue.extend(self._tones(key, hold_ms) if inband else self._event(key, hold_ms))
            self._queue.extend(_PAUSE for _ in range(max(1, gap_ms // 20)))
        return (len(self._queue) - before) * 20

    def _tones(self, key: str, hold_ms: int) -> list[_Packet]:
        frames = tone_frames(self._codec, *DTMF_HZ[key])
        beats = max(2, hold_ms // 20)
        packets = [_Packet(self._kind, frames[beat % 50]) for beat in range(beats)]
        packets[-1].ends = key
        return packets

    def _event(self, key: str, hold_ms: int) -> list[_Packet]:
        beats = max(2, hold_ms // 20)
        packets: list[_Packet] = []
        for beat in range(beats + 2):
            over = beat >= beats - 1  # the last one, three times
            duration = min(beat + 1, beats) * FRAME
            flags = _EVENT_LEVEL | (0x80 if over else 0)
            payload = _EVENT.pack(DTMF_EVENTS[key], flags, duration)
            ends = key if beat == beats - 1 else ""
            packets.append(_Packet(self._events, payload, beat == 0, beat * FRAME, ends))
        return packets

    # --- the beat ---------------------------------------------------------------------------

    def send(self, skipped: int) -> None:
        if not self._talking:
            return
        self._timestamp = (self._timestamp + FRAME * skipped) & 0xFFFFFFFF
        if self._queue and self._queue[0] is not _PAUSE:
            packet = self._queue.popleft()
            if packet.ends:
                how = "rfc4733" if packet.kind == self._events else "inband"
                self.pressed.append(Key(packet.ends, time.monotonic_ns(), how))
            self._put(packet.kind, packet.payload, packet.marker, packet.back)
        elif self._queue:
            self._queue.popleft()
            if self.sending and self.may_send:
                self._put(self._kind, SILENCE[self._codec], False, 0)
        elif self.sending and self.may_send:
            self._put(self._kind, self._frames[self._frame], self._marker, 0)
            self._marker = False
        else:
            self._marker = True
        self._frame = (self._frame + 1) % len(self._frames)
        self._timestamp = (self._timestamp + FRAME) & 0xFFFFFFFF

    def _put(self, kind: int, payload: bytes, marker: bool, back: int) -> None:
        if self.cut or self._remote is None:
            return
        first = 0x80 | kind if marker else kind
        timestamp = (self._timestamp - back) & 0xFFFFFFFF
        header = _HEADER.pack(0x80, first, self._sequence, timestamp, self._source)
        self._sequence = (self._sequence + 1) & 0xFFFF
        if not self.sent:
            self.first_sent_ns = time.monotonic_ns()
        if not self.loses(self.sent):
            with suppress(OSError):  # lost on the way, like any other packet
                self._socket.sendto(header + payload, self._remote)
        self.sent += 1

    def read(self) -> None:
        for _ in range(_MOST_AT_ONCE):
            try:
                data, notes, _, source = self._socket.recvmsg(_LARGEST_PACKET, ANCILLARY_SIZE)
            except OSError:
                return
            if not self.cut:
                self._received(data, source, notes)

    def _received(self, data: bytes, source: HostPort, notes: list[tuple[int, int, bytes]]) -> None:
        payload = rtp_payload(data)
        stranger = not self._is_peer(source)
        kind = data[1] & 0x7F if payload else -1
        if stranger or not payload or (self._codecs and not self._expects(kind)):
            self.hearing.strays += 1
            return
        _, _, sequence, timestamp, ssrc = _HEADER.unpack_from(data)
        if kind == self._events and self._events:
            now_ns = arrival_ns(notes)
            self.hearing.pass_over(now_ns, sequence=sequence, source=ssrc)
            self._event_received(payload, timestamp, now_ns)
            return
        codec = self._codecs.get(kind) or ("PCMA" if kind == 8 else "PCMU")
        self.hearing.receive(
            payload, codec, arrival_ns(notes), sequence=sequence, timestamp=timestamp, source=ssrc
        )

    def _is_peer(self, source: HostPort) -> bool:
        """The agreed address, else the first that sent: a switch may send from another one."""
        if source == self._remote or self.peer is None:
            self.peer = source
        return source == self.peer

    def _expects(self, kind: int) -> bool:
        return kind in self._codecs or (kind == self._events and self._events > 0)

    def _event_received(self, payload: bytes, timestamp: int, now_ns: int) -> None:
        if len(payload) < _EVENT.size or timestamp == self._last_event:
            return
        self._last_event = timestamp
        key = _KEYS.get(payload[0])
        if key is not None:
            self.keys.append(Key(key, now_ns, "rfc4733"))

    def check(self) -> None:
        if self.on_check is not None:
            self.on_check()


def rtp_payload(data: bytes) -> bytes:
    """What an RTP packet carries; empty for RTCP, padding only, and what is no RTP."""
    if len(data) <= _HEADER.size or data[0] >> 6 != 2 or 192 <= data[1] <= 223:
        return b""
    start = _HEADER.size + 4 * (data[0] & 0x0F)
    if data[0] & 0x10:
        if len(data) < start + 4:
            return b""
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    end = len(data) - data[-1] if data[0] & 0x20 else len(data)
    return data[start:end] if start < end else b""


def _even_socket(address: str) -> socket.socket:
    """A bound socket on a free even port: the odd one after it is RTCP's by custom."""
    for _ in range(_EVEN_PORT_TRIES):
        line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        line.setblocking(False)
        line.bind((address, 0))
        if line.getsockname()[1] % 2 == 0:
            stamp_arrivals(line)
            return line
        line.close()
    raise OSError(f"no free even port for audio on {address}")
