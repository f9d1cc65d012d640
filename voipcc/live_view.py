"""The centre as a terminal shows it: queues, agents and calls from one live view."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from voipcc.line_sheet import LINE_REASONS, line_in_words
from voipcc.override_words import named, what
from voipcc.ruled_table import add_row

View = Mapping[str, Any]

# Sign, word and colour together, so that colour alone never has to be read.
SIGNS = {
    "ready": ("●", "green"),
    "reserved": ("▲", "yellow"),
    "talking": ("◆", "blue"),
    "wrap_up": ("✎", "magenta"),
    "not_ready": ("‖", "bright_yellow"),
    "logged_out": ("○", "grey50"),
    "unreachable": ("✕", "red"),
}
MOST_OVERRIDES = 5
TAPED = {"": "", "on": " ● rec", "paused": " ‖ rec", "failed": " ✕ rec"}
SUMS = {"waited_ms": "waited", "talked_ms": "talked"}


def override_line(one: Mapping[str, Any]) -> str:
    """What is closed, open or said for a while, and how long still."""
    left_s = one["left_s"]
    end = "until somebody ends it" if left_s is None else f"for {time_text(left_s)}"
    said = f": {one['words']}" if one["words"] else ""
    return f"{named(one['target'])}: {what(one['kind'])} {end}{said}"


def agent_state(agent: Mapping[str, Any]) -> str:
    """The one word people want to know of an agent's three axes."""
    if agent["work"] != "idle":
        return str(agent["work"])
    if agent["presence"] == "logged_out":
        return "logged_out"
    if agent["line"] == "unreachable":
        return "unreachable"
    return str(agent["presence"])


def agent_note(agent: Mapping[str, Any]) -> str:
    """What else there is to know: the break, the wrap-up, a rest, and what comes after."""
    words = [str(agent["reason"])] if agent["reason"] else []
    if agent["break"] and agent["break"]["overdue"]:
        words.append("overdue")
    wrap_up = agent["wrap_up"]
    if wrap_up and agent["work"] == "wrap_up":
        left = (
            "until ended" if wrap_up["ends_s"] is None else f"{time_text(wrap_up['ends_s'])} left"
        )
        words.append(left)
    if wrap_up and wrap_up["disposition"]:
        words.append(wrap_up["disposition_name"])
    elif wrap_up and wrap_up["missing"] and agent["work"] == "wrap_up":
        words.append("no disposition yet")
    if agent["rests_after"]:
        words.append(f"rests {time_text(agent['rests_s'])}, {agent['rests_after']}")
    if agent.get("dialling_parked"):
        words.append(f"may not dial out: {agent['dialling_parked']}")
    if agent["line_health"]["state"] != "good":
        words.append(f"line {agent['line_health']['state']}: {line_in_words(agent['line_health'])}")
    return ", ".join([*words, *_afterwards(agent)])


def _afterwards(agent: Mapping[str, Any]) -> list[str]:
    """A break or the end of the shift that waits for the call in hand."""
    kind, _, reason = agent["pending"].partition(":")
    return [f"then {reason or kind.replace('_', ' ')}"] if kind else []


def _crew_state(agent: Mapping[str, Any]) -> Text:
    """The state in one short cell; a break that lasts too long is red."""
    state = sign(agent_state(agent), agent["reason"])
    if agent["break"] and agent["break"]["overdue"]:
        state = Text(f"{state.plain} overdue", style="bold red")
    wrap_up = agent["wrap_up"] if agent["work"] == "wrap_up" else None
    if wrap_up and wrap_up["ends_s"] is not None:
        state.append(f" {time_text(wrap_up['ends_s'])}")
    if agent.get("dialling_parked"):
        state.append(" ⊘ dialling parked", style="bold red")
    line = agent["line_health"]
    if line["state"] != "good":
        bad = line["state"] == "bad"
        state.append(f" {'!' if bad else '~'}{LINE_REASONS[line['reason']]}", "red" if bad else "")
    for word in _afterwards(agent):
        state.append(f" › {word.removeprefix('then ')}")
    return state


