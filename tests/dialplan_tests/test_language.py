"""The whole language of dialplans in operators' tests: values, lists, look-ups, subs, surveys."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.dialplan_tests.conftest import NOW_MS
from voipcc.centre_file import load_centre, write_example
from voipcc.dialplan import compile_centre
from voipcc.dialplan_tests import Report, run_all

DIALPLAN = """format: 1
numbers: ["+4930123450"]
callers:
  vip: ["+49171*"]
  hidden: [withheld]
after_call: survey
blocks:
  start:
    - set: {tier: silver}
    - branch:
        - caller: hidden
          jump: refused
        - caller: vip
          jump: gold
        - when: queue.sales.agents == 0
          jump: nobody
    - loop: {block: start, times: 1}
    - jump: ask
  refused:
    - hang_up:
      cause: rejected
  gold:
    - set: {tier: gold}
    - tag: vip
    - jump: sales
  nobody:
    - play: closed
    - hang_up
  ask:
    - collect: {into: customer, prompts: welcome, min: 4, max: 8, tries: 2, on_timeout: sales, on_invalid: sales}
    - sub: {block: find, with: {customer: "{customer}"}}
    - branch:
        - when: orders > 2
          jump: support
    - jump: sales
  find:
    - lookup:
        url: "https://crm.example/{customer}"
        into: {orders: $.orders}
        mock: {orders: 1}
        timeout: 3 s
        on_error: lost
    - return
  lost:
    - tag: crm_away
    - jump: sales
  sales:
    - queue: sales
  support:
    - queue: support
  survey:
    - menu: main-menu
      keys: {"1": thanks, "2": thanks}
      into: satisfied
      on_timeout: thanks
  thanks:
    - play: goodbye
    - hang_up
"""
HEAD = 'format: 1\nat: "2026-11-23 10:00"\ntests:\n'
Ran = Callable[[str], Report]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Runs tests on the dialplan above, compiled once."""
    folder = tmp_path_factory.mktemp("language")
    write_example(folder)
    for name in ("main", "small"):
        (folder / "dialplans" / f"{name}.yaml").unlink()
    (folder / "dialplans" / "main.yaml").write_text(DIALPLAN)
    settings = load_centre(folder / "centre.yaml", {}).settings
    assert settings is not None
    compiled = compile_centre(settings, folder, NOW_MS)
    plan = compiled.plan
    assert plan is not None, [str(problem) for problem in compiled.problems]

    def run(tests: str) -> Report:
        path = Path(folder / "tests.yaml")
        path.write_text(HEAD + tests)
        return run_all(folder, settings, plan, NOW_MS, only=(path,))

    return run


@pytest.mark.parametrize(
    "test",
    [
        'caller: "+4917112345", expect: {queue: sales, tags: vip, values: {tier: gold}, hears: []}',
        "caller: withheld, expect: {queue: none, hears: [], ending: completed}",
        "staff: none, expect: {hears: closed}",
        'keys: "1234#", expect: {queue: sales, values: {customer: "1234", orders: 1, tier: silver}}',
        'keys: "1234#", look_ups: {find: {orders: 3}}, expect: {queue: support, hears: welcome}',
        'keys: "1234#", look_ups: {find: unreachable}, expect: {queue: sales, tags: [crm_away, lookup_unreachable]}',
        'keys: "12#, 12#", expect: {queue: sales, hears: [welcome, "..."]}',
        'keys: "1234#, 2", ends: agent, expect: {hears: [welcome, main-menu, goodbye], values: {satisfied: "2"}}',
        'keys: "1234#", expect: {blocks: [start, ask, find, ask, sales]}',
    ],
)  # fmt: skip
def test_each_word_of_the_language_can_be_tested(ran: Ran, test: str) -> None:
    """Lists of callers, values, tags, loops, subs, look-ups with mocks and surveys are rehearsed."""
    report = ran(f"  - {{test: t, {test}}}\n")
    assert [str(problem) for problem in report.problems] == []
    assert report.passed == 1


def test_an_unmet_value_is_told(ran: Ran) -> None:
    """What a value is instead of what was expected stands in the message."""
    report = ran('  - {test: t, keys: "1234#", expect: {values: {orders: 7}, tags: [vip]}}\n')
    assert [problem.message for problem in report.problems] == [
        'test "t": expected "orders" to be 7, but it is 1',
        'test "t": the record has no "vip"; it has none',
    ]
