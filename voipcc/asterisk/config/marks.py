"""A mark on each endpoint that tells whether a reload took it.

The switch answers a reload with "done" also when it kept an old object or refused a file.
So each endpoint carries a digest of its own text in a value nothing else uses (there is
no voicemail here), and the reload is believed when the switch shows that digest.
"""

import hashlib
import re

MARK = "voicemail_extension"
_MARK_LINE = re.compile(rf"^{MARK} = (\S+)$", re.MULTILINE)


def marked(name: str, parts: list[str]) -> list[str]:
    """The sections of one endpoint, the first being the endpoint itself, with their mark."""
    digest = hashlib.sha256("\n".join([name, *parts]).encode()).hexdigest()[:16]
    return [f"{parts[0]}{MARK} = {digest}\n", *parts[1:]]


def endpoint_marks(text: str) -> dict[str, str]:
    """Endpoint name -> mark, as a configuration file of ours says."""
    marks: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif found := _MARK_LINE.match(line):
            marks[name] = found[1]
    return marks
