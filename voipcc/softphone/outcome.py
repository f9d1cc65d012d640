"""What came of the robots' calls, and the verdict: did both ends of every talk hear the other?

All times are monotonic nanoseconds of this machine, so outcomes of several processes fit together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from voipcc.softphone.wire.call import Call
from voipcc.softphone.wire.clock import NANOSECONDS
from voipcc.softphone.wire.hearing import Span
from voipcc.softphone.wire.media import Key
from voipcc.softphone.wire.times import Times

Kind = Literal["caller", "agent", "code"]
ENOUGH = 0.8
ONSET_S = 0.15  # from the answer until a tone can be judged; it is not counted as missing
_TELLING_DIGITS = 8
_WINDOW_NS = 100_000_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """One call of one robot.

    `kind`: a caller's call, a call offered to an agent, or a feature code an agent dialled.
    `far` is the number dialled, or for an agent the caller's ("" withheld). `reached` is the last stage the
    robot saw: dialled, ringing, answered, sound, keys, offered, talk. `hung_up` is true when the script
    ended it. `numbers` are those a caller showed. `partner_hz` is the tone of the partner it recognised first, `partner_onset_ns`
    when that tone set in (0: never). `busy` marks an offer that came while the phone was in a call.
    """

    robot: str
    kind: Kind
    far: str
    tone_hz: int
    reached: str
    status: int
    ended_by: str
    reason: str
    hung_up: bool
    busy: bool
    times: Times
    partner_hz: int = 0
    partner_onset_ns: int = 0
    pressed: tuple[Key, ...] = ()
    heard: tuple[Span, ...] = ()
    sent: int = 0
    packets: int = 0
    lost: int = 0
    strays: int = 0
    longest_gap_s: float = 0.0
    holds: int = 0
    numbers: tuple[str, ...] = ()
    story: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        return self.times.answered > 0

    @property
    def end_ns(self) -> int:
        """When its audio ended: the first BYE, else the end of the call."""
        ends = (self.times.bye_sent, self.times.bye_received, self.times.ended)
        return min((end for end in ends if end), default=0)

    @property
    def arrival_to_prompt_ms(self) -> float | None:
        """A caller's INVITE to the first RTP packet; None where none came."""
        times = self.times
        if self.kind != "caller" or not times.first_rtp_received:
            return None
        return (times.first_rtp_received - times.invite_sent) / 1e6

    def seconds_of(self, hz: int, start_ns: int, end_ns: int) -> float:
        """Seconds of that tone between the two moments."""
        return (
            sum(
                max(0, min(span.end_ns, end_ns) - max(span.start_ns, start_ns))
                for span in self.heard
                if abs(span.hz - hz) <= 5
            )
            / NANOSECONDS
        )


@dataclass(slots=True)
class Notes:
    """What a robot writes down during a call."""

    reached: str = "dialled"
    hung_up: bool = False
    busy: bool = False
    partner_hz: int = 0
    partner_start_ns: int = 0
    numbers: tuple[str, ...] = ()


