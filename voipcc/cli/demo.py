"""`voipcc demo`: a whole contact centre with synthetic callers and agents."""

from typing import TYPE_CHECKING, Annotated

import typer

from voipcc.cli.words import FINE, REFUSED, USAGE, fail, show

if TYPE_CHECKING:
    from ipaddress import IPv4Address


def add_to(app: typer.Typer) -> None:
    """Hang this verb on `app`."""
    app.command()(demo)


def demo(
    *,
    seconds: Annotated[
        int, typer.Option(min=5, max=86_400, help="How long new callers come.")
    ] = 60,
    calls_per_minute: Annotated[
        int, typer.Option(min=1, max=600, help="How many callers come.")
    ] = 30,
    agents: Annotated[int, typer.Option(min=1, max=50, help="How many agents work.")] = 8,
    seed: Annotated[int, typer.Option(help="Same seed, same callers.")] = 1,
    listen: Annotated[
        str,
        typer.Option(help="Address of this machine for a softphone on the local network."),
    ] = "127.0.0.1",
    sabotage: Annotated[
        str,
        typer.Option(hidden=True, help="audio, record or bridge: a fault the counts must show."),
    ] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object as the last line.")
    ] = False,
) -> None:
    """Show a working contact centre: real SIP and audio, callers, agents, records."""
    import asyncio

    from voipcc.demo.run import run_demo
    from voipcc.demo.wish import DemoWish

    address = _own_address(listen)
    wish = DemoWish(seconds, calls_per_minute, agents, seed, address, sabotage, as_json)
    try:
        result = asyncio.run(run_demo(wish))
    except (KeyboardInterrupt, asyncio.CancelledError):
        fail("stopped before its end; its centre and its robots are stopped, too")
    if as_json:
        show(result.plain(), True, print)
    raise typer.Exit(FINE if result.is_good else REFUSED)


def _own_address(text: str) -> "IPv4Address":
    """An address of this machine. Ends the verb when it is none."""
    import socket
    from ipaddress import IPv4Address

    remedy = "`ip -brief address` lists this machine's"
    try:
        address = IPv4Address(text)
    except ValueError:
        fail(f'--listen: "{text}" is no IPv4 address; {remedy}', USAGE)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((text, 0))
        except OSError:
            fail(f"--listen: {text} is no address of this machine; {remedy}")
    return address
