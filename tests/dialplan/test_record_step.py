"""Recording as operators write it: the step of a dialplan, and the setting of a queue."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from voipcc.core.steps import RecordStep
from voipcc.core.tape_words import NO_RECORDING, RecordingRules
from voipcc.dialplan.publisher import compile_centre
from voipcc.settings import CentreSettings
from voipcc.tape_settings import RecordingSettings

FLOW = """format: 1
numbers: ["+4930123450"]
blocks:
  start:
    - record: start
      sides: caller
      keep_days: 7
    - record: pause
    - record: resume
    - record: {last}
    - hang_up
"""


def centre(folder: Path, last: str = "stop", **queue: object) -> tuple[CentreSettings, Path]:
    """A centre with this flow and one queue."""
    (folder / "dialplans").mkdir()
    (folder / "dialplans" / "main.yaml").write_text(FLOW.format(last=last))
    return CentreSettings.model_validate({"queues": {"sales": queue}}), folder


def test_the_step_says_what_becomes_of_the_recording(tmp_path: Path) -> None:
    """Each word becomes a step of the plan, sides and days with it."""
    compiled = compile_centre(*centre(tmp_path), 1_790_000_000_000)
    assert compiled.plan is not None, compiled.problems
    steps = compiled.plan.flows["main"].blocks["start"][:4]
    assert steps == (
        RecordStep("start", "caller", 7, 5),
        RecordStep("pause", line=8),
        RecordStep("resume", line=9),
        RecordStep("stop", line=10),
    )


def test_another_word_is_refused_with_its_line(tmp_path: Path) -> None:
    """Whoever writes a word nobody knows is told where and which there are."""
    compiled = compile_centre(*centre(tmp_path, "halt"), 1_790_000_000_000)
    (problem,) = [one for one in compiled.problems if one.severity == "error"]
    assert compiled.plan is None and ":10:" in str(problem) and "resume" in str(problem)


def test_a_queue_records_nothing_unless_it_says_so(tmp_path: Path) -> None:
    """Without `recording` nothing is recorded; with it all talks are, and callers are told."""
    settings, folder = centre(tmp_path)
    plain = compile_centre(settings, folder, 1_790_000_000_000).plan
    assert plain is not None and plain.queues["sales"].recording == NO_RECORDING
    told = CentreSettings.model_validate({"queues": {"sales": {"recording": {}}}})
    plan = compile_centre(told, folder, 1_790_000_000_000).plan
    assert plan is not None
    assert plan.queues["sales"].recording == RecordingRules(100, consent="announce")


LED = """format: 1
numbers: ["+4930123450"]
blocks:
  start:
    - transfer: {agent: anna}
"""


def test_talks_without_a_queue_have_rules_of_their_own(tmp_path: Path) -> None:
    """Each is told where the centre says so; among agents nobody is; what is not named records nothing."""
    settings, folder = centre(tmp_path)
    plain = compile_centre(settings, folder, 1_790_000_000_000).plan
    assert plain is not None and plain.recording == {}
    (folder / "dialplans" / "main.yaml").write_text(LED)
    words = {"direct": {"consent": "ask"}, "outgoing": {}, "internal": {"share": 5}}
    given = {"recordings": words, "agents": {"anna": {}}}
    compiled = compile_centre(CentreSettings.model_validate(given), folder, 1_790_000_000_000)
    assert compiled.plan is not None and not any("record" in str(one) for one in compiled.problems)
    assert compiled.plan.recording == {
        "in": RecordingRules(100, consent="ask"),
        "out": RecordingRules(100, consent="announce"),
        "internal": RecordingRules(5, consent="none"),
    }
    with pytest.raises(ValidationError):  # agents are told by you, not by a prompt
        CentreSettings.model_validate({"recordings": {"internal": {"consent": "ask"}}})


def test_rules_that_record_nothing_are_told(tmp_path: Path) -> None:
    """Direct calls that no dialplan makes, and an Asterisk whose files are not ours to read."""
    _, folder = centre(tmp_path)
    given = {"recordings": {"direct": {}}, "asterisk": {"mode": "external"}}
    compiled = compile_centre(CentreSettings.model_validate(given), folder, 1_790_000_000_000)
    said = " ".join(str(one) for one in compiled.problems)
    assert "recordings.direct: no dialplan leads" in said and "asterisk.spool" in said


@pytest.mark.parametrize(
    "wrong", [{"share": 101}, {"sides": "left"}, {"consent": "yes"}, {"keep_days": -1}]
)
def test_what_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    """A share over a hundred, an unknown side or consent, and days under none are errors."""
    with pytest.raises(ValidationError):
        RecordingSettings.model_validate(wrong)
