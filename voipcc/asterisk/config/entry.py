"""The switch's dialplan: who may reach the controller, and what callers hear without it."""

from voipcc.asterisk.address import APPLICATION
from voipcc.asterisk.config.blueprint import Blueprint
from voipcc.asterisk.config.numbers import number_forms
from voipcc.asterisk.config.text import document, section
from voipcc.asterisk.config.trunks import REDIRECTED
from voipcc.settings import TrunkSettings

CLAIM_MS = 1000  # a controller that has not claimed a call by then is dead or frozen
# A wish for privacy counts in whatever form it comes, whether or not the trunk is trusted with it.
_WITHHELD = (
    '"${CALLERID(num-pres):0:4}" = "proh"'
    ' | ${REGEX("(^|[^a-z])(id|user|header)" ${PJSIP_HEADER(read,Privacy)})}'
    ' | ${REGEX("sip:anonymous@|@anonymous.invalid" ${PJSIP_HEADER(read,From)})}'
)
# Only a phone's redirect (302) could bring one here: it would be a caller nobody has called.
_NO_LOCAL = f'GotoIf($["${{CHANNEL(channeltype)}}" = "Local"]?{REDIRECTED},none,1)'
DEAD_MAN_S = 15  # renewed every 5 s while a caller is in a menu or a queue


def extensions_conf(plan: Blueprint) -> str:
    trunks = [
        _from_trunk(name, trunk, plan) for name, trunk in sorted(plan.settings.trunks.items())
    ]
    general = section("general", {"static": True, "writeprotect": True})
    return document(
        general,
        *trunks,
        _numbers(),
        _fallback(plan),
        _from_device(),
        _redirected(),
        _keeper(),
        _echo(),
    )


def queues_conf(plan: Blueprint) -> str:
    """One queue of the switch's own per number, for the time no controller lives."""
    general = {"persistentmembers": True, "autofill": True, "shared_lastcall": True}
    values = {
        "strategy": "ringall",
        "timeout": 15,
        "retry": 2,
        "joinempty": True,
        "leavewhenempty": False,
        "ringinuse": False,
        "musicclass": "default",
    }
    queues = [section(f"fallback-{number[1:]}", values) for number in sorted(plan.numbers)]
    return document(section("general", general), *queues)


def _lines(context: str, *lines: str) -> str:
    return "\n".join([f"[{context}]", *lines]) + "\n"


def _from_trunk(name: str, trunk: TrunkSettings, plan: Blueprint) -> str:
    """Each form of each own number is written out: anything else is a 404."""
    context = f"from-trunk-{name}"
    owned = [
        f"exten => {form},1,Goto(limit-{name},{number},1)"
        for number in sorted(plan.numbers)
        for form in number_forms(number, plan.settings.country)
    ]
    if trunk.called_number_from == "request_uri":
        return _lines(context, *owned) + "\n" + _limit(name, trunk, plan)
    header = {"to": "To", "p_called_party_id": "P-Called-Party-ID"}[trunk.called_number_from]
    reader = [
        f"exten => _[+0-9a-zA-Z].,1,Set(VCC_URI=${{PJSIP_HEADER(read,{header})}})",
        " same => n,Set(VCC_URI=${PJSIP_PARSE_URI_FROM(VCC_URI,user)})",
        " same => n,Set(VCC_URI=${FILTER(+0-9,${VCC_URI})})",
        f" same => n,Goto({context}-owned,${{VCC_URI}}x,1)",
    ]
    # The x keeps an empty number from meaning "this extension"; exact matches come first.
    marked = [line.replace(",1,Goto", "x,1,Goto") for line in owned]
    unknown = "exten => i,1,Hangup(1)"
    return "\n".join(
        [
            _lines(context, *reader),
            _lines(f"{context}-owned", *marked, unknown),
            _limit(name, trunk, plan),
        ]
    )


def _limit(name: str, trunk: TrunkSettings, plan: Blueprint) -> str:
    """Limits come first, before anything is answered: they cost a caller only a busy tone."""
    return _lines(
        f"limit-{name}",
        f"exten => _+X!,1,MSet({','.join(_marks(name))})",
        f" same => n,GotoIf($[${{GROUP_COUNT({name}@trunk)}} > {trunk.max_calls}]?busy)",
        f" same => n,GotoIf($[${{GROUP_COUNT(all@centre)}} > {plan.settings.max_calls}]?full)",
        " same => n,Goto(numbers,${EXTEN},1)",
        " same => n(busy),Hangup(17)",
        " same => n(full),Hangup(34)",
    )


