"""What may befall a waiting caller by a queue step: rules that lead elsewhere, offers, messages."""

from collections.abc import Collection, Iterator
from typing import Literal, get_args

from pydantic import Field

from voipcc.core import steps as core
from voipcc.core.steps import Trigger
from voipcc.dialplan import parts
from voipcc.dialplan.draft import Draft
from voipcc.dialplan.form import Form, Key, Seconds
from voipcc.dialplan.names import no_hours
from voipcc.dialplan.parts import SomeParts
from voipcc.document import Node
from voipcc.problem import Problem
from voipcc.queue_settings import QueueSettings
from voipcc.setting_words import Name

TRIGGERS = "one of wait, length, ratio, estimate, no_staff, closed"


class OverflowForm(Form):
    """One rule that leads a waiting caller elsewhere: what it goes by, and the block."""

    wait: Seconds | None = Field(None, ge=1, le=86400, description="So long waited.")
    length: int | None = Field(None, ge=1, le=5000, description="So many callers before this one.")
    ratio: float | None = Field(
        None, gt=0, le=1000, description="So many before this one for each agent who is there."
    )
    estimate: Seconds | None = Field(
        None, ge=10, le=86400, description="It probably takes so long still."
    )
    no_staff: Literal[True] | None = Field(None, description="true: no agent is there.")
    closed: Name | None = Field(None, description="Opening hours of this file that are over.")
    jump: Name = Field(description="Block taken then.")

    def triggers(self) -> list[Trigger]:
        """What the rule goes by: exactly one where it is right."""
        return [name for name in get_args(Trigger) if getattr(self, name) is not None]

    def compiled(self, draft: Draft) -> core.Overflow:
        """The rule the core goes by."""
        (when,) = self.triggers()
        if self.closed is not None:
            return core.Overflow(when, self.jump, hours=draft.named(self.closed))
        return core.Overflow(when, self.jump, 0 if when == "no_staff" else getattr(self, when))


class InvitationForm(Form):
    """Something else offered to a waiting caller, once."""

    play: SomeParts = Field(description="Prompts that offer it.")
    after: Seconds | None = Field(None, ge=1, le=86400, description="Said after so long a wait.")
    estimate: Seconds | None = Field(
        None, ge=10, le=86400, description="Said when it probably takes so long still."
    )
    keys: dict[Key, Name] = Field(
        default_factory=dict, description="Keys that count from then on: block."
    )

    def compiled(self) -> core.Invitation:
        """The offer the core makes."""
        after_s, estimate_s = int(self.after or 0), int(self.estimate or 0)
        return core.Invitation(parts.compiled(self.play), after_s, estimate_s, dict(self.keys))


def rule_problems(
    draft: Draft, rule: OverflowForm, node: Node, queue: QueueSettings | None
) -> Iterator[Problem]:
    """Everything wrong with one rule of overflow."""
    triggers = rule.triggers()
    if len(triggers) != 1:
        if triggers:
            message = f"{' and '.join(triggers)} in one rule"
            remedy = f"write one rule for each: - {triggers[1]}: ..."
        else:
            message, remedy = "this rule does not say when", TRIGGERS
        yield node.error(draft.file, message, remedy)
    if rule.closed is not None:
        yield from no_hours(draft, node.at("closed"), rule.closed)
    if queue is None:
        return
    if rule.wait is not None and rule.wait >= queue.max_wait_s:
        message = f"nobody waits so long: max_wait_s is {queue.max_wait_s}"
        yield node.at("wait").warning(draft.file, message, "a shorter time, or on_timeout")
    if rule.length is not None and rule.length >= queue.max_waiting:
        message = f"so many never wait: max_waiting is {queue.max_waiting}"
        yield node.at("length").warning(draft.file, message, "a smaller number, or on_full")


def invitation_problems(
    draft: Draft,
    one: InvitationForm,
    node: Node,
    keys: Collection[str],
    queue: QueueSettings | None,
) -> Iterator[Problem]:
    """Everything wrong with one offer; `keys` are those of the queue step itself."""
    if one.after is None and one.estimate is None:
        message = "this invitation does not say when"
        yield node.error(draft.file, message, "add after: 60 s or estimate: 5 min")
    if not one.keys and not keys:
        message = "no key leads anywhere after this invitation"
        yield node.warning(draft.file, message, 'add keys: {"1": BLOCK}')
    if one.after is not None and queue is not None and one.after >= queue.max_wait_s:
        message = f"nobody waits so long: max_wait_s is {queue.max_wait_s}"
        yield node.at("after").warning(draft.file, message, "a shorter time")
