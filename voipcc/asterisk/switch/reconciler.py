"""After every connection: the book of legs is made anew from the channels that are really there."""

from collections.abc import Callable
from functools import partial
from urllib.parse import quote

from voipcc.asterisk.ari import HttpPool
from voipcc.asterisk.ari import events as ari
from voipcc.asterisk.legs import Leg, LegKind
from voipcc.asterisk.switch.found import OUTGOING, legs_found, number_dialled
from voipcc.asterisk.switch.lines import Findings
from voipcc.asterisk.switch.trial import TRIAL
from voipcc.asterisk.switch.vigil import Vigil
from voipcc.asterisk.translate import Translator
from voipcc.core.events import LegFound


class Reconciler:
    """`apart` says of a channel whether another part looks after it, and it is no leg of the core's."""

    def __init__(
        self,
        translator: Translator,
        vigil: Vigil,
        pool: HttpPool,
        application: Callable[[], str],
        apart: Callable[[str], bool],
    ) -> None:
        self._translator = translator
        self._vigil = vigil
        self._pool = pool
        self._application = application
        self._apart = apart
        self._told_before = False

    def legs_there(self, findings: Findings) -> tuple[LegFound, ...]:
        """Rebuild the book of legs; legs that are just arriving come by their event."""
        book = self._translator.legs
        known = set(book)
        book.clear()
        legs = []
        for found, channel in legs_found(findings.stock, self._translator.device_of):
            if channel.id in findings.arriving or channel.id.startswith(TRIAL):
                continue
            if self._apart(channel.id):
                continue
            leg = self._take(found, channel)
            if self._told_before and leg.kind == "caller" and channel.id not in known:
                # Claimed, but its arrival was lost with the line: let it arrive once more.
                self._vigil.adopt(leg)
            else:
                legs.append(found)
        self._told_before = True
        return tuple(legs)

    def _take(self, found: LegFound, channel: ari.ArrivingChannel) -> Leg:
        fallback = found.place in ("fallback_waiting", "fallback_talk")
        outside: LegKind = "customer" if found.device == OUTGOING else "device"
        kind: LegKind = "fallback" if fallback else outside if found.device else "caller"
        leg = self._translator.add(channel, kind)
        if channel.channelvars.device:
            leg.device, leg.telephone = found.device, True
        leg.talk, leg.found, leg.ringing = found.talk, True, found.place == "ringing"
        if not found.device:
            leg.our_number = number_dialled(channel)
            leg.guarded, leg.long_guard = not fallback, bool(found.talk)
        if fallback:
            # Not in our application: without this we would never hear of its end.
            source = quote(f"channel:{channel.id}", safe="")
            path = f"applications/{quote(self._application())}/subscription?eventSource={source}"
            self._pool.send("POST", path, None, partial(self._vigil.subscribed, leg))
        return leg
