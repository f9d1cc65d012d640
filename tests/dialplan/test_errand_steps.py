"""The steps callback and voicemail: what the checker says of them, and what the plan makes of them."""

from pathlib import Path

from tests.dialplan.conftest import Compile, Say
from voipcc.centre_file import load_centre
from voipcc.core.plan import CallbackRules
from voipcc.core.steps import CallbackStep, VoicemailStep
from voipcc.dialplan.publisher import _callback
from voipcc.errand_tables import callbacks_table, heard_table, voicemails_table
from voipcc.queue_settings import CallbackSettings
from voipcc.settings import CentreSettings, TrunkSettings

HEAD = 'format: 1\nnumbers: ["+4930123450"]\nblocks:\n  start:\n'
LATER = "    - menu: main-menu\n      keys: {'1': later, '2': message}\n      on_timeout: later\n"
BLOCKS = (
    "  later:\n    - callback: sales\n      accepted: bye\n      declined: message\n"
    "  message:\n    - voicemail: sales\n      prompts: welcome\n      longest: 90 s\n"
    "  bye: [{play: goodbye}, hang_up]\n"
)


def test_the_steps_become_those_of_the_plan(
    compile_text: Compile, settings: CentreSettings
) -> None:
    """A promise leads on by two ways, a message has its own prompts and its length."""
    trunk = TrunkSettings(proxy="203.0.113.7", permits=("DE",))
    settings = settings.model_copy(update={"trunks": {"carrier": trunk}})
    compiled = compile_text(HEAD + LATER + BLOCKS, settings=settings)
    assert compiled.problems == ()
    assert compiled.plan is not None
    blocks = compiled.plan.flows["main"].blocks
    assert blocks["later"] == (CallbackStep("sales", "bye", "message", 9),)
    assert blocks["message"] == (VoicemailStep("sales", ("welcome",), 90, 13),)


def test_what_could_not_be_kept_is_told(complaints: Say) -> None:
    """Unknown queues and blocks, a prompt that is missing, and a centre that can call nobody."""
    said = complaints(
        HEAD
        + "    - menu: main-menu\n      keys: {'1': later}\n      on_timeout: message\n"
        + "  later:\n    - callback: sells\n      accepted: by\n    - play: welcome\n"
        + "  message:\n    - voicemail: sales\n      prompts: nothing\n      longest: 20 min\n"
        + "  bye: [{play: goodbye}, hang_up]\n"
    )
    words = "\n".join(said)
    assert 'there is no queue "sells" in the centre file | did you mean "sales"?' in words
    assert 'there is no block "by" | did you mean "bye"?' in words
    assert "no trunk may call anybody back | add permits: [DE] to a trunk" in words
    assert "this step is never reached: callback in line" in words
    assert "longest" in words or "600" in words


def test_the_rules_of_a_queue_become_those_of_the_plan() -> None:
    """Hours are minutes of the day in the plan; without any key the usual rules hold."""
    assert _callback(CallbackSettings()) == CallbackRules()
    given = CallbackSettings(tries=1, between="09:30-24:00", trunk="a", caller_id="+4930123")
    rules = _callback(given)
    assert (rules.from_minute, rules.to_minute) == (570, 1440)
    assert (rules.tries, rules.trunk, rules.caller_id) == (1, "a", "+4930123")


def test_wrong_rules_are_told_with_their_place(tmp_path: Path) -> None:
    """A window that ends before it begins, and a trunk nobody knows."""
    text = (
        "format: 1\nagents:\n  anna: {devices: {desk: {}}}\nqueues:\n"
        "  sales: {agents: [anna], callback: {between: '20:00-08:00'}}\n"
        "  support: {agents: [anna], callback: {trunk: carier}}\n"
        "trunks:\n  carrier: {proxy: 203.0.113.7, addresses: [203.0.113.7/32]}\n"
    )
    (tmp_path / "centre.yaml").write_text(text)
    said = "\n".join(str(one) for one in load_centre(tmp_path / "centre.yaml", {}).problems)
    assert "queues.sales.callback.between" in said and "begin before it ends" in said
    assert 'there is no trunk "carier"' in said
    assert 'did you mean "carrier"?' in said


def test_a_list_of_callbacks_says_how_each_stands() -> None:
    """Who waits, masked, when the next try is due, and how the last one ended."""
    from rich.console import Console

    row = {
        "id": "1-7", "queue": "sales", "customer": "+4917*******78", "waited_s": 61.0,
        "state": "later", "due_s": 600.0, "tries": 1, "last": "no_answer",
        "recording": "", "length_s": 0.0,
    }  # fmt: skip
    console = Console(width=120, color_system=None)
    with console.capture() as captured:
        console.print(callbacks_table([row]))
    for word in ("1-7", "+4917*******78", "no answer", "in "):
        assert word in captured.get()


def test_lists_of_voicemails_say_until_when_each_is_kept() -> None:
    """Unheard ones with their state, heard ones with who heard them, both with their last day."""
    from rich.console import Console

    row = {
        "id": "1-7", "queue": "sales", "customer": "", "waited_s": 3_700.0, "state": "in_line",
        "due_s": 0.0, "length_s": 4.0, "agent": "anna", "asked_utc_ms": 1_750_068_000_000,
        "kept_until_utc_ms": 1_752_660_000_000,
    }  # fmt: skip
    console = Console(width=80, color_system=None)
    with console.capture() as captured:
        console.print(voicemails_table([row], "UTC"))
        console.print(heard_table([row], "Europe/Berlin"))
    shown = captured.get()
    for word in ("in line", "1:01:40", "2025-07-16", "4.0 s", "nobody knows", "anna"):
        assert word in shown
    assert "2025-06-16 12:00" in shown and "…" not in shown
