"""Settings, secrets and numbers in; the text of Asterisk's configuration files out.

Pure functions: golden files in tests/runtime/golden show what they write. The runtime
writes the texts where a private switch reads them; a verb writes them for an external one.
"""

from voipcc.asterisk.config.blueprint import Blueprint, LocalPorts, SipPorts, wanted_transports
from voipcc.asterisk.config.files import files
from voipcc.asterisk.config.numbers import number_forms

__all__ = ["Blueprint", "LocalPorts", "SipPorts", "files", "number_forms", "wanted_transports"]