def _marks(trunk: str) -> list[str]:
    """What is written on a caller's channel, in one step: each step is told to all listeners."""
    return [
        "VCC_NUMBER=${EXTEN}",
        "VCC_CALL_ID=${UNIQUEID}",
        f"VCC_TRUNK={trunk}",
        f"VCC_WITHHELD=${{IF($[{_WITHHELD}]?1:)}}",
        # A name in another encoding than UTF-8 would make the call's event unreadable.
        "CALLERID(name)=",
        # With other signs than people write between digits it is no number, and not to be made one.
        'CALLERID(num)=${IF($[${REGEX("[^-+0-9a-zA-Z .()/]" ${CALLERID(num)})}]'
        "?:${FILTER(+0-9a-zA-Z,${CALLERID(num)})})}",
        "GROUP(centre)=all",
        f"GROUP(trunk)={trunk}",
    ]


def _numbers() -> str:
    """The controller's door. A caller it does not claim, or no longer renews, is taken care of.

    Adopted callers come back here too: the controller redirects them to their number.
    """
    return _lines(
        "numbers",
        f"exten => _+X!,1,{_NO_LOCAL}",
        f" same => n,Set(TIMEOUT(absolute)={DEAD_MAN_S})",
        # An adopted caller brings the fallback queue's music along; it would go on in the talk.
        ' same => n,GotoIf($["${CHANNEL(state)}" != "Up"]?offer)',
        " same => n,StopMusicOnHold()",
        f" same => n(offer),StasisBroadcast({CLAIM_MS},^{APPLICATION},inbound:${{EXTEN}}:${{VCC_TRUNK}})",
        ' same => n,GotoIf($["${STASISSTATUS}" = "SUCCESS"]?done)',
        " same => n,Goto(fallback,${VCC_NUMBER:1},1)",
        " same => n(done),Hangup()",
        "exten => T,1,Goto(fallback,${VCC_NUMBER:1},1)",
    )


def _fallback(plan: Blueprint) -> str:
    greeting = [f" same => n,Playback({plan.greeting})"] if plan.greeting else []
    return _lines(
        "fallback",
        f"exten => _X!,1,{_NO_LOCAL}",
        " same => n,Set(TIMEOUT(absolute)=0)",
        " same => n,Answer()",
        *greeting,
        # No time limit: whoever waits is answered by a stand-in or adopted by a controller.
        " same => n(wait),Queue(fallback-${EXTEN})",
        " same => n,Wait(1)",
        " same => n,Goto(wait)",
    )


def _from_device() -> str:
    """Phones reach feature codes, and the controller with the number they dial; nothing else."""
    return _lines(
        "from-device",
        f"exten => _*X!,1,{_NO_LOCAL}",
        f" same => n,Stasis({APPLICATION},code:${{EXTEN}})",
        " same => n,Hangup()",
        f"exten => _[+0-9]!,1,{_NO_LOCAL}",
        f" same => n,Stasis({APPLICATION},dialled:${{EXTEN}})",
        # Without a controller nobody is called. Who dials something short may need help at once.
        ' same => n,GotoIf($["${STASISSTATUS}" = "SUCCESS" | ${LEN(${EXTEN})} > 6]?done)',
        " same => n,Answer()",
        " same => n,Playback(fallback-helpless)",
        " same => n(done),Hangup()",
    )


def _redirected() -> str:
    """Where a called phone sends us by 302: the controller notes it, and the call has failed."""
    return _lines(
        REDIRECTED,
        f"exten => _[+0-9a-zA-Z*].,1,Stasis({APPLICATION},redirected:${{FILTER(+0-9,${{EXTEN}})}})",
        " same => n,Hangup(21)",
        "exten => none,1,Hangup(21)",
    )


def _echo() -> str:
    """The far side of a line test: it says what it hears."""
    return _lines(
        "echo",
        "exten => s,1,Answer()",
        " same => n,Echo()",
    )


def _keeper() -> str:
    """The far side of the channel that keeps the waiting callers' music alive: it only waits."""
    return _lines(
        "keeper",
        "exten => s,1,Answer()",
        " same => n(wait),Wait(86400)",
        " same => n,Goto(wait)",
    )
