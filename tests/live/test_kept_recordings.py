"""Recordings in a running centre: made, listed, played on record, erased; through kill -9 of all that works."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.live.cell import STRAIGHT_PLAN, Cell, running, until
from tests.live.test_verbs import good, voipcc
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
        assert list(cell.state.tapes.glob("[0-9]*/*/*/*")) == []
        assert (await good(cell, "journal", "verify", "--json")).json["damages"] == []
