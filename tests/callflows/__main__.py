"""`python -m tests.callflows FILE...`: tell stories again, completely; look before you commit."""

import sys
from pathlib import Path

from tests.callflows.door_plans import DOOR_PLANS
from tests.callflows.logic_plans import LOGIC_PLANS
from tests.callflows.media_plans import MEDIA_PLANS
from tests.callflows.number_plans import NUMBER_PLANS
from tests.callflows.plans import PLANS
from tests.callflows.tape_plans import TAPE_PLANS
from tests.callflows.waiting_plans import WAITING_PLANS
from voipcc.core.transcript import tell

for name in sys.argv[1:]:
    path = Path(name)
    plans = (
        PLANS | WAITING_PLANS | NUMBER_PLANS | MEDIA_PLANS | LOGIC_PLANS | DOOR_PLANS | TAPE_PLANS
    )
    path.write_text(tell(path.read_text(encoding="utf-8"), plans), encoding="utf-8")
