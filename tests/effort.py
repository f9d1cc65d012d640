"""How hard a test tries: `./run check` is for every minute, `./run test` for every landing."""

import os
from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")
QUICK_S = 5.0  # of processor time for one test; the whole of them gets some 70


def is_quick() -> bool:
    """Whether this is the check for every minute."""
    return bool(os.environ.get("VOIPCC_QUICK"))


def examples(whole: int) -> int:
    """How many examples a property is tried with; a sixth of them in the quick check."""
    return max(10, whole // 6) if is_quick() else whole


def some(whole: Sequence[Thing]) -> Sequence[Thing]:
    """The things a table is tried with; every sixth of them in the quick check."""
    return whole[::6] if is_quick() else whole


def too_long(took_s: float) -> str:
    """What is wrong with a test that took so much processor time; "" when nothing is."""
    if not is_quick() or took_s <= QUICK_S:
        return ""
    return (
        f"took {took_s:.1f} s of processor time, {QUICK_S:.0f} s at most in the quick check; "
        "remedy: fewer examples there (tests/effort.py), or the mark simulation or long"
    )
