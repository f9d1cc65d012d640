"""What is wrong with a recording: it is never believed because the switch said it was done."""

from pathlib import Path

from voipcc.tapes.job import RATE, Job
from voipcc.tapes.meanings import FAULTS
from voipcc.tapes.measure import Measured
from voipcc.tapes.raw import Line, raw_sound

SLACK_MS, SLACK_SHARE = 250, 0.01
UNEVEN_MS = 100
LEAST_LENGTH_MS = 2000
TALKS_MS, NOTHING_MS = 5000, 200
QUIET_LUFS = -40.0
CLIPPED_SHARE = 0.001


def faults_of(
    job: Job, folder: Path, line: Line, figures: dict[str, float], heard: Measured
) -> tuple[str, ...]:
    """The words for what is wrong, in the order of `FAULTS`."""
    found = _of_files(job, folder, line.sides) | _of_sound(figures, heard)
    return tuple(word for word in FAULTS if word in found)


def _of_files(job: Job, folder: Path, sides: tuple[str, ...]) -> set[str]:
    found = set()
    for part in job.parts:
        lengths = []
        for side in sides:
            path = folder / (getattr(part, side) or "-")
            if not path.exists():
                found.add(f"missing_{side}")
                continue
            length_ms = raw_sound(path, 0).count * 1000 // RATE
            lengths.append(length_ms)
            slack_ms = max(SLACK_MS, part.length_ms * SLACK_SHARE)
            if part.length_ms and abs(length_ms - part.length_ms) > slack_ms:
                found.add("short" if length_ms < part.length_ms else "long")
        if lengths and max(lengths) - min(lengths) > UNEVEN_MS:
            found.add("uneven")
    return found


def _of_sound(figures: dict[str, float], heard: Measured) -> set[str]:
    found = set()
    talks = {side: figures[f"talk_{side}_ms"] for side in heard.sides}
    open_ms = figures["length_ms"] - figures["paused_ms"]
    for place, side in enumerate(heard.sides):
        other_talks = max((ms for name, ms in talks.items() if name != side), default=0)
        quiet = heard.loudness[place] < QUIET_LUFS and talks[side] >= TALKS_MS
        wrong = {
            f"dead_{side}": heard.silent[place] and open_ms >= LEAST_LENGTH_MS,
            "one_way": talks[side] < NOTHING_MS and other_talks >= TALKS_MS,
            f"quiet_{side}": quiet,
            f"clipping_{side}": figures[f"clipped_{side}_share"] > CLIPPED_SHARE,
            f"echo_of_{side}": heard.echoes[place] != 0,
        }
        found |= {word for word, true in wrong.items() if true}
    if heard.pause_keys:
        found.add("keys_in_pause")
    if heard.pause_sound_ms:
        found.add("sound_in_pause")
    return found
