"""The control socket: good requests, hostile ones, slow readers, two servers."""

import asyncio
import json
import os
import pwd
import socket
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.waiting import until
from voipcc import control
from voipcc.control import ControlServer, NotRunning, VerbError, ask, ask_for


async def _echo(args: Any) -> Any:
    return dict(args)


async def _refuse(_args: Any) -> Any:
    raise VerbError("not today")


async def _break(_args: Any) -> Any:
    raise ZeroDivisionError("inside")


async def _never(_args: Any) -> Any:
    await asyncio.Event().wait()


async def _count(args: Any) -> AsyncIterator[Any]:
    for number in range(args.get("to", 3)):
        yield number


class _Endless:
    """A stream of long lines; `closed` tells that somebody ended it."""

    def __init__(self) -> None:
        self.closed = asyncio.Event()

    async def lines(self, _args: Any) -> AsyncIterator[Any]:
        try:
            while True:
                yield "x" * 100_000
                await asyncio.sleep(0)
        finally:
            self.closed.set()


VERBS = {"echo": _echo, "refuse": _refuse, "break": _break, "never": _never}


@asynccontextmanager
async def served(path: Path, **streams: Any) -> AsyncIterator[ControlServer]:
    """A server at `path` with the verbs above."""
    server = ControlServer(path, VERBS, {"count": _count, **streams})
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def said(path: Path, data: bytes) -> list[dict[str, Any]]:
    """Everything the server answers to `data`, until it or we are done."""
    with control._short(path) as short:
        reader, writer = await asyncio.open_unix_connection(short, limit=1 << 24)
    writer.write(data)
    writer.write_eof()
    answers = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    return [json.loads(line) for line in answers.splitlines()]


async def test_a_verb_is_answered_with_its_result(tmp_path: Path) -> None:
    """What a verb returns comes back to the one who asked."""
    async with served(tmp_path / "c.sock"):
        assert await ask(tmp_path / "c.sock", "echo", agent="anna", n=1) == {
            "agent": "anna",
            "n": 1,
        }


async def test_a_refusal_is_a_sentence(tmp_path: Path) -> None:
    """A VerbError arrives as the same sentence at the client."""
    async with served(tmp_path / "c.sock"):
        with pytest.raises(VerbError, match=r"^not today$"):
            await ask(tmp_path / "c.sock", "refuse")


async def test_a_broken_verb_is_told_and_the_server_goes_on(tmp_path: Path) -> None:
    """A verb that raises anything costs one sentence; the fault is reported once."""
    faults: list[str] = []
    async with served(tmp_path / "c.sock") as server:
        server.on_fault = lambda verb, fault: faults.append(f"{verb} {type(fault).__name__}")
        with pytest.raises(VerbError, match="break broke down: ZeroDivisionError"):
            await ask(tmp_path / "c.sock", "break")
        assert await ask(tmp_path / "c.sock", "echo") == {}
    assert faults == ["break ZeroDivisionError"]


async def test_an_unknown_verb_names_the_known_ones(tmp_path: Path) -> None:
    """The answer to an unknown verb lists what there is, and repeats no more than a word of it."""
    async with served(tmp_path / "c.sock"):
        with pytest.raises(VerbError, match="known are: break, count, echo") as caught:
            await ask(tmp_path / "c.sock", "x" * 100_000)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "line",
    [
        b"garbage",
        b"{}",
        b"[]",
        b'{"verb": 7}',
        b'{"verb": "echo", "args": []}',
        b'{"verb": "echo", "args": "x"}',
        b"\xff\xfe\x00",
        b'{"verb":"echo","args":' + b'{"a":' * 5000 + b"1" + b"}" * 5001,
    ],
)
async def test_a_garbage_line_costs_a_sentence_and_nothing_else(
    tmp_path: Path, line: bytes
) -> None:
    """A line that is no request is refused, and the next one on the same connection is served."""
    async with served(tmp_path / "c.sock"):
        first, second = await said(tmp_path / "c.sock", line + b'\n{"verb": "echo"}\n')
    assert first["ok"] is False
    assert second == {"ok": True, "result": {}}


async def test_a_line_over_the_limit_is_refused_and_ends_its_connection(tmp_path: Path) -> None:
    """Two megabytes without an end are not kept: the client is told the limit and cut off."""
    async with served(tmp_path / "c.sock"):
        with control._short(tmp_path / "c.sock") as short:
            reader, writer = await asyncio.open_unix_connection(short)
        writer.write(b"x" * 2_000_000)
        answer = json.loads(await asyncio.wait_for(reader.readline(), 10))
        assert answer == {"ok": False, "error": "a request has at most 1048576 bytes"}
        with pytest.raises(ConnectionError):
            while True:
                assert await asyncio.wait_for(reader.read(100), 10) == b""
                writer.write(b"x")
                await writer.drain()
        assert await ask(tmp_path / "c.sock", "echo") == {}


async def test_a_stream_answers_until_it_is_done(tmp_path: Path) -> None:
    """A stream's lines come one after another, and its end ends the connection."""
    async with served(tmp_path / "c.sock"):
        found = [one async for one in ask_for(tmp_path / "c.sock", "count", {"to": 4})]
    assert found == [0, 1, 2, 3]


