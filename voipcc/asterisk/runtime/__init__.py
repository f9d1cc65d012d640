"""The Asterisk that carries our calls: found or fetched, started, adopted, reloaded, stopped."""

from voipcc.asterisk.runtime.external import external_address, external_ports
from voipcc.asterisk.runtime.inspection import inspect_external
from voipcc.asterisk.runtime.ports import PortTaken
from voipcc.asterisk.runtime.private import PrivateSwitch
from voipcc.asterisk.runtime.program import Program, program_at
from voipcc.asterisk.runtime.search import find_program

__all__ = [
    "PortTaken",
    "PrivateSwitch",
    "Program",
    "external_address",
    "external_ports",
    "find_program",
    "inspect_external",
    "program_at",
]
