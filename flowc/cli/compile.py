"""`flowc compile`: write a target's files."""

from typing import TYPE_CHECKING, Annotated

import typer

from flowc.cli.exits import FINDINGS
from flowc.cli.options import text_file
from flowc.cli.program import insist, one_program
from flowc.cli.streams import out
from flowc.source import Source

if TYPE_CHECKING:
    from flowc.cli.writing import Change
    from flowc.pipeline import Work


def run(
    path: Annotated[str, typer.Argument(metavar="PATH", help="A .flow file.")],
    *,
    target: Annotated[
        str, typer.Option(metavar="NAME[@VERSION]", help="asterisk, freeswitch, or another.")
    ],
    folder: Annotated[str, typer.Option("--out", metavar="DIR", help="Where the files go.")],
    settings: Annotated[
        str, typer.Option(metavar="FILE", help="The deployment's settings, a TOML file.")
    ] = "",
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="One setting; wins over the file's."),
    ] = None,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what would change in DIR, and write nothing.")
    ] = False,
) -> None:
    """Write the files that a switch loads."""
    from flowc.cli import writing
    from flowc.cli.targets import choose

    chosen = choose(target)
    work = one_program(path)
    insist(work.diagnostics, work.sources)
    compiled = chosen.compile(work, _settings(settings), tuple(sets or ()))
    insist(compiled.diagnostics, compiled.sources)
    files = tuple(writing.File(a.path, a.text) for a in compiled.artefacts)
    planned = writing.changes(folder, files)
    if diff:
        if text := _differences(folder, planned):
            out(text)
            raise typer.Exit(FINDINGS)
        return
    writing.write(folder, planned)
    out("".join(f"{change.what:<9}  {folder}/{change.path}\n" for change in planned))
    out("".join(f"{'accepted':<9}  {taken}\n" for taken in _accepted(work, chosen.target.name)))
    out("".join(f"{'secret':<9}  {needed}\n" for needed in _secrets(work)))


def _accepted(work: "Work", target: str) -> list[str]:
    """The differences that the flow takes on this target, as it has them."""
    from flowc.semantics import ir

    blocks = work.program.blocks if work.program else ()
    return [
        f"{block.id}: without {difference} on {on}"
        for block in blocks
        if isinstance(block, ir.Queue)
        for difference, on in block.accepted
        if on == target
    ]


def _secrets(work: "Work") -> list[str]:
    """What `flowc serve` has to be given, with the line that needs it."""
    if not (work.program and work.program.services):
        return []
    from flowc.backends import served

    return [
        f"{name}: for flowc serve alone, which needs it for {span.path}:{line}"
        for name, span in served.secrets(work.program)
        for line in (work.sources[span.path].position(span.start).line,)
    ]


def _settings(path: str) -> "Source | None":
    return Source(path, text_file(path)) if path else None


def _differences(folder: str, planned: "tuple[Change, ...]") -> str:
    """What would change in the folder, as a unified diff."""
    from difflib import unified_diff

    from flowc.report.text import visible

    lines: list[str] = []
    for change in planned:
        old, new = ((side or b"").decode("utf-8", "replace").splitlines() for side in change[2:])
        name = f"{folder}/{change.path}"
        lines += unified_diff(
            old,
            new,
            "/dev/null" if change.old is None else name,
            "/dev/null" if change.new is None else name,
            lineterm="",
        )
    return "".join("\t".join(map(visible, line.split("\t"))) + "\n" for line in lines)
