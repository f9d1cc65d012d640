"""Events from ARI: one WebSocket, watched closely.

picows reads a frame in half the time of the others; msgspec decodes only the fields we
use. The line counts as lost when a ping of every second is not answered within two.
"""

import asyncio
from collections.abc import Callable
from urllib.parse import quote

import picows

from voipcc.asterisk.errors import SwitchUnreachable

PING_EVERY_S = 1.0
PING_TIMEOUT_S = 2.0
HANDSHAKE_TIMEOUT_S = 2.0
_DATA = (picows.WSMsgType.TEXT, picows.WSMsgType.CONTINUATION)


class EventStream(picows.WSListener):
    """One connection. `on_text` gets each event's bytes; `on_lost` is called once."""

    def __init__(self, on_text: Callable[[bytes], None], on_lost: Callable[[], None]) -> None:
        self._on_text = on_text
        self._on_lost = on_lost
        self._transport: picows.WSTransport | None = None
        self._parts: list[bytes] = []
        self._loop = asyncio.get_running_loop()
        self._heard_at = self._loop.time()
        self._pinger: asyncio.TimerHandle | None = None

    def on_ws_connected(self, transport: picows.WSTransport) -> None:
        self._transport = transport
        self._ping()

    def _ping(self) -> None:
        # picows pings by itself, but only with a time-out no longer than its interval.
        if self._transport is None:
            return
        if self._loop.time() - self._heard_at > PING_TIMEOUT_S:
            self.close()
            return
        self._transport.send_ping()
        self._pinger = self._loop.call_later(PING_EVERY_S, self._ping)

    def on_ws_frame(self, transport: picows.WSTransport, frame: picows.WSFrame) -> None:
        self._heard_at = self._loop.time()
        kind = frame.msg_type
        if kind in _DATA:
            if frame.fin and not self._parts:
                self._on_text(frame.get_payload_as_bytes())
                return
            self._parts.append(frame.get_payload_as_bytes())
            if frame.fin:
                text, self._parts = b"".join(self._parts), []
                self._on_text(text)
        elif kind == picows.WSMsgType.CLOSE:
            transport.disconnect()

    def on_ws_disconnected(self, transport: picows.WSTransport) -> None:
        self._transport = None
        if self._pinger is not None:
            self._pinger.cancel()
        self._on_lost()

    def close(self) -> None:
        """Leave at once: a line that is being given up may not answer a polite close."""
        if self._transport is not None:
            self._transport.disconnect(graceful=False)


async def open_stream(
    host: str,
    port: int,
    *,
    authorization: str,
    application: str,
    on_text: Callable[[bytes], None],
    on_lost: Callable[[], None],
) -> EventStream:
    """Connect for the events of `application`. Raises SwitchUnreachable with the reason."""
    url = f"ws://{host}:{port}/ari/events?app={quote(application)}&subscribeAll=false"
    try:
        async with asyncio.timeout(HANDSHAKE_TIMEOUT_S):
            _, stream = await picows.ws_connect(
                lambda: EventStream(on_text, on_lost),
                url,
                websocket_handshake_timeout=HANDSHAKE_TIMEOUT_S,
                extra_headers={"Authorization": authorization},
            )
    except (OSError, TimeoutError, picows.WSError) as fault:
        raise SwitchUnreachable(f"ARI at {host}:{port}: {fault or 'no answer'}") from fault
    assert isinstance(stream, EventStream)
    return stream
