"""One line of the file: `epoch|callid|queue|agent|EVENT|data|data`, ended by a line feed.

app_queue writes whole seconds and knows no escapes; fields of ours never hold a bar.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from voipcc.inert import field

Event = Literal[
    "QUEUESTART",
    "CONFIGRELOAD",
    "ENTERQUEUE",
    "CONNECT",
    "COMPLETECALLER",
    "COMPLETEAGENT",
    "ABANDON",
    "EXITWITHTIMEOUT",
    "EXITWITHKEY",
    "EXITEMPTY",
    "WITHDRAW",
    "RINGNOANSWER",
    "RINGCANCELED",
    "BLINDTRANSFER",
    "ATTENDEDTRANSFER",
    "ADDMEMBER",
    "REMOVEMEMBER",
    "PAUSE",
    "UNPAUSE",
    "PAUSEALL",
    "UNPAUSEALL",
]
EVENTS: tuple[Event, ...] = get_args(Event)
NONE = "NONE"
FIRST_S, LAST_S = 946_684_800, 4_102_444_800  # the years 2000 to 2099
LONGEST = 8191  # app_queue's buffer; what is longer was cut there


class LineError(ValueError):
    """This is no line of a `queue_log`; the text says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """One event. `event` may be another program's word; `data` has no trailing bars of its own."""

    epoch_s: int
    callid: str
    queue: str
    agent: str
    event: str
    data: tuple[str, ...] = ("",)

    def encoded(self) -> bytes:
        """The line as app_queue writes it."""
        fields = (self.callid or NONE, self.queue or NONE, self.agent or NONE, self.event)
        text = "|".join((str(self.epoch_s), *map(field, fields), *map(field, self.data)))
        return text.encode("utf-8", "replace")[: LONGEST - 1] + b"\n"


def parsed(text: str) -> Line:
    """The line in `text`, without its line feed. Raises LineError."""
    epoch, *rest = text.rstrip("\r\n").split("|")
    if len(rest) < 4:
        raise LineError("it has fewer than five fields")
    if not epoch.isascii() or not epoch.isdigit() or len(epoch) > 11:
        raise LineError("it does not begin with a time in seconds")
    if not FIRST_S <= int(epoch) < LAST_S:
        raise LineError("its time is not of this century")
    callid, queue, agent, event, *data = rest
    return Line(int(epoch), callid, queue, agent, event, tuple(data) or ("",))
