"""The dialplans that are shipped."""

import re

import pytest

from voipcc.dialplan import compile_centre
from voipcc.places import shipped_dialplans
from voipcc.queue_settings import QueueSettings
from voipcc.settings import CentreSettings

EXAMPLES = sorted(shipped_dialplans().glob("*.yaml"))


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_examples_are_without_fault(settings, tmp_path, language):
    """Both examples compile without even a warning, in English and in German."""
    (tmp_path / "dialplans").mkdir()
    for example in EXAMPLES:
        text = re.sub("language: ..", f"language: {language}", example.read_text())
        (tmp_path / "dialplans" / example.name).write_text(text)
    served = QueueSettings(agents=("anna",))
    centre = CentreSettings(
        agents=settings.agents,
        queues={"sales": served, "support": served},
        languages=("en", "de"),
    )
    compiled = compile_centre(centre, tmp_path, 1_795_251_600_000)
    assert compiled.problems == ()
    assert set(compiled.plan.flows) == {"main", "small"}
    assert all(flow.language == language for flow in compiled.plan.flows.values())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_explains_itself(example):
    """Each example begins with a comment for its reader, behind the line editors read."""
    assert example.read_text().splitlines()[1].startswith("# The ")
