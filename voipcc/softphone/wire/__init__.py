"""A SIP and RTP phone of our own, for measuring at the socket.

It plays callers, trunks and agents' phones in the demo and the live tests. Everything that
arrives carries the kernel's time, all audio goes by one shared beat, and what is heard is
judged by frequency. `WirePhone` is the door; `Call` (by `place_call` or `next_call`) the rest.
"""

from voipcc.softphone.wire.call import Call
from voipcc.softphone.wire.hearing import Hearing, Sound, Span
from voipcc.softphone.wire.incoming import (
    ANSWER,
    BUSY,
    DEAF,
    DECLINE,
    RING,
    IncomingCall,
    Reaction,
)
from voipcc.softphone.wire.outgoing import OutgoingCall
from voipcc.softphone.wire.phone import WirePhone
from voipcc.softphone.wire.ticker import Ticker
from voipcc.softphone.wire.times import NotInTime, Times
from voipcc.softphone.wire.tone import own_tones

__all__ = [
    "ANSWER",
    "BUSY",
    "DEAF",
    "DECLINE",
    "RING",
    "Call",
    "Hearing",
    "IncomingCall",
    "NotInTime",
    "OutgoingCall",
    "Reaction",
    "Sound",
    "Span",
    "Ticker",
    "Times",
    "WirePhone",
    "own_tones",
]
