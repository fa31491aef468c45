"""`flowc explain`: the page of a code, the list of all codes, or what each target can do."""

import sys
from typing import Annotated

import typer

from flowc.cli.exits import StopError
from flowc.cli.streams import out, paint_for


def run(
    code: Annotated[str, typer.Argument(help="A code, F101; without it, all of them.")] = "",
    targets: Annotated[
        bool, typer.Option("--targets", help="What each target does exactly, nearly or not.")
    ] = False,
) -> None:
    """Say what a finding means and how to mend it."""
    if targets:
        if code:
            message = "--targets takes no code"
            raise StopError(message)
        _targets()
    elif code:
        _page(code)
    else:
        from flowc import pages

        out("".join(f"{page.code}  {page.slug}\n" for page in pages.pages()))


def _page(code: str) -> None:
    from flowc import pages

    page = pages.page(code.upper())
    if page is None:
        from flowc.nearest import nearest

        near = nearest(code.upper(), pages.codes())
        hint = f", did you mean {near}?" if near else "; flowc explain lists all codes"
        message = f"no finding has the code {code}{hint}"
        raise StopError(message)
    out(page.text)


def _targets() -> None:
    from flowc.backends import registry
    from flowc.report.abilities import render

    found = (registry.load(name) for name in registry.names())
    out(render([target for target in found if target], paint_for(sys.stdout)))
