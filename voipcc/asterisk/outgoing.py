"""Calls out of the house. The only place that sends a call to a trunk, and only with a permit."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from voipcc.asterisk.address import SwitchAddress
from voipcc.asterisk.ari import Chain, HttpPool
from voipcc.asterisk.ari.http import Done
from voipcc.permits import Permit

if TYPE_CHECKING:
    from voipcc.asterisk.switch.actions import Log

RING_S = 60


class Outgoing:
    """Places calls at the switch. Each permit is in the log before the call is."""

    def __init__(self, pool: HttpPool, address: Callable[[], SwitchAddress], log: "Log") -> None:
        self._pool = pool
        self._address = address
        self._log = log

    def call(
        self,
        permit: Permit,
        leg: str,
        done: Done,
        words: str = "",
        longest_s: int = 0,
        *,
        timeout_s: int = RING_S,
        chain: Chain | None = None,
        call: str = "",
        for_leg: str = "",
        device: str = "",
    ) -> None:
        """Ring `permit.number`; `leg` becomes the channel's id. `done` hears the switch's reply.

        `words` are what the application is told when it is answered ("outgoing:<leg>"); after
        `longest_s` the switch ends the call by itself, whatever becomes of us (0: never).
        `chain` is the leg's own, so that a hang-up cannot overtake the call; `for_leg` is the leg
        it is made for, `device` the agent's telephone it rings.
        """
        self._log.info(
            "permit",
            leg=leg,
            trunk=permit.trunk,
            country=permit.country,
            number=permit.number,
            caller_id=permit.caller_id,
        )
        path = f"channels/{quote(leg)}"
        order = self._order(permit, leg, timeout_s, call or leg)
        if for_leg:
            order["originator"] = for_leg
        if words:
            order["appArgs"] = words
        if device:  # the next controller knows by it whose telephone this is
            order["variables"]["VCC_DEVICE"] = device
        if longest_s:
            order["variables"]["TIMEOUT(absolute)"] = str(longest_s)
        chain = chain or Chain(self._pool)
        chain.add("POST", path, order, done, binding=True)

    def _order(self, permit: Permit, leg: str, timeout_s: int, call: str) -> dict[str, Any]:
        address = self._address()
        trunk = address.trunks.get(permit.trunk, "trunk-that-is-not-there")
        return {
            "endpoint": f"PJSIP/{permit.number}@{trunk}",
            "app": address.application,
            "appArgs": f"outgoing:{leg}",
            "callerId": permit.caller_id,
            "timeout": timeout_s,
            "variables": {
                "VCC_CALL_ID": call,
                "VCC_TRUNK": permit.trunk,
            },
        }
