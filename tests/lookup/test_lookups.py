"""The look-up room against servers that are right, slow, wrong and hostile, at real sockets."""

import asyncio
import json
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import structlog

from tests.asterisk.inbox import Inbox
from voipcc.asterisk.runtime.certificate import ensure_certificate
from voipcc.core.media_words import LookedUp, LookUp
from voipcc.lookup import LookUps, client, room
from voipcc.lookup.client import LARGEST_BODY, Client
from voipcc.lookup.question import Known
from voipcc.settings import CentreSettings, ListenSettings

SECRETS = {"crm": "s3cr3t-t0ken"}
SEALED = {"1-7": "4711"}
CALLER = "+4917012345678"
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def server(serve: Serve, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """A server at a free port; its address."""

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(guarded, "127.0.0.1", 0, ssl=tls)
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    finally:
        listening.close()


def saying(wire: bytes) -> Serve:
    """A server that reads a request and answers these bytes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(wire)

    return serve


def good(body: bytes, head: bytes = b"") -> bytes:
    length = b"Content-Length: %d\r\n" % len(body)
    return b"HTTP/1.1 200 OK\r\n" + length + head + b"\r\n" + body


async def ask(command: LookUp, **more: object) -> LookedUp:
    """What comes of one look-up."""
    posted = Inbox()
    known = Known(SECRETS.get, SEALED.get, lambda party: CALLER if party else "")
    look_ups = LookUps(post=posted.post, known=known, log=structlog.get_logger(), **more)  # type: ignore[arg-type]
    try:
        look_ups.carry_out(command)
        return await posted.next(LookedUp)
    finally:
        await look_ups.close()


def question(url: str, **words: object) -> LookUp:
    words = {"into": (("tier", "$.tier"),), "timeout_s": 5.0} | words
    return LookUp("c1", "1-9", url, **words)  # type: ignore[arg-type]


# --- a good server ---------------------------------------------------------------------------------


async def test_values_secrets_and_the_callers_number_are_put_in() -> None:
    """Values are quoted in the address; secrets and the caller's number reach header and body."""
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        seen.extend((head, await reader.readexactly(length)))
        answer = {"tier": "gold", "orders": [{"open": 2, "sum": 12.5}], "vip": True}
        writer.write(good(json.dumps(answer).encode()))

    async with server(serve) as url:
        command = question(
            f"{url}/customers/{{customer}}/x?name={{name}}",
            method="POST",
            headers=(("Authorization", "Bearer {secret.crm}"),),
            body=(("pin", "{pin}"), ("caller", "{call.caller}")),
            into=(("tier", "$.tier"), ("open", "$.orders.0.open"), ("sum", "$.orders.0.sum"), ("vip", "$.vip")),
            values=(("customer", "12/34"), ("name", "Ä & b"), ("unused", 1)),
            sealed=(("pin", "1-7"),),
            party="p-1",
        )  # fmt: skip
        found = await ask(command)
    assert (found.result, dict(found.values)) == (
        "done",
        {"tier": "gold", "open": 2, "sum": 12.5, "vip": True},
    )
    head, body = seen
    assert head.startswith(b"POST /customers/12%2F34/x?name=%C3%84%20%26%20b HTTP/1.1\r\n")
    assert b"\r\nAuthorization: Bearer s3cr3t-t0ken\r\n" in head
    assert json.loads(body) == {"pin": "4711", "caller": CALLER}


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        (good(b'{"tier": "gold"}'), "counted"),
        (b'HTTP/1.1 200 OK\r\n\r\n{"tier": "gold"}', "until the end"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            b'8\r\n{"tier":\r\n8\r\n "gold"}\r\n0\r\n\r\n',
            "in chunks",
        ),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + good(b'{"tier": "gold"}'), "after a 100"),
        (b'HTTP/1.0 200 OK\r\n\r\n{"tier": "gold"}', "an old server"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_an_answer_is_read_however_it_is_framed(wire: bytes, name: str) -> None:
    """Counted, in chunks, until the connection ends, behind a 100: the same values."""
    async with server(saying(wire)) as url:
        found = await ask(question(url))
    assert (found.result, found.values) == ("done", (("tier", "gold"),)), name


# --- bad ones ------------------------------------------------------------------------------------------

HOSTILE = {
    "an error": (b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "refused"),
    "not found": (b"HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\n{}", "refused"),
    "a redirect": (
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/admin\r\nContent-Length: 0\r\n\r\n",
        "refused",
    ),
    "no JSON": (good(b"<html>hello</html>"), "unreadable"),
    "nothing": (b"", "unreadable"),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.2\r\n", "unreadable"),
    "an empty body": (good(b""), "unreadable"),
    "cut off": (b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"tier": "gold"}', "unreadable"),
    "too long": (good(b'{"tier": "' + b"x" * (LARGEST_BODY + 40_000) + b'"}'), "unreadable"),
    "a long head": (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000, "unreadable"),
    "a bomb": (good(b"\x1f\x8b\x08", b"Content-Encoding: gzip\r\n"), "unreadable"),
    "deep": (good(b"[" * 50_000), "unreadable"),
    "bad text": (good(b'{"tier": "\xff\xfe"}'), "unreadable"),
    "a lone surrogate": (good(b'{"tier": "\\ud800"}'), "unreadable"),
    "no such value": (good(b'{"tiers": "gold"}'), "missing"),
    "another shape": (good(b'["tier"]'), "missing"),
    "null": (good(b'{"tier": null}'), "missing"),
    "a list": (good(b'{"tier": ["gold"]}'), "missing"),
    "an object": (good(b'{"tier": {"a": 1}}'), "missing"),
    "a long text": (good(b'{"tier": "' + b"x" * 201 + b'"}'), "missing"),
    "a line break": (good(b'{"tier": "gold\\r\\nX-Evil: 1"}'), "missing"),
    "a huge number": (good(b'{"tier": 1' + b"0" * 400 + b"}"), "unreadable missing"),
    "beyond all numbers": (good(b'{"tier": 1e999}'), "unreadable missing"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_whatever_a_server_says_ends_in_one_word(name: str) -> None:
    """Errors, redirects, floods, bombs and wrong types: one result, no value, no exception."""
    wire, expected = HOSTILE[name]
    async with server(saying(wire)) as url:
        found = await ask(question(url))
    assert found.result in expected.split() and found.values == ()


async def test_a_redirect_to_the_machine_itself_is_not_followed() -> None:
    """Nobody knocks at the address a server sends us to."""
    knocks = []

    async def inner(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        knocks.append(await reader.readuntil(b"\r\n\r\n"))

    async with server(inner) as hidden:
        wire = f"HTTP/1.1 307 Go\r\nLocation: {hidden}/\r\nContent-Length: 0\r\n\r\n".encode()
        async with server(saying(wire)) as url:
            found = await ask(question(url))
    assert (found.result, knocks) == ("refused", [])


async def test_a_server_that_drips_is_given_up_in_time() -> None:
    """A byte now and then does not keep a caller waiting beyond the time-out."""

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with server(drip) as url:
        found = await ask(question(url, timeout_s=0.3))
    assert found.result == "timed_out" and found.took_ms >= 250


async def test_nobody_there_is_told_apart_from_an_answer() -> None:
    """A closed port: unreachable."""
    async with server(saying(b"")) as url:
        pass
    assert (await ask(question(url))).result == "unreachable"


async def test_the_next_address_of_a_host_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address nobody listens at costs a moment, not the answer."""
    async with server(saying(good(b'{"tier": "gold"}'))) as url:
        found = [("127.0.0.254", socket.AF_INET), ("127.0.0.1", socket.AF_INET)]
        monkeypatch.setattr(client, "_resolved", lambda host, port: found)
        command = question(url.replace("127.0.0.1", "localhost"))
        assert (await ask(command)).values == (("tier", "gold"),)
        del found[1]
        assert (await ask(command)).result == "unreachable"


async def test_only_a_certificate_that_is_trusted_is_talked_to(tmp_path: Path) -> None:
    """Over TLS: done where the certificate is trusted, unreachable where not, or for another name."""
    ensure_certificate(tmp_path, CentreSettings(listen=ListenSettings(address="127.0.0.1")))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    trusting = str(tmp_path / "cert.pem")
    async with server(saying(good(b'{"tier": "gold"}')), context) as plain:
        url = plain.replace("http:", "https:")
        found = await ask(question(url), client=Client(trusting))
        assert (found.result, found.values) == ("done", (("tier", "gold"),))
        assert (await ask(question(url))).result == "unreachable"
        other = url.replace("127.0.0.1", "localhost")
        assert (await ask(question(other), client=Client(trusting))).result == "unreachable"


# --- what may be asked -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://crm.example/x",
        "ftp://127.0.0.1/x",
        "https://{customer}/x",
        "https://user:word@crm.example/",
        "https:///x",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1/a b",
        "http://127.0.0.1/a\r\nX-Evil: 1",
        "file:///etc/passwd",
        "http://[::1",
        "",
    ],
)
async def test_addresses_that_are_not_allowed_are_never_asked(url: str) -> None:
    """Unencrypted, other schemes, values or passwords in the host, odd letters: blocked."""
    found = await ask(question(url, values=(("customer", "evil.example"),)))
    assert found.result == "blocked"


async def test_a_named_host_may_be_asked_without_encryption() -> None:
    """`plain_hosts` of the centre file lets a host in; it is looked up, and found or not."""
    found = await ask(question("http://crm.invalid/x"), plain_hosts=lambda: ("crm.invalid",))
    assert found.result in ("unreachable", "timed_out")


@pytest.mark.parametrize(
    ("words", "result"),
    [
        ({"headers": (("X-Name", "{name}"),), "values": (("name", "a\r\nX-Evil: 1"),)}, "blocked"),
        ({"headers": (("Host", "evil"),)}, "blocked"),
        ({"headers": (("X Y", "z"),)}, "blocked"),
        ({"headers": (("X-Key", "{secret.none}"),)}, "unknown_secret"),
        ({"body": (("pin", "{pin}"),), "sealed": (("pin", "9-9"),)}, "unknown_secret"),
        ({"body": (("a", "{nothing}"),)}, "missing"),
        ({"body": (("a", "{name}"),), "values": (("name", "x" * 20_000),)}, "blocked"),
        ({"method": "DELETE"}, "blocked"),
    ],
)
async def test_questions_that_cannot_be_asked_reach_no_server(words: dict, result: str) -> None:
    """Line breaks in headers, unknown secrets and names, other methods: nobody is asked."""
    asked = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(1)

    async with server(serve) as url:
        found = await ask(question(url, **words))
    assert (found.result, asked) == (result, [])


async def test_a_value_cannot_climb_out_of_its_place_in_the_address() -> None:
    """Slashes, questions and dots of a value stay within its part of the path."""
    seen = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(good(b'{"tier": 1}'))

    async with server(serve) as url:
        command = question(f"{url}/c/{{id}}/x", values=(("id", "../admin?a=b#c"),))
        assert (await ask(command)).result == "done"
        assert (await ask(replace(command, values=(("id", ".."),)))).result == "blocked"
    assert seen[0].startswith(b"GET /c/..%2Fadmin%3Fa%3Db%23c/x HTTP/1.1\r\n") and len(seen) == 1


async def test_more_look_ups_than_there_is_room_for_fail_at_once(monkeypatch) -> None:
    """A server that hangs costs its own callers their answer, and never the centre its memory."""
    monkeypatch.setattr(room, "MOST_AT_ONCE", 3)
    posted = Inbox()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with server(hang) as url:
        known = Known(SECRETS.get, SEALED.get, lambda party: "")
        look_ups = LookUps(post=posted.post, known=known, log=structlog.get_logger())
        for _ in range(5):
            look_ups.carry_out(question(url))
        found = [await posted.next(LookedUp), await posted.next(LookedUp)]
        assert [one.result for one in found] == ["busy", "busy"] and look_ups.under_way == 3
        await look_ups.close()
        assert look_ups.under_way == 0


async def test_neither_address_nor_secret_nor_value_is_logged() -> None:
    """The log has result and reason; what a caller typed, where it went and what came is in none."""
    lines: list[str] = []
    log = structlog.wrap_logger(
        structlog.PrintLogger(),
        processors=[lambda _, __, line: lines.append(repr(line)) or ""],
    )
    posted = Inbox()
    known = Known(SECRETS.get, SEALED.get, lambda party: CALLER)
    look_ups = LookUps(post=posted.post, known=known, log=log)
    wires = (good(b'{"tier": "platinum"}'), b"HTTP/1.1 500 platinum\r\n\r\n", good(b"platinum"))
    for wire in wires:
        async with server(saying(wire)) as url:
            command = question(
                f"{url}/c/{{id}}",
                headers=(("X-Key", "{secret.crm} {pin} {call.caller}"),),
                values=(("id", "0815"),),
                sealed=(("pin", "1-7"),),
                party="p",
            )
            look_ups.carry_out(command)
            await posted.next(LookedUp)
    await look_ups.close()
    assert len(lines) == 3
    for word in ("platinum", "0815", "4711", CALLER, SECRETS["crm"], "http"):
        assert word not in "".join(lines), word
