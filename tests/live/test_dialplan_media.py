"""Each step with sound or digits, live and side by side on one Asterisk: typed, looked up, said.

Every prompt is a pure tone, so what a caller hears says which prompt it was, and in which order.
"""

import asyncio
import json
import re
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from tests.live.cell import CALLER, Cell, running, until
from tests.sums import check_sums
from voipcc.audio import read_wav, tone, write_wav
from voipcc.core.cdr import Conversation
from voipcc.places import StateFolder
from voipcc.softphone.wire import OutgoingCall, WirePhone

pytestmark = pytest.mark.live

MUSIC = 460
TONES = {  # in hertz, none near a multiple of another that is heard in the same call
    "ask": 540,
    "wrong": 620,
    "nobody": 700,
    "good": 780,
    "bad": 860,
    "notice": 940,
    "choice": 1020,
    "queue/one_moment": 1100,
    "number/2": 1180,
    "number/4": 1260,
    "number/7": 1340,
    "number/9": 1420,
    "money/rouble-2": 1500,
    "number/1-f": 1580,
    "money/kopeck": 1660,
    "date/day-4": 1740,
    "date/month-5": 1820,
    "date/20": 1900,
    "date/day-26": 1980,
    "date/year": 2060,
    "time/at-2": 2140,
}
LANGUAGES = ("en", "de", "ru")
GERMAN_TWO = 2240
NAMES = {MUSIC: "music", GERMAN_TWO: "zwei"} | {hz: name for name, hz in TONES.items()}
TOKEN = f"token-{secrets.token_hex(8)}"
FLOWS = {
    "collects": """
    - collect:
        into: customer
        prompts: ask
        min: 2
        max: 4
        check: luhn
        tries: 3
        on_timeout: nobody
        on_invalid: {play: wrong, jump: bad}
    - play: [good, {digits: customer}]
    - hang_up
""",
    "silent": """
    - collect: {into: customer, prompts: ask, timeout: 1 s, tries: 2, on_timeout: {play: wrong, jump: nobody}}
    - hang_up
""",
    "must_hear": """
    - play: notice
      interruptible: false
    - menu: choice
      keys: {"4": good, "7": bad}
      on_timeout: nobody
""",
    "ahead": """
    - play: notice
    - collect: {into: customer, prompts: ask, max: 2, on_timeout: nobody}
    - play: {digits: customer}
    - hang_up
""",
    "says": """
    - play: [{number: 24}, {digits: "479"}]
    - hang_up
""",
    "bill": """
    - language: ru
    - play: [{amount: 2.01, currency: RUB}, {date: "2026-05-04"}, {time: "02:00"}]
    - hang_up
""",
    "speaks": """
    - play: [good, {text: {en: This sentence stands in the dialplan., de: Das steht im Plan., ru: Это в плане.}}, bad]
    - hang_up
""",
    "changes": """
    - play: good
    - language: de
    - menu: [choice, {digits: "2"}]
      keys: {"4": good}
      on_timeout: nobody
      timeout: 1 s
      tries: 1
""",
    "looks_up": """
    - collect: {into: customer, prompts: ask, max: 2, on_timeout: nobody}
    - lookup:
        url: "SERVER/slow/{customer}"
        timeout: 30 s
        into: {open: $.orders.0.open, tier: $.tier}
        on_error: bad
    - play: [good, {digits: open}]
    - hang_up
""",
    "redirected": """
    - lookup: {url: "SERVER/redirect", into: {open: $.open}, on_error: bad}
    - play: good
    - hang_up
""",
    "flooded": """
    - lookup: {url: "SERVER/flood", into: {open: $.open}, on_error: bad}
    - play: good
    - hang_up
""",
    "proves": """
    - play: notice
    - collect: {into: pin, prompts: ask, min: 8, max: 8, secret: true, on_timeout: nobody}
    - lookup:
        url: "SERVER/pin"
        method: POST
        headers: {Authorization: "Bearer {secret.crm}"}
        body: {pin: "{pin}", caller: "{call.caller}"}
        timeout: 30 s
        into: {right: $.right}
        on_error: bad
    - play: good
    - hang_up
""",
}
ENDS = "".join(f"  {name}: [{{play: {name}}}, hang_up]\n" for name in ("nobody", "good", "bad"))


