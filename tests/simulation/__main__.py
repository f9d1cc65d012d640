"""`python -m tests.simulation --calls 20000 --seed 1`: one long run, its figures as JSON."""

import argparse
import json
import time

from tests.simulation.world import World


def main() -> None:
    """Run one world and print what came of it."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--calls", type=int, default=20_000)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--agents", type=int, default=40)
    chosen = words.parse_args()
    world = World(chosen.seed, chosen.calls, chosen.agents)
    started = time.perf_counter()
    transcript = world.run()
    took_s = time.perf_counter() - started
    figures = {
        "calls": len(world.checker.records),
        "events": world.events,
        "virtual_s": world.now_us // 1_000_000,
        "seconds": round(took_s, 1),
        "outcomes": world.checker.outcomes,
        "transcript": transcript,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
