"""`python -m tests.faults [--rounds 50] [--seed N] [--folder DIR] [harms...]`."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.harms import HARMS
from tests.faults.lives import suffered


def main() -> int:
    """A line for each harm; 1 when anything was lost, doubled or not proved."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("harms", nargs="*", metavar="HARM", help=", ".join(HARMS))
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--folder", type=Path, help="kept afterwards; a new one without it")
    asked = parser.parse_args()
    print(f"seed {asked.seed}")
    bad = 0
    for name in asked.harms or HARMS:
        with tempfile.TemporaryDirectory() as place:
            folder = asked.folder / name if asked.folder else Path(place)
            folder.mkdir(parents=True, exist_ok=True)
            outcome = suffered(name, folder, asked.rounds, asked.seed)
        print(outcome.line(), flush=True)
        bad |= bool(outcome.wrong)
    return bad


if __name__ == "__main__":
    sys.exit(main())
