"""A plan that some new calls begin with before all do: by lot, or because of who calls."""

from typing import TYPE_CHECKING

from voipcc.core.desk import Desk
from voipcc.core.events import CallArrived, CanaryConfigured
from voipcc.core.trial import Trial

if TYPE_CHECKING:
    from voipcc.core.calling import Calling


def configure(desk: Desk, calling: "Calling", event: CanaryConfigured) -> None:
    """From now on these new calls begin with the canary; without a plan none does."""
    over, plan = desk.trial, event.plan
    desk.trial = None
    if plan is not None:
        desk.plans[plan.version] = plan
        desk.trial = Trial(plan.version, event.percent, event.lists)
    if over is not None:
        calling.drop_plan(over.version)


def version_for(desk: Desk, call: str, event: CallArrived) -> str:
    """The plan a new call begins with. The same call always draws the same lot."""
    trial, plan = desk.trial, desk.plan
    if trial is not None and event.number in desk.plans[trial.version].numbers:
        listed = any(name in trial.lists for name in event.lists)
        if listed or desk.draw(call, "canary", 0, 100) < trial.percent:
            return trial.version
    return plan.version if plan else ""
