"""How hard a test tries: `./run check` is for every minute, `./run test` for every landing."""

import os


def examples(whole: int) -> int:
    """How many examples a property is tried with; a sixth of them in the quick check."""
    return max(10, whole // 6) if os.environ.get("VOIPCC_QUICK") else whole
