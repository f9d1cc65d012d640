"""Line profiles: codecs and jitter buffer of an agent's phone.

`./run bench line` measures them behind a poor home line, and this is what it found: Opus fits
where G.711 and G.722 do not, and a jitter buffer of the switch's own only adds delay, as the
caller's side has one already.
"""

from dataclasses import dataclass
from typing import Literal

JitterBuffer = Literal["", "fixed", "adaptive"]


@dataclass(frozen=True, slots=True)
class Profile:
    """`codecs` in order, as `allow` takes them. `jitter_buffer` holds the agent's voice back."""

    codecs: tuple[str, ...]
    jitter_buffer: JitterBuffer = ""


PROFILES: dict[str, Profile] = {
    "normal": Profile(("opus", "g722", "alaw", "ulaw")),
    "low_bandwidth": Profile(("opus", "gsm", "alaw", "ulaw")),
}
