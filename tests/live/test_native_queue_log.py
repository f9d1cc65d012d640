"""The recorded queue_log is still what the Asterisk here writes."""

from pathlib import Path

import pytest

from tests.exports.native_queue import record
from tests.exports.test_queue_log import recorded, shape
from voipcc.exports.queue_log.line import parsed

pytestmark = [pytest.mark.live, pytest.mark.long]


async def test_app_queue_writes_what_it_wrote(tmp_path: Path) -> None:
    """A fresh run of the same scenes has the same events with the same fields."""
    fresh = await record(tmp_path)
    lines = [parsed(text) for text in fresh.decode().splitlines()]
    assert {shape(line) for line in lines} == {shape(line) for line in recorded()}
    assert fresh == b"".join(line.encoded() for line in lines)
