"""What is wrong with the sound of recordings stands in the quality reports, on the side it comes from."""

from dataclasses import replace

import pytest

from tests.database.made import NOON_MS, conversation
from tests.database.test_engines import TAPE, keep
from tests.database.test_report_lists import DAY, column
from voipcc.core.tape_files import TapeFile
from voipcc.database.archive import Archive
from voipcc.database.engine import Engine
from voipcc.database.heard import OF_AGENT, OF_TRUNK, HeardTape
from voipcc.database.reports.lines import line_sheet, trunk_sheet

SILENT_CALLER = (("talk_caller_ms", 0.0), ("talk_agent_ms", 9000.0))


def test_faults_of_recordings_are_told_by_trunk_and_by_agent(engine: Engine) -> None:
    """The caller's side counts for the trunk, the agents' side for each agent heard; what was erased or is whole is no fault."""
    faults = (("one_way", "clipping_agent"), (), ("clipping_caller", "echo_of_caller", "short"))
    records = [conversation(f"1-{at}", arrived_utc_ms=NOON_MS + at, party="p1") for at in range(3)]
    tapes = [
        replace(TAPE, id=f"t{at}", conversation=f"1-{at}", agents=("anna", "ben")[: 1 + at % 2])
        for at in range(3)
    ]
    files = [
        TapeFile(f"t{at}", f"1-{at}", "x", "", 1, NOON_MS, 9000, 0, heard, SILENT_CALLER)
        for at, heard in enumerate(faults)
    ]
    keep(engine, *records, *tapes, *files)
    archive = Archive(engine)
    (trunk,) = trunk_sheet(archive, DAY).rows
    assert trunk[:2] == ("carrier", 0)
    assert trunk[-3:] == (3, 2, "clipping_caller 1, one_way 1")
    lines = line_sheet(archive, DAY)
    assert column(lines, "source") == ["recording", "recording"]
    assert [row[0] for row in lines.rows] == ["anna", "ben"]
    assert [row[-3:] for row in lines.rows] == [
        (3, 2, "clipping_agent 1, echo_of_caller 1"),
        (1, 0, ""),
    ]
    assert not trunk_sheet(archive, replace(DAY, number="+2")).rows
    assert not line_sheet(archive, replace(DAY, agent="carla")).rows


@pytest.mark.parametrize(("caller", "agent"), [(0, 9000), (9000, 0)])
def test_one_way_audio_is_of_the_side_that_is_not_heard(caller: int, agent: int) -> None:
    """Only one of both sides has the fault."""
    tape = HeardTape("", "", (), ("one_way",), {"talk_caller_ms": caller, "talk_agent_ms": agent})
    assert tape.of(OF_TRUNK) == ["one_way"] * (caller == 0)
    assert tape.of(OF_AGENT) == ["one_way"] * (agent == 0)
