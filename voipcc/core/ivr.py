"""The steps of a flow: prompts, menus, opening hours, jumps; up to the door of a queue."""

from typing import Protocol, get_args

from voipcc.core import logic, saying, values
from voipcc.core.call import Call
from voipcc.core.commands import Answer, Play, StopPlayback
from voipcc.core.desk import Desk
from voipcc.core.plan import Flow
from voipcc.core.seam import StandingAsked, StandingTold
from voipcc.core.steps import (
    AnswerStep,
    CallbackStep,
    Cause,
    CollectStep,
    HangUpStep,
    JumpStep,
    LookUpStep,
    MenuStep,
    PlayStep,
    Prompts,
    QueueStep,
    RecordStep,
    Step,
    TagStep,
    TransferStep,
    VoicemailStep,
)

PROMPT_LIMIT_S = 60  # a playback nobody reports the end of is taken as heard
NEXT_PROMPT_LIMIT_S = 15  # ... and so much later for each further prompt of a list
TYPED_LIMIT = 8
AHEAD_LIMIT = 50  # of steps between a key and the menu it is for
LOOP_LIMIT = 400
GOODBYE = ("goodbye",)
ONE_MOMENT = ("queue/one_moment",)  # where nothing of what should be said can be: never silence
LongStep = CallbackStep | VoicemailStep | TransferStep | CollectStep | LookUpStep
ANSWER_LIMIT_S = 5  # then Answer is repeated once, then the call is hung up
BEFORE_ANSWER = (*get_args(logic.LogicStep), HangUpStep)


def _goes_unanswered(step: Step) -> bool:
    """Whether a step can be taken before the caller hears us."""
    return isinstance(step, BEFORE_ANSWER) or (isinstance(step, RecordStep) and step.do != "start")


class Exits(Protocol):
    """Where a flow leads to."""

    def enter_queue(self, call: Call, queue: str) -> bool: ...

    def spoken(self, call: Call) -> None: ...

    def take_step(self, call: Call, step: LongStep) -> None: ...

    def listen_ahead(self, call: Call) -> None: ...

    def prompt_heard(self, call: Call) -> None: ...

    def hang_up(self, call: Call, reason: Cause = "normal") -> None: ...

    def record(self, call: Call, step: RecordStep) -> None: ...


