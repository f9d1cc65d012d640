"""The switch room's door: `Switch` carries out the core's commands on an Asterisk.

`connection` keeps the lines up and reconciles; `actions` turns commands into requests;
`vigil` winds the dead-man's switch and watches lines; `presence` knows which phones are
there and who stands in for us while no controller lives.
"""

from voipcc.asterisk.switch.switch import Switch

__all__ = ["Switch"]
