"""What each figure is, exactly, and by which other formulas people know it.

Sentences of our own; a product's line says how it counts by its published documentation.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rival:
    """The same figure as somebody else counts it."""

    who: str
    formula: str
    differs: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure: what it says, its formula, what is in it and what is not, and the others'."""

    name: str
    title: str
    unit: str
    formula: str
    means: str
    rivals: tuple[Rival, ...] = ()


SERVICE_LEVELS: dict[str, tuple[str, str]] = {
    "answered": ("answered in time / answered", "Asterisk app_queue (SL), Wazo"),
    "answered_or_left": (
        "(answered + abandoned in time) / (answered + abandoned), in time both",
        "Asterisk app_queue (SL2)",
    ),
    "removed_in_time": ("left the queue in time, however / all offered", "Amazon Connect"),
    "without_short_abandons": (
        "answered in time / (answered + abandoned - short)",
        "Genesys, short abandons left out",
    ),
    "with_abandons": ("answered in time / (answered + abandoned)", "Genesys, abandons counted"),
    "offered": (
        "answered in time / all offered, overflow included",
        "Genesys with flow-outs, Vonage",
    ),
}


def _service_level(name: str) -> Definition:
    formula, who = SERVICE_LEVELS[name]
    return Definition(
        name,
        f"service level, {name}",
        "%",
        formula,
        "In time is a wait of at most the threshold (20 s unless told); a short abandon left within"
        f" the short limit (5 s). As counted by: {who}.",
        tuple(Rival(by, other) for one, (other, by) in SERVICE_LEVELS.items() if one != name),
    )


ABANDONS = (
    Rival("Genesys Cloud", "abandoned / offered"),
    Rival(
        "Amazon Connect",
        "abandoned / queued",
        "whoever was queued for a call back is not abandoned; with us they left the queue as well",
    ),
    Rival(
        "Asterisk app_queue",
        "no rate: a counter of hang-ups",
        "who left by a key or by the time limit is counted nowhere; a restart forgets all",
    ),
)
SPEEDS = (
    Rival(
        "Amazon Connect", "time in queue of answered calls / answered", "the agent's whisper is in"
    ),
    Rival(
        "Talkdesk",
        "time in queue and ringing of handled calls / handled",
        "all waits of a call together, also those after a transfer and for a call back",
    ),
    Rival(
        "Asterisk app_queue",
        "holdtime: (3 x the last value + this wait) / 4",
        "a moving value in whole seconds; no average of any span of time",
    ),
)
HANDLINGS = (
    Rival(
        "Amazon Connect",
        "(talk + hold + after-contact work) / handled",
        "custom states are left out",
    ),
    Rival("Genesys Cloud", "(talk + hold + after-call work) / handled", "dialling out is added"),
    Rival("Asterisk app_queue", "talktime: (3 x the last value + this talk) / 4", "no wrap-up"),
)
OCCUPANCIES = (
    Rival(
        "Amazon Connect",
        "on contact / (on contact + idle)",
        "ringing is in neither, so that missed calls cost nothing",
    ),
    Rival(
        "Genesys Cloud",
        "interacting / (interacting + communicating + idle), while on queue",
        "calls of one's own are in the denominator alone",
    ),
)
RESOLUTIONS = (
    Rival("surveys", "callers who say their matter is settled / callers asked", "see csat"),
    Rival(
        "ticket systems such as Freshservice",
        "tickets settled after the first message / tickets settled",
        "by ticket and not by caller",
    ),
    Rival("most call reports", "calls without a repeat within 1 to 30 days / calls",
          "the window differs; calls younger than it count as resolved"),
)  # fmt: skip

