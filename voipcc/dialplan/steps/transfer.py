"""transfer: the caller is joined with a telephone number."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from voipcc.core import steps as core
from voipcc.dialplan.draft import Draft, Surroundings
from voipcc.dialplan.step import Kind, StepForm, Target
from voipcc.dialplan.steps.outside import OutsideForm, as_outside, outside_problems
from voipcc.document import Node
from voipcc.problem import Problem
from voipcc.setting_words import Name


class TransferForm(StepForm):
    ENDS: ClassVar[bool] = True
    transfer: Annotated[OutsideForm, BeforeValidator(as_outside)] = Field(
        description="The telephone number the caller is joined with."
    )
    on_busy: Name | None = Field(None, description="Block taken when it is busy.")
    on_no_answer: Name | None = Field(None, description="Block taken when nobody answers.")
    on_failed: Name | None = Field(
        None, description="Block taken in every other case; without it a prompt and the end."
    )

    def ways(self, node: Node) -> Iterator[Target]:
        """Where the caller goes whom nobody took."""
        for name in ("on_busy", "on_no_answer", "on_failed"):
            if target := getattr(self, name):
                how: Kind = "at_once" if name == "on_failed" else "alone"
                yield target, how, node.at(name)

    def problems(self, draft: Draft, node: Node, around: Surroundings) -> Iterator[Problem]:
        """The number must be one that may be called."""
        yield from outside_problems(draft, self.transfer, node.at("transfer"), around)

    def compiled(self, draft: Draft, line: int) -> core.Step:
        """The step the core takes."""
        outside = self.transfer
        return core.TransferStep(
            outside.number,
            outside.trunk or "",
            outside.caller_id or "",
            round(outside.timeout),
            outside.music,
            self.on_busy or "",
            self.on_no_answer or "",
            self.on_failed or "",
            line,
        )
