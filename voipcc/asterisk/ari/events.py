"""The events we ask Asterisk for, and of each the fields we use.

Everything else is filtered away inside Asterisk: a served call costs about fifteen events
instead of nearly seventy.
"""

from typing import Any

import msgspec


class _Part(msgspec.Struct, frozen=True, gc=False):
    """A piece of an event."""


class Caller(_Part, frozen=True, gc=False):
    name: str = ""
    number: str = ""


class Dialplan(_Part, frozen=True, gc=False):
    context: str = ""
    exten: str = ""
    app_name: str = ""


class Channel(_Part, frozen=True, gc=False):
    """`state` is Down, Ring (incoming, unanswered), Ringing (we ring it), Up ..."""

    id: str
    name: str = ""
    state: str = ""
    caller: Caller = Caller()
    dialplan: Dialplan = Dialplan()
    creationtime: str = ""


class Variables(_Part, frozen=True, gc=False):
    """What our dialplan wrote on the channel."""

    withheld: str = msgspec.field(default="", name="VCC_WITHHELD")
    number: str = msgspec.field(default="", name="VCC_NUMBER")
    device: str = msgspec.field(default="", name="VCC_DEVICE")


class Heard(_Part, frozen=True, gc=False):
    """How a channel sounded in all, as the switch writes it down when it hangs up."""

    quality: str = msgspec.field(default="", name="RTPAUDIOQOS")
    codec: str = msgspec.field(default="", name="CHANNEL(audionativeformat)")


class EndedChannel(Channel, frozen=True, gc=False):
    channelvars: Heard = Heard()


class ArrivingChannel(Channel, frozen=True, gc=False):
    channelvars: Variables = Variables()


class Bridge(_Part, frozen=True, gc=False):
    id: str
    channels: tuple[str, ...] = ()


class Playback(_Part, frozen=True, gc=False):
    """`target_uri` is "channel:<id>", `state` is done or failed at the end."""

    id: str
    target_uri: str = ""
    state: str = ""


class Recording(_Part, frozen=True, gc=False):
    """Lengths in seconds; those of talking and silence are -1 where nobody measured them."""

    name: str
    target_uri: str = ""
    cause: str = ""
    duration: float = 0
    talking_duration: float = -1
    silence_duration: float = -1


class Requested(_Part, frozen=True, gc=False):
    """What a phone's REFER named."""

    destination: str = ""


class ReferTo(_Part, frozen=True, gc=False):
    """`destination_channel` is the phone's other call in an attended transfer."""

    requested_destination: Requested = Requested()
    destination_channel: Channel = Channel("")


class ReferredBy(_Part, frozen=True, gc=False):
    source_channel: Channel = Channel("")


class _Event(msgspec.Struct, frozen=True, gc=False, tag_field="type"):
    timestamp: str = ""


class CallBroadcast(_Event, frozen=True, gc=False, tag=True):
    """A call waits to be claimed; whoever claims first has it."""

    channel: Channel = msgspec.field(default_factory=lambda: Channel(""))


class StasisStart(_Event, frozen=True, gc=False, tag=True):
    channel: ArrivingChannel = msgspec.field(default_factory=lambda: ArrivingChannel(""))
    args: tuple[str, ...] = ()


class StasisEnd(_Event, frozen=True, gc=False, tag=True):
    channel: EndedChannel = msgspec.field(default_factory=lambda: EndedChannel(""))


class ChannelStateChange(_Event, frozen=True, gc=False, tag=True):
    channel: Channel = msgspec.field(default_factory=lambda: Channel(""))


class ChannelDtmfReceived(_Event, frozen=True, gc=False, tag=True):
    channel: Channel = msgspec.field(default_factory=lambda: Channel(""))
    digit: str = ""


class ChannelEnteredBridge(_Event, frozen=True, gc=False, tag=True):
    bridge: Bridge = msgspec.field(default_factory=lambda: Bridge(""))
    channel: Channel = msgspec.field(default_factory=lambda: Channel(""))


class ChannelHold(_Event, frozen=True, gc=False, tag=True):
    channel: Channel = msgspec.field(default_factory=lambda: Channel(""))


class ChannelUnhold(_Event, frozen=True, gc=False, tag=True):
    channel: Channel = msgspec.field(default_factory=lambda: Channel(""))


class ChannelTransfer(_Event, frozen=True, gc=False, tag=True):
    """A phone's REFER, where PJSIP_TRANSFER_HANDLING leaves it to us."""

    refer_to: ReferTo = ReferTo()
    referred_by: ReferredBy = ReferredBy()


class ChannelHangupRequest(_Event, frozen=True, gc=False, tag=True):
    """`soft` is true when the switch or a command ended the channel, not its far side."""

    channel: Channel = msgspec.field(default_factory=lambda: Channel(""))
    cause: int = 0
    tech_cause: int = 0
    soft: bool = False


class ChannelDestroyed(_Event, frozen=True, gc=False, tag=True):
    channel: EndedChannel = msgspec.field(default_factory=lambda: EndedChannel(""))
    cause: int = 0
    tech_cause: int = 0


class ChannelTalkingStarted(_Event, frozen=True, gc=False, tag=True):
    """A sound came from a channel that is listened to."""

    channel: Channel = msgspec.field(default_factory=lambda: Channel(""))


class PlaybackFinished(_Event, frozen=True, gc=False, tag=True):
    playback: Playback = msgspec.field(default_factory=lambda: Playback(""))


class RecordingFinished(_Event, frozen=True, gc=False, tag=True):
    recording: Recording = msgspec.field(default_factory=lambda: Recording(""))


class RecordingFailed(_Event, frozen=True, gc=False, tag=True):
    recording: Recording = msgspec.field(default_factory=lambda: Recording(""))


class ApplicationReplaced(_Event, frozen=True, gc=False, tag=True):
    """Another connection took our application over."""


Event = (
    CallBroadcast
    | StasisStart
    | StasisEnd
    | ChannelStateChange
    | ChannelDtmfReceived
    | ChannelEnteredBridge
    | ChannelHold
    | ChannelUnhold
    | ChannelTransfer
    | ChannelHangupRequest
    | ChannelDestroyed
    | ChannelTalkingStarted
    | PlaybackFinished
    | RecordingFinished
    | RecordingFailed
    | ApplicationReplaced
)

USED: tuple[str, ...] = tuple(kind.__name__ for kind in Event.__args__)
FILTER: dict[str, Any] = {"allowed": [{"type": name} for name in USED]}

decode_event = msgspec.json.Decoder(Event).decode
"""Bytes to an event. Raises msgspec.ValidationError for a type we do not use."""
