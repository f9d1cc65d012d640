"""Whom a step leads to; of a telephone number: nobody may call it, nobody has it, no such trunk."""

from collections.abc import Collection, Iterator
from typing import Any

from pydantic import Field

from voipcc.dialplan.draft import Draft, Surroundings
from voipcc.dialplan.form import Form, Seconds
from voipcc.document import Node
from voipcc.permits import PermitRefused, Wish, permit
from voipcc.problem import Problem, did_you_mean
from voipcc.setting_words import E164, Name
from voipcc.settings import CentreSettings

LONGEST_S = 120


class OutsideForm(Form):
    """A telephone number the operator owns or may lead callers to; or one agent; or a queue."""

    number: str | None = Field(
        None, max_length=40, description='A telephone number: "+4930555123".'
    )
    agent: Name | None = Field(None, description="An agent of the centre file.")
    queue: Name | None = Field(None, description="A queue of the centre file.")
    trunk: Name | None = Field(
        None, description="Trunk tried first; else the one the caller came by, then any that may."
    )
    caller_id: E164 | None = Field(
        None, description="Number of ours to show; else the one the caller dialled."
    )
    timeout: Seconds | None = Field(
        None, ge=5, le=3600, description="How long it rings, such as 30 s; how long a queue keeps."
    )
    music: Name | None = Field(None, description="What the caller hears until somebody answers.")


def as_outside(value: Any) -> Any:
    """A number may be written alone."""
    return {"number": str(value)} if isinstance(value, str | int) else value


def outside_problems(
    draft: Draft, form: OutsideForm, node: Node, around: Surroundings
) -> Iterator[Problem]:
    """Everything wrong with the number; `node` is where it stands."""
    settings, own = around.settings, around.numbers
    if form.trunk is not None and form.trunk not in settings.trunks:
        remedy = did_you_mean(form.trunk, settings.trunks, "trunks are") or "add it under trunks"
        yield node.at("trunk").error(draft.file, f'there is no trunk "{form.trunk}"', remedy)
        return
    place = node.at("number") if node.is_mapping else node
    number = form.number or ""
    if form.timeout is not None and form.timeout > LONGEST_S:
        message = f"nobody lets a telephone ring for {form.timeout:g} s"
        yield node.at("timeout").error(draft.file, message, f"{LONGEST_S} s at most")
    if number in own:
        message = f"{number} is answered here: the call would come back from outside"
        yield place.error(draft.file, message, "jump to a block instead")
        return
    yield from _not_permitted(draft, form, place, settings, own)


def _not_permitted(
    draft: Draft, form: OutsideForm, place: Node, settings: CentreSettings, own: Collection[str]
) -> Iterator[Problem]:
    number = form.number or ""
    if not number.startswith("+"):
        remedy = 'in quotes, with + and country code, no blanks: "+4930555123"'
        message = f'"{number}" is no number in international form'
        yield place.error(draft.file, message, remedy)
        return
    shown = form.caller_id or next(iter(own), "")
    wish = Wish(number, form.trunk or "", shown, purpose="step")
    try:
        permit(settings, own, wish)
    except PermitRefused as refused:
        remedy = "permits: [DE] at a trunk in centre.yaml allows a country; or take another number"
        yield place.error(draft.file, f"{number} cannot be called: {refused}", remedy)
