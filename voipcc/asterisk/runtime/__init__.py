"""The Asterisk that carries our calls: found or fetched, started, adopted, reloaded, stopped."""

from voipcc.asterisk.runtime.external import external_address
from voipcc.asterisk.runtime.ports import PortTaken
from voipcc.asterisk.runtime.private import PrivateSwitch
from voipcc.asterisk.runtime.program import Program, program_at
from voipcc.asterisk.runtime.search import find_program

__all__ = [
    "PortTaken",
    "PrivateSwitch",
    "Program",
    "external_address",
    "find_program",
    "program_at",
]
