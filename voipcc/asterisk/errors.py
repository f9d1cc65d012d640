"""What can go wrong between us and the switch.

    SwitchError                 anything that is the switch's or the line's fault
     +- SwitchUnreachable       no connection, or no answer within the deadline
     +- SwitchGone              the channel, bridge or playback is not there any more
     +- SwitchRefused           the switch understood and said no
     `- UnsafeValue             a value we were about to send could be read as a command

Commands never raise these to the core: their outcomes are events. They are raised by the
few awaited questions (start, reconcile, counts) and stand in the logs.
"""


class SwitchError(Exception):
    """The switch could not be spoken to or did not do what was asked. Text is for people."""


class SwitchUnreachable(SwitchError):
    """No connection to the switch, or no answer within the deadline; the outcome is unknown."""


class SwitchGone(SwitchError):
    """What the request named has already gone."""


class SwitchRefused(SwitchError):
    """The switch answered that it will not do this."""


class UnsafeValue(SwitchError):
    """A value holds a line break: sent as it is, it would become a second command."""