def number(name: str) -> str:
    return f"+493012347{list(FLOWS).index(name):02d}"


class Media(Cell):
    """One number for each flow; `far_side` is whom look-ups ask."""

    far_side = ""

    def write(self) -> None:
        super().write()
        (self.folder / "dialplans" / "main.yaml").unlink()
        file = self.folder / "centre.yaml"
        file.write_text(file.read_text().replace("[en]", f"[{', '.join(LANGUAGES)}]"))
        for name, steps in FLOWS.items():
            flow = f'format: 1\nnumbers: ["{number(name)}"]\nblocks:\n  start:{steps}{ENDS}'
            file = self.folder / "dialplans" / f"{name.replace('_', '-')}.yaml"
            file.write_text(flow.replace("SERVER", self.far_side))
        sounds = self.folder / "sounds"
        write_wav(sounds / "music" / "default" / "tone.wav", tone(MUSIC, 20))
        for name, hz in TONES.items():
            samples = tone(hz, 2.0 if name == "notice" else 0.8)
            for language in LANGUAGES:
                write_wav(sounds / language / f"{name}.wav", samples)
        write_wav(sounds / "de" / "number" / "2.wav", tone(GERMAN_TWO, 0.8))

    def voipcc(self, *words: str, typed: str = "") -> str:
        """A verb on this centre."""
        ended = subprocess.run(
            [sys.executable, "-m", "voipcc", *words, "-c", str(self.folder)],
            input=typed,
            text=True,
            capture_output=True,
            check=True,
        )
        return ended.stdout


class Server:
    """Whom look-ups ask: `asked` has what came, by path."""

    def __init__(self) -> None:
        self.asked: dict[str, tuple[str, bytes]] = {}
        self.let_go = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = re.search(r"(?i)content-length: (\d+)", head)
        body = await reader.readexactly(int(length[1]) if length else 0)
        path = head.split()[1]
        self.asked[path] = (head, body)
        if path not in {"/redirect", "/flood"}:
            await self.let_go.wait()
        writer.write(self.answer(path))
        await writer.drain()
        writer.close()

    def answer(self, path: str) -> bytes:
        if path == "/redirect":
            where = b"Location: http://127.0.0.1:9/\r\nContent-Length: 0\r\n"
            return b"HTTP/1.1 302 Found\r\n" + where + b"\r\n"
        if path == "/flood":
            return b'HTTP/1.1 200 OK\r\n\r\n{"open": "' + b"9" * 500_000
        found = {"orders": [{"open": 2}], "tier": "gold", "right": True}
        text = json.dumps(found).encode()
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(text), text)


@asynccontextmanager
async def serving() -> AsyncIterator[tuple[Server, str]]:
    server = Server()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    try:
        yield server, f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    finally:
        listening.close()


def snapshot_with_secret(state: StateFolder) -> bytes:
    """The latest snapshot, once it has the handle of a secret."""
    for file in sorted(state.snapshots.glob("*"), reverse=True):
        content = file.read_bytes()
        if b'"sealed":{"pin"' in content:
            return content
    return b""


def tune(call: OutgoingCall) -> list[str]:
    """The prompts a caller heard, in order."""
    spans = [span for span in call.hearing.spans() if span.end_ns - span.start_ns >= 150_000_000]
    names = [name for span in spans if (name := _named(span.hz))]
    return [name for name, _ in groupby(names)]


def _named(hz: int) -> str:
    return next((name for known, name in NAMES.items() if abs(known - hz) <= 10), "")


