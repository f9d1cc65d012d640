"""Dialplans: YAML files read, checked and compiled into the plan the core runs on.

reader (file -> draft with places) -> checker and paths (everything wrong) -> publisher
(plan); hours makes UTC intervals of opening hours; form says what may stand in a file.
"""

from voipcc.dialplan.publisher import CallerTable, Compiled, compile_centre

__all__ = ["CallerTable", "Compiled", "compile_centre"]
