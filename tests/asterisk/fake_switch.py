"""An Asterisk made of wires: real HTTP, WebSocket and AMI, and just enough behaviour.

It agrees with the streams recorded from a real one (tests/asterisk/recorded): which status
for what has gone, which events for which end. Beyond that it can be told to misbehave:
`fault("POST", "addChannel", Fault(...))` answers with a status, late, never, by hanging
up, or does the work and loses the reply.
"""

import asyncio
import base64
import contextlib
import hashlib
import json
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.asterisk.fake_manager import FakeManager
from voipcc.asterisk.address import SwitchAddress

ENDPOINTS = {"anna/desk": "d7f3anna", "ben/desk": "d9k2ben"}
NUMBER = "+4930123450"
STARTED = "2026-11-21T20:20:11.479+0000"
_MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

Json = dict[str, Any]


@dataclass
class Fault:
    """One misbehaviour for `times` matching requests. `lost_reply`: done, but nobody is told."""

    status: int = 0
    body: str = ""
    delay_s: float = 0.0
    silent: bool = False
    hang_up: bool = False
    lost_reply: bool = False
    times: int = 1


@dataclass
class FakeChannel:
    id: str
    name: str
    state: str
    number: str = ""
    in_app: bool = False
    context: str = "numbers"
    args: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)


