"""Many tests are run in a process of their own."""

import shutil
from pathlib import Path

import pytest

from tests.dialplan_tests.conftest import Example
from voipcc.dialplan_tests import apart

TEST = "  - {test: number %d, keys: %d, expect: {queue: sales}}\n"


@pytest.fixture
def many(example: Example, tmp_path: Path) -> Path:
    """The example with 200 tests, one of which is wrong."""
    shutil.copytree(example.folder, tmp_path, dirs_exist_ok=True)
    head = 'format: 1\nflow: main\nat: "2027-03-02 10:00"\ntests:\n'
    tests = "".join(TEST % (number, 1 + (number == 77)) for number in range(200))
    (tmp_path / "dialplans" / "tests" / "many.yaml").write_text(head + tests)
    return tmp_path


def test_many_tests_say_the_same_elsewhere(many: Path, example: Example) -> None:
    """What fails is told with its place, whichever process found it."""
    (problem,) = apart.run_tests_apart(many, example.settings, example.plan)
    assert (problem.line, problem.file) == (82, str(many / "dialplans" / "tests" / "many.yaml"))
    assert "expected the queue sales, but the caller comes to support" in problem.message


def test_a_few_tests_need_no_process(example: Example, monkeypatch: pytest.MonkeyPatch) -> None:
    """The three tests of a new centre are run at once."""
    monkeypatch.setattr(apart, "OWN_MODULE", "voipcc.nowhere")
    assert apart.run_tests_apart(example.folder, example.settings, example.plan) == ()


def test_tests_that_cannot_be_run_are_no_success(
    many: Path, example: Example, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that fails is a problem, never a pass."""
    monkeypatch.setattr(apart, "OWN_MODULE", "voipcc.nowhere")
    (problem,) = apart.run_tests_apart(many, example.settings, example.plan)
    assert problem.message.startswith("the tests could not be run: ")
    assert "voipcc.nowhere" in problem.message
