"""A plan for stories about closing and opening by telephone: carla may, dora for help alone."""

from dataclasses import replace

from tests.callflows.plans import PLANS
from voipcc.core.plan import Hours, Plan, Supervisor
from voipcc.core.transcript.story import START_UTC_MS

HOUR_MS = 3_600_000
# Open until 14:00 on Monday, 16 June 2025, and again from 08:00 on Tuesday, in Berlin.
DAYS = (
    (START_UTC_MS - HOUR_MS, START_UTC_MS + 2 * HOUR_MS),
    (START_UTC_MS + 20 * HOUR_MS, START_UTC_MS + 30 * HOUR_MS),
)
OFFICE = Hours("main/office", DAYS, 4_000_000_000_000, "Europe/Berlin", "", ((0, 120),))
WATCHED = PLANS["watched"]
CODES = {
    "*90": "close:centre",
    "*91": "open:centre",
    "*9031": "close:queue/sales",
    "*9132": "open:queue/help",
}
SALES = replace(WATCHED.queues["sales"], spoken_as=("sales",))
DOOR_PLANS: dict[str, Plan] = {
    "doors": replace(
        WATCHED,
        version="doors",
        codes={**WATCHED.codes, **CODES},
        queues={**WATCHED.queues, "sales": SALES},
        hours={"main/office": OFFICE},
        supervisors={"carla": Supervisor("carla"), "dora": Supervisor("dora", ("help",))},
    )
}
