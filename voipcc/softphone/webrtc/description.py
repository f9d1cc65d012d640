"""A session description changed in the few places a phone changes it."""

DIRECTIONS = ("a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive")


def redirected(sdp: str, direction: str, version: int, active: bool) -> str:
    """The same description as an offer: another direction, `version` added to its number.

    `active`: we started DTLS. Asked anew who starts, Asterisk would start it again.
    """
    setup = "a=setup:active" if active else "a=setup:passive"
    return "\r\n".join(_line(line, direction, version, setup) for line in sdp.splitlines()) + "\r\n"


def _line(line: str, direction: str, version: int, setup: str) -> str:
    if line.startswith("o="):
        words = line.split()
        return " ".join((*words[:2], str(int(words[2]) + version), *words[3:]))
    if line in DIRECTIONS:
        return f"a={direction}"
    return setup if line.startswith("a=setup:") else line
