"""The process of `apart`: what to run comes on standard input, what fails goes to standard output."""

import contextlib
import os
import pickle
import sys

import msgspec

from voipcc.dialplan_tests import run_tests

if __name__ == "__main__":
    with contextlib.suppress(OSError):
        os.nice(10)  # calls come first
    sys.stdout.buffer.write(msgspec.json.encode(run_tests(*pickle.load(sys.stdin.buffer))))