class Callers:
    """What each caller does; each hears what it should."""

    def __init__(self, cell: Cell, carrier: WirePhone, server: Server, pin: str) -> None:
        self.cell, self.carrier, self.server, self.pin = cell, carrier, server, pin

    async def arrive(self, name: str) -> OutgoingCall:
        call = self.carrier.place_call(number(name), caller=CALLER)
        await call.answered(15)
        return call

    async def over(self, call: OutgoingCall, *expected: str) -> None:
        """The centre hangs up; this is what was heard."""
        await call.ended(60)
        assert tune(call) == list(expected), call.hearing.spans()

    async def collects(self) -> None:
        """Wrong check digit, then a right one; what was typed is said."""
        call = await self.arrive("collects")
        await call.hears(TONES["ask"], for_s=0.3, timeout_s=15)
        await call.press("48#")
        await call.hears(TONES["ask"], for_s=0.3, timeout_s=15)
        await call.press("9*42#")
        await self.over(call, "ask", "wrong", "ask", "good", "number/4", "number/2")

    async def silent(self) -> None:
        """Nothing is typed, twice."""
        await self.over(await self.arrive("silent"), "ask", "wrong", "ask", "nobody")

    async def must_hear(self) -> None:
        """A key during the notice means nothing, and is not kept."""
        call = await self.arrive("must_hear")
        await call.hears(TONES["notice"], for_s=0.3, timeout_s=15)
        await call.press("7")
        await call.hears(TONES["choice"], for_s=0.3, timeout_s=15)
        assert call.heard(TONES["notice"]) > 1.6
        await call.press("4")
        await self.over(call, "notice", "choice", "good")

    async def ahead(self) -> None:
        """Digits during the prompt before: it ends at once, and they are what was asked for."""
        call = await self.arrive("ahead")
        await call.hears(TONES["notice"], for_s=0.2, timeout_s=15)
        await call.press("97")
        await self.over(call, "notice", "number/9", "number/7")

    async def says(self) -> None:
        """A number as one says it, and digits one by one."""
        call = await self.arrive("says")
        await call.ended(60)
        assert tune(call)[-3:] == ["number/4", "number/7", "number/9"]

    async def bill(self) -> None:
        """Money, a day and a time of day, by the grammar of the language that was chosen."""
        rouble = ("number/2", "money/rouble-2", "number/1-f", "money/kopeck")
        day = ("date/day-4", "date/month-5", "date/20", "date/day-26", "date/year")
        await self.over(await self.arrive("bill"), *rouble, *day, "time/at-2")

    async def speaks(self) -> None:
        """A sentence of the dialplan, by a voice: the sound file made of it, between two prompts."""
        call = await self.arrive("speaks")
        await call.ended(60)
        heard = tune(call)
        assert (heard[0], heard[-1]) == ("good", "bad"), call.hearing.spans()
        (file,) = (self.cell.state.announcements / "en" / "text").glob("this-sentence-stands-*.wav")
        samples, rate = read_wav(file)
        spans = call.hearing.spans()
        begin_ns = max(one.end_ns for one in spans if _named(one.hz) == "good")
        end_ns = min(one.start_ns for one in spans if _named(one.hz) == "bad")
        assert len(samples) / rate > 1.0
        assert abs((end_ns - begin_ns) / 1e9 - len(samples) / rate) < 0.6

    async def changes(self) -> None:
        """From another language on, its prompts are heard; what it lacks is heard in the first one."""
        await self.over(await self.arrive("changes"), "good", "choice", "zwei", "nobody")

    async def looks_up(self) -> None:
        """A slow server: words, then music, then what it said."""
        call = await self.arrive("looks_up")
        await call.hears(TONES["ask"], for_s=0.2, timeout_s=15)
        await call.press("47")
        await call.hears(MUSIC, for_s=0.5, timeout_s=20)
        await self.over(call, "ask", "queue/one_moment", "music", "good", "number/2")
        assert "/slow/47" in self.server.asked

    async def redirected(self) -> None:
        """A redirect to another port of the machine: the error branch."""
        await self.over(await self.arrive("redirected"), "bad")

    async def flooded(self) -> None:
        """Half a megabyte of nonsense: the error branch."""
        await self.over(await self.arrive("flooded"), "bad")

    async def proves(self) -> None:
        """A secret reaches the server and nobody else, not even a snapshot taken meanwhile."""
        call = await self.arrive("proves")
        await call.hears(TONES["notice"], for_s=0.2, timeout_s=15)
        await call.press(self.pin[:4])
        await call.press(f"{self.pin[4:]}#", how="info")
        await until(lambda: "/pin" in self.server.asked, 20)
        kept = await until(lambda: snapshot_with_secret(self.cell.state), 60)
        assert self.pin.encode() not in kept
        self.server.let_go.set()
        await self.over(call, "notice", "queue/one_moment", "music", "good")