def outcome_of(robot: str, kind: Kind, call: Call, notes: Notes, tone_hz: int) -> Outcome:
    """The outcome of a call that is over; its kept audio is still there afterwards."""
    hearing, media = call.hearing, call.media
    onset_ns = 0
    if notes.partner_hz and hearing.keeps:
        after_ns = notes.partner_start_ns - _WINDOW_NS
        onset_ns = hearing.onset_ns(notes.partner_hz, start_ns=after_ns)
    return Outcome(
        robot, kind, call.called if call.direction == "out" else call.caller, tone_hz,
        notes.reached, call.status, call.ended_by, call.reason, notes.hung_up, notes.busy,
        replace(call.times), notes.partner_hz, onset_ns, tuple(media.pressed),
        tuple(hearing.spans()), media.sent, hearing.packets, hearing.lost, hearing.strays,
        hearing.longest_gap_s(), call.holds_received, notes.numbers,
        tuple(call.story),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Talk:
    """A caller and an agent who were connected, from the agent's answer to the first BYE.

    `both_ways`: each heard the other's tone for at least 80 % of the talk after its first 0.15 s. `caller` is ""
    where no caller fits. `answer_to_audio_ms` is the agent's 200 to the moment when both hear
    each other, None where one never did.
    """

    caller: str
    agent: str
    start_ns: int
    end_ns: int
    caller_heard_s: float
    agent_heard_s: float
    both_ways: bool
    answer_to_audio_ms: float | None = None

    @property
    def seconds(self) -> float:
        return (self.end_ns - self.start_ns) / NANOSECONDS


@dataclass(frozen=True, slots=True)
class Offer:
    """One INVITE at an agent's phone: `key_ns` is the end of the caller's last key before it (0: no key),
    `freed_ns` the end of the agent's call before it (0: it is the first)."""

    caller: str
    agent: str
    invite_ns: int
    answered: bool
    key_ns: int
    freed_ns: int


@dataclass(frozen=True, slots=True)
class _Pairing:
    agent: Outcome
    callers: Sequence[Outcome] = field(default_factory=tuple)

    def partner(self) -> Outcome | None:
        """Whoever was there at the time and fits best: by number first, then by tones heard."""
        start_ns, end_ns = self.agent.times.answered, self.agent.end_ns
        there = [one for one in self.callers if one.times.answered and
                 one.times.invite_sent < end_ns and one.end_ns > start_ns]  # fmt: skip

        def fits(one: Outcome) -> tuple[float, float]:
            tones = self.agent.seconds_of(one.tone_hz, start_ns, end_ns)
            tones += one.seconds_of(self.agent.tone_hz, start_ns, end_ns)
            return tones, float(bool(self.agent.far) and _same(one, self.agent))

        best = max(there, key=fits, default=None)
        return best if best is not None and any(fits(best)) else None


def _same(caller: Outcome, agent: Outcome) -> bool:
    return any(same_number(agent.far, number) for number in caller.numbers)


def same_number(one: str, other: str) -> bool:
    """Whether two ways of writing end in the same digits: +49 30 1234567 and 030 1234567."""
    ends = [text.lstrip("+")[-_TELLING_DIGITS:] for text in (one, other)]
    return bool(ends[0]) and ends[0] == ends[1]


def talks(outcomes: Iterable[Outcome]) -> list[Talk]:
    """Every answered offer judged at both far ends."""
    every = list(outcomes)
    callers = [one for one in every if one.kind == "caller"]
    answered = [one for one in every if one.kind == "agent" and one.answered]
    return [_talk(agent, _Pairing(agent, callers).partner()) for agent in answered]


def _talk(agent: Outcome, caller: Outcome | None) -> Talk:
    start_ns, end_ns = agent.times.answered, agent.end_ns
    if caller is None:
        return Talk("", agent.robot, start_ns, end_ns, 0.0, 0.0, False)
    end_ns = min(end_ns, caller.end_ns)
    length_s = max(0, end_ns - start_ns) / NANOSECONDS
    caller_heard_s = caller.seconds_of(agent.tone_hz, start_ns, end_ns)
    agent_heard_s = agent.seconds_of(caller.tone_hz, start_ns, end_ns)
    least_s = min(caller_heard_s, agent_heard_s)
    enough = least_s > 0 and least_s >= ENOUGH * (length_s - ONSET_S)
    return Talk(
        caller.robot, agent.robot, start_ns, end_ns, caller_heard_s, agent_heard_s, enough,
        _answer_to_audio_ms(agent, caller),
    )  # fmt: skip


def _answer_to_audio_ms(agent: Outcome, caller: Outcome) -> float | None:
    onsets = []
    for end, partner in ((agent, caller), (caller, agent)):
        exact = end.partner_onset_ns if end.partner_hz == partner.tone_hz else 0
        spans = [span.start_ns for span in end.heard
                 if abs(span.hz - partner.tone_hz) <= 5
                 and span.end_ns > agent.times.answered]  # fmt: skip
        onset = exact if exact >= agent.times.answered else min(spans, default=0)
        if not onset:
            return None
        onsets.append(onset)
    return max(0, max(onsets) - agent.times.answered) / 1e6


def offers(outcomes: Iterable[Outcome]) -> list[Offer]:
    """Every INVITE at an agent's phone, in order, with the caller found by number."""
    every = list(outcomes)
    callers = [one for one in every if one.kind == "caller"]
    at_agents = sorted(
        (one for one in every if one.kind == "agent"), key=lambda one: one.times.invite_received
    )
    freed: dict[str, int] = {}
    found = []
    for one in at_agents:
        invite_ns = one.times.invite_received
        caller = next(
            (c for c in callers if one.far and _same(c, one)
             and c.times.invite_sent < invite_ns < c.end_ns + NANOSECONDS), None,
        )  # fmt: skip
        keys = [key.at_ns for key in caller.pressed if key.at_ns < invite_ns] if caller else []
        found.append(
            Offer(caller.robot if caller else "", one.robot, invite_ns, one.answered,
                  max(keys, default=0), freed.get(one.robot, 0))
        )  # fmt: skip
        freed[one.robot] = one.end_ns
    return found
