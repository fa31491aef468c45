"""`flowc compile`: write a target's files."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from flowc.cli.exits import FINDINGS, StopError
from flowc.cli.options import text_file
from flowc.cli.paths import flow_files
from flowc.cli.streams import out, paint_for, talk
from flowc.source import Source

if TYPE_CHECKING:
    from flowc.cli.writing import Change
    from flowc.pipeline import Compiled, Work


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
    compiled = chosen.compile(_program(path), _settings(settings), tuple(sets or ()))
    if not _accepted(compiled):
        raise typer.Exit(FINDINGS)
    files = tuple(writing.File(a.path, a.text) for a in compiled.artefacts)
    planned = writing.changes(folder, files)
    if diff:
        if text := _differences(folder, planned):
            out(text)
            raise typer.Exit(FINDINGS)
        return
    writing.write(folder, planned)
    out("".join(f"{change.what:<9}  {folder}/{change.path}\n" for change in planned))


def _program(path: str) -> "Work":
    """The program at `path`; in a folder, the one that declares a flow."""
    from flowc import pipeline
    from flowc.syntax.ast import Flow

    files = flow_files([path])
    if files == (path,):
        return pipeline.check(path)
    works = [pipeline.check(file) for file in files]
    flows = [w for w in works if w.files and any(isinstance(x, Flow) for x in w.files[0].items)]
    if len(flows) != 1:
        names = ", ".join(work.path for work in flows) or "none of its files declares a flow"
        message = f"{path} is not one program ({names}): name a file"
        raise StopError(message)
    return flows[0]


def _settings(path: str) -> "Source | None":
    return Source(path, text_file(path)) if path else None


def _accepted(compiled: "Compiled") -> bool:
    """Show the findings; whether there are files in spite of them."""
    from flowc.diagnostic import has_errors
    from flowc.report.terminal import findings, summary

    if compiled.diagnostics:
        talk(findings(compiled.diagnostics, compiled.sources, paint_for(sys.stderr)))
        talk(summary(compiled.diagnostics, len(compiled.work.sources)))
    return not has_errors(compiled.diagnostics)


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
