"""What an Asterisk holds, as three lists of ARI, turned into the legs the core is told of."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec

from voipcc.asterisk.ari import HttpPool
from voipcc.asterisk.ari.events import ArrivingChannel, Bridge
from voipcc.asterisk.errors import SwitchGone, SwitchRefused
from voipcc.asterisk.legs import EAR, ECHO, KEEPER
from voipcc.asterisk.switch.actions import MUSIC
from voipcc.core.events import LegFound

# The core's ids, <epoch>-<sequence>: nobody else's bridge is named so.
TALK = re.compile(r"[0-9]+-[0-9]+")
RUNG_BY_QUEUE = "AppQueue"
FALLBACK = "fallback"
OUTGOING = "outgoing"
"""Stands where a leg's device is named: a customer's telephone, called through a trunk."""
"""Context and queue prefix of Asterisk's own queue for the time no controller lives."""


class _Status(msgspec.Struct):
    startup_time: str = ""


class _System(msgspec.Struct):
    version: str = ""


class _Info(msgspec.Struct):
    status: _Status
    system: _System


class _Application(msgspec.Struct):
    channel_ids: tuple[str, ...] = ()


_decode_info = msgspec.json.Decoder(_Info).decode
_decode_application = msgspec.json.Decoder(_Application).decode
_decode_channels = msgspec.json.Decoder(list[ArrivingChannel]).decode
decode_channel = msgspec.json.Decoder(ArrivingChannel).decode
_decode_bridges = msgspec.json.Decoder(list[Bridge]).decode


@dataclass(frozen=True, slots=True)
class Stock:
    """One look at everything there is."""

    started: str
    version: str
    ours: frozenset[str]
    channels: tuple[ArrivingChannel, ...]
    bridges: tuple[Bridge, ...]
    ears: tuple[str, ...] = ()

    def ear_bridges(self) -> list[str]:
        """The bridges supervisors stand in with their ears."""
        return [one.id for one in self.bridges if any(c.startswith(EAR) for c in one.channels)]

    def bridge_of(self) -> Mapping[str, Bridge]:
        """Channel id to the bridge it is in."""
        return {channel: bridge for bridge in self.bridges for channel in bridge.channels}

    def empty_talks(self) -> list[str]:
        """Talk bridges nobody is in any more: they would stay for ever."""
        return [
            bridge.id
            for bridge in self.bridges
            if not bridge.channels and (TALK.fullmatch(bridge.id) or bridge.id.startswith(ECHO))
        ]


async def take_stock(pool: HttpPool, application: str) -> Stock:
    """Ask for all of it. Raises SwitchUnreachable, SwitchRefused."""
    info = _decode_info(await _get(pool, "asterisk/info"))
    # Channels after the application: one that starts in between is told by its event.
    ours = _decode_application(await _get(pool, f"applications/{application}"))
    channels = _decode_channels(await _get(pool, "channels"))
    bridges = _decode_bridges(await _get(pool, "bridges"))
    return Stock(
        info.status.startup_time,
        info.system.version,
        frozenset(ours.channel_ids),
        tuple(channel for channel in channels if not _is_helper(channel.id)),
        tuple(bridges),
        tuple(channel.id for channel in channels if channel.id.startswith(EAR)),
    )


async def left_over(pool: HttpPool, application: str) -> dict[str, int]:
    """How many channels and bridges of ours there are. Raises SwitchError."""
    stock = await take_stock(pool, application)
    legs = {channel.id for channel in stock.channels}
    bridges = [
        bridge
        for bridge in stock.bridges
        if not bridge.id.startswith(MUSIC) or legs.intersection(bridge.channels)
    ]
    return {"channels": len(stock.channels) + len(stock.ears), "bridges": len(bridges)}


def _is_helper(channel_id: str) -> bool:
    return KEEPER in channel_id or ECHO in channel_id or channel_id.startswith(EAR)


async def _get(pool: HttpPool, path: str) -> bytes:
    status, body = await pool.ask("GET", path)
    if status == 404:
        raise SwitchGone(f"ARI {path}: {body.decode(errors='replace')[:200]}")
    if status >= 300:
        raise SwitchRefused(f"ARI {path}: {status} {body.decode(errors='replace')[:200]}")
    return body


def legs_found(
    stock: Stock, device_of: Callable[[str], str]
) -> list[tuple[LegFound, ArrivingChannel]]:
    """Every leg the core should know of, with its channel."""
    ears = stock.ear_bridges()
    bridges = {leg: one for leg, one in stock.bridge_of().items() if one.id not in ears}
    found = []
    for channel in stock.channels:
        device = device_of(channel.name)
        if not device and TALK.fullmatch(channel.id):  # no caller's channel has an id of ours
            device = channel.channelvars.device or OUTGOING
        leg = _leg_found(channel, stock, bridges.get(channel.id), device)
        if leg is not None:
            found.append((leg, channel))
    return found


def _leg_found(
    channel: ArrivingChannel, stock: Stock, bridge: Bridge | None, device: str
) -> LegFound | None:
    # First: a fallback leg we once subscribed to counts as the application's, too.
    if channel.dialplan.context == FALLBACK and not device:
        talks = bridge is not None
        return LegFound(channel.id, "fallback_talk" if talks else "fallback_waiting")
    if device and channel.dialplan.app_name == RUNG_BY_QUEUE:
        return LegFound(channel.id, "fallback_talk", "", device) if bridge else None
    if channel.id in stock.ours:
        if bridge is not None and not bridge.id.startswith(MUSIC):
            return LegFound(channel.id, "talk", bridge.id, device)
        return LegFound(channel.id, "ours", "", device)
    if device and channel.state in ("Down", "Ringing") and not is_asterisks(channel.id):
        return LegFound(channel.id, "ringing", "", device)
    return None


def is_asterisks(channel_id: str) -> bool:
    """Whether Asterisk made up the id itself: "<system>-<seconds>.<count>"; ours have no dot."""
    return "." in channel_id


def number_dialled(channel: ArrivingChannel) -> str:
    """Our number this channel came for, in E.164: as our dialplan noted it, or where it is."""
    return channel.channelvars.number or "+" + channel.dialplan.exten.removeprefix("+")
