"""Events and commands as lines of text."""

from collections.abc import Sequence

from voipcc.core import commands as do
from voipcc.core import events as it
from voipcc.core.cdr import Conversation, LegQuality, WrapUp, span_us
from voipcc.core.moment import Moment
from voipcc.core.tape_files import KeepTapeFile
from voipcc.core.transcript import media, supervision, taping
from voipcc.core.transcript.canary import canary_words
from voipcc.core.transcript.names import Names
from voipcc.core.transcript.override import override_words
from voipcc.core.transcript.tapes import tape_words
from voipcc.core.transcript.words import (
    ANSWERED_BY_US,
    END_WORDS,
    OLD_PLAYBACK,
    SPANS,
    VERBS,
    call_words,
    line_words,
    number_words,
    pressed_words,
    span_text,
    time_text,
)

LEG_COMMANDS: dict[type, str] = {
    do.Answer: "answer",
    do.StopPlayback: "be silent for",
    do.StopMusic: "stop music for",
    do.StopRinging: "stop ringing",
    do.Adopt: "adopt",
}


def _leg_of(command: do.Command) -> str:
    return str(getattr(command, "leg", ""))


class Transcript:
    """Prints one centre's story. Times count from `start_us`, by default the first event."""

    def __init__(self, start_us: int | None = None) -> None:
        self.names = Names()
        self.start_us = start_us

    def lines(
        self, event: it.Event, commands: Sequence[do.Command], now: Moment, refusal: str = ""
    ) -> list[str]:
        """The lines of one event and what it led to; `refusal` when it was refused."""
        time = self.time(now)
        lines = [f"{time} > {self.event(event)}"]
        if refusal:
            lines.append(f"{time}     refused: {refusal}")
        self.names.learn_commands(commands)
        told = (one for one in commands if not isinstance(one, do.KeepStretch | KeepTapeFile))
        return lines + [f"{time}     {self.command(command)}" for command in told]

    def time(self, now: Moment) -> str:
        """The time of a line."""
        if self.start_us is None:
            self.start_us = now.monotonic_us
        return time_text(max(now.monotonic_us - self.start_us, 0))

    # --- events ------------------------------------------------------------------------------------

    def event(self, event: it.Event) -> str:
        """One event in words."""
        known = isinstance(event, it.CallArrived) and event.leg in self.names.callers
        self.names.learn_event(event)
        if isinstance(event, it.CallArrived):
            return self._arrived(event, known)
        if isinstance(event, it.SwitchFound):
            return self._found(event)
        if isinstance(event, it.CentreConfigured):
            for name, agent in event.plan.agents.items():
                self.names.first_devices[name] = agent.devices[0] if agent.devices else ""
        leg = getattr(event, "leg", "")
        return self._leg_event(event, leg) if leg else self._other(event)

    def _arrived(self, event: it.CallArrived, known: bool) -> str:
        name = self.names.of(event.leg)
        if known:
            back = "comes back from the fallback" if event.answered else "arrives once more"
            return f"{name}: {back}"
        words = f"{name}: arrives at {event.number}"
        if event.trunk:
            words += f" by {event.trunk}"
        if event.party:
            words += f", party {event.party}"
        if event.withheld:
            words += ", withheld"
        if event.lists:
            words += f", on {' '.join(event.lists)}"
        if event.answered:
            words += f", from the fallback, since {self._at(event.since_us)}"
        return words

    def _leg_event(self, event: it.Event, leg: str) -> str:
        names = self.names
        match event:
            case it.DeviceDialled():
                whom = f"{event.kind} {event.to}" if event.kind else "nobody"
                return f"{names.of(leg)}: {event.device} calls {whom}"
            case it.CodeDialled():
                return f"{names.of(leg)}: {event.device} dials {event.code}"
            case it.LegEnded():
                verb = END_WORDS.get((event.cause, event.sip, event.by))
                verb = verb or f"ends: cause {event.cause}, sip {event.sip}, by {event.by}"
            case it.CodePressed() | it.DigitPressed() | it.LegConnected():
                verb = pressed_words(event)
            case it.ServedByFallback():
                verb = self._served(event)
            case it.CommandRefused():
                verb = f"is refused {event.command}"
            case it.NumberChecked():
                verb = number_words(event)
            case it.LineMeasured():
                verb = line_words(event)
            case it.RecordingFinished():
                verb = f"has left {event.length_ms} ms"
            case it.LegAnswered() if leg not in names.phones and leg not in names.customers:
                verb = ANSWERED_BY_US
            case it.PromptFinished() | it.PromptFailed():
                old = names.playbacks.get(leg) != event.playback
                verb = VERBS[type(event)] + (OLD_PLAYBACK if old else "")
            case _:
                verb = supervision.leg_words(event) or media.leg_words(event)
                verb = verb or taping.leg_words(event) or VERBS[type(event)]
        return f"{names.subject(leg)} {verb}"

    def _served(self, event: it.ServedByFallback) -> str:
        words = f"waited in {event.queue} since {self._at(event.waiting_us)}"
        for talk in event.talks:
            words += f", talked to {talk.agent} from {self._at(talk.start_us)}"
            words += f" to {self._at(talk.end_us)}" if talk.end_us else ""
        return words

    def _at(self, moment_us: int) -> str:
        return time_text(max(moment_us - (self.start_us or 0), 0))

    def _other(self, event: it.Event) -> str:
        match event:
            case it.DeviceChanged():
                return f"{event.device}: is {'reachable' if event.reachable else 'unreachable'}"
            case it.LineMeasured():
                return f"{event.device}: answers within {event.round_trip_us // 1000} ms"
            case it.SwitchLost():
                return "the switch is lost"
            case it.CentreConfigured():
                return f"plan {event.plan.version} takes effect"
            case it.CanaryConfigured():
                return canary_words(event)
            case it.ControllerStarted():
                return f"controller {event.epoch} starts"
            case it.TimePassed():
                return "time passes"
            case _:
                return self._wish(event) or self._agent_event(event)

    def _wish(self, event: it.Event) -> str:
        match event:
            case it.CallEndRequested():
                return f"somebody ends {self.names.calls.get(event.call, event.call)}"
            case it.PriorityRequested():
                call = self.names.calls.get(event.call, event.call)
                return f"somebody moves {call} to priority {event.priority}"
            case it.ErrandCancelRequested():
                return f"somebody cancels {event.errand}"
            case _:
                words = supervision.wish_words(event, self.names.calls)
                words = words or taping.wish_words(event, self.names.calls)
                return words or override_words(event) or tape_words(event)

    def _agent_event(self, event: it.Event) -> str:
        match event:
            case it.LogInRequested():
                return f"{event.agent} logs in"
            case it.LogOutRequested():
                return f"{event.agent} logs out"
            case it.ReadyRequested():
                return f"{event.agent} is ready"
            case it.NotReadyRequested():
                return f"{event.agent} is not ready: {event.reason}"
            case it.WrapUpRequested():
                more = f" {event.extend_s} s more" if event.extend_s else ""
                return f"{event.agent} wants{more} wrap-up"
            case it.WrapUpEndRequested():
                return f"{event.agent} ends the wrap-up"
            case it.DispositionChosen():
                return f"{event.agent} notes disposition {event.code}"
            case _:
                return call_words(event) or repr(event)

    def _found(self, event: it.SwitchFound) -> str:
        words = "the switch is found"
        if event.restarted:
            words += ", restarted"
        if event.lost_us:
            words += f", lost at {self._at(event.lost_us)}"
        if event.legs:
            words += " with " + ", ".join(self._leg_found(found) for found in event.legs)
        if event.devices:
            words += "; reachable " + ", ".join(event.devices)
        return words

    def _leg_found(self, found: it.LegFound) -> str:
        device = f" on {found.device}" if found.device and found.place == "fallback_talk" else ""
        return f"{self.names.of(found.leg)} {found.place}{device}"

    # --- commands ------------------------------------------------------------------------------------

    def command(self, command: do.Command) -> str:
        """One command in words."""
        match command:
            case do.Ring():
                narrow = f", {command.profile.replace('_', ' ')}" if command.profile else ""
                return f"ring {self._rung(command)} for {self._rung_for(command)}{narrow}"
            case do.Connect():
                caller, agent = self.names.of(command.caller_leg), self.names.of(command.agent_leg)
                return f"connect {caller} with {agent}"
            case do.EndTalk():
                return f"end the talk of {self._talkers(command.talk)}"
            case do.SetStandIns():
                return f"stand-ins of {command.number}: {', '.join(command.devices) or 'nobody'}"
            case do.WatchLine():
                return f"watch {command.device} {'closely' if command.closely else 'as usual'}"
            case do.KeepRecord():
                return self.record(command.record)
            case do.KeepWrapUp() | do.KeepLegQuality() | do.KeepStretch() | do.DropRecording():
                return self._kept(command)
            case _:
                talkers = self._talkers(getattr(command, "talk", ""), getattr(command, "leg", ""))
                words = supervision.command_words(command, self.names, talkers)
                words = words or media.command_words(command, self.names)
                words = words or taping.command_words(command, self.names)
                return words or self._leg_command(command, self.names.of(_leg_of(command)))

    def _leg_command(self, command: do.Command, name: str) -> str:
        match command:
            case do.Play():
                language = "" if command.language == "en" else f" in {command.language}"
                about = f" about {command.party}" if command.party else ""
                about += ", not to be interrupted" if command.deaf else ""
                return f"say {', '.join(command.prompts)} to {name}{language}{about}"
            case do.StartMusic():
                music = "" if command.music == "default" else f" ({command.music})"
                return f"start music for {name}{music}"
            case do.HangUp():
                reason = "" if command.reason == "normal" else f": {command.reason}"
                return f"hang up {name}{reason}"
            case do.Mute():
                return f"mute {name}" if command.muted else f"unmute {name}"
            case _:
                return self._errand_command(command, name)

    def _errand_command(self, command: do.Command, name: str) -> str:
        match command:
            case do.CheckNumber():
                return f"may {command.party or command.number} be called? asked for {name}"
            case do.CollectNumber():
                return f"let {name} type a {'target' if command.inside else 'number'}"
            case do.StopCollecting():
                return f"no number of {name} any more"
            case do.Dial():
                way = f"by {command.trunk or 'no trunk'}, showing {command.caller_id}"
                who = f" for {command.agent} ({command.purpose})" if command.agent else ""
                whom = f" for {self.names.of(command.for_leg)}" if command.for_leg else ""
                return f"dial {command.party}{who} {way}{whom}, as {name}"
            case do.EchoLine():
                return f"test the line of {name} for {command.length_s} s"
            case do.Record():
                return f"record {name} for at most {command.longest_s} s"
            case _:
                verb = LEG_COMMANDS.get(type(command))
                return f"{verb} {name}" if verb else repr(command)

    def _quality(self, record: LegQuality) -> str:
        """What was measured of a leg in one line; "-" where nothing is known."""
        scores = (f"{mos:.2f}" if mos else "-" for mos in (record.mos_in, record.mos_out))
        fault = f", {record.fault.replace('_', ' ')}" if record.fault else ""
        return (
            f"keep the audio of {self.names.of(record.leg)}: MOS {' in, '.join(scores)} out{fault}"
        )

    def _kept(
        self, command: do.KeepWrapUp | do.KeepLegQuality | do.KeepStretch | do.DropRecording
    ) -> str:
        if isinstance(command, do.KeepStretch):
            return f"keep {command.record.agent}'s time"
        if isinstance(command, do.KeepLegQuality):
            return self._quality(command.record)
        if isinstance(command, do.KeepWrapUp):
            return self.wrap_up(command.record)
        reason = "" if command.reason == "deleted" else f": {command.reason.replace('_', ' ')}"
        return f"throw recording {command.recording} away{reason}"

    def _rung_for(self, command: do.Ring) -> str:
        if command.caller_leg:
            return self.names.of(command.caller_leg)
        if command.shown:
            return command.shown
        return f"errand {command.call}" + (f" of {command.party}" if command.party else "")

    def _rung(self, command: do.Ring) -> str:
        agent, _, device = command.device.partition("/")
        usual = self.names.first_devices.get(agent, command.device) == command.device
        return self.names.of(command.leg) if usual else f"{self.names.of(command.leg)} on {device}"

    def _talkers(self, talk: str, without: str = "") -> str:
        talks = self.names.talks
        legs = [leg for leg, known in talks.items() if known == talk and leg != without]
        return " and ".join(self.names.of(leg) for leg in legs) or talk

    def wrap_up(self, record: WrapUp) -> str:
        """A wrap-up in one line: how long, what was noted, who ended it unless time did."""
        call = self.names.calls.get(record.conversation, record.conversation)
        words = [f"keep {record.agent}'s wrap-up of {call}"]
        words[0] += f": {span_text(record.end_us - record.start_us)}"
        if record.disposition:
            words.append(f"disposition {record.disposition} ({record.disposition_name})")
        if record.missing:
            words.append("disposition missing")
        if record.ended_by not in ("time", "none"):
            words.append(f"ended by {record.ended_by}")
        return ", ".join(words)

    def record(self, record: Conversation) -> str:
        """A record in one line: outcome, and the times that are not nothing."""
        of = self.names.calls.get(record.origin, record.origin)
        who = f"{record.direction} of {of}" if record.origin else self.names.of(record.leg)
        words = [f"record {who}: {record.outcome}"]
        for kind, verb in SPANS.items():
            length_us = span_us(record, kind)
            if length_us:
                words.append(f"{verb} {span_text(length_us)}")
        words.extend(mark.replace("_", " ") for mark in record.marks)
        words.extend(supervision.watch_words(one) for one in record.watches)
        words.extend(f"{one.question} {one.answer}" for one in record.survey)
        return ", ".join(words)