def sign(state: str, reason: str = "") -> Text:
    """The sign and the word of an agent's state in its colour; of a break the reason."""
    mark, colour = SIGNS.get(state, ("?", "white"))
    word = reason if reason and state == "not_ready" else state.replace("_", " ")
    return Text(f"{mark} {word}", style=colour)


def queues_table(view: View) -> Table:
    """Who waits where. Of a caller: call, wait, and where they differ from the usual priority and ring."""
    table = table_of("Queues", "queue", "waiting", "free", "longest", "next callers")
    for queue in view["queues"]:
        callers = ", ".join(map(_caller, queue["callers"][:3]))
        longest = time_text(queue["longest_wait_s"])
        add_row(table, queue["name"], queue["waiting"], queue["free_agents"], longest, callers)
    return table


def callers_table(view: View, limit: int = 40) -> Table:
    """Everybody who waits, in the order in which they are served."""
    heads = ("call", "queue", "place", "waits", "priority", "ring", "rung", "told")
    table = table_of("Callers", *heads)
    rows = [(queue["name"], one) for queue in view["queues"] for one in queue["callers"]]
    for queue, one in rows[:limit]:
        told = "-".join(time_text(seconds) for seconds in one["told_s"])
        ring = "preferred" if one["ring"] < 0 else str(one["ring"] + 1)
        place, rung = one["position"], "yes" if one["ringing"] else ""
        waits, priority = time_text(one["waited_s"]), one["priority"]
        add_row(table, _named(one), queue, place, waits, priority, ring, rung, told)
    if len(rows) > limit:
        add_row(table, "...", f"{len(rows) - limit} more", *[""] * 6)
    return table


def _named(one: Mapping[str, Any]) -> str:
    """A call, or the callback or voicemail that stands in line by itself."""
    return f"{one['kind']} {one['errand']}" if one["errand"] else str(one["call"])


def _caller(one: Mapping[str, Any]) -> str:
    marks = f" p{one['priority']}" if one["priority"] else ""
    marks += f" r{one['ring'] + 1}" if one["ring"] > 0 else ""
    return f"{_named(one)} {time_text(one['waited_s'])}{marks}"


def announced_table(view: View) -> Table:
    """How often announced waiting times were right: the share of those that could be judged."""
    table = table_of(
        "Waiting time announced", "queue", "announcement", "said", "right", "wrong", "share", "now"
    )
    for queue in view["queues"]:
        for kind, hits in queue["announced"].items():
            counts = (hits["said"], hits["right"], hits["wrong"])
            add_row(table, queue["name"], kind, *counts, _percent(hits["share"]), _trust(hits))
    return table


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:g} %"


def _trust(hits: Mapping[str, Any]) -> str:
    """Whether callers may hear the time now, and why."""
    if not hits["judged"]:
        return "unsaid: none judged"
    recent = f"lately {_percent(hits['recent_share'])} of {hits['judged']}"
    return f"said: {recent}" if hits["calibrated"] else f"unsaid: {recent}"


def agents_table(view: View) -> Table:
    """The agents with the reason of what they do, their call, and what they took and missed."""
    heads = ("agent", "state", "since", "note", "call", "calls", "missed")
    table = table_of("Agents", *heads)
    for agent in view["agents"]:
        name, state = agent["display"] or agent["name"], sign(agent_state(agent))
        told = (agent_note(agent), agent["call"], agent["calls"], agent["missed"])
        add_row(table, name, state, time_text(agent["since_s"]), *told)
    return table


