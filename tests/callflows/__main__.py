"""`python -m tests.callflows FILE...`: tell stories again, completely; look before you commit."""

import sys
from pathlib import Path

from tests.callflows.plans import PLANS
from tests.callflows.waiting_plans import WAITING_PLANS
from voipcc.core.transcript import tell

for name in sys.argv[1:]:
    path = Path(name)
    path.write_text(tell(path.read_text(encoding="utf-8"), PLANS | WAITING_PLANS), encoding="utf-8")
