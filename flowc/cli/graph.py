"""`flowc graph`: a program as a picture."""

from typing import Annotated

import typer

from flowc.cli.exits import StopError
from flowc.cli.options import choice
from flowc.cli.program import insist, one_program
from flowc.cli.streams import out


def run(
    path: Annotated[str, typer.Argument(metavar="PATH", help="A .flow file.")],
    format_: Annotated[
        str, typer.Option("--format", metavar="mermaid|dot", help="The language of the picture.")
    ] = "mermaid",
    start: Annotated[
        str, typer.Option("--from", metavar="BLOCK", help="Only what a call meets from there on.")
    ] = "",
) -> None:
    """Draw where calls can go."""
    choice("--format", format_, ("mermaid", "dot"))
    work = one_program(path)
    insist(tuple(d for d in work.diagnostics if d.severity == "error"), work.sources)
    if work.program is None:
        message = f"{path} declares no flow, so there is nothing to draw"
        raise StopError(message)
    from flowc.report import dot, mermaid
    from flowc.report.picture import picture
    from flowc.semantics.graph import build

    graph = build(work.program)
    if start and start not in graph.blocks:
        from flowc.nearest import nearest

        near = nearest(start, graph.blocks)
        hint = f", did you mean {near}?" if near else ""
        message = f"there is no block {start}{hint}"
        raise StopError(message)
    drawn = picture(graph, start or None)
    out(dot.render(drawn) if format_ == "dot" else mermaid.render(drawn))
