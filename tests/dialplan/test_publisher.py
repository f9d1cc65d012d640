"""The plan that the core runs on, made of dialplans and settings."""

import json
from dataclasses import asdict
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from tests.effort import examples
from voipcc.core.plan import Reason, plan_from
from voipcc.core.steps import HangUpStep, HoursStep, JumpStep, MenuStep, PlayStep, QueueStep
from voipcc.dialplan.form import MEANINGS
from voipcc.dialplan.reader import draft_of
from voipcc.dialplan.steps import STEPS
from voipcc.document import parse_document
from voipcc.queue_settings import QueueSettings
from voipcc.settings import BreakSettings

TEXT = """\
format: 1
numbers: ["+4930123450"]
language: de
hours: {office: {weekly: {mon-fri: "08:00-18:00"}}}
blocks:
  start:
    - hours: office
      closed: closed
    - play: [welcome, queue/one_moment]
    - jump: choice
  choice:
    - menu: main-menu
      keys: {1: sales, "*": closed, "#": sales}
      timeout: 2.5 s
      tries: 2
      on_timeout: {play: no-input, jump: sales}
      on_invalid: {play: [invalid]}
  sales:
    - queue: sales
      on_full: closed
  closed:
    - play: closed
    - hang_up: closed
"""


def test_every_step_becomes_a_step_of_the_plan(compile_text):
    """Each step of the file stands in the plan with its values and its line."""
    plan = compile_text(TEXT).plan
    assert plan.numbers == {"+4930123450": "main"}
    flow = plan.flows["main"]
    assert (flow.language, flow.start, flow.source) == ("de", "start", "dialplans/main.yaml")
    assert flow.blocks == {
        "start": (
            HoursStep("main/office", "closed", 7),
            PlayStep(("welcome", "queue/one_moment"), 9),
            JumpStep("choice", 10),
        ),
        "choice": (
            MenuStep(
                ("main-menu",),
                {"1": "sales", "*": "closed", "#": "sales"},
                timeout_s=2.5,
                tries=2,
                timeout_prompts=("no-input",),
                invalid_prompts=("invalid",),
                on_timeout="sales",
                on_invalid="sales",
                line=12,
            ),
        ),
        "sales": (QueueStep("sales", "closed", line=19),),
        "closed": (PlayStep(("closed",), 22), HangUpStep("closed", 23)),
    }


def test_settings_become_queues_agents_and_codes(compile_text, settings):
    """Queues, agents with device ids and feature codes come from the centre's file."""
    breaks = {"lunch": BreakSettings(paid=False, longest_s=900), "tea": BreakSettings()}
    tree = {"1": "order", "11": "new order"}
    queues = {"sales": QueueSettings(agents=settings.queues["sales"].agents, dispositions=tree)}
    words = {"break_reasons": breaks, "max_calls": 7, "queues": queues}
    changed = settings.model_copy(update=words)
    plan = compile_text(TEXT, settings=changed).plan
    assert plan.queues["sales"].agents == ("anna",)
    assert plan.queues["sales"].wrap_up_s == 10
    assert plan.agents["anna"].devices == ("anna/desk",)
    assert plan.max_calls == 7
    assert plan.codes == {
        "*11": "log_in",
        "*12": "log_out",
        "*10": "ready",
        "*131": "not_ready:lunch",
        "*132": "not_ready:tea",
        "*14": "wrap_up_end",
        "*15": "wrap_up_more",
        "*51": "disposition:1",
        "*511": "disposition:11",
        "*60": "line_test",
        "*82": "note:",
    }
    assert plan.queues["sales"].dispositions == tree
    assert plan.reasons["lunch"] == Reason("lunch", paid=False, longest_s=900)


def test_a_plan_survives_the_journal(compile_text):
    """The plan's JSON form reads back as the same plan."""
    plan = compile_text(TEXT).plan
    assert plan_from(json.loads(json.dumps(asdict(plan)))) == plan


