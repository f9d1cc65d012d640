"""Asterisk's events into the core's, each outcome exactly once.

Channel ids are leg ids. A leg ends once, whatever mixture of StasisEnd, ChannelDestroyed
and ChannelHangupRequest Asterisk sends, in whatever order.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from voipcc.asterisk.ari import Chain
from voipcc.asterisk.ari import events as ari
from voipcc.asterisk.caller_lists import CallerLists
from voipcc.asterisk.legs import KEEPER, WATCH_KEYS, Leg, LegKind, Legs
from voipcc.asterisk.numbers import number_from
from voipcc.core import events as core
from voipcc.core.moment import Moment

NORMAL = 16
# The wall clock's offset to the monotonic one moves less than this unless somebody set it.
CLOCK_STEP_US = 2000
MUSIC_BRIDGE = "music-"
CODE_WITHIN_US = 3_000_000  # from the * to the key that makes a code of it
# Asterisk's own numbers for "ended by a command" and "cancelled": ordinary ends, both.
ODD_CAUSES = {0: NORMAL, 32: NORMAL, 127: NORMAL}

Post = Callable[[core.Event], None]


class PartyStore(Protocol):
    """Where people's numbers live; the core only ever sees the id."""

    def party_of(self, e164: str, name: str = "") -> str: ...


class Household(Protocol):
    """What translation asks of the switch."""

    def new_chain(self) -> Chain: ...

    def strayed(self, leg: Leg) -> None:
        """A leg left our hands without a hang-up: find out and bring it back."""

    def playback_ended(self, leg: Leg) -> None:
        """A leg's playback is over; music may have been waiting for that."""

    def digit_typed(self, leg: Leg, digit: str) -> None:
        """A key of a telephone number the caller was asked for."""

    def transfer_asked(self, leg: Leg, dialled: str, with_leg: str) -> None:
        """An agent's phone wants its call transferred, to what is dialled or to its other call."""

    def recording_ended(self, event: ari.RecordingFinished | ari.RecordingFailed) -> None:
        """A caller's message is done, or could not be recorded."""

    def keeper_came(self, music: str) -> None:
        """The channel that keeps a class of music alive is in our hands."""

    def keeper_left(self, music: str) -> None: ...

    def dialled(self, channel: str, device: str, number: str) -> None:
        """A phone of ours dials a number; the channel waits for what becomes of it."""

    def help_answered(self, channel: str) -> None:
        """Whom this phone's channel called for help has picked up."""

    def redirected(self, channel: str, number: str) -> None:
        """A phone we called sends us elsewhere (302); the channel waits for a word."""

    def echo_came(self, leg: str) -> None:
        """The channel in which a leg hears itself is in our hands."""