class FakeSwitch(FakeManager):
    """`start` it, give `address` to a Switch, then let things happen: `call`, `answers`, ..."""

    def __init__(self) -> None:
        super().__init__()
        self.channels: dict[str, FakeChannel] = {}
        self.bridges: dict[str, tuple[str, list[str]]] = {}
        self.playbacks: dict[str, str] = {}
        self.asked: list[str] = []
        self.bodies: list[Any] = []
        self.filter: Any = None
        self.reachable_endpoints = set(ENDPOINTS.values())
        self.started = STARTED
        self.connections = 0
        self._faults: list[tuple[str, re.Pattern[str], Fault]] = []
        self._sockets: list[asyncio.StreamWriter] = []
        self._writers: set[asyncio.StreamWriter] = set()
        self._servers: list[asyncio.Server] = []
        self._pings_answered = True
        self._count = 0

    # --- life ---

    async def start(self, ari_port: int = 0, ami_port: int = 0) -> None:
        ari = await asyncio.start_server(self._http, "127.0.0.1", ari_port)
        ami = await asyncio.start_server(self._manager, "127.0.0.1", ami_port)
        self._servers = [ari, ami]
        self.ari_port = ari.sockets[0].getsockname()[1]
        self.ami_port = ami.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        for server in self._servers:
            server.close()
        self.drop_all()
        for server in self._servers:
            await server.wait_closed()

    def drop_all(self) -> None:
        """Every connection breaks, as when the process dies."""
        for writer in list(self._writers):
            writer.transport.abort()
        self._sockets.clear()
        self._managers.clear()

    def half_open(self) -> None:
        """The event socket stays open but nothing answers pings any more."""
        self._pings_answered = False

    def address(self, sounds: tuple[Path, ...] = ()) -> SwitchAddress:
        return SwitchAddress(
            "127.0.0.1",
            self.ari_port,
            "voipcc",
            "secret",
            "127.0.0.1",
            self.ami_port,
            "voipcc",
            "secret",
            ENDPOINTS,
            sounds,
            trunks={"carrier": "trunk-carrier-0f"},
        )

    def fault(self, method: str, path: str, fault: Fault) -> None:
        """The next requests whose path matches the pattern `path` go wrong."""
        self._faults.append((method, re.compile(path), fault))

    # --- what happens at the telephone network and at the phones ---

    def call(self, number: str = "+491701234567", *, called: str = NUMBER) -> str:
        """A caller dials one of our numbers; the call waits to be claimed."""
        channel = self._new(f"trunk-{self._count}", "Ring", number)
        channel.args = ["inbound", called, "t1"]
        channel.variables["VCC_NUMBER"] = called
        self._tell({"type": "CallBroadcast", "channel": self._channel(channel)})
        return channel.id

    def rings(self, leg: str) -> None:
        self.channels[leg].state = "Ringing"
        self._state(leg)

    def answers(self, leg: str) -> None:
        """A phone we ring is picked up."""
        channel = self.channels[leg]
        channel.state, channel.in_app = "Up", True
        self._state(leg)
        self._tell({"type": "StasisStart", "args": channel.args, "channel": self._channel(channel)})

    def hangs_up(self, leg: str) -> None:
        """The far side ends a leg of ours."""
        up = self.channels[leg].state == "Up"
        self._hang_up_request(leg, **({} if up else {"cause": 127, "tech_cause": 487}))
        self._gone(leg)

    def presses(self, leg: str, digit: str) -> None:
        channel = self._channel(self.channels[leg])
        self._tell({"type": "ChannelDtmfReceived", "digit": digit, "channel": channel})

    def played(self, playback: str, state: str = "done") -> None:
        """A prompt has come to its end."""
        leg = self.playbacks.pop(playback)
        playing = {"id": playback, "target_uri": f"channel:{leg}", "state": state}
        self._tell({"type": "PlaybackFinished", "playback": playing})

    def guard_runs_out(self, leg: str) -> None:
        """TIMEOUT(absolute): the channel goes on in the dialplan, to the fallback."""
        channel = self.channels[leg]
        self._leave_bridge(leg)
        self._tell({"type": "StasisEnd", "channel": self._channel(channel)})
        channel.in_app, channel.context = False, "fallback"

    def vanishes(self, leg: str) -> None:
        """A channel is gone and no event was heard of it."""
        self._leave_bridge(leg)
        del self.channels[leg]

    def replaced(self) -> None:
        self._tell({"type": "ApplicationReplaced"})

    def tell(self, text: str) -> None:
        """Send any text as an event."""
        for writer in self._sockets:
            writer.write(_frame(0x1, text.encode()))

    def redirected(self, channel: FakeChannel, context: str, exten: str) -> None:
        if channel.in_app:
            self._leave_bridge(channel.id)
            self._tell({"type": "StasisEnd", "channel": self._channel(channel)})
        channel.in_app, channel.context, channel.state = False, context, "Up"
        channel.args = ["inbound", exten, "t1"]
        self._tell({"type": "CallBroadcast", "channel": self._channel(channel)})

    # --- events ---

    def _tell(self, event: Json) -> None:
        allowed = {entry["type"] for entry in (self.filter or {}).get("allowed", [])}
        if allowed and event["type"] not in allowed:
            return
        now = datetime.now(UTC)
        stamp = now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}+0000"
        self.tell(json.dumps({"timestamp": stamp, "application": "voipcc", **event}))

    def _new(self, name: str, state: str, number: str, channel_id: str = "") -> FakeChannel:
        self._count += 1
        channel_id = channel_id or f"voipcc-1795290000.{self._count}"
        channel = FakeChannel(channel_id, f"PJSIP/{name}-0000000{self._count}", state, number)
        self.channels[channel_id] = channel
        return channel

    def helper(self, name: str) -> str:
        """A channel of ours that is no leg, in the application."""
        self._new("helper", "Up", "", name).in_app = True
        return name

    def _channel(self, channel: FakeChannel) -> Json:
        number = channel.variables.get("VCC_NUMBER", "")
        exten = number[1:] if channel.context == "fallback" else number
        return {
            "id": channel.id,
            "name": channel.name,
            "state": channel.state,
            "caller": {"name": "Max Muster", "number": channel.number},
            "connected": {"name": "", "number": ""},
            "dialplan": {"context": channel.context, "exten": exten, "priority": 3},
            "creationtime": "2026-11-21T20:26:10.712+0000",
            "channelvars": channel.variables,
        }

    def _state(self, leg: str) -> None:
        channel = self._channel(self.channels[leg])
        self._tell({"type": "ChannelStateChange", "channel": channel})

    def _hang_up_request(self, leg: str, **more: Any) -> None:
        channel = self._channel(self.channels[leg])
        self._tell({"type": "ChannelHangupRequest", "channel": channel, **more})

    def _gone(self, leg: str) -> None:
        """A channel ends: what was playing fails, it leaves bridge and application."""
        for playback in [one for one, on in self.playbacks.items() if on == leg]:
            self.played(playback, "failed")
        channel = self.channels[leg]
        self._leave_bridge(leg)
        if channel.in_app:
            self._tell({"type": "StasisEnd", "channel": self._channel(channel)})
        if channel.args and channel.args[0].startswith("device:"):
            self._destroyed(leg, 16, 0)
        else:
            del self.channels[leg]

    def _destroyed(self, leg: str, cause: int, sip: int) -> None:
        channel = self._channel(self.channels.pop(leg))
        more = {"tech_cause": sip} if sip else {}
        self._tell({"type": "ChannelDestroyed", "channel": channel, "cause": cause, **more})

    def _leave_bridge(self, leg: str) -> None:
        for _, members in self.bridges.values():
            if leg in members:
                members.remove(leg)

    # --- HTTP ---

    async def _http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                method, target, _ = head.split(" ", 2)
                length = re.search(r"(?i)content-length: (\d+)", head)
                body = await reader.readexactly(int(length[1])) if length else b""
                if "upgrade: websocket" in head.lower():
                    await self._events(head, reader, writer)
                    break
                await self._request(method, target.removeprefix("/ari/"), body, writer)
        self._writers.discard(writer)
        writer.close()

    async def _request(
        self, method: str, path: str, body: bytes, writer: asyncio.StreamWriter
    ) -> None:
        self.asked.append(f"{method} {path}")
        self.bodies.append(json.loads(body) if body else None)
        fault = self._next_fault(method, path)
        if fault.delay_s:
            await asyncio.sleep(fault.delay_s)
        if fault.hang_up:
            writer.transport.abort()
            return
        if fault.silent:
            return
        if fault.status:
            status, answer = fault.status, fault.body.encode()
        else:
            status, answer = self._do(method, path, self.bodies[-1])
        if fault.lost_reply:
            writer.transport.abort()
            return
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(answer)}\r\n\r\n".encode()
        writer.write(head + answer)

    def _next_fault(self, method: str, path: str) -> Fault:
        for entry in self._faults:
            wanted, pattern, fault = entry
            if wanted == method and pattern.search(path):
                fault.times -= 1
                if fault.times == 0:
                    self._faults.remove(entry)
                return fault
        return Fault()

    def _do(self, method: str, path: str, body: Any) -> tuple[int, bytes]:
        url = urlsplit(path)
        parts = [unquote(part) for part in url.path.split("/")]
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        doers: dict[str, Callable[..., tuple[int, Any]]] = {
            "channels": self._do_channels,
            "bridges": self._do_bridges,
            "playbacks": self._do_playbacks,
            "applications": self._do_applications,
            "events": self._do_events,
            "asterisk": self._do_asterisk,
        }
        status, answer = doers[parts[0]](method, parts[1:], query, body)
        return status, b"" if answer is None else json.dumps(answer).encode()

    def _do_asterisk(self, *_: Any) -> tuple[int, Any]:
        return 200, {"status": {"startup_time": self.started}, "system": {"version": "22.10.1"}}

    def _do_applications(
        self, method: str, parts: list[str], _query: Json, body: Any
    ) -> tuple[int, Any]:
        if method == "PUT":
            self.filter = body
        ours = [channel.id for channel in self.channels.values() if channel.in_app]
        return 200, {"name": parts[0], "channel_ids": ours, "bridge_ids": []}

    def _do_events(
        self, _method: str, _parts: list[str], query: Json, _body: Any
    ) -> tuple[int, Any]:
        channel = self.channels.get(query["channelId"])
        if channel is None or channel.context == "fallback":
            return 404, {"message": "Channel not found"}
        if channel.in_app:
            return 409, {"message": "Channel has already been claimed"}
        channel.in_app = True
        started = {"type": "StasisStart", "args": channel.args, "channel": self._channel(channel)}
        asyncio.get_running_loop().call_soon(self._tell, started)
        return 204, None

    def _do_channels(
        self, method: str, parts: list[str], query: Json, body: Any
    ) -> tuple[int, Any]:
        if not parts:
            return 200, [self._channel(channel) for channel in self.channels.values()]
        channel = self.channels.get(parts[0])
        if method == "POST" and len(parts) == 1:
            return self._originate(parts[0], body)
        if channel is None:
            return 404, {"message": "Channel not found"}
        if method == "GET":
            return 200, self._channel(channel)
        if method == "DELETE":
            return self._delete_channel(channel, query.get("reason", "normal"))
        if not channel.in_app:
            return 409, {"message": "Channel not in Stasis application"}
        if parts[1] in ("snoop", "play"):
            return self._make(channel, parts[1], parts[2])
        if parts[1] == "answer":
            channel.state = "Up"
            self._state(channel.id)
        else:
            assert parts[1] == "continue", parts
            channel.in_app, channel.context = False, query["context"]
        return 204, None

    def _make(self, channel: FakeChannel, what: str, name: str) -> tuple[int, Any]:
        if what == "snoop":
            ear = self._new(f"Snoop/{channel.id}-00000000", "Up", "", name)
            ear.in_app = True
            return 200, self._channel(ear)
        self.playbacks[name] = channel.id
        return 201, {"id": name, "state": "queued"}

    def _originate(self, leg: str, body: Json) -> tuple[int, Any]:
        if leg in self.channels:
            return 409, {"message": "Channel with given unique ID already exists"}
        endpoint = body["endpoint"].removeprefix("PJSIP/")
        if endpoint not in self.reachable_endpoints:
            return 500, {"error": "Allocation failed"}
        channel = self._new(endpoint, "Down", "", leg)
        channel.args = [body["appArgs"]]
        return 200, self._channel(channel)

    def _delete_channel(self, channel: FakeChannel, reason: str) -> tuple[int, Any]:
        known = ("normal", "busy", "congestion", "no_answer", "rejected", "unallocated")
        if reason not in known:
            return 400, {"message": "Invalid reason for hangup reason provided"}
        self._hang_up_request(channel.id, cause=32, soft=True)
        self._gone(channel.id)
        return 204, None

    def _do_bridges(self, method: str, parts: list[str], query: Json, _: Any) -> tuple[int, Any]:
        if not parts:
            listed = self.bridges.items()
            return 200, [
                {"id": one, "bridge_type": kind.split(",")[0], "channels": members}
                for one, (kind, members) in listed
            ]
        if method == "POST" and len(parts) == 1:
            if parts[0] in self.bridges and self.bridges[parts[0]][0] != "holding":
                return 409, {"message": f"Bridge with id '{parts[0]}' already exists"}
            self.bridges.setdefault(parts[0], (query["type"], []))
            return 200, {"id": parts[0]}
        if parts[0] not in self.bridges:
            return 404, {"message": "Bridge not found"}
        if method == "DELETE":
            del self.bridges[parts[0]]
            return 204, None
        if method == "GET":
            kind, members = self.bridges[parts[0]]
            return 200, {"id": parts[0], "bridge_type": kind, "channels": members}
        if parts[1] == "moh":
            return 204, None
        return self._members(parts[0], parts[1], query["channel"].split(","))

    def _members(self, bridge: str, verb: str, legs: list[str]) -> tuple[int, Any]:
        if any(leg not in self.channels for leg in legs):
            return 400, {"message": "Channel not found"}
        if any(not self.channels[leg].in_app for leg in legs):
            return 422, {"message": "Channel not in Stasis application"}
        kind, members = self.bridges[bridge]
        for leg in legs:
            self._leave_bridge(leg)
            if verb == "addChannel":
                members.append(leg)
                entered = {"id": bridge, "bridge_type": kind.split(",")[0], "channels": members}
                channel = self._channel(self.channels[leg])
                event = {"type": "ChannelEnteredBridge", "bridge": entered, "channel": channel}
                self._tell(event)
        return 204, None

    def _do_playbacks(self, _method: str, parts: list[str], *_: Any) -> tuple[int, Any]:
        if parts[0] not in self.playbacks:
            return 404, {"message": "Playback not found"}
        self.played(parts[0])
        return 204, None

    # --- WebSocket ---

    async def _events(
        self, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        key = re.search(r"(?i)sec-websocket-key: (\S+)", head)
        assert key is not None
        accept = base64.b64encode(hashlib.sha1((key[1] + _MAGIC).encode()).digest()).decode()
        writer.write(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()
        )
        self._sockets.append(writer)
        while True:
            first, second = await reader.readexactly(2)
            size = second & 0x7F
            if size == 126:
                size = int.from_bytes(await reader.readexactly(2), "big")
            mask = await reader.readexactly(4)
            data = bytes(
                byte ^ mask[at % 4] for at, byte in enumerate(await reader.readexactly(size))
            )
            if first & 0xF == 0x9 and self._pings_answered:
                writer.write(_frame(0xA, data))
            elif first & 0xF == 0x8:
                break
        if writer in self._sockets:
            self._sockets.remove(writer)


def _frame(opcode: int, data: bytes) -> bytes:
    if len(data) < 126:
        return bytes([0x80 | opcode, len(data)]) + data
    return bytes([0x80 | opcode, 126]) + len(data).to_bytes(2, "big") + data


@contextlib.asynccontextmanager
async def fake_switch() -> AsyncIterator[FakeSwitch]:
    switch = FakeSwitch()
    await switch.start()
    try:
        yield switch
    finally:
        await switch.stop()