def test_the_version_is_a_digest_of_the_content(compile_text, settings):
    """The version stays for the same content and changes with any of it."""
    version = compile_text(TEXT).plan.version
    assert compile_text(TEXT).plan.version == version
    assert compile_text(TEXT.replace("tries: 2", "tries: 3")).plan.version != version
    louder = settings.model_copy(update={"max_calls": 499})
    assert compile_text(TEXT, settings=louder).plan.version != version
    assert compile_text(TEXT + "# a remark\n").plan.version == version


def test_hours_of_two_flows_do_not_mix(compile_text):
    """Two flows may call their hours the same; each keeps its own."""
    other = TEXT.replace("123450", "123451").replace("08:00-18:00", "09:00-10:00")
    plan = compile_text(TEXT, other).plan
    assert set(plan.hours) == {"main/office", "second/office"}
    assert plan.hours["main/office"].open != plan.hours["second/office"].open
    monday = datetime.fromisoformat("2026-11-23T08:00+00:00").timestamp() * 1000
    assert (monday, monday + 3_600_000) in plan.hours["second/office"].open


def test_a_warning_does_not_hinder(compile_text):
    """A dialplan with warnings only is compiled; the warnings are told all the same."""
    compiled = compile_text(TEXT + "  spare:\n    - hang_up\n")
    assert [one.severity for one in compiled.problems] == ["warning"]
    assert compiled.plan is not None


def test_one_wrong_file_hinders_the_whole_plan(compile_text):
    """A plan is made of all dialplans or of none."""
    compiled = compile_text(TEXT, "format: 1\n")
    assert compiled.plan is None
    assert {one.file.rpartition("/")[2] for one in compiled.problems} == {"second.yaml"}


@pytest.mark.parametrize("text", ["", "# nothing\n", "~", "[]", "5", "{}", "blocks:\n"])
def test_next_to_nothing_is_an_error(compile_text, text):
    """Empty files and files of something else are errors, not empty plans."""
    compiled = compile_text(text)
    assert compiled.plan is None
    assert all(one.line >= 1 for one in compiled.problems)


VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False),
        st.text(max_size=10),
        st.sampled_from(["start", "welcome", "sales", "08:00-18:00", "mon-fri", "+4930123450"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["format", "numbers", "hours", "blocks", "start", "weekly", "closed", "keys",
                 "on_timeout", "on_full", "jump", "play", "short", "office", "1", *STEPS]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)  # fmt: skip


@tries(
    max_examples=examples(300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    value=VALUES, place=st.sampled_from(["numbers", "hours", "blocks", "start", "step", "format"])
)
def test_any_values_end_in_a_plan_or_in_problems(compile_text, value, place):
    """Whatever stands in place of a part, it ends in a plan or in problems, never in a crash."""
    whole = {
        "format": 1,
        "numbers": ["+4930123450"],
        "hours": {"office": {"weekly": {"mon-fri": "08:00-18:00"}}},
        "blocks": {"start": [{"play": "welcome"}, {"queue": "sales"}]},
    }
    if place == "start":
        whole["blocks"]["start"] = value
    elif place == "step":
        whole["blocks"]["start"][0] = value
    else:
        whole[place] = value
    compiled = compile_text(json.dumps(whole))
    refused = any(one.severity == "error" for one in compiled.problems)
    assert (compiled.plan is None) == refused
    assert all(one.message for one in compiled.problems)


def test_every_pattern_of_the_form_is_explained():
    """Each pattern a value must fit has words for the operator."""
    for form in STEPS.values():
        assert all(field.description for field in form.model_fields.values())
    node, _ = parse_document('format: 1\nnumbers: []\nblocks: {Start: [{play: ""}]}\n', "f")
    _, problems = draft_of(node, "f", "main", [])
    assert {problem.remedy for problem in problems} <= set(MEANINGS.values())
    assert len(problems) == 2
