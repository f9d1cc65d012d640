"""queue_log and webhooks of a running centre, through a controller that is killed."""

import asyncio
import json
from collections import Counter
from pathlib import Path

import pytest

from tests.exports.receiver import Receiver
from tests.live.cell import STRAIGHT_PLAN, Cell, running, until
from voipcc.centre_file import load_centre
from voipcc.database.archive import Archive
from voipcc.exports.queue_log.back_fill import lines_between
from voipcc.exports.queue_log.line import Line, parsed
from voipcc.exports.schema import Span
from voipcc.exports.webhooks.message import is_genuine
from voipcc.secrets_file import set_lookup_secret

pytestmark = pytest.mark.live


class OutletCell(Cell):
    """Its secret is kept before it is served."""

    def write(self) -> None:
        super().write()
        settings = load_centre(self.folder / "centre.yaml", {}).settings
        assert settings is not None
        set_lookup_secret(self.state.secrets, settings, "hook", "open sesame")


def lines(path: Path) -> list[Line]:
    return [parsed(text) for text in path.read_text().splitlines()] if path.exists() else []


def count(path: Path, event: str) -> int:
    return sum(line.event == event for line in lines(path))


async def test_other_programs_hear_of_every_call_through_a_crash(tmp_path: Path) -> None:
    """Lines come while things happen, once each, and the receiver gets each call, also those of the crash."""
    log = tmp_path / "queue_log"
    with Receiver() as receiver:
        more = (
            f"exports:\n  queue_log: {log}\n"
            f'  webhooks: {{crm: {{url: "{receiver.url}", secret: hook}}}}\n'
        )
        words = {"plan": STRAIGHT_PLAN, "more": more, "agents": ("anna",)}
        async with running(tmp_path, OutletCell, **words) as cell:
            await cell.ready_agent("anna")
            assert count(log, "QUEUESTART") == 1
            await until(lambda: count(log, "ADDMEMBER") == 2, 10)
            carrier = cell.carrier()
            talking = await cell.call(carrier)
            await until(lambda: count(log, "CONNECT") == 1, 15)
            waiting = await cell.call(carrier)
            await until(lambda: count(log, "ENTERQUEUE") == 2, 10)
            await cell.crash()
            waiting.hang_up()  # nobody listens
            await waiting.ended()
            await cell.serve()
            await until(lambda: count(log, "ABANDON") == 1, 20)
            talking.hang_up()
            await until(lambda: count(log, "COMPLETECALLER") == 1, 10)
            await cell.ask("agent.log_out", agent="anna")
            await until(lambda: count(log, "REMOVEMEMBER") == 2, 10)
            records = await cell.records(2)
            await asyncio.to_thread(receiver.until, lambda it: len(set(it.taken)) == 2)
        assert set(receiver.taken) == {f"call-{one.id}" for one in records}
        for headers, sent in receiver.tries:
            assert is_genuine("open sesame", headers, sent, int(headers["webhook-timestamp"]))
            assert json.loads(sent)["call"]["leg"] in {one.leg for one in records}
    later = lines_between(Archive(cell.state.records), Span(0, 1 << 62), lambda agent: ())
    ours = [line for line in lines(log) if line.callid not in ("NONE", "MANAGER")]
    assert Counter(map(Line.encoded, later)) == Counter(map(Line.encoded, ours))
