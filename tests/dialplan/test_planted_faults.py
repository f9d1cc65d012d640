"""Faults planted in good dialplans: each is reported, at its line, and the good ones are left in peace."""

from pathlib import Path

import pytest

from voipcc.core.centre import Centre
from voipcc.dialplan import compile_centre
from voipcc.queue_settings import QueueSettings
from voipcc.settings import AgentSettings, CentreSettings, DeviceSettings, TrunkSettings

NOW_MS = 1_795_251_600_000
GOOD = """\
format: 1
name: main
numbers: ["+4930123450", "+4930123451"]
language: en
longest: 5 min
hours:
  office:
    time_zone: Europe/Berlin
    weekly:
      mon-fri: ["08:00-12:00", "13:00-18:00"]
      sat: "10:00-14:00"
    holidays: DE-BE
    closed: ["2026-12-24", "2026-12-27..2026-12-30"]
    short: {"2026-12-31": "08:00-12:00"}
callers:
  vip: ["+4930555*", "+49171*"]
blocks:
  start:
    - hours: office
      closed: night
    - set: {tier: plain}
    - branch:
        - caller: vip
          jump: gold
        - when: queue.sales.waiting > 20 and tier == "plain"
          jump: night
    - play: welcome
    - jump: choice
  gold:
    - set: {tier: gold}
    - tag: vip
    - jump: choice
  choice:
    - menu: main-menu
      keys: {"1": sales, "2": number, "3": half, "9": asked}
      timeout: 5 s
      tries: 2
      on_timeout: {play: no-input, jump: sales}
      on_invalid: {play: invalid, jump: bye}
  number:
    - collect:
        into: customer
        prompts: welcome
        min: 4
        max: 8
        on_timeout: sales
    - collect: {into: pin, prompts: welcome, secret: true, on_timeout: sales}
    - play: [welcome, {digits: customer}]
    - lookup:
        url: "https://crm.example.net/customers/{customer}"
        method: POST
        body: {pin: "{pin}"}
        into: {balance: "$.account.balance"}
        on_error: sales
    - play: [{amount: balance, currency: EUR}]
    - jump: sales
  half:
    - split: {sales: 50}
    - loop: {block: choice, times: 2}
    - sub: {block: aside, with: {reason: test}}
    - jump: sales
  aside:
    - play: welcome
    - return
  asked:
    - callback: sales
      accepted: bye
      declined: sales
  sales:
    - queue: sales
      priority: 2
      prefer: [anna]
      on_full: outside
      on_timeout: message
      keys: {"1": message}
      invitations:
        - after: 60 s
          play: queue/press_one
          keys: {"2": message}
      overflow:
        - wait: 5 min
          jump: message
        - closed: office
          jump: night
      on_hold: held
      after_call: rate
  held:
    - play: welcome
  rate:
    - menu: main-menu
      keys: {"1-5": bye}
      into: score
      on_timeout: bye
  outside:
    - transfer: {number: "+4930987654", trunk: carrier, timeout: 20 s}
      on_busy: message
      on_failed: message
  message:
    - voicemail: sales
      longest: 2 min
  night:
    - play: closed
    - hang_up: closed
  bye:
    - play: goodbye
    - hang_up
"""
# what is replaced, by what, the text that stands in the line of the fault, a part of the message
FAULTS: dict[str, tuple[str, str, str, str]] = {
    "a block misspelt in a key": ('"1": sales, "2"', '"1": salse, "2"', "salse", 'no block "salse"'),
    "a block misspelt in jump": ("- jump: choice\n  gold", "- jump: choise\n  gold", "choise", "no block"),
    "a block misspelt in closed": ("closed: night", "closed: nigth", "nigth", "no block"),
    "a block misspelt in on_timeout": ("no-input, jump: sales", "no-input, jump: x", "jump: x", "no block"),
    "a block misspelt in on_full": ("on_full: outside", "on_full: outsid", "on_full: outsid\n", "no block"),
    "a block misspelt in an overflow": ("wait: 5 min\n          jump: message", "wait: 5 min\n          jump: mesage", "mesage", "no block"),
    "a block misspelt in a split": ("{sales: 50}", "{sale: 50}", "sale: 50", "no block"),
    "a block misspelt in a loop": ("block: choice", "block: chioce", "chioce", "no block"),
    "a block misspelt in a sub": ("block: aside", "block: asid", "block: asid", "no block"),
    "a block misspelt in after_call": ("after_call: rate", "after_call: rats", "rats", "no block"),
    "a queue misspelt": ("- queue: sales", "- queue: sals", "- queue: sals", "no queue"),
    "a queue misspelt in a voicemail": ("voicemail: sales", "voicemail: sals", "voicemail: sals", "no queue"),
    "a queue misspelt in a callback": ("callback: sales", "callback: sals", "callback: sals", "no queue"),
    "a queue misspelt in a condition": ("queue.sales.waiting", "queue.sals.waiting", "queue.sals", "no queue"),
    "a fact no queue has": ("sales.waiting", "sales.wating", "wating", "wating"),
    "an agent misspelt": ("[anna]", "[hanna]", "[hanna]", 'no agent "hanna"'),
    "a trunk misspelt": ("trunk: carrier", "trunk: carier", "carier", "no trunk"),
    "hours misspelt": ("- hours: office", "- hours: ofice", "- hours: ofice", "no opening hours"),
    "hours misspelt in an overflow": ("- closed: office", "- closed: ofice", "- closed: ofice", "no opening hours"),
    "a list of callers misspelt": ("caller: vip", "caller: vips", "vips", "vips"),
    "a prompt that is nowhere": ("- play: welcome\n    - jump: choice", "- play: welcom\n    - jump: choice", "welcom\n", "missing"),
    "a prompt of a menu that is nowhere": ("menu: main-menu\n      keys: {\"1\": sales", "menu: menu-1\n      keys: {\"1\": sales", "menu-1", "missing"),
    "an invitation's prompt that is nowhere": ("play: queue/press_one", "play: queue/press_two", "press_two", "missing"),
    "a value nobody sets": ("{digits: customer}", "{digits: costumer}", "costumer", "no value"),
    "a value used before it is set": ("- play: [welcome, {digits: customer}]", "- play: [welcome, {digits: balance}]", "{digits: balance}", "no value on some way"),
    "a secret that is spoken": ("{digits: customer}", "{digits: pin}", "{digits: pin}", "would be spoken"),
    "a secret in an address": ("customers/{customer}", "customers/{pin}", "customers/{pin}", "written into logs"),
    "a secret in a condition": ('tier == "plain"', 'pin == "1234"', "pin ==", "secret"),
    "a dead end": ("    - play: closed\n    - hang_up: closed\n", "    - play: closed\n", "- play: closed", "dead end"),
    "a menu without an end": ("      on_timeout: {play: no-input, jump: sales}\n", "", '- menu: main-menu\n      keys: {"1": sales', "dead end"),
    "an empty block": ("    - play: goodbye\n    - hang_up\n", "    []\n", "  bye:", "no steps"),
    "a step behind a jump": ("    - jump: sales\n  half", "    - jump: sales\n    - play: goodbye\n  half", "- play: goodbye\n  half", "never reached"),
    "a block nobody reaches": (', "3": half', "", "  half:", "never reached"),
    "a silent loop": ("    - tag: vip\n    - jump: choice", "    - tag: vip\n    - jump: start", "- jump: start", "loop without an end"),
    "a key without quotes that means a comment": ('{"1": message}', "{#: message}", "{#", "need quotes"),
    "one key twice": ('"1": sales, "2"', '"1": sales, "1": half, "2"', '"1": half', "twice"),
    "a key no telephone has": ('"9": asked', '"10": asked', '"10"', ""),
    "a number without quotes": ('["+4930123450", ', "[+4930123450, ", "[+4930", "not in quotes"),
    "a number without its country": ('"+4930123451"', '"030 123451"', "030 123451", "international"),
    "an unknown step": ("- tag: vip", "- tagg: vip", "tagg", "unknown step"),
    "an unknown key": ("      tries: 2", "      trys: 2", "trys", "trys"),
    "a wrong unit": ("timeout: 5 s", "timeout: 5 h", "5 h", "time"),
    "a time beyond the limit": ("timeout: 5 s", "timeout: 5 min", "timeout: 5 min", ""),
    "a day that is none": ("mon-fri:", "mon-fry:", "mon-fry", ""),
    "a time that is none": ('"10:00-14:00"', '"10:00-25:00"', "25:00", ""),
    "a date that is none": ('"2026-12-24"', '"2026-13-24"', "2026-13-24", ""),
    "a time zone that is none": ("Europe/Berlin", "Europe/Berlim", "Berlim", ""),
    "a region without holidays": ("DE-BE", "DE-XX", "DE-XX", ""),
    "more than all callers": ("{sales: 50}", "{sales: 50, bye: 60}", "bye: 60", "110 %"),
    "fewer digits than needed": ("        max: 8", "        max: 3", "max: 3", "nobody can type"),
    "a condition that cannot be read": ('> 20 and tier', '> 20 and and tier', "and and", "cannot be read"),
    "an address without encryption": ("https://crm", "http://crm", "http://crm", "without encryption"),
    "a premium number": ("+4930987654", "+499001234567", "+499001", "cannot be called"),
    "a number of our own": ("+4930987654", "+4930123451", "+4930123451\", trunk", "answered here"),
    "a return without a sub": ("    - play: closed\n    - hang_up: closed", "    - play: closed\n    - return", "    - return\n  bye", "nowhere to return"),
    "half an hour of asking": ("      timeout: 5 s\n      tries: 2\n", "      tries: 10\n      timeout: 60 s\n", '- menu: main-menu\n      keys: {"1": sales', "on the way for"),
    "indentation": ("    - play: welcome\n    - jump: choice\n  gold", "   - play: welcome\n    - jump: choice\n  gold", "   - play: welcome\n    - jump: choice\n  gold", "YAML"),
    "a tab": ("    - tag: vip", "\t- tag: vip", "\t- tag", "YAML"),
    "an alias": ("- tag: vip", "- tag: *vip", "*vip", "alias"),
    "text behind the end of a quote": ('caller: vip', 'caller: "vip" x', '"vip" x', "YAML"),
}  # fmt: skip