def calls_table(view: View, limit: int = 20) -> Table:
    """The calls in progress, `limit` at most, and who listens in."""
    table = table_of("Calls", "call", "state", "queue", "agent", "since")
    for call in view["calls"][:limit]:
        since = time_text(call["since_s"])
        watched = [f"+{one['supervisor']} ({one['mode']})" for one in call.get("watched", ())]
        agent = " ".join((call["agent"], *watched))
        state = f"{call['state']}{TAPED[call.get('recording', '')]}"
        add_row(table, call["id"], state, call["queue"], agent, since)
    if len(view["calls"]) > limit:
        add_row(table, "...", f"{len(view['calls']) - limit} more", "", "", "")
    return table


def dashboard(view: View, title: str = "voipcc", notes: Sequence[str] = ()) -> RenderableType:
    """The whole screen; it says so when the switch is away and all this is from memory.

    In 80 columns nothing of it is cut; in fewer rows than there are calls, the last are.
    """
    lines = [Text(note, style="cyan") for note in notes]
    if not view["connected"]:
        lines.insert(0, Text("the switch is away: talks go on, nothing can be commanded", "red"))
    lines += [Text(override_line(one), "bold red") for one in view["overrides"][:MOST_OVERRIDES]]
    if view.get("canary"):
        lines.append(Text(f"canary: {view['canary']}", "cyan"))
    if view.get("folder"):
        lines.append(Text(str(view["folder"]), "yellow"))
    below = Table.grid(padding=(0, 2))
    below.add_row(_crew_table(view), calls_table(view))
    kept = [errands_summary(view)] if view["errands"] else []
    screen = Group(_counters(view), *lines, queues_table(view), *kept, below)
    return Panel(screen, title=title, title_align="left")


def errands_summary(view: View) -> Table:
    """By queue, who is to be called back and how many messages nobody has heard."""
    heads = ("queue", "callbacks", "now", "next in", "voicemails", "now", "oldest")
    table = table_of("Callbacks and voicemails", *heads)
    rows = view["errands"]
    for queue in sorted({row["queue"] for row in rows}):
        mine = [row for row in rows if row["queue"] == queue]
        back = [row for row in mine if row["kind"] == "callback"]
        mail = [row for row in mine if row["kind"] == "voicemail"]
        due_s = [row["due_s"] for row in back if row["state"] == "later" and row["due_s"]]
        next_in = time_text(min(due_s)) if due_s else ""
        oldest = time_text(max(row["waited_s"] for row in mail)) if mail else ""
        add_row(table, queue, len(back), _now(back), next_in, len(mail), _now(mail), oldest)
    return table


def _now(rows: Sequence[Mapping[str, Any]]) -> int:
    """How many stand in line or are in somebody's hands."""
    return sum(row["state"] not in ("later", "caller_on_line") for row in rows)


def _counters(view: View) -> Text:
    """What has been counted since the first start, in words."""
    counters = view["counters"]
    counts = {word: counters[word] for word in counters if word not in SUMS}
    words = [f"{word.replace('_', ' ')} {count}" for word, count in counts.items()]
    times = [
        f"{SUMS[word]} {time_text(counters[word] / 1000)}" for word in SUMS if word in counters
    ]
    return Text("   ".join(words + times))


def _crew_table(view: View) -> Table:
    """The agents in few columns: the reason of a break stands in place of the state."""
    table = table_of("Agents", "agent", "state", "since", "call")
    for agent in view["agents"]:
        name, state = agent["display"] or agent["name"], _crew_state(agent)
        add_row(table, name, state, time_text(agent["since_s"]), agent["call"])
    return table


def table_of(title: str, *columns: str) -> Table:
    """A table whose cells are never wrapped."""
    table = Table(
        title=title, title_justify="left", header_style="bold", box=None, padding=(0, 1, 0, 0)
    )
    for column in columns:
        table.add_column(column, no_wrap=True)
    return table


def time_text(seconds: float) -> str:
    """Minutes and seconds, from an hour on hours too: 4:05, 1:04:05."""
    minutes, rest = divmod(int(seconds), 60)
    if minutes < 60:
        return f"{minutes}:{rest:02d}"
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
