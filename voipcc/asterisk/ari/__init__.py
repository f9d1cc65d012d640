"""ARI: events in by WebSocket, commands out by HTTP; nothing here knows what a call is."""

from voipcc.asterisk.ari.chain import Chain
from voipcc.asterisk.ari.http import NO_REPLY, HttpPool
from voipcc.asterisk.ari.outcome import Outcome, outcome_of
from voipcc.asterisk.ari.stream import EventStream, open_stream

__all__ = ["NO_REPLY", "Chain", "EventStream", "HttpPool", "Outcome", "open_stream", "outcome_of"]