class Ivr:
    """Walks calls through their flows. State is in the call alone."""

    __slots__ = ("desk", "exits")

    def __init__(self, desk: Desk, exits: Exits) -> None:
        self.desk = desk
        self.exits = exits

    # --- going through steps ---------------------------------------------------------------

    def begin(self, call: Call, flow: Flow, block: str = "", step: int = 0) -> None:
        """Start at a step, the flow's first one by default."""
        call.flow, call.language = flow.name, flow.language
        call.frames, call.loops = [], {}
        call.block, call.step = block or flow.start, step
        self._run(call)

    def go_on(self, call: Call) -> None:
        """Take the step the call stands at."""
        self._run(call)

    def jump(self, call: Call, block: str) -> None:
        """Go on with the first step of another block."""
        call.block, call.step = block, 0
        self._run(call)

    def again(self, call: Call) -> None:
        """Say again what an interruption of ours may have cut: the step from its start."""
        self.hush(call)
        self.desk.deadlines.clear("call", call.id, "key")
        call.collection, call.typing = "", False
        if call.stage == "goodbye":
            self.say_goodbye(call, GOODBYE)
        else:
            self._run(call)

    def back_to_queue(self, call: Call, queue: str) -> None:
        """The flow's first step that waits in `queue`, or the queue by itself."""
        for block, steps in self._flow(call).blocks.items():
            for index, step in enumerate(steps):
                if isinstance(step, QueueStep) and step.queue == queue:
                    call.block, call.step = block, index
                    self._run(call)
                    return
        self.exits.enter_queue(call, queue)

    def current_step(self, call: Call) -> Step | None:
        """The step the call is at, None behind a block's last one."""
        flow = self.desk.plans[call.plan].flows.get(call.flow)
        steps = flow.blocks.get(call.block, ()) if flow else ()
        return steps[call.step] if call.step < len(steps) else None

    def first_queue(self, flow: Flow) -> tuple[str, int, str] | None:
        """Block, index and queue of the first queue step on the way from the flow's start."""
        block, seen = flow.start, set[str]()
        while block not in seen:
            seen.add(block)
            target = ""
            for index, step in enumerate(flow.blocks.get(block, ())):
                if isinstance(step, QueueStep):
                    return block, index, step.queue
                if isinstance(step, JumpStep):
                    target = step.block
                    break
            block = target or block
        return None

    def steps(self, call: Call) -> tuple[Step, ...]:
        """Those of the block the call is in."""
        return self._flow(call).blocks.get(call.block, ())

    def finish_step(self, call: Call) -> None:
        """The step is done: on with the next one."""
        call.step += 1
        self._run(call)

    def _flow(self, call: Call) -> Flow:
        return self.desk.plans[call.plan].flows[call.flow]

    def _run(self, call: Call) -> None:
        """Take steps until one has to wait for something."""
        walking = True
        while walking:
            step = self.current_step(call)
            if step is None:
                self._finish(call, "completed")
                return
            call.passed += 1
            if call.passed > LOOP_LIMIT:
                call.mark("loop")
                self._finish(call, "completed")
                return
            if call.unanswered and not _goes_unanswered(step):
                self.answer(call)
                return
            call.note_step(step.line)
            walking = self._is_ready(call, step) and self._take(call, step)

    def answer(self, call: Call) -> None:
        """The step can only be taken once the caller hears us."""
        call.stage = "answering"
        self.desk.order(Answer(call.leg))
        self.desk.set_deadline("call", call.id, "answer", ANSWER_LIMIT_S)

    def _is_ready(self, call: Call, step: Step) -> bool:
        """Whether what the step goes by is known; else it is asked for."""
        call.facts = {}
        queues = values.queues_asked(step)
        if queues:
            self.desk.tell(StandingAsked(call.id, queues, wait=values.goes_by_wait(step)))
        return not queues

    def standing_told(self, call: Call, told: StandingTold) -> None:
        """How the queues stand that the step in hand asked for: now it can be taken."""
        step = self.current_step(call)
        if step is None:
            return
        call.facts = dict(told.facts)
        if self._take(call, step):
            self._run(call)

    def _take(self, call: Call, step: Step) -> bool:
        """Take one step; true when the next one can be taken at once."""
        match step:
            case PlayStep():
                return not self._say_step(call, step)
            case MenuStep():
                self._ask(call, step)
            case AnswerStep():
                call.step += 1
                return True
            case RecordStep():
                self.exits.record(call, step)
                call.step += 1
                return True
            case QueueStep():
                call.typed = ""
                return self.exits.enter_queue(call, step.queue)
            case _ if isinstance(step, LongStep):
                self.exits.take_step(call, step)
            case HangUpStep():
                self._finish(call, step.outcome, step.cause)
            case _:
                return self._compute(call, step)
        return False

    def _compute(self, call: Call, step: logic.LogicStep) -> bool:
        goes_on = logic.take(self.desk, call, step)
        if not goes_on:
            call.mark("loop")
            self._finish(call, "completed")
        return goes_on

    def _finish(self, call: Call, outcome: str, cause: Cause = "normal") -> None:
        if outcome == "closed" or not call.fate:
            call.fate = outcome
        self.exits.hang_up(call, cause)

    # --- prompts -----------------------------------------------------------------------------

    def say(self, call: Call, prompts: Prompts, party: str = "", *, deaf: bool = False) -> None:
        """Play prompts; their end is awaited no longer than a limit. `deaf`: keys are dropped."""
        self.play(call, saying.words(call, prompts) or ONE_MOMENT, party, deaf=deaf)

    def play(
        self, call: Call, words: tuple[str, ...], party: str = "", *, deaf: bool = False
    ) -> None:
        """Play what is in words already."""
        call.playback = self.desk.new_id()
        said = Play(call.leg, call.playback, words, call.language, party, deaf, call.plan)
        self.desk.order(said)
        limit_s = PROMPT_LIMIT_S + NEXT_PROMPT_LIMIT_S * (len(words) - 1)
        self.desk.set_deadline("call", call.id, "prompt", limit_s)

    def hush(self, call: Call) -> None:
        """Stop what is being said, if anything."""
        if call.playback:
            self.desk.order(StopPlayback(call.leg, call.playback))
            self._forget_playback(call)

    def say_goodbye(self, call: Call, prompts: Prompts) -> None:
        """Say last words and hang up."""
        self.desk.deadlines.clear("call", call.id, "key")
        call.stage = "goodbye"
        call.cut("closing", self.desk.fact_us)
        self.say(call, prompts)

    def playback_over(self, call: Call, playback: str) -> None:
        """A playback ended or failed; an old one changes nothing."""
        if playback != call.playback:
            return
        self._forget_playback(call)
        self._after_prompt(call)

    def prompt_overdue(self, call: Call) -> None:
        """Nobody said that a playback ended: go on as if it had been heard."""
        if call.playback:
            self.hush(call)
            self._after_prompt(call)

    def _forget_playback(self, call: Call) -> None:
        call.playback = ""
        self.desk.deadlines.clear("call", call.id, "prompt")

    def _after_prompt(self, call: Call) -> None:
        match call.stage:
            case "play":
                self.finish_step(call)
            case "menu":
                self._await_key(call)
            case "queue":
                self.exits.spoken(call)
            case "callback" | "voicemail" | "collect" | "lookup" | "notice" | "consent":
                self.exits.prompt_heard(call)
            case "goodbye":
                self.exits.hang_up(call)

    def _say_step(self, call: Call, step: PlayStep) -> bool:
        """Whether there is something to wait for; keys typed ahead skip to their menu."""
        words = saying.words(call, step.prompts)
        skipped = step.interruptible and call.typed and self._menu_follows(call)
        if not words or skipped:
            call.step += 1
            return False
        call.stage = "play"
        if step.interruptible:
            self.exits.listen_ahead(call)
        self.play(call, words, deaf=not step.interruptible)
        return True

    def _menu_follows(self, call: Call) -> bool:
        """Whether nothing but prompts and jumps lie between this step and a menu."""
        blocks, block, index = self._flow(call).blocks, call.block, call.step + 1
        for _ in range(AHEAD_LIMIT):
            steps = blocks.get(block, ())
            match steps[index] if index < len(steps) else None:
                case MenuStep():
                    return True
                case PlayStep() | TagStep() | RecordStep():
                    index += 1
                case JumpStep(block=target):
                    block, index = target, 0
                case _:
                    return False
        return False

    # --- menus -------------------------------------------------------------------------------

    def digit(self, call: Call, digit: str) -> None:
        """A key: for the menu, or kept for the menu that follows; else it means nothing."""
        if call.stage == "menu":
            step = self.current_step(call)
            assert isinstance(step, MenuStep), f"call {call.id} is at no menu"
            self.hush(call)
            self.desk.deadlines.clear("call", call.id, "key")
            self._choose(call, step, digit)
        elif call.stage == "play" and self._menu_follows(call):
            call.typed = (call.typed + digit)[:TYPED_LIMIT]
            self.hush(call)
            self._after_prompt(call)

    def key_overdue(self, call: Call) -> None:
        """No key within the menu's time."""
        step = self.current_step(call)
        if call.stage == "menu" and isinstance(step, MenuStep):
            self._try_again(call, step, step.timeout_prompts, step.on_timeout)

    def _ask(self, call: Call, step: MenuStep) -> None:
        call.stage = "menu"
        call.tries = 0
        if call.typed:
            digit, call.typed = call.typed[0], call.typed[1:]
            self._choose(call, step, digit)
        else:
            self._say_or_await(call, step, step.prompts)

    def _say_or_await(self, call: Call, step: MenuStep, prompts: Prompts) -> None:
        if prompts:
            self.say(call, prompts, deaf=not step.interruptible)
        else:
            self._await_key(call)

    def _await_key(self, call: Call) -> None:
        step = self.current_step(call)
        assert isinstance(step, MenuStep), f"call {call.id} is at no menu"
        self.desk.set_deadline("call", call.id, "key", step.timeout_s)

    def _choose(self, call: Call, step: MenuStep, digit: str) -> None:
        if digit in step.keys:
            call.passed = 0
            if step.into:
                call.answer(step.into, digit, self.desk.fact_us)
            self.jump(call, step.keys[digit])
        else:
            call.typed = ""
            self._try_again(call, step, step.invalid_prompts, step.on_invalid)

    def _try_again(self, call: Call, step: MenuStep, prompts: Prompts, otherwise: str) -> None:
        call.tries += 1
        if call.tries < step.tries:
            self._say_or_await(call, step, prompts + step.prompts)
        elif otherwise:
            self.jump(call, otherwise)
        else:
            call.fate = call.fate or "completed"
            self.say_goodbye(call, GOODBYE)
