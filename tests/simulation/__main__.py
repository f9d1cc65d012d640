"""`python -m tests.simulation --calls 1000000 --centres 40`: the long form, figures as JSON.

Centre 1 is the one of the house, all others are drawn from the seed. Each is a run of its own;
two processes share them.
"""

import argparse
import json
import sys
import time
from collections import Counter

from tests.simulation.runs import all_of


def main() -> None:
    """Run the centres and print what came of them; 1 when an invariant was broken."""
    words = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    words.add_argument("--calls", type=int, default=20_000, help="over all centres together")
    words.add_argument("--centres", type=int, default=2)
    words.add_argument("--seed", type=int, default=1, help="of the first centre")
    words.add_argument("--processes", type=int, default=2)
    chosen = words.parse_args()
    each = max(chosen.calls // chosen.centres, 1)
    orders = [(chosen.seed + at, each, at > 0) for at in range(chosen.centres)]
    began, whole, figures = time.perf_counter(), Counter[str](), Counter[str]()
    violations, events, busy_s, calls = {}, 0, 0.0, 0
    for done, one in enumerate(all_of(orders, chosen.processes), 1):
        whole.update(one.outcomes)
        figures.update(one.figures)
        events, busy_s, calls = events + one.events, busy_s + one.seconds, calls + one.calls
        if one.violation:
            violations[one.seed] = one.violation
        said = one.violation or "no invariant broken"
        spent_s = time.perf_counter() - began
        line = (
            f"{spent_s:6.1f} s  {done}/{len(orders)}  centre {one.seed}: {one.calls} calls, {said}"
        )
        print(line, file=sys.stderr, flush=True)
    judged = figures["judged"] + figures["doubtful"]
    shown = {
        "calls": calls,
        "centres": chosen.centres,
        "events": events,
        "seconds": round(time.perf_counter() - began, 1),
        "processor_s": round(busy_s, 1),
        "judged_share": round(figures["judged"] / judged, 5) if judged else None,
        "figures": dict(sorted(figures.items())),
        "outcomes": dict(whole),
        "violations": violations,
    }
    print(json.dumps(shown))
    sys.exit(bool(violations))


if __name__ == "__main__":
    main()