class Translator:
    """Turns events into posts. Holds the book of legs together with the switch."""

    def __init__(
        self,
        *,
        legs: Legs,
        endpoints: Mapping[str, str],
        post: Post,
        parties: PartyStore,
        country: str,
        clock: Callable[[], Moment],
        household: Household,
    ) -> None:
        self.legs = legs
        self.name_devices(endpoints)
        self._post = post
        self._parties = parties
        self._country = country
        self._clock = clock
        self._household = household
        self.callers = CallerLists()
        self.sounded: Callable[[Leg, ari.Heard, int], None] = lambda leg, heard, us: None
        self._offset_us = 0
        self._latest_us = 0
        self._table: dict[type, Callable[..., None]] = {
            ari.StasisStart: self._started,
            ari.StasisEnd: self._left,
            ari.ChannelStateChange: self._changed,
            ari.ChannelDtmfReceived: self._digit,
            ari.ChannelEnteredBridge: self._joined,
            ari.ChannelHold: self._held,
            ari.ChannelTransfer: self._transferred,
            ari.ChannelUnhold: self._resumed,
            ari.ChannelHangupRequest: self._hung_up,
            ari.ChannelDestroyed: self._destroyed,
            ari.PlaybackFinished: self._played,
            ari.RecordingFinished: self._recorded,
            ari.RecordingFailed: self._recorded,
        }

    def translate(self, event: ari.Event) -> None:
        """Post what `event` means; events of legs that are not ours mean nothing."""
        action = self._table.get(type(event))
        if action is not None:
            action(event)

    def name_devices(self, endpoints: Mapping[str, str]) -> None:
        """Know devices by Asterisk's names for them."""
        self._devices = {endpoint: device for device, endpoint in endpoints.items()}

    # --- time ---

    def when(self, timestamp: str) -> int:
        """Asterisk's wall-clock `timestamp` in monotonic_us, never in the future."""
        now = self._clock()
        # Both wall clocks count whole milliseconds. The smallest offset seen is the true one;
        # taking each event's own would let two events of one leg change places.
        offset_us = now.monotonic_us - now.utc_ms * 1000
        if not 0 <= offset_us - self._offset_us <= CLOCK_STEP_US:
            self._offset_us = offset_us
        try:
            utc_ms = round(datetime.fromisoformat(timestamp).timestamp() * 1000)
        except ValueError:
            return now.monotonic_us
        happened_us = min(now.monotonic_us, utc_ms * 1000 + self._offset_us)
        if 0 < self._latest_us - happened_us < 1000:
            return self._latest_us  # the offset has just become a little truer
        self._latest_us = happened_us
        return happened_us

    # --- legs ---

    def device_of(self, channel_name: str) -> str:
        """The device behind "PJSIP/<endpoint>-0000001a", or "" when it is not one of ours."""
        return self.device_named(channel_name.partition("/")[2].rpartition("-")[0])

    def device_named(self, endpoint: str) -> str:
        """The device Asterisk calls so, or "" when it is not one of ours."""
        return self._devices.get(endpoint, "")

    def add(self, channel: ari.Channel, kind: LegKind) -> Leg:
        """Enter a channel of Asterisk's into the book, or return what stands there."""
        leg = self.legs.get(channel.id)
        if leg is None:
            leg = Leg(channel.id, kind, self._household.new_chain())
            self.legs[channel.id] = leg
        leg.kind = kind
        leg.up = channel.state == "Up"
        leg.endpoint = channel.name.partition("/")[2].rpartition("-")[0]
        leg.device = leg.device or self.device_of(channel.name)
        leg.number, leg.name = channel.caller.number, channel.caller.name
        return leg

    def end(self, leg: Leg, cause: int, sip: int, by: core.EndedBy, happened_us: int = 0) -> None:
        """Strike a leg from the book and say so, unless that was done before."""
        if self.legs.pop(leg.id, None) is not None:
            leg.chain.clear()
            self._post(core.LegEnded(leg.id, cause, sip, by, happened_us))

    def refuse(self, leg: Leg, command: str, reason: str) -> None:
        """Say that the switch could not do something to a leg that is still there."""
        if leg.id in self.legs:
            self._post(core.CommandRefused(leg.id, command, reason))

    def _started(self, event: ari.StasisStart) -> None:
        # StasisBroadcast splits its arguments at colons, Stasis and originate do not.
        words = ":".join(event.args).split(":")
        match words:
            case ["inbound", number, *trunk]:
                self._arrived(event, number, trunk[0] if trunk else "")
            case ["device" | "outgoing" | "help", made] if not self._is_the_one(event, made):
                self._household.redirected(event.channel.id, "")
            case ["device", _]:
                leg = self.add(event.channel, "device")
                leg.answered_us = self.when(event.timestamp)
                self._post(core.LegAnswered(leg.id, leg.answered_us))
            case ["outgoing", _]:
                self._reached(event)
            case ["dialled", *number]:
                device = self.device_of(event.channel.name)
                self._household.dialled(event.channel.id, device, ":".join(number))
            case ["help", channel]:
                self._household.help_answered(channel)
            case ["redirected", *number]:
                self._household.redirected(event.channel.id, "".join(number))
            case ["echo", leg_id]:
                self._household.echo_came(leg_id)
            case ["music", music]:
                self._household.keeper_came(music)
            case ["code", code]:
                leg = self.add(event.channel, "code")
                when = self.when(event.timestamp)
                self._post(core.CodeDialled(leg.id, leg.device, code, when))

    def _is_the_one(self, event: ari.StasisStart, leg: str) -> bool:
        """Whether the channel we made has come, not one the switch put in its place (302)."""
        return event.channel.id.endswith(leg)

    def _reached(self, event: ari.StasisStart) -> None:
        """A customer we called, or an agent's telephone, has picked up."""
        known = self.legs.get(event.channel.id)
        number = known.number if known is not None else ""
        leg = self.add(event.channel, known.kind if known is not None else "customer")
        leg.number, leg.name = number, ""
        leg.answered_us = self.when(event.timestamp)
        self._post(core.LegAnswered(leg.id, leg.answered_us))

    def _arrived(self, event: ari.StasisStart, number: str, trunk: str) -> None:
        channel = event.channel
        known = self.legs.get(channel.id)
        if known is not None:
            known.talk = known.music = known.music_wanted = ""
            known.playing.clear()
            known.long_guard = known.returning = False
        leg = self.add(channel, "caller")
        leg.our_number = number
        leg.guarded, leg.wound_at_us = True, self._clock().monotonic_us
        withheld, party = self._who(leg, channel.channelvars.withheld == "1")
        when = self.when(event.timestamp)
        since = self.when(channel.creationtime) if leg.up else 0
        lists = self.callers.of(leg.number, withheld=withheld)
        self._post(
            core.CallArrived(leg.id, number, trunk, party, withheld, since, leg.up, when, lists)
        )

    def _who(self, leg: Leg, hidden: bool) -> tuple[bool, str]:
        """(withheld, party id). A number that must not be shown is not even remembered."""
        number = number_from(leg.number, self._country)
        if hidden or number.kind == "withheld":
            leg.number = leg.name = ""
            return True, ""
        leg.number = number.e164 or leg.number
        return False, self._parties.party_of(number.e164, leg.name) if number.e164 else ""

    def _changed(self, event: ari.ChannelStateChange) -> None:
        leg = self.legs.get(event.channel.id)
        if leg is None:
            return
        if event.channel.state == "Ringing":
            if leg.kind in ("device", "customer") and not leg.ringing:
                leg.ringing = True
                self._post(core.LegRinging(leg.id, self.when(event.timestamp)))
        elif event.channel.state == "Up" and leg.kind in ("caller", "code"):
            self.answered(leg, self.when(event.timestamp))

    def answered(self, leg: Leg, happened_us: int) -> None:
        """Our Answer took effect: by its event or by its reply, whichever came first."""
        if not leg.up:
            leg.up = True
            leg.answered_us = happened_us or self._clock().monotonic_us
            self._post(core.LegAnswered(leg.id, happened_us))

    def _joined(self, event: ari.ChannelEnteredBridge) -> None:
        leg = self.legs.get(event.channel.id)
        if leg is not None and leg.left_talk and event.bridge.id.startswith(MUSIC_BRIDGE):
            leg.left_talk = False
            self._post(core.LegConnected(leg.id, core.MUSIC, self.when(event.timestamp)))
        if leg is not None and leg.talk and event.bridge.id == leg.talk:
            self._post(core.LegConnected(leg.id, leg.talk, self.when(event.timestamp)))

    def _held(self, event: ari.ChannelHold) -> None:
        if event.channel.id in self.legs:
            self._post(core.LegHeld(event.channel.id, self.when(event.timestamp)))

    def _resumed(self, event: ari.ChannelUnhold) -> None:
        if event.channel.id in self.legs:
            self._post(core.LegResumed(event.channel.id, self.when(event.timestamp)))

    def _digit(self, event: ari.ChannelDtmfReceived) -> None:
        leg = self.legs.get(event.channel.id)
        if leg is None or (leg.deaf and leg.deaf in leg.playing):
            return
        if leg.tail is not None and leg.tail.swallows(event.digit):
            return
        if leg.typing is not None or leg.secret is not None or leg.collecting is not None:
            # A number, a PIN or what a dialplan asks for: no key of it reaches the journal.
            self._household.digit_typed(leg, event.digit)
        elif leg.watches or not (leg.talk or (leg.kind == "device" and not leg.telephone)):
            if not leg.talk or event.digit in WATCH_KEYS:
                self._post(core.DigitPressed(leg.id, event.digit, self.when(event.timestamp)))
        elif leg.kind == "device":
            self._code(leg, event)

    def _code(self, leg: Leg, event: ari.ChannelDtmfReceived) -> None:
        """What people press while they talk is theirs, unless it is a code of the agent's."""
        now_us = self._clock().monotonic_us
        starred, leg.starred_us = leg.starred_us, now_us if event.digit == "*" else 0
        if starred and now_us - starred < CODE_WITHIN_US and event.digit != "*":
            code = f"*{event.digit}"
            self._post(core.CodePressed(leg.id, code, self.when(event.timestamp)))

    def _transferred(self, event: ari.ChannelTransfer) -> None:
        """The phone's own transfer key; nobody but an agent's phone is heard."""
        leg = self.legs.get(event.referred_by.source_channel.id)
        if leg is not None and leg.kind == "device":
            to = event.refer_to
            self._household.transfer_asked(
                leg, to.requested_destination.destination, to.destination_channel.id
            )

    def _played(self, event: ari.PlaybackFinished) -> None:
        playback = event.playback
        leg = self.legs.get(playback.target_uri.removeprefix("channel:"))
        if leg is None or playback.id not in leg.playing:
            return
        reason = leg.playing.pop(playback.id)
        if playback.state == "failed" and (leg.hung_up or leg.ending):
            return  # the hang-up cut it short: LegEnded follows
        when = self.when(event.timestamp)
        if playback.state == "failed" or reason:
            reason = reason or "the switch could not play it"
            self._post(core.PromptFailed(leg.id, playback.id, reason, when))
        else:
            self._post(core.PromptFinished(leg.id, playback.id, when))
        self._household.playback_ended(leg)

    def _recorded(self, event: ari.RecordingFinished | ari.RecordingFailed) -> None:
        self._household.recording_ended(event)

    # --- ends ---

    def _hung_up(self, event: ari.ChannelHangupRequest) -> None:
        leg = self.legs.get(event.channel.id)
        if leg is not None and not leg.hung_up:
            leg.hung_up = True
            leg.cause = ODD_CAUSES.get(event.cause, event.cause)
            leg.sip = event.tech_cause
            leg.soft = event.soft

    def _left(self, event: ari.StasisEnd) -> None:
        leg = self.legs.get(event.channel.id)
        if event.channel.id.startswith(KEEPER):
            self._household.keeper_left(event.channel.id.removeprefix(KEEPER))
        if leg is None or leg.returning:
            return
        if leg.hung_up or leg.ending:
            self.sounded(leg, event.channel.channelvars, self.when(event.timestamp))
            self.end(leg, leg.cause, leg.sip, ended_by(leg), self.when(event.timestamp))
        else:
            self._household.strayed(leg)

    def _destroyed(self, event: ari.ChannelDestroyed) -> None:
        leg = self.legs.get(event.channel.id)
        if leg is None:
            return
        cause = ODD_CAUSES.get(event.cause, event.cause)
        by: core.EndedBy = ended_by(leg) if leg.hung_up or leg.ending else "switch"
        self.sounded(leg, event.channel.channelvars, self.when(event.timestamp))
        self.end(leg, cause, event.tech_cause, by, self.when(event.timestamp))


def ended_by(leg: Leg) -> core.EndedBy:
    """Who ended a leg: its far side, unless a command did it, ours or somebody else's."""
    if leg.hung_up and not leg.soft:
        return "far"
    return "us" if leg.ending else "switch"
