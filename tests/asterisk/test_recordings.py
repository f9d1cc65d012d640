"""Messages of callers on disk: where they are taken from, kept, and how they are deleted."""

from pathlib import Path

import structlog

from tests.asterisk.conftest import Room
from tests.waiting import until
from voipcc.asterisk.switch.recordings import Recordings
from voipcc.core.commands import DropRecording


async def test_a_deleted_message_is_gone_from_disk(room: Room, tmp_path: Path) -> None:
    """Deleting takes the file away, whatever the reason; a second time finds nothing and is no error."""
    kept = tmp_path / "voicemail"
    kept.mkdir()
    (kept / "voicemail-1-4.wav").write_bytes(b"sound")
    (kept / "voicemail-1-5.wav").write_bytes(b"another")
    recordings = Recordings(
        {}, room.switch._lines.pool, tmp_path / "spool", kept, lambda event: None,
        structlog.get_logger(),
    )  # fmt: skip
    for _ in range(2):
        recordings.table[DropRecording](DropRecording("1-4", "expired"))
    assert [path.name for path in kept.iterdir()] == ["voicemail-1-5.wav"]


async def test_a_message_on_another_disk_is_deleted_by_its_switch(room: Room) -> None:
    """Where the recordings lie with an external Asterisk, that one is told to delete."""
    room.switch.carry_out(DropRecording("1-4", "expired"))
    await until(lambda: room.asked("DELETE") != [])
    assert room.asked("DELETE")[0].endswith("recordings/stored/voicemail-1-4")
