"""What is wrong in a transfer to a telephone number: nobody may call it, nobody has it, no such trunk."""

from collections.abc import Collection, Iterator

from voipcc.dialplan.form import OutsideForm, TransferForm
from voipcc.dialplan.reader import Draft, DraftStep
from voipcc.document import Node
from voipcc.permits import PermitRefused, Wish, permit
from voipcc.problem import Problem, did_you_mean
from voipcc.settings import CentreSettings


def outside_problems(
    draft: Draft, step: DraftStep, settings: CentreSettings, own: Collection[str]
) -> Iterator[Problem]:
    """Everything wrong with the number of one step; `own` are all numbers of the centre."""
    if not isinstance(step.form, TransferForm):
        return
    form, node = step.form.transfer, step.node.at("transfer")
    if form.trunk is not None and form.trunk not in settings.trunks:
        remedy = did_you_mean(form.trunk, settings.trunks, "trunks are") or "add it under trunks"
        yield node.at("trunk").error(draft.file, f'there is no trunk "{form.trunk}"', remedy)
        return
    place = node.at("number") if node.is_mapping else node
    if form.number in own:
        message = f"{form.number} is answered here: the call would come back from outside"
        yield place.error(draft.file, message, "jump to a block instead")
        return
    yield from _not_permitted(draft, form, place, settings, own)


def _not_permitted(
    draft: Draft, form: OutsideForm, place: Node, settings: CentreSettings, own: Collection[str]
) -> Iterator[Problem]:
    if not form.number.startswith("+"):
        remedy = 'in quotes, with + and country code, no blanks: "+4930555123"'
        message = f'"{form.number}" is no number in international form'
        yield place.error(draft.file, message, remedy)
        return
    shown = form.caller_id or next(iter(own), "")
    wish = Wish(form.number, form.trunk or "", shown, purpose="step")
    try:
        permit(settings, own, wish)
    except PermitRefused as refused:
        remedy = "permits: [DE] at a trunk in centre.yaml allows a country; or take another number"
        yield place.error(draft.file, f"{form.number} cannot be called: {refused}", remedy)