async def test_what_is_typed_looked_up_and_said_is_heard(tmp_path: Path) -> None:
    """Twelve callers at once: each hears the prompts of its flow in order, and a secret leaves no trace."""
    pin = str(10_000_000 + secrets.randbelow(90_000_000))
    async with serving() as (server, url):
        Media.far_side = url
        async with running(tmp_path, kind=Media) as cell:
            assert isinstance(cell, Media)
            await asyncio.to_thread(cell.voipcc, "secret", "set", "crm", typed=f"{TOKEN}\n")
            await cell.ask("trace", on=True)
            callers = Callers(cell, cell.carrier(), server, pin)
            acts: list[Callable[[], Any]] = [getattr(callers, name) for name in FLOWS]
            await asyncio.gather(*(act() for act in acts))
            _check_server(server, pin)
            _check_records({one.number: one for one in await cell.records(len(FLOWS))})
            await cell.nothing_left()
            view = json.dumps(await cell.view())
            assert pin not in view and TOKEN not in view
    _check_nothing_kept(tmp_path, pin)


def _check_server(server: Server, pin: str) -> None:
    head, body = server.asked["/pin"]
    assert f"Authorization: Bearer {TOKEN}\r\n" in head
    assert json.loads(body) == {"pin": pin, "caller": CALLER}


def _check_records(records: dict[str, Conversation]) -> None:
    marks = {name: records[number(name)].marks for name in FLOWS}
    for record in records.values():
        check_sums(record)
    assert marks["redirected"] == ("lookup_refused",)
    assert marks["flooded"] == ("lookup_unreadable",)
    assert {name for name, found in marks.items() if found} == {"redirected", "flooded"}


def _check_nothing_kept(folder: Path, pin: str) -> None:
    """Neither journal, logs, traces, records nor snapshots hold the secrets, or a key of them."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    names = {file.name for file in files}
    assert {"ari.jsonl", "voipcc.jsonl", "sip.log", "records.sqlite"} <= names and len(files) > 20
    for file in files:
        content = file.read_bytes()
        assert pin.encode() not in content, file
        assert TOKEN.encode() not in content or file.name == "secrets.json", file
        assert not re.search(rb"(?m)^Signal=[0-9]", content), file
        assert not re.search(rb"DTMF \w+ '[0-9]'", content), file
    journal = b"".join(file.read_bytes() for file in files if file.parent.name == "journal")
    assert journal.count(b'"event":"DigitPressed"') == 1  # the choice in a menu
    assert journal.count(b'"event":"Collected"') == 5
    sip = next(file for file in files if file.name == "sip.log").read_bytes()
    assert sip.count(b"Signal=?") == 5
    trace = next(file for file in files if file.name == "ari.jsonl").read_text()
    assert '"digit":"?"' in trace
    assert not re.search(r'"digit":\s*"[0-9*#]"', trace)
