"""Faults at random moments, fifty times each: nothing acknowledged is lost or doubled.

`python -m tests.faults [--rounds 50] [--seed N] [kill full read_only torn ...]` lives through them
and prints a line for each; `test_faults.py` has the short forms.

A life is the real core, journal, snapshots and record store in a process of its own, over random
calls (`life.py`). It acknowledges a record once its journal entry is synced; then it is killed with
-9 wherever it is (`lives.py`). What else goes wrong, inside of a life or between two, is a fault
(`harms.py`). At the end everything is judged by `voipcc verify`'s own proof and by the list of
what was acknowledged.
"""
