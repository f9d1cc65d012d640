"""Recordings in a running centre: made, listed, played on record, erased; through kill -9 of all that works."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.live.cell import CALLER, STRAIGHT_PLAN, Cell, running, until
from tests.live.test_verbs import good, talking, voipcc
from tests.tapes.sounds import spool_job, voice
from voipcc.cli.words import now_ms
from voipcc.database.entry import decoded
from voipcc.database.history import payloads

pytestmark = pytest.mark.live


def facts(cell: Cell, kind: str) -> list[Any]:
    """Every event of a kind in the journal."""
    sign = f'"{kind}"'.encode()
    found = (frame.payload for frame in payloads(cell.state.journal, 1) if sign in frame.payload)
    return [decoded(payload).event for payload in found]


async def test_a_recording_is_kept_played_and_erased(tmp_path: Path) -> None:
    """A job in the spool becomes a recording although worker and controller are killed; each act is journaled."""
    async with running(tmp_path, plan=STRAIGHT_PLAN) as cell:
        spool_job(cell.state.tapes, voice(90), voice(90), "1-1", start_utc_ms=now_ms())

        async def worker() -> int:
            status = await cell.ask("status")
            return int(status["recordings_worker"])

        os.kill(await until(worker, 30), signal.SIGKILL)
        await cell.crash()
        await cell.serve()

        async def listed() -> Any:
            return (await good(cell, "recordings", "list", "--json")).json

        (row,) = await until(listed, 60)
        assert (row["tape"], row["faults"]) == ("1-1", [])
        copies = str(tmp_path / "copies")
        await good(cell, "recordings", "export", "1-1", "--to", copies, "--reason", "a test")
        assert (tmp_path / "copies" / "1-1.wav").stat().st_size == 44 + 90 * 16_000 * 4
        assert {fact.sha256 for fact in facts(cell, "TapeStored")} == {row["sha256"]}
        (given,) = facts(cell, "TapePlayed")
        assert (given.how, given.reason, bool(given.by)) == ("export", "a test", True)
        await good(cell, "recordings", "erase", "1-1", "--reason", "asked for")
        assert [fact.reason for fact in facts(cell, "TapeErased")] == ["asked for"]
        assert "asked for" in (await voipcc(cell, "recordings", "show", "1-1")).err
        assert list(cell.state.tapes.glob("[0-9]*/*/*/[0-9]*")) == []
        await _erase_a_person(cell)
        proved = (await good(cell, "verify", "--json")).json
        assert proved["intact"], proved


async def _erase_a_person(cell: Cell) -> None:
    """Number, name and recordings go, what is held stays and is named, the chain is whole (`verify`)."""
    call, _ = await talking(cell)
    call.hang_up()
    (record,) = await cell.records(1)
    for tape in ("1-2", "1-3"):
        spool_job(
            cell.state.tapes,
            voice(1),
            voice(1),
            tape,
            start_utc_ms=now_ms(),
            parties=(record.party,),
        )
    await good(cell, "recordings", "hold", "1-3", "--reason", "case 12")
    said = await good(cell, "erase", CALLER)
    assert "1 recording" in said.out and "1-3" in said.err
    assert CALLER[1:].encode() not in cell.state.parties.read_bytes()
    (fact,) = facts(cell, "PartyErased")
    assert (fact.party, fact.tapes, fact.held) == (record.party, 1, ("1-3",))

    async def kept() -> list[str]:
        rows = (await good(cell, "recordings", "list", "--json")).json
        return [row["tape"] for row in rows]

    assert await until(kept, 30) == ["1-3"]
    await good(cell, "recordings", "release", "1-3", "--reason", "closed")
    again = await good(cell, "erase", record.party, "--json")
    assert (again.json["recordings"], await kept()) == (1, [])
