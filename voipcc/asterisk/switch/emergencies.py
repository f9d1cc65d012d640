"""Numbers that agents' phones dial: a call for help is made here and at once, nothing waits for it.

    dialled -> help is called, the agent hears it ring -> answered: both in one bridge -> ended

The core has no part in it: nothing queues, limits or judges such a call but the permit that names
its trunk, and it outlives the controller. Whoever cannot be helped hears at once what to do.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from voipcc.asterisk.ari import Chain, HttpPool, Outcome, outcome_of
from voipcc.asterisk.ari import events as ari
from voipcc.asterisk.outgoing import Outgoing
from voipcc.asterisk.sounds import Sounds
from voipcc.asterisk.switch.actions import Log
from voipcc.asterisk.switch.found import Stock
from voipcc.asterisk.ways_out import WaysOut
from voipcc.core.events import Event, NotReadyRequested
from voipcc.permits import REFUSED_PROMPTS, PermitRefused, Wish

HELP = "emergency-"
"""Begins the ids of the legs to help and of the bridges; they are no legs of the core's."""

BREAK = "emergency"
RING_S, SLACK_S = 120, 5  # the switch's own limit comes first
Elsewhere = Callable[[str, str, str], bool]


@dataclass(slots=True)
class _Call:
    """One phone that has dialled; `out` is the leg to help, "" while only a prompt is heard."""

    channel: str
    agent: str
    chain: Chain
    out: str = ""
    joined: bool = False


