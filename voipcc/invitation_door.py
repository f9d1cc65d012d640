"""Where invitations are taken up: one small page over HTTPS, closed unless `invitations` is set.

    GET /invitation/<word>/<form>      the settings, once; for whatever else the same 404

It stands on the Internet: few at a time, little to read, seconds to live. What is asked for is
never logged, since the word is in it.
"""

import asyncio
import contextlib
import re
import ssl
import time
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, cast

from voipcc.control import VerbError
from voipcc.invitations import Invitations, InvitationsError
from voipcc.log import Log
from voipcc.phone_account import Form, account_of, written
from voipcc.places import StateFolder
from voipcc.secrets_file import Secrets
from voipcc.settings import CentreSettings

MOST_CLIENTS = 16
MOST_A_SECOND = 20
LONGEST_S = 10.0
LONGEST_HEAD = 4096
_ASKED = re.compile(
    rb"GET /invitation/([A-Za-z0-9_-]{43})/(linphone|groundwire|settings) HTTP/1\.[01]\r\n"
)
_NAMES = {"linphone": "linphone.xml", "groundwire": "groundwire.xml", "settings": "settings.txt"}
_GONE = b"This invitation is not valid, or not any more. Please ask for a new one.\n"


class Desk(Protocol):
    """What is read of the house."""

    settings: CentreSettings
    begun: CentreSettings
    secrets: Secrets
    state: StateFolder
    log: Log

    @property
    def sip_ports(self) -> Mapping[str, int]: ...


class InvitationDoor:
    """Serves what `voipcc agent invite` has promised. `port` is 0 while it is closed."""

    def __init__(self, house: Desk) -> None:
        self._house = house
        self._invitations = Invitations(house.state.invitations)
        self._server: asyncio.Server | None = None
        self._context: ssl.SSLContext | None = None
        self._clients: set[asyncio.Task[None]] = set()
        self._lately: deque[float] = deque()
        self.port = 0

    async def open(self) -> None:
        """Listen where the settings say so. Raises VerbError when it cannot."""
        wanted = self._house.begun.invitations
        if wanted is None:
            return
        self._context = _context(self._house.state.asterisk / "keys")
        host = str(self._house.begun.listen.address)
        try:
            self._server = await asyncio.start_server(
                self._came, host, wanted.port, limit=LONGEST_HEAD, backlog=MOST_CLIENTS
            )
        except OSError as error:
            raise VerbError(
                f"invitations cannot be served at {host}:{wanted.port}: {error.strerror}; "
                "name another port under invitations"
            ) from error
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for client in tuple(self._clients):
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)

    def _came(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        now = time.monotonic()
        while self._lately and self._lately[0] < now - 1.0:
            self._lately.popleft()
        if len(self._clients) >= MOST_CLIENTS or len(self._lately) >= MOST_A_SECOND:
            writer.transport.abort()
            return
        self._lately.append(now)
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._clients.add(task)
        task.add_done_callback(self._clients.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert self._context is not None
        try:
            async with asyncio.timeout(LONGEST_S):
                await writer.start_tls(self._context, ssl_handshake_timeout=LONGEST_S / 2)
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(await self._answer(head))
                await writer.drain()
                writer.close()
                await writer.wait_closed()
        except (OSError, ssl.SSLError, TimeoutError, EOFError, asyncio.LimitOverrunError):
            pass  # who does not ask properly gets no answer
        finally:
            writer.transport.abort()

    async def _answer(self, head: bytes) -> bytes:
        asked = _ASKED.match(head)
        if asked is None:
            return _response(404, "text/plain", _GONE)
        form = cast(Form, asked[2].decode())
        with contextlib.suppress(InvitationsError, OSError):
            device = await asyncio.to_thread(self._invitations.take, asked[1].decode())
            if device:
                return self._settings_for(device, form)
        self._house.log.warning("invitation refused")
        return _response(404, "text/plain", _GONE)

    def _settings_for(self, device: str, form: Form) -> bytes:
        house = self._house
        try:
            account = account_of(house.settings, house.secrets, device, house.sip_ports)
            text, kind = written(account, form)
        except (KeyError, ValueError):  # the phone has gone meanwhile
            return _response(404, "text/plain", _GONE)
        house.log.info("invitation taken up", device=device, form=form)
        return _response(200, kind, text.encode(), _NAMES[form])


def _context(keys: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(keys / "cert.pem", keys / "key.pem")
    except (OSError, ssl.SSLError) as error:
        raise VerbError(
            f"invitations need a certificate: {keys}/cert.pem and key.pem ({error}); "
            "leave out `invitations` to do without"
        ) from error
    return context


def _response(status: int, kind: str, body: bytes, name: str = "") -> bytes:
    words = {200: "OK", 404: "Not Found"}
    lines = [
        f"HTTP/1.1 {status} {words[status]}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "Referrer-Policy: no-referrer",
        "X-Content-Type-Options: nosniff",
        "Strict-Transport-Security: max-age=31536000",
        "Connection: close",
    ]
    if name:
        lines.append(f'Content-Disposition: attachment; filename="{name}"')
    return "\r\n".join([*lines, "", ""]).encode() + body
