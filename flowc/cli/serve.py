"""`flowc serve`: run beside a switch, ask web services for its calls and deliver its notices."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from flowc.cli.exits import FINDINGS, MISSING, USAGE, StopError
from flowc.cli.streams import complain, out, talk

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from flowc.serve_plan import Plan
    from flowc.serving.deployment import Deployment, Served
    from flowc.serving.log import Level, Log
    from flowc.serving.running import Address, Companion

LISTEN = "127.0.0.1:4817"

_PRIORITIES: "dict[Level, int]" = {"error": 3, "warning": 4, "info": 6, "debug": 7}
"""What systemd's journal takes a line for that begins with `<N>`."""


def run(
    plans: Annotated[
        list[str],
        typer.Argument(metavar="PLAN", help="A flowc-serve.json, or a folder of them."),
    ],
    listen: Annotated[
        str, typer.Option(metavar="ADDRESS:PORT", help="Where the switch asks.")
    ] = LISTEN,
    spool: Annotated[
        str,
        typer.Option(metavar="DIR", help="Where the switch writes notices; else as the plans say."),
    ] = "",
    secrets: Annotated[
        str, typer.Option(metavar="FILE", help='Secrets as NAME = "value"; yours alone to read.')
    ] = "",
    check: Annotated[
        bool, typer.Option("--check", help="Read plans and secrets, say what is there, and end.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Tell of lookups that went well, too.")
    ] = False,
) -> None:
    """Run beside a switch: ask web services for its calls and deliver its notices."""
    import asyncio
    import gc
    from pathlib import Path

    from flowc.serving.deployment import Deployment, DeploymentError
    from flowc.serving.running import Companion
    from flowc.serving.spool import Spool, SpoolError

    gc.enable()  # other commands end before there is anything to collect; this one stays
    address = _address(listen)
    deployment = Deployment(tuple(map(Path, plans)), Path(secrets) if secrets else None)
    try:
        served = deployment.read()
    except DeploymentError as e:
        for fact in e.facts:
            complain(fact)
        code = {"usage": USAGE, "plan": FINDINGS, "secrets": MISSING}[e.kind]
        raise typer.Exit(code) from None
    if check:
        out("".join(f"{_held(s.plan)}\n" for s in served.values()))
        if _lists_fault(served.values()):
            raise typer.Exit(FINDINGS)
        return
    tells = any(s.plan.webhooks or s.plan.emails for s in served.values())
    try:
        kept = Spool(Path(spool or _spool(served))) if spool or tells else None
    except SpoolError as e:
        raise StopError(str(e)) from None
    log = _log(verbose)
    asyncio.run(_serve(deployment, served, address, Companion(spool=kept, log=log), log))


def _spool(served: "dict[Path, Served]") -> str:
    """The one that the plans name which have somebody to notify."""
    plans = [s.plan for s in served.values() if s.plan.webhooks or s.plan.emails]
    named = sorted({plan.spool for plan in plans})
    if len(named) > 1:
        message = f"the plans have several spools: {', '.join(named)}; say --spool DIR"
        raise StopError(message)
    return named[0]


def _address(listen: str) -> "Address":
    import ipaddress

    from flowc.serving.running import Address

    host, colon, port = listen.rpartition(":")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    try:
        ipaddress.ip_address(host)
    except ValueError:
        colon = ""
    if not colon or not (port.isascii() and port.isdigit() and int(port) < 1 << 16):
        message = f"--listen {listen}: write an address and a port, as {LISTEN}"
        raise StopError(message)
    return Address(host, int(port))


def _held(plan: "Plan") -> str:
    from flowc.serving.log import shown

    counts = (
        ("service", len(plan.services)),
        ("lookup", len(plan.lookups) + len(plan.list_lookups)),
        *([("list", len(plan.lists))] if plan.lists else []),
        ("webhook", len(plan.webhooks)),
        ("email", len(plan.emails)),
    )
    told = ", ".join(f"{n} {what}{'' if n == 1 else 's'}" for what, n in counts)
    return f"{plan.context}: {shown(plan.flow)}: {told}"


def _lists_fault(served: "Iterable[Served]") -> bool:
    """Whether something is wrong with a list's file, which is told then."""
    from flowc.serving.log import shown
    from flowc.serving.numbers import lists, read

    found = False
    for plan, _, folder in served:
        for asked in lists(plan, folder).values():
            for fault in read(asked)[1]:
                found = True
                where = f"line {fault.line}: " if fault.line else ""
                complain(shown(f"list {asked.name}: {asked.path}: {where}{fault.said()}"))
    return found


def _log(verbose: bool) -> "Log":
    journal = "JOURNAL_STREAM" in os.environ

    def log(level: "Level", line: str) -> None:
        if level != "debug" or verbose:
            talk(f"<{_PRIORITIES[level]}>{line}" if journal else f"{level}: {line}")

    return log


async def _serve(
    deployment: "Deployment",
    served: "dict[Path, Served]",
    address: "Address",
    companion: "Companion",
    log: "Log",
) -> None:
    """Until somebody ends it."""
    import asyncio
    import ipaddress
    import signal

    from flowc import __version__
    from flowc.serving.running import ListenError

    loop = asyncio.get_running_loop()
    wishes: asyncio.Queue[signal.Signals] = asyncio.Queue()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, wishes.put_nowait, number)
    try:
        address = await companion.open(served.values(), address)
    except ListenError as e:
        raise StopError(str(e)) from None
    if not ipaddress.ip_address(address.host).is_loopback:
        log("warning", f"{address} can be asked by other machines, which nothing here prevents")
    log("info", f"flowc {__version__} listens on {address}: {', '.join(_flows(served))}")
    while await wishes.get() == signal.SIGHUP:
        served, facts = deployment.read_again(served)
        for fact in facts:
            log("error", f"{fact}; what was read before stays in force")
        await companion.change(served.values())
        log("info", f"read again: {', '.join(_flows(served))}")
    log("info", "ends: what is under way is answered first")
    await companion.close()


def _flows(served: "dict[Path, Served]") -> list[str]:
    from flowc.serving.log import shown

    return [f"{s.plan.context} ({shown(s.plan.flow)})" for s in served.values()]