class Emergencies:
    """`heard` must be told every event while there are `calls`.

    `elsewhere(channel, device, number)` may take a number that is no emergency; it says whether it has.
    """

    def __init__(
        self,
        pool: HttpPool,
        outgoing: Outgoing,
        sounds: Callable[[], Sounds],
        ways: WaysOut | None,
        post: Callable[[Event], None],
        log: Log,
    ) -> None:
        self._pool = pool
        self._outgoing = outgoing
        self._sounds = sounds
        self._ways = ways
        self._post = post
        self._log = log
        self.elsewhere: Elsewhere = lambda channel, device, number: False
        self.calls: dict[str, _Call] = {}  # by the phone's channel
        self._outs: dict[str, _Call] = {}

    def dialled(self, channel: str, device: str, number: str) -> None:
        """A phone of ours has dialled a number."""
        agent = device.partition("/")[0]
        inside = self._ways is not None and agent and self._ways.short(number)
        if inside and self.elsewhere(channel, device, number):
            return
        call = _Call(channel, agent, Chain(self._pool))
        self.calls[channel] = call
        try:
            if self._ways is None or not agent:
                raise PermitRefused("nobody can be called from here", "trunk")
            permit = self._ways.permit(Wish(number, "", self._ways.shown, agent, "dial"))
            if permit.kind == "emergency":
                self._call_for_help(call, number)
            elif self.elsewhere(channel, device, number):
                del self.calls[channel]
            else:
                self._say(call, "agent/not_possible")
        except PermitRefused as refused:
            self._say(call, refused.prompt)

    def _call_for_help(self, call: _Call, number: str) -> None:
        assert self._ways is not None
        out = HELP + call.channel
        permit = self._ways.permit(Wish(number, "", "", call.agent, "dial"), out, call.channel)
        self._log.error("EMERGENCY CALL", agent=call.agent, trunk=permit.trunk, leg=out)
        call.out, self._outs[out] = out, call
        self._post(NotReadyRequested(call.agent, BREAK, BREAK))  # nobody rings into this
        self._outgoing.call(
            permit, out, partial(self._placed, call), f"help:{call.channel}", timeout_s=RING_S
        )
        asyncio.get_running_loop().call_later(RING_S + SLACK_S, self._overdue, call)
        path = f"channels/{quote(call.channel)}"
        call.chain.add("POST", f"{path}/answer")
        call.chain.add("POST", f"bridges/{quote(out)}?type=mixing")
        call.chain.add("POST", f"bridges/{quote(out)}/addChannel?channel={quote(call.channel)}")
        call.chain.add("POST", f"{path}/play/{quote(out)}", {"media": ["tone:ring"]})

    def _placed(self, call: _Call, status: int, body: bytes) -> None:
        if outcome_of(status, body) not in (Outcome.DONE, Outcome.UNKNOWN):
            self._not_helped(call)

    def _overdue(self, call: _Call) -> None:
        """The switch never said what became of it."""
        if call.out and not call.joined and self.calls.get(call.channel) is call:
            self._pool.send("DELETE", f"channels/{quote(call.out)}")
            self._not_helped(call)

    def answered(self, channel: str) -> None:
        """Help has picked up."""
        call = self.calls.get(channel)
        if call is None:  # the phone was quicker to hang up
            self._pool.send("DELETE", f"channels/{quote(HELP + channel)}")
            return
        call.joined = True
        call.chain.add("DELETE", f"playbacks/{quote(call.out)}")
        call.chain.add("POST", f"bridges/{quote(call.out)}/addChannel?channel={quote(call.out)}")

    def _not_helped(self, call: _Call) -> None:
        """The trunk could not do it: a mobile phone can."""
        self._forget_out(call)
        call.chain.add("DELETE", f"playbacks/{quote(HELP + call.channel)}")
        self._say(call, REFUSED_PROMPTS["emergency"])

    def _say(self, call: _Call, prompt: str) -> None:
        language = self._ways.language_of(call.agent) if self._ways is not None else ""
        media, _ = self._sounds().media((prompt,), language)
        path = f"channels/{quote(call.channel)}"
        call.chain.add("POST", f"{path}/answer")
        call.chain.add("POST", f"{path}/play/said-{quote(call.channel)}", {"media": media})

    # --- what the switch tells ---

    def heard(self, event: ari.Event) -> None:
        match event:
            case ari.PlaybackFinished(playback=playback) if playback.id.startswith("said-"):
                if call := self.calls.get(playback.id.removeprefix("said-")):
                    call.chain.add("DELETE", f"channels/{quote(call.channel)}")
            case ari.StasisEnd(channel=channel) | ari.ChannelDestroyed(channel=channel):
                self._gone(channel.id)
            case _:
                pass

    def _gone(self, channel: str) -> None:
        call = self.calls.pop(channel, None)
        if call is not None:  # the phone has hung up
            if call.out:
                self._pool.send("DELETE", f"channels/{quote(call.out)}")
            self._pool.send("DELETE", f"bridges/{quote(HELP + channel)}")
            self._forget_out(call)
        elif call := self._outs.get(channel):
            if call.joined:
                self._forget_out(call)
                call.chain.add("DELETE", f"channels/{quote(call.channel)}")
            else:
                self._not_helped(call)

    def _forget_out(self, call: _Call) -> None:
        if call.out and self._ways is not None:
            self._ways.ended(call.out)
        self._outs.pop(call.out, None)
        call.out = ""

    # --- after a restart, or a line that was lost ---

    def found(self, stock: Stock, device_of: Callable[[str], str]) -> None:
        """Go on with the calls that are there; whoever is alone in one is let go."""
        self.calls.clear()
        self._outs.clear()
        channels = {one.id: one for one in stock.channels}
        bridges = {one.id: one for one in stock.bridges if one.id.startswith(HELP)}
        for name, bridge in bridges.items():
            channel = name.removeprefix(HELP)
            if channel not in channels:
                self._pool.send("DELETE", f"bridges/{quote(name)}")
                continue
            agent = device_of(channels[channel].name).partition("/")[0]
            call = self.calls[channel] = _Call(channel, agent, Chain(self._pool))
            out = channels.get(name)
            if out is None:
                self._not_helped(call)
                continue
            call.out, self._outs[name] = name, call
            call.joined = name in bridge.channels
            if out.state == "Up" and not call.joined:
                self.answered(channel)
        for name in channels:
            if name.startswith(HELP) and name not in bridges:
                self._pool.send("DELETE", f"channels/{quote(name)}")

    def has(self, channel: str) -> bool:
        """Whether this channel is one of these."""
        return channel in self.calls or channel in self._outs or channel.startswith(HELP)
