"""The Asterisk that carries our calls: found or fetched, started, adopted, reloaded, stopped."""

from voipcc.asterisk.runtime.copies import days_since_check, look_for_newer, newer_offered
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
    "days_since_check",
    "external_address",
    "external_ports",
    "find_program",
    "inspect_external",
    "look_for_newer",
    "newer_offered",
    "program_at",
]
