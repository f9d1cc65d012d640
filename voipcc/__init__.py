"""voipcc: a virtual contact centre. This is the map.

    cli -> server -> asterisk | database | settings -> controller | dialplan -> core

Imports point to the right only, and the rooms in the middle never import each other.

core        decisions: events in, commands out, no clock, no I/O
controller  one inbox: stamps time, journals, asks the core, hands out the commands
asterisk    the only room that knows channels and bridges: client, translation, runtime
database    journal, parties, snapshots, records, reports
dialplan    reads and checks what operators write; makes the plan the core runs on
rehearsal   calls on a plan with the real core and a make-believe switch, before any caller takes it
tapes       recordings after the call: joined, measured, encrypted, kept, erased
versions    what is in force: the folder copied, checked, kept whole; history, undo, canaries
images      container images: built, started and called through where buildah can be had
softphone   phones and robots that call like people do; the server never imports it
server      puts the house together; verbs reach it through control.sock

Read next: voipcc/core/events.py, commands.py, centre.py; then controller.py and server.py.
"""


def __getattr__(name: str) -> str:
    """`__version__`, looked up when somebody asks: most starts of a verb do not."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("voipcc")
    except PackageNotFoundError:  # run from a checkout without an installation
        return "0.0.0"