KPIS = (
    Definition("offered_calls", "offered", "calls", "answered + abandoned + overflowed + lost",
        "Everybody a queue saw, also whom a full queue turned away. Once in each visit to a queue,"
        " once in the total. Callbacks count with the call they came of.",
        (Rival("Asterisk app_queue", "ENTERQUEUE lines", "whom a full queue turned away is not in it"),)),
    Definition("abandon_rate", "abandon rate", "%", "abandoned / offered",
        "The caller hung up while waiting, also while an agent's phone rang.", ABANDONS),
    Definition("abandon_rate_without_short", "abandon rate without short ones", "%",
        "(abandoned - short) / (offered - short)",
        "Whoever left within the short limit (5 s unless told) is taken out of both sides.", ABANDONS),
    Definition("average_speed_of_answer_s", "average speed of answer", "s",
        "wait of answered calls / answered",
        "From entering the queue to the moment both hear each other: ringing is in, and so is what"
        " the agent hears first. In the total: all waits until the first answer.", SPEEDS),
    Definition("longest_wait_s", "longest wait", "s", "the longest of all waits in a queue",
        "Answered or not. App_queue has none."),
    Definition("average_handle_time_s", "average handle time", "s",
        "(talk + hold + wrap-up) / answered",
        "Wrap-ups count with their call, also when they end after the day. Consults and ringing"
        " are not in it; breaks never are.", HANDLINGS),
    Definition("occupancy", "occupancy", "%", "busy / (busy + idle)",
        "Busy: ringing, talk, hold, consult, wrap-up of the calls that arrived in the span. Busy + idle:"
        " the time logged in and on no break; a call that outlasts the span can lift it above 100.",
        OCCUPANCIES),
    Definition("first_contact_resolution", "first-contact resolution by contact", "%",
        "answered contacts without another call of this caller within the window / answered contacts",
        "The window is 7 days unless told. A contact younger than the window is provisional and in"
        " neither side; so are callers without a number. Any later call counts, answered or not.",
        RESOLUTIONS),
    Definition("chain_resolution", "first-contact resolution by chain", "%",
        "chains settled by their first answered contact / chains",
        "A chain is one caller's calls, none further from the next than the window. A caller who"
        " needed four calls is one chain not settled, and not three bad contacts and a good one.",
        RESOLUTIONS),
    Definition("csat", "satisfied callers (CSAT)", "%", "answers of 4 and 5 / answers in figures",
        "Of the questions after the talk. Who hung up instead is in `callers`, not in `answers`.",
        (Rival("averages", "sum of answers / answers", "shown beside it"),)),
    Definition("transfer_rate", "transfer rate", "%", "talks given to somebody else / talks",
        "Blind and attended, also to a queue or a telephone; who only asked somebody is not in it.",
        (Rival("Asterisk queue_log", "BLINDTRANSFER and ATTENDEDTRANSFER lines",
               "lost where Local channels stay in the path"),)),
    Definition("lost_callers", "lost callers", "callers",
        "callers whose last call waited in vain (abandoned, overflowed, lost with the switch)",
        "By caller, not by call. `called_back`: we reached them; `tried`: we called in vain;"
        " `promised`: a call back stands; `came_again`: they called and were answered; `open`: nothing.",
        (Rival("most call reports", "abandoned calls without an outgoing call to the same number",
               "by call: five attempts of one caller are five"),)),
    Definition("repeat_callers", "repeat callers", "callers",
        "callers with more than one call in the span",
        "Whoever withheld the number cannot be told apart and is counted as unknown."),
    Definition("announced", "waiting time announced, right", "%", "right / (right + wrong)",
        "An agent was connected within the interval the caller heard. Who hung up before its end"
        " proves nothing."),
    Definition("mos", "audio quality (MOS)", "1 to 4.5", "E-model (ITU-T G.107) of loss, jitter and delay",
        "Each leg and direction for itself, with the codec's own figures. `in`: what its far side sent;"
        " `out`: what that side heard. A mean hides bad calls: `bad` counts legs below 3.6.",
        (Rival("most softphones", "a MOS from loss and jitter alone", "delay and codec are left out"),)),
    Definition("adherence", "adherence", "%", "time as scheduled / time scheduled",
        "Not counted: voipcc has no schedule of shifts yet. Log-in, breaks and their reasons are.",
        (Rival("Amazon Connect", "adherent minutes / scheduled minutes"),)),
)  # fmt: skip

DEFINITIONS: dict[str, Definition] = {
    **{name: _service_level(name) for name in SERVICE_LEVELS},
    **{one.name: one for one in KPIS},
}

SHORT_DEFINITIONS: dict[str, str] = {
    **{name: formula for name, (formula, _) in SERVICE_LEVELS.items()},
    "average_speed_of_answer_s": "from entering the queue to the talk, answered calls only",
    "average_handle_time_s": "talk + hold + wrap-up of answered calls, notes after the day's end too",
    "announced": "waiting times callers heard: right / (right + wrong), first and later ones apart",
    "marks": "how many calls have each mark of records.md",
    "surveys": "answers after the talk; satisfied is the share of 4 and 5 among those in figures",
    "errands": "callbacks promised, reached, unreached; voicemails left, heard, unheard",
    "presence": "from log-in to log-out; paid and productive breaks by break_reasons, ready is both",
    "queues": "a conversation counts once in each visit to a queue; in the total once",
}
