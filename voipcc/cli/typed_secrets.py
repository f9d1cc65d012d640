"""Secrets as people give them: typed without being shown, or in one line of standard input."""

import sys
from pathlib import Path

import typer

from voipcc.cli.words import asked_if_running, fail

LONGEST = 1 << 16


def typed_secret(question: str, *, twice: bool = False) -> str:
    """What was given, "" for an empty line; a person is asked `twice` where a slip costs much."""
    if sys.stdin.isatty():
        return str(typer.prompt(question, hide_input=True, confirmation_prompt=twice))
    return sys.stdin.readline(LONGEST).rstrip("\r\n")


def have_taken(centre: Path, what: str) -> None:
    """The running centre, if there is one, reads its secrets anew; ends the verb when it does not."""
    from voipcc.control import VerbError

    try:
        asked_if_running(centre, "refresh")
    except VerbError as error:
        fail(f"{what} is kept, but the running centre did not take it: {error}")
