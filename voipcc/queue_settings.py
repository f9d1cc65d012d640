"""What may stand under `queues` in `centre.yaml`."""

from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from voipcc.setting_words import (
    E164,
    SPAN_PATTERN,
    DispositionCode,
    DispositionName,
    Name,
    Part,
    PromptName,
    ShortNumber,
)
from voipcc.tape_settings import RecordingSettings


class MemberSettings(Part):
    """An agent in a queue; a name alone means all the rest is as usual."""

    name: Name = Field(description="The agent's name under agents.")
    level: int = Field(
        1, ge=1, le=99, description="Rung only while nobody of a lower level is free."
    )
    priority: int = Field(
        0,
        ge=-100,
        le=100,
        description="Of the agent's queues in which callers wait, the highest goes first.",
    )
    weight: int = Field(
        1, ge=1, le=1000, description="The agent's share of the calls with strategy: weighted."
    )

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, given: Any) -> Any:
        return given if isinstance(given, dict) else {"name": given}


class RelaxSettings(Part):
    after_s: int = Field(ge=1, le=86400, description="Seconds of waiting after which this counts.")
    drop: tuple[Name, ...] = Field((), description="Skills that are not asked for any more.")
    requires: str = Field(
        "", max_length=500, description="Skills asked for instead of all those before."
    )
    level: int = Field(
        0, ge=0, le=99, description="Agents of up to this level are asked too; 0 changes nothing."
    )


WrapUpMode = Literal["optional", "mandatory", "timed", "timed_fixed"]


class ComfortSettings(Part):
    """Messages for those who wait."""

    prompts: tuple[PromptName, ...] = Field(
        (), max_length=50, description="Prompts said to waiting callers, one at a time."
    )
    first_s: int = Field(
        30, ge=1, le=3600, description="Seconds until a waiting caller hears the first of them."
    )
    every_s: int = Field(60, ge=5, le=3600, description="Seconds between two of them.")
    gap_s: int = Field(
        10, ge=0, le=300, description="Least seconds of music between any two announcements."
    )
    random: bool = Field(
        False, description="Drawn by lot, never the same twice in a row, instead of in order."
    )


Strategy = Literal[
    "longest_idle",
    "fewest_calls",
    "least_talk",
    "round_robin",
    "random",
    "weighted",
    "linear",
    "progressive",
    "ring_all",
]


class CallbackSettings(Part):
    tries: int = Field(3, ge=1, le=20, description="How often a customer is called in all.")
    gap_s: int = Field(
        600, ge=10, le=86400, description="Seconds between two tries, as when the line was busy."
    )
    delay_s: int = Field(
        0, ge=0, le=86400, description="Seconds after the promise before the first try."
    )
    ring_s: int = Field(
        30, ge=5, le=120, description="Seconds the customer's telephone rings; the agent waits."
    )
    between: str = Field(
        "08:00-20:00",
        pattern=SPAN_PATTERN,
        description="Hours in which it may ring, on the clock where the called number is.",
    )
    keep_s: int = Field(
        172800, ge=600, le=1209600, description="Seconds after which a promise ends unkept."
    )
    most_waiting: int = Field(
        100, ge=1, le=5000, description="Promises kept at once; then no more are made."
    )
    trunk: Name | None = Field(
        None, description="Trunk tried first; else the one the caller came by, then any that may."
    )
    caller_id: E164 | None = Field(
        None, description="Number of ours to show; else the one the caller dialled."
    )

    @property
    def minutes(self) -> tuple[int, int]:
        """First and last minute of the day in which it may ring."""
        return _minutes(self.between)

    @field_validator("between")
    @classmethod
    def _is_a_window(cls, given: str) -> str:
        first, last = _minutes(given)
        if not first < last <= 24 * 60:
            raise ValueError('it must begin before it ends, such as "08:00-20:00"')
        return given


def _minutes(span: str) -> tuple[int, int]:
    first, last = (int(part[:2]) * 60 + int(part[3:]) for part in span.split("-"))
    return first, last


