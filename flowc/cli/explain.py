"""`flowc explain`: the page of a code, or the list of all codes."""

from typing import Annotated

import typer

from flowc.cli.exits import StopError
from flowc.cli.streams import out


def run(
    code: Annotated[str, typer.Argument(help="A code, F101; without it, all of them.")] = "",
) -> None:
    """Say what a finding means and how to mend it."""
    from flowc import pages

    if not code:
        out("".join(f"{page.code}  {page.slug}\n" for page in pages.pages()))
        return
    page = pages.page(code.upper())
    if page is None:
        from flowc.nearest import nearest

        near = nearest(code.upper(), pages.codes())
        hint = f", did you mean {near}?" if near else "; flowc explain lists all codes"
        message = f"no finding has the code {code}{hint}"
        raise StopError(message)
    out(page.text)
