"""`flowc missed`: the callers whom nobody has talked with, and who were not called back yet."""

from typing import TYPE_CHECKING, Annotated

import typer

from flowc.cli.exits import FINDINGS, StopError
from flowc.cli.streams import complain, out, talk

if TYPE_CHECKING:
    from pathlib import Path

    from flowc.serving.missed import Caller, Missed


def run(
    path: Annotated[
        str, typer.Argument(metavar="SPOOL|PLAN", help="A spool, or a flowc-serve.json.")
    ],
    called: Annotated[
        str, typer.Option(metavar="NUMBER", help="Strike this number off: it was called back.")
    ] = "",
    format_: Annotated[
        str, typer.Option("--format", metavar="terminal|json", help="How to show them.")
    ] = "terminal",
) -> None:
    """List callers whom nobody has talked with, or strike one off."""
    from flowc.cli.options import choice
    from flowc.serving.missed import Missed

    choice("--format", format_, ("terminal", "json"))
    spool, contexts = _place(path)
    missed = Missed(spool)
    try:
        if called:
            _strike(missed, called, contexts)
            return
        callers, unreadable = missed.found(contexts)
    except OSError as e:
        message = f"the list in {spool} can not be used: {e.strerror}"
        raise StopError(message) from None
    for name in unreadable:
        talk(f"warning: {spool}/missed/{name} can not be read")
    if format_ == "json":
        from flowc.report.json_missed import document

        out(document(callers))
        return
    out("".join(f"{_line(caller)}\n" for caller in callers))
    if not callers:
        talk("nobody waits to be called back")


def _strike(missed: "Missed", number: str, contexts: "frozenset[str] | None") -> None:
    if not missed.called(number, contexts):
        complain(f"{number} is not on the list")
        raise typer.Exit(FINDINGS)


def _line(caller: "Caller") -> str:
    """When, who, and what they had called; names are a network's, and move no cursor."""
    from flowc.report.text import visible

    name = f" ({caller.name})" if caller.name else ""
    block = f", left `{caller.block or 'the call'}` by {caller.outcome}" if caller.outcome else ""
    return visible(f"{caller.at}  {caller.number}{name} called {caller.to or 'an entry'}{block}")


def _place(path: str) -> "tuple[Path, frozenset[str] | None]":
    """The spool, and whose callers are meant: those of a plan's flow, or everybody's."""
    from pathlib import Path

    from flowc.serving import plans

    place = Path(path)
    if any((place / name).is_dir() for name in ("new", "queue", "missed")):
        return place, None
    try:
        found = [plans.read(file) for file in plans.files(place)]
    except plans.NoPlanError as e:
        message = f"{path} is no spool, and {e.facts[0]}"
        raise StopError(message) from None
    except plans.PlanError as e:
        for fact in e.facts:
            complain(fact)
        raise typer.Exit(FINDINGS) from None
    spools = {plan.spool for plan in found}
    if len(spools) != 1:
        message = f"the plans in {path} have several spools: {', '.join(sorted(spools))}"
        raise StopError(message)
    return Path(spools.pop()), frozenset(plan.context.partition("--")[0] for plan in found)
