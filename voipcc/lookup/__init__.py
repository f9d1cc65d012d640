"""Look-ups for dialplans: one question over HTTP, one answer in JSON, a few values of it.

The far side may be slow, wrong or hostile: time, size and redirects are limited here, and
nobody waits for anything but the caller whose look-up it is. Addresses are never logged: a
caller's values stand in them.
"""

from voipcc.lookup.room import LookUps, open_look_ups

__all__ = ["LookUps", "open_look_ups"]
