"""Steps that decide, live: refused before an answer, told apart by number, spoken to in turn."""

from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import groupby
from pathlib import Path

import pytest
import pytest_asyncio

from tests.live.cell import NUMBER, Cell, running, until
from tests.sums import check_sums
from voipcc.audio import tone, write_wav
from voipcc.database.archive import Archive

pytestmark = [
    pytest.mark.live,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.xdist_group("logic steps"),
]
TONES = {"hello": 540, "again": 780, "bye": 1020, "vip": 1260}
PLAN = f"""format: 1
name: main
numbers: ["{NUMBER}"]
callers:
  blocked: ["+491709*"]
  engaged: ["+4917081111111"]
  vip: ["+491701*"]
blocks:
  start:
    - set: {{tier: plain, free: "{{queue.sales.free}}"}}
    - branch:
        - caller: blocked
          jump: refused
        - caller: engaged
          jump: busy
        - caller: vip
          jump: valued
    - sub: {{flow: greeting, with: {{word: long}}}}
    - sub: {{flow: greeting}}
    - jump: ask
  ask:
    - play: again
    - loop: {{block: ask, times: 1}}
    - branch:
        - when: free == 0 and queue.sales.waiting == 0 and queue.sales.agents == 0
          jump: end
      otherwise: busy
  valued:
    - tag: [vip, greeted]
    - play: vip
    - queue: sales
  end:
    - split: {{bye: 100}}
  bye:
    - play: bye
    - hang_up
  refused:
    - hang_up: completed
      cause: rejected
  busy:
    - hang_up: closed
      cause: busy
"""
GREETING = """format: 1
blocks:
  start:
    - branch:
        - when: word == "long"
          jump: long
    - return
  long:
    - play: hello
    - return
"""


def named(hz: int) -> str:
    """The prompt a tone is, "" for none."""
    return next((name for name, known in TONES.items() if abs(known - hz) <= 10), "")


def cell_waits(cell: Cell) -> Callable[[], Awaitable[bool]]:
    """Whether somebody waits for sales."""

    async def waits() -> bool:
        return any(one["waiting"] for one in (await cell.view())["queues"])

    return waits


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cell(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cell]:
    folder: Path = tmp_path_factory.mktemp("logic")
    (folder / "sounds" / "en").mkdir(parents=True)
    for name, hz in TONES.items():
        write_wav(folder / "sounds" / "en" / f"{name}.wav", tone(hz, 0.8))
    (folder / "dialplans").mkdir()
    (folder / "dialplans" / "greeting.yaml").write_text(GREETING)
    async with running(folder, plan=PLAN, max_calls=20) as made:
        yield made


@pytest.mark.parametrize(
    ("caller", "statuses"), [("+4917091234567", (403, 603)), ("+4917081111111", (486,))]
)
async def test_a_caller_on_a_list_is_refused_without_an_answer(
    cell: Cell, caller: str, statuses: tuple[int, ...]
) -> None:
    """The caller's network is told the cause; nothing was answered, so nothing is to be paid."""
    carrier = cell.carrier()
    call = carrier.place_call(NUMBER, caller=caller)
    await call.ended(10)
    assert call.status in statuses
    assert not call.times.answered
    await cell.nothing_left()


async def test_others_go_through_sub_flows_loops_and_conditions(cell: Cell) -> None:
    """The parameter counts once, the loop leads back once, and the conditions hold."""
    carrier = cell.carrier()
    call = carrier.place_call(NUMBER, caller="+351212345678")
    await call.answered(15)
    await call.ended(60)
    spans = [one for one in call.hearing.spans() if one.end_ns - one.start_ns > 150_000_000]
    heard = [named(span.hz) for span in spans]
    assert [name for name, _ in groupby(heard) if name] == ["hello", "again", "bye"]
    assert call.heard(TONES["again"]) > 1.2  # twice


async def test_whoever_is_on_a_list_is_told_apart_and_tagged(cell: Cell) -> None:
    """The list leads to its own words and into the queue; the record has the tags and no number."""
    carrier = cell.carrier()
    call = carrier.place_call(NUMBER, caller="+4917012345678")
    await call.answered(15)
    await call.hears(TONES["vip"], 10)
    await until(cell_waits(cell), 10)
    call.hang_up()
    await cell.nothing_left()
    archive = Archive(cell.state.records)

    def tagged() -> bool:
        return any("tag:vip" in record.marks for record in archive.between(0, 1 << 62))

    await until(tagged)
    for record in archive.between(0, 1 << 62):
        check_sums(record)
    files = [path for path in cell.state.journal.rglob("*") if path.is_file()]
    assert files and not any(b"4917012345678" in path.read_bytes() for path in files)
