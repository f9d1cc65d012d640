"""A browser phone that finds its way back when its home's outside address has changed.

Nobody is told of such a change: the connection is dead, and Asterisk goes on sending to the old
address until it is offered another. It sends reports every second, so silence alone is no
sign; nothing at all for 1.5 s is. Then the phone connects anew, registers, and restarts
ICE in each call as browsers do: new credentials and candidates, the same DTLS and its keys
(Asterisk cannot begin DTLS again under ICE).
"""

import asyncio
import contextlib
import time
from typing import Any

from aioice import Connection
from aiortc.rtcicetransport import RTCIceTransport, candidate_to_aioice
from aiortc.sdp import SessionDescription

from voipcc.softphone.sip.account import PhoneError
from voipcc.softphone.webrtc.call import WebCall
from voipcc.softphone.webrtc.description import redirected
from voipcc.softphone.webrtc.phone import EXPIRY_S, BrowserPhone
from voipcc.softphone.webrtc.signalling import SipSocket

LOOK_EVERY_S = 0.25
QUIET_S = 1.5
ATTEMPT_S = 1.5  # a lost first packet would be repeated after 1 s, then only after 3
CALM_S = 2.0  # a way that was found gets time to carry something
PATH_PARTS = ("a=candidate:", "a=ice-ufrag:", "a=ice-pwd:", "a=end-of-candidates")


class RoamingPhone(BrowserPhone):
    """A BrowserPhone with a lifeline: it is watched from `connect` on."""

    async def connect(self) -> None:
        await super().connect()
        self._start(self._keep_alive())

    async def reconnect(self) -> None:
        """Connect anew, register, and take the calls along. Raises PhoneError; can be repeated."""
        fresh = SipSocket(self.account)
        fresh.host = self._socket.host
        fresh.on_request, fresh.on_stray = self._receive, self._stray
        await fresh.connect()
        old, self._socket = self._socket, fresh
        old.close()
        await self._register(EXPIRY_S)
        self._start(self._stay_registered())
        for call in self.talking:
            await move(call, fresh)

    @property
    def talking(self) -> list[WebCall]:
        """Calls that are answered and have not ended."""
        return [each for each in self.calls if each.answered.is_set() and not each.ended.is_set()]

    async def _keep_alive(self) -> None:
        signs: dict[str, tuple[int, frozenset[object]]] = {}
        heard_s = time.monotonic()
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            now = {call.dialog.call_id: await life_signs(call) for call in self.talking}
            begun = any(packets for packets, *_ in now.values())
            if now != signs or not begun:
                signs, heard_s = now, time.monotonic()
            elif time.monotonic() - heard_s >= QUIET_S:
                heard_s = time.monotonic() + (CALM_S if await self._found_back() else 0.0) - QUIET_S

    async def _found_back(self) -> bool:
        with contextlib.suppress(PhoneError, ConnectionError, TimeoutError):
            async with asyncio.timeout(ATTEMPT_S):
                await self.reconnect()
            return True
        return False


async def life_signs(call: WebCall) -> tuple[int, frozenset[object]]:
    """Packets of audio that came in, and when reports came: it changes whenever anything arrives."""
    packets = 0
    reports: set[object] = set()
    ends: list[Any] = [*call._media.getReceivers(), *call._media.getSenders()]
    for end in ends:
        for report in (await end.getStats()).values():
            if report.type == "inbound-rtp":
                packets += report.packetsReceived
            elif report.type in ("remote-inbound-rtp", "remote-outbound-rtp"):
                reports.add(report.timestamp)
    return packets, frozenset(reports)


async def move(call: WebCall, socket: SipSocket) -> None:
    """Let the call go on over another connection and another media path.

    Raises PhoneError when the far side does not want it, ConnectionError when no path is found.
    """
    call._socket = socket
    dtls = call._media.getSenders()[0].transport
    fresh = Connection(ice_controlling=True)
    await fresh.gather_candidates()
    call._version += 1
    offer = redirected(
        call._media.localDescription.sdp, "sendrecv", call._version, dtls._role == "client"
    )
    answer = await call._reinvite(with_path(offer, fresh).encode())
    await _follow(fresh, answer.body.decode())
    await _take_over(dtls.transport, fresh)


def with_path(sdp: str, path: Connection) -> str:
    """The description with the credentials and candidates of `path` instead of its own."""
    kept = [line for line in sdp.splitlines() if not line.startswith(PATH_PARTS)]
    ours = [f"a=ice-ufrag:{path.local_username}", f"a=ice-pwd:{path.local_password}"]
    candidates = [f"a=candidate:{each.to_sdp()}" for each in path.local_candidates]
    return "\r\n".join([*kept, *candidates, "a=end-of-candidates", *ours]) + "\r\n"


async def _follow(path: Connection, sdp: str) -> None:
    """Look for the way to the far side that answered with `sdp`."""
    (media,) = SessionDescription.parse(sdp).media
    if media.ice is None:
        raise PhoneError("The far side answered without ICE.")
    path.remote_username = media.ice.usernameFragment
    path.remote_password = media.ice.password
    for candidate in media.ice_candidates:
        await path.add_remote_candidate(candidate_to_aioice(candidate))
    await path.add_remote_candidate(None)
    await path.connect()


async def _take_over(ice: RTCIceTransport, fresh: Connection) -> None:
    """Put the new path under the old DTLS, which is waiting for the next packet of the old one."""
    old = ice._connection
    old._queue, fresh._queue = fresh._queue, old._queue
    old._event_waiter, fresh._event_waiter = None, old._event_waiter
    ice._connection = ice.iceGatherer._connection = fresh
    ice._recv, ice._send = fresh.recv, fresh.send
    await old.close()