class QueueSettings(Part):
    agents: tuple[MemberSettings, ...] = Field(
        (), max_length=2000, description="Agents who serve it: names, or {name, level, ...}."
    )
    music: Name = Field("default", description="What waiting callers hear between announcements.")
    spoken_as: tuple[PromptName, ...] = Field(
        (), max_length=5, description="Prompts that name company and queue to an agent's telephone."
    )
    whisper: bool = Field(
        False, description="Tell the agent the queue (spoken_as) and the wait, then connect."
    )
    short_number: ShortNumber = Field(
        "", description='Under which agents give calls to the queue, such as "61"; needs quotes.'
    )
    strategy: Strategy = Field("longest_idle", description="Who of the free agents is rung.")
    requires: str = Field(
        "",
        max_length=500,
        description="Skills an agent must have, such as: german >= 3 and (sales or support).",
    )
    relax: tuple[RelaxSettings, ...] = Field(
        (), max_length=6, description="What is asked less strictly the longer a caller waits."
    )
    priority_worth_s: int = Field(
        0,
        ge=0,
        le=86400,
        description="Seconds of waiting one point of priority is worth; 0: priority goes first.",
    )
    progress_s: int = Field(
        10,
        ge=1,
        le=120,
        description="Seconds until one phone more rings with strategy: progressive.",
    )
    prefer_s: int = Field(
        20, ge=0, le=3600, description="Seconds only the agents a caller prefers are asked."
    )
    last_agent_h: int = Field(
        0, ge=0, le=8760, description="Hours in which the agent who talked last is preferred."
    )
    redial_s: int = Field(
        120, ge=0, le=3600, description="Seconds in which who hangs up and calls again is in place."
    )
    ring_timeout_s: int = Field(
        20, ge=3, le=120, description="Seconds one agent's phone rings before the next is tried."
    )
    wrap_up_s: int = Field(
        10, ge=0, le=3600, description="Seconds an agent has for notes after a call."
    )
    wrap_up_mode: WrapUpMode = Field(
        "timed",
        description="optional: if asked for; mandatory: until ended; timed; timed_fixed: to the end.",
    )
    dispositions: dict[DispositionCode, DispositionName] = Field(
        default_factory=dict,
        max_length=200,
        description="What may come of a call, by code; those below 1 begin with 1: 11, 12.",
    )
    disposition_required: bool = Field(
        False, description="Whether the wrap-up may end early only with a disposition given."
    )
    max_waiting: int = Field(
        200,
        ge=1,
        le=5000,
        description="Callers who may wait; the next one takes the dialplan's on_full branch.",
    )
    max_wait_s: int = Field(
        1800, ge=10, le=86400, description="Longest wait before the dialplan's on_timeout branch."
    )
    announce_first_s: int = Field(
        10, ge=0, le=3600, description="Seconds until a waiting caller first hears the position."
    )
    announce_every_s: int = Field(
        45, ge=10, le=3600, description="Seconds between later announcements."
    )
    announce_position: bool = Field(True, description="Whether the position is spoken.")
    announce_wait: bool = Field(
        False, description="Whether the waiting time is spoken, once it can be told."
    )
    comfort: ComfortSettings = Field(
        default_factory=ComfortSettings, description="Messages for waiting callers."
    )
    rest_after_rejected_s: int = Field(
        10, ge=0, le=3600, description="Seconds without offers for an agent who declined one."
    )
    rest_after_missed_s: int = Field(
        30, ge=0, le=3600, description="Seconds without offers for an agent who missed one."
    )
    rest_after_busy_s: int = Field(
        10, ge=0, le=3600, description="Seconds without offers for an agent whose phone was busy."
    )
    rest_after_unreachable_s: int = Field(
        10, ge=1, le=3600, description="Seconds a phone that could not be reached is left alone."
    )
    misses_allowed: int = Field(
        0,
        ge=0,
        le=100,
        description="Offers missed in a row after which an agent is not ready; 0: never.",
    )
    callback: CallbackSettings = Field(
        default_factory=CallbackSettings, description="How promised callbacks are made."
    )
    recording: RecordingSettings | None = Field(
        None, description="Whether and how talks are recorded; without it they are not."
    )

    @property
    def names(self) -> tuple[str, ...]:
        """The agents, by name."""
        return tuple(member.name for member in self.agents)