@pytest.fixture
def centre() -> CentreSettings:
    anna = AgentSettings(devices={"desk": DeviceSettings()})
    carrier = TrunkSettings(proxy="203.0.113.7", permits=("DE",), caller_id="+4930123450")
    return CentreSettings(
        agents={"anna": anna}, queues={"sales": QueueSettings(agents=("anna",))},
        trunks={"carrier": carrier},
    )  # fmt: skip


def said_of(text: str, centre: CentreSettings, folder: Path) -> list[tuple[int, str]]:
    """Line and message of everything said of the file."""
    (folder / "dialplans").mkdir(exist_ok=True)
    (folder / "dialplans" / "main.yaml").write_text(text)
    problems = compile_centre(centre, folder, NOW_MS).problems
    return [(one.line, f"{one.message} | {one.remedy} | {one.story}") for one in problems]


def test_the_good_one_is_left_in_peace(tmp_path: Path, centre: CentreSettings) -> None:
    """A dialplan with every step of the language gives no error and no warning, and can run."""
    assert said_of(GOOD, centre, tmp_path) == []
    plan = compile_centre(centre, tmp_path, NOW_MS).plan
    assert plan is not None and Centre(1, 1)


def test_there_are_fifty_kinds() -> None:
    """At least fifty faults of different kinds are planted, each into a place that is there once."""
    assert len(FAULTS) >= 50
    assert [name for name, (old, *_) in FAULTS.items() if GOOD.count(old) != 1] == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_reported_at_its_line(
    name: str, tmp_path: Path, centre: CentreSettings
) -> None:
    """The line is the one the fault is in, and the words say what is wrong."""
    old, new, there, words = FAULTS[name]
    text = GOOD.replace(old, new)
    assert text.count(there) == 1, "the fault must be found in one place"
    line = text.count("\n", 0, text.index(there)) + 1
    said = said_of(text, centre, tmp_path)
    assert any(at == line and words in message for at, message in said), (line, said)
