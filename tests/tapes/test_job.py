"""Jobs of recordings: written in one step, read back the same, refused when they lead elsewhere."""

from dataclasses import replace
from pathlib import Path

import pytest

from voipcc.tapes.job import JOB_FILE, Job, JobError, Part, read_job, write_job

JOB = Job(
    tape="3-17",
    conversation="3-9",
    queue="sales",
    agents=("anna", "ben"),
    start_utc_ms=1_780_000_000_000,
    parts=(Part("p0-caller.wav", "p0-agent.wav", 0, 4000), Part("p1-caller.wav", "", 5000, 2000)),
    pauses=((1000, 2000), (6500, 8000)),
    keep_days=90,
    parties=("someone",),
)


def test_a_job_is_read_as_it_was_written(tmp_path: Path) -> None:
    """What one process writes, the other reads; nothing else is left in the folder."""
    write_job(tmp_path, JOB)
    assert read_job(tmp_path) == JOB
    assert [path.name for path in tmp_path.iterdir()] == [JOB_FILE]
    assert JOB.length_ms == 8000


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (replace(JOB, format=2), "another voipcc"),
        (replace(JOB, tape="../3"), "its id"),
        (replace(JOB, rate=8000), "8000 samples"),
        (replace(JOB, parts=(Part("../secrets.json", "", 0),)), "outside of its folder"),
        (replace(JOB, parts=(Part("..", "", 0),)), "outside of its folder"),
        (replace(JOB, parts=(Part("a\0.wav", "", 0),)), "outside of its folder"),
        (replace(JOB, start_utc_ms=-1), "in no year of ours"),
        (replace(JOB, start_utc_ms=1 << 62), "in no year of ours"),
        (replace(JOB, keep_days=-3), "kept for -3 days"),
        (replace(JOB, parts=(Part("a.wav", "b.wav", -1),)), "before it begins"),
        (replace(JOB, pauses=((5, 4),)), "without a length"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, wrong: Job, reason: str) -> None:
    """A job with a wrong fact is written by nobody, with the reason."""
    with pytest.raises(JobError, match=reason):
        write_job(tmp_path, wrong)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"tape": 4}', "\xff"])
def test_what_is_no_job_is_told(tmp_path: Path, text: str) -> None:
    """A damaged file is one sentence with its place."""
    (tmp_path / JOB_FILE).write_bytes(text.encode("latin-1"))
    with pytest.raises(JobError, match=JOB_FILE):
        read_job(tmp_path)
