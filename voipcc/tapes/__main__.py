"""The process that works on recordings: `python -m voipcc.tapes FOLDER`, started by the controller.

Lines of JSON come in and go out. The first has the keys; each of the others is answered by one:

    {"make": "3-17", "form": "flac"}     {"stored": sheet} | {"lost": why} | {"failed": why, to be tried again}
    {"due": now, "most": 100}     {"due": [ids whose time is over, none of them held]}
    {"of": "party"}      {"of": [ids of the recordings somebody is heard in]}

It ends with its input. One at a time works in a folder: the next waits for the lock.
"""

import fcntl
import os
import sys
from pathlib import Path
from typing import Any

import msgspec

from voipcc.tapes.job import TAPE_ID
from voipcc.tapes.looking import due, heard_in
from voipcc.tapes.making import LostTape, make
from voipcc.tapes.sealed import KeyRing

LOCK = ".worker.lock"
NICE = 19


def main(folder: Path) -> None:
    """Until the input ends."""
    os.nice(NICE)
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    requests = (msgspec.json.decode(line) for line in iter(sys.stdin.buffer.readline, b""))
    ring = KeyRing.of(next(requests)["keys"])
    for request in requests:
        sys.stdout.buffer.write(msgspec.json.encode(answer(folder, ring, request)) + b"\n")
        sys.stdout.buffer.flush()


def answer(folder: Path, ring: KeyRing, request: dict[str, Any]) -> dict[str, Any]:
    """What is said to one request."""
    if "due" in request:
        ids = due(folder, request["due"])
        return {"due": [tape for tape, _ in zip(ids, range(request["most"]), strict=False)]}
    if "of" in request:
        return {"of": list(heard_in(folder, str(request["of"])))}
    tape = str(request["make"])
    if not TAPE_ID.fullmatch(tape):
        return {"lost": f"{tape!r} is no id of a recording"}
    try:
        return {"stored": make(folder, tape, ring, request.get("form", "flac"))}
    except LostTape as lost:
        return {"lost": str(lost)}
    except OSError as error:
        return {"failed": f"{error.filename or tape}: {error.strerror or error}"}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
