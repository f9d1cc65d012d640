"""What an agent hears before the caller is connected: the flow's words, or the queue's name and the wait."""

from voipcc.core import spoken
from voipcc.core.asides import Asides, block_of
from voipcc.core.call import Attempt, Call
from voipcc.core.commands import Play
from voipcc.core.desk import Desk

LIMIT_S = 15  # then the two are joined, whatever became of the prompt
LIMIT_OF_FLOW_S = 30
ASKED = "asked"  # in place of a playback, until it is known how queues stand
MINUTE_US = 60_000_000


def words(desk: Desk, call: Call, attempt: Attempt, language: str) -> tuple[str, ...]:
    """The prompts; none where the queue wants none, or nobody waits on the line."""
    queue = desk.queue(attempt.queue, call.plan) if attempt.queue else None
    if queue is None or not queue.whisper or not call.leg:
        return ()
    waited_us = desk.now_us - call.entered.get(attempt.queue, desk.now_us)
    minutes = waited_us // MINUTE_US
    told = spoken.minutes(min(minutes, 99), language) if minutes > 1 else ()
    return (*queue.spoken_as, *told)


def begin(desk: Desk, asides: Asides, call: Call, attempt: Attempt) -> bool:
    """Say it to the agent; False where there is nothing to say."""
    agent = desk.plan.agents.get(attempt.agent) if desk.plan else None
    language = agent.language if agent else "en"
    block = block_of(desk, call, "agent_hears") if call.leg else ""
    if block and not attempt.whisper and asides.asked(call, "agent_hears", block):
        attempt.whisper = ASKED
        desk.set_deadline("call", call.id, "connect", LIMIT_S)
        return True
    if block:
        said = asides.all_words(call, block, language)
    else:
        said = words(desk, call, attempt, language)
    attempt.whisper = ""
    if not said:
        return False
    attempt.whisper = desk.new_id()
    desk.order(Play(attempt.leg, attempt.whisper, said, language))
    desk.set_deadline("call", call.id, "connect", LIMIT_OF_FLOW_S if block else LIMIT_S)
    return True
