"""One test call through a trunk, by the verb `voipcc trunk call`."""

import asyncio
import json
import os
import tempfile
from pathlib import Path
from typing import IO, Any

import pytest

from tests.live.carriers import Network, running_network
from tests.live.cell import NUMBER, STRAIGHT_PLAN, Cell, loopback, running
from tests.live.nursery import Raised, raised
from tests.live.test_carriers import verb
from voipcc.audio import tone, write_wav
from voipcc.softphone.wire import Reaction

pytestmark = pytest.mark.live
CALLED = "0170 9999 9999"
PROMPT_HZ = 620


def trunks(carrier: Network) -> str:
    """One registered at the carrier, one whose carrier is not there, one without a number."""
    account = f"registration: {{server: '{carrier.server}', username: {carrier.account}}}"
    nobody = f"transport: tcp, addresses: [{loopback()}/32], proxy: '{loopback()}:9', permits: [DE]"
    return (
        f"  out: {{{account}, permits: [DE], caller_id: '{NUMBER}'}}\n"
        f"  bare: {{{nobody}, caller_id: '{NUMBER}'}}\n"
        f"  mute: {{{nobody}}}\n"
    )


async def begin(cell: Cell, *words: str) -> tuple[Raised, IO[bytes]]:
    errors = tempfile.TemporaryFile()  # noqa: SIM115 - read when the verb has ended
    verb = ("trunk", "call", *words, "-c", str(cell.folder))
    return await raised(verb, os.environ, errors), errors


async def end(begun: tuple[Raised, IO[bytes]]) -> tuple[int, str, str]:
    process, errors = begun
    out = await asyncio.wait_for(process.communicate(), 60)
    errors.seek(0)
    return await process.wait(), out.decode(), " ".join(errors.read().decode().split())


async def result(process: tuple[Raised, IO[bytes]]) -> tuple[int, dict[str, Any]]:
    code, out, errors = await end(process)
    assert out, errors
    return code, json.loads(out)


async def test_a_test_call_is_made_and_told(tmp_path: Path) -> None:
    """Answered and spoken to, declined, hung up by Ctrl-C: each is told as it was; what has no
    permit calls nobody, and says why."""
    prompt = tmp_path / "centre" / "sounds" / "en" / "trial.wav"
    prompt.parent.mkdir(parents=True)
    write_wav(prompt, tone(PROMPT_HZ, 1.5))
    async with running_network(tmp_path / "carrier") as carrier:
        more = trunks(carrier)
        words: dict[str, Any] = {"agents": ("anna",), "plan": STRAIGHT_PLAN, "more": more}
        async with running(tmp_path / "centre", **words) as cell:
            await verb(cell, "trunk", "password", "out", given=f"{carrier.password}\n")
            await carrier.registered()
            await answered(carrier, cell)
            await declined(carrier, cell)
            await given_up(carrier, cell)
            await refused(cell)
            await cell.nothing_left()
            log = (cell.state.log / "voipcc.jsonl").read_text()
            assert log.count('"permit"') == 4
            assert "99999999" not in log


async def answered(carrier: Network, cell: Cell) -> None:
    carrier.phone.policy = lambda call: Reaction(ring_after_s=0.0, answer_after_s=0.8)
    process = await begin(cell, "out", CALLED, "--as", NUMBER, "--prompt", "trial", "--json")
    rung = await carrier.phone.next_call()
    assert (rung.called, rung.caller) == ("+4917099999999", NUMBER)
    await rung.hears(PROMPT_HZ, for_s=1.0)
    await rung.ended()
    code, told = await result(process)
    assert (code, told["outcome"], told["ended_by"]) == (0, "answered", "us")
    assert (told["number"], told["country"], told["trunk"]) == ("+4917099999999", "DE", "out")
    assert told["codec"] in ("alaw", "ulaw")
    assert told["prompt_played"]
    assert told["ringing_after_ms"] + 500 < told["answered_after_ms"]
    assert told["answered_after_ms"] + 1400 < told["ended_after_ms"]


async def declined(carrier: Network, cell: Cell) -> None:
    carrier.phone.policy = lambda call: Reaction(decline=486)
    process = await begin(cell, "out", CALLED)
    rung = await carrier.phone.next_call()
    code, out, _ = await end(process)
    await rung.ended()
    assert code == 1
    assert out.startswith(f"calling +4917099999999 (DE) by out, showing {NUMBER}")
    assert ": busy (cause 17, SIP 486, " in out


async def given_up(carrier: Network, cell: Cell) -> None:
    carrier.phone.policy = lambda call: Reaction(ring_after_s=0.0)
    process = await begin(cell, "out", CALLED)
    rung = await carrier.phone.next_call()
    await rung.ringing()
    process[0].terminate()
    await rung.ended()
    await end(process)


async def refused(cell: Cell) -> None:
    for words, sentence in (
        (("out", "+33140000000"), 'the trunk "out" may not call FR'),
        (("out", "0900 1234567"), "premium"),
        (("out", "112"), "emergency numbers are dialled by an agent"),
        (("out", "garbage"), "no telephone number"),
        (("out", CALLED, "--as", "+4930999999"), "one of the centre's own"),
        (("out", CALLED, "--prompt", "nothing"), 'no prompt "nothing"'),
        (("nowhere", CALLED), 'there is no trunk "nowhere"'),
        (("mute", CALLED), "set trunks.mute.caller_id"),
    ):
        code, _, errors = await end(await begin(cell, *words))
        assert code == 1
        assert "nobody was called" in errors and sentence in errors, errors
    code, out, _ = await end(await begin(cell, "bare", CALLED))
    assert code == 1
    assert "the carrier is not there" in out, out
