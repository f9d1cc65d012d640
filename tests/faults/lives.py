"""Lives one after another, each killed at a random moment; then the judgement of what they left."""

import os
import select
import signal
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.faults.harms import HARMS, Harm
from tests.faults.life import Life, sign
from voipcc.core.cdr import Conversation
from voipcc.database.archive import Archive
from voipcc.database.engine import Engine
from voipcc.database.journal import JournalError
from voipcc.places import StateFolder
from voipcc.proof import prove

STEPS = 20_000  # a life ends by itself after so many, if nobody kills it
LAST_STEPS = 60
MOST_ACKS = 30
MOST_LIVES = 40  # for each time a harm shall happen
PATIENCE_S = 120.0
ANY = 1 << 62


@dataclass
class Outcome:
    """What came of all lives with one harm. All is well when `wrong` is empty."""

    harm: str
    wanted: int = 0
    lives: int = 0
    killed: int = 0
    refused: int = 0
    harms: int = 0
    acknowledged: int = 0
    records: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def enough(self) -> bool:
        """Whether each kind of harm happened as often as it should: the kills, and what came besides."""
        return self.killed >= self.wanted and (self.harm == "kill" or self.harms >= self.wanted)

    def line(self) -> str:
        """For people."""
        verdict = "; ".join(self.wrong[:5]) or "nothing lost, nothing doubled, verify is content"
        refused = f", {self.harms} times harmed" if self.harms else ""
        refused += f", {self.refused} refused to begin" if self.refused else ""
        return (
            f"{self.harm:15} {self.lives} lives, {self.killed} killed{refused}, {self.acknowledged}"
            f" records acknowledged of {self.records}: {verdict}"
        )


def suffered(harm: str, folder: Path, rounds: int, seed: int) -> Outcome:
    """Lives in `folder` until this harm has happened `rounds` times, and what is wrong afterwards."""
    chance = Random(f"{harm} {seed}")
    outcome, told = Outcome(harm, rounds), Told()
    tally = folder / "harms"
    one = HARMS[harm](chance, tally)
    with one.place(folder) as place:
        while not outcome.enough and outcome.lives < MOST_LIVES * rounds:
            _live(one, place, chance, told, 1 + chance.randrange(MOST_ACKS))
            if reason := one.between(place, told.safe):
                _live(one, place, chance, told, ANY)
                outcome.refused += reason in told.error
                told.error = "" if reason in told.error else f"not refused: {told.error}"
            one.over(place)
            outcome.lives += 1
            outcome.killed, outcome.harms = told.killed, one.happened()
            if told.error:
                break
        calm = Harm(chance, tally)
        calm.engine = one.engine  # type: ignore[method-assign]
        _live(calm, place, chance, told, 0)
        if not outcome.enough:
            outcome.wrong.append(f"it happened only {min(outcome.killed, outcome.harms)} times")
        _judge(StateFolder(place), one.engine(StateFolder(place)), told, outcome)
    return outcome


@dataclass
class Told:
    """What the lives said: records by id with their sign, and the last entry that is safe."""

    records: dict[str, int] = field(default_factory=dict)
    safe: int = 0
    killed: int = 0
    error: str = ""

    def take(self, said: bytes) -> None:
        """A life's lines; one that was cut off by its death is none."""
        for line in said.decode().splitlines(keepends=True):
            words = line.split()
            if line.startswith("!"):
                self.error = line[1:].strip()
            elif line.startswith("=") and line.endswith("\n"):
                self.safe = max(self.safe, int(words[1]))
            elif line.endswith("\n"):
                self.safe = max(self.safe, int(words[0]))
                self.records[words[1]] = int(words[2])


def _live(harm: Harm, folder: Path, chance: Random, told: Told, until: int) -> None:
    """One life, killed somewhere after its `until`th record; 0: it ends by itself, ANY: it should not begin."""
    pid, pipe = _born(harm, folder, chance.getrandbits(32), STEPS if until else LAST_STEPS)
    said = b""
    if until:
        said = _heard(pipe, until, PATIENCE_S)
        said += _heard(pipe, ANY, chance.random() * 0.02)
        os.kill(pid, signal.SIGKILL)
    said += _heard(pipe, ANY, PATIENCE_S)
    os.close(pipe)
    _, status = os.waitpid(pid, 0)
    told.killed += os.WIFSIGNALED(status)
    told.take(said)


def _heard(pipe: int, records: int, within_s: float) -> bytes:
    """What is said until there are so many records, the time is over, or nobody speaks any more."""
    said, until_s = b"", time.monotonic() + within_s
    while (
        said.count(b"\n") - said.count(b"=") < records
        and (left_s := until_s - time.monotonic()) > 0
    ):
        if select.select([pipe], [], [], left_s)[0]:
            piece = os.read(pipe, 1 << 16)
            if not piece:
                break
            said += piece
    return said


def _born(harm: Harm, folder: Path, seed: int, steps: int) -> tuple[int, int]:
    """A life in a process of its own; its id, and where it acknowledges."""
    hears, speaks = os.pipe()
    pid = os.fork()
    if pid:
        os.close(speaks)
        return pid, hears
    code = 1
    try:
        os.close(hears)
        _lived(harm, folder, seed, steps, speaks)
        code = 0
    except BaseException as error:
        if not isinstance(error, JournalError | OSError):
            traceback.print_exc()
        os.write(speaks, f"!{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(code)


def _lived(harm: Harm, folder: Path, seed: int, steps: int, speaks: int) -> None:
    def acknowledge(sequence: int, record: Conversation) -> None:
        os.write(speaks, f"{sequence} {record.id} {sign(record)}\n".encode())

    def synced(sequence: int) -> None:
        os.write(speaks, f"= {sequence}\n".encode())

    harm.chance.seed(seed)
    life = Life(folder, seed, harm.engine, acknowledge, synced)
    life.wake()
    life.live(steps, harm.within)
    life.end()


def _judge(state: StateFolder, engine: Engine, told: Told, outcome: Outcome) -> None:
    """Everything acknowledged is in the tables once, as it was; and the proof finds nothing."""
    if told.error:
        outcome.wrong.append(told.error)
    proof = prove(state, engine)
    for check in proof.checks:
        outcome.wrong += [f"{one.where}: {one.what}" for one in check.findings]
    legs: Counter[str] = Counter()
    found = {}
    for record in Archive(engine).between(0, ANY):
        found[record.id] = sign(record)
        legs[record.leg] += record.direction == "in"
    outcome.records, outcome.acknowledged = len(found), len(told.records)
    for name, signed in told.records.items():
        if found.get(name) != signed:
            outcome.wrong.append(f"{name} is {'changed' if name in found else 'lost'}")
    outcome.wrong += [f"{leg} has {count} records" for leg, count in legs.items() if count > 1]