async def test_a_client_that_leaves_ends_its_stream(tmp_path: Path) -> None:
    """A stream is closed as soon as its client has gone."""
    endless = _Endless()
    async with served(tmp_path / "c.sock", endless=endless.lines) as server:
        stream = ask_for(tmp_path / "c.sock", "endless", {})
        assert len(await anext(stream)) == 100_000
        await stream.aclose()
        await asyncio.wait_for(endless.closed.wait(), 10)
        await until(lambda: not server._clients)


async def test_a_client_that_does_not_read_is_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow reader loses its connection instead of filling the controller's memory."""
    monkeypatch.setattr(control, "DRAIN_WITHIN_S", 0.2)
    endless = _Endless()
    async with served(tmp_path / "c.sock", endless=endless.lines):
        sleeper = socket.socket(socket.AF_UNIX)
        with sleeper, control._short(tmp_path / "c.sock") as short:
            sleeper.setblocking(False)
            await asyncio.get_running_loop().sock_connect(sleeper, short)
            await asyncio.get_running_loop().sock_sendall(sleeper, b'{"verb": "endless"}\n')
            await asyncio.wait_for(endless.closed.wait(), 10)
        assert await ask(tmp_path / "c.sock", "echo") == {}


async def test_more_clients_than_the_limit_are_sent_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client too many gets a sentence; once another has left there is room again."""
    monkeypatch.setattr(control, "CLIENT_LIMIT", 2)
    path = tmp_path / "c.sock"
    async with served(path) as server:
        with control._short(path) as short:
            waiting = [await asyncio.open_unix_connection(short) for _ in range(2)]
        await until(lambda: len(server._clients) == 2)
        with pytest.raises(VerbError, match="2 others ask already"):
            await ask(path, "echo")
        for _, writer in waiting:
            writer.close()
        await until(lambda: not server._clients)
        assert await ask(path, "echo") == {}


async def test_only_the_owner_may_use_the_socket(tmp_path: Path) -> None:
    """The socket has rights 0600, whatever the umask says."""
    before = os.umask(0)
    try:
        async with served(tmp_path / "c.sock"):
            assert stat.S_IMODE((tmp_path / "c.sock").stat().st_mode) == 0o600
    finally:
        os.umask(before)


async def test_a_second_server_is_refused_and_the_first_stays(tmp_path: Path) -> None:
    """Two servers at one socket are impossible; the refusal says what to do."""
    path = tmp_path / "c.sock"
    async with served(path):
        with pytest.raises(VerbError, match=r"another controller runs here .*voipcc stop"):
            await ControlServer(path, VERBS, {}).start()
        assert await ask(path, "echo") == {}
    assert not path.exists()


async def test_a_stale_socket_is_taken_over(tmp_path: Path) -> None:
    """What a killed controller left behind is in nobody's way."""
    path = tmp_path / "c.sock"
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(path))
    left.close()
    with pytest.raises(NotRunning, match="voipcc serve"):
        await ask(path, "echo")
    async with served(path):
        assert await ask(path, "echo") == {}


async def test_nobody_there_is_told_with_the_remedy(tmp_path: Path) -> None:
    """Without a socket, or with a file in its place, the verb says how to start the centre."""
    for path in (tmp_path / "none.sock", tmp_path / "file" / "c.sock"):
        (tmp_path / "file").write_text("")
        with pytest.raises(NotRunning, match="start it: voipcc serve"):
            await ask(path, "echo")


async def test_a_path_longer_than_a_socket_may_have_works(tmp_path: Path) -> None:
    """A centre may lie deeper than the 108 bytes of a socket's address."""
    folder = tmp_path / ("deep" * 30) / ("deeper" * 20)
    folder.mkdir(parents=True)
    async with served(folder / "control.sock"):
        assert await ask(folder / "control.sock", "echo", a=1) == {"a": 1}
    assert not (folder / "control.sock").exists()


async def test_a_controller_that_says_nothing_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    """A question has a deadline, and the sentence says what may be wrong."""
    async with served(tmp_path / "c.sock"):
        with pytest.raises(VerbError, match=r"has not answered within 0\.2 s"):
            await ask(tmp_path / "c.sock", "never", within_s=0.2)


async def test_stopping_lets_go_of_clients(tmp_path: Path) -> None:
    """A client that waits for an answer is told when the server stops, and the file is gone."""
    path = tmp_path / "c.sock"
    async with served(path) as server:
        waiting = asyncio.create_task(ask(path, "never"))
        await until(lambda: server._clients)
    with pytest.raises(VerbError, match=r"closed the connection|went away"):
        await waiting
    assert not path.exists()


async def test_a_verb_knows_whose_process_asks(tmp_path: Path) -> None:
    """The user is told by the kernel, whatever the request says; outside of a verb it is nobody."""

    async def whose(args: Any) -> Any:
        return control.who_asks()

    server = ControlServer(tmp_path / "c.sock", {"whose": whose}, {})
    await server.start()
    try:
        me = pwd.getpwuid(os.getuid()).pw_name
        assert await ask(tmp_path / "c.sock", "whose", who="somebody else") == me
        assert control.who_asks() == ""
    finally:
        await server.stop()
