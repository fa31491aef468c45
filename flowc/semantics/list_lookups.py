"""`lookup vip for caller.number { … }`: a row of a list's file, read as a reply is."""

from typing import TYPE_CHECKING, Final

from flowc.diagnostic import Label
from flowc.semantics import ir
from flowc.semantics.conditions import NUMBERS
from flowc.semantics.findings import a
from flowc.semantics.lookups import must, needless, reads
from flowc.semantics.parts import Handlers, Parts
from flowc.semantics.scope import ANY, Context, Site, find
from flowc.semantics.type_names import show
from flowc.semantics.values import value
from flowc.source import Source
from flowc.syntax import ast
from flowc.syntax.loader import beside

if TYPE_CHECKING:
    from flowc.semantics.number_files import Table

EVENTS: Final = ("not-found", "failed")

TIMEOUT: Final = 1
"""Seconds: what is asked is a file, on the machine of the switch."""

_MET: Final = {
    "not-found": "a caller who is not in the list is left hanging",
    "failed": "when `flowc serve` does not run, the caller is left hanging",
}


def file_lists(context: Context, items: list[ast.Item]) -> tuple[ir.FileList, ...]:
    """The lists that stand in files; F102 for a service of that name: both are asked by it."""
    found: list[ir.FileList] = []
    services = {i.name.text: i.name.span for i in items if isinstance(i, ast.Service)}
    for item in items:
        if not isinstance(item, ast.List) or item.file is None:
            continue
        name, path = item.name, beside(item.span.path, item.file.text)
        known = context.list_files.get(path)
        columns, rows = known.table if known and known.table else ((), ())
        found.append(ir.FileList(name.text, path, columns, rows, TIMEOUT, name.span))
        if name.text in services:
            context.findings.error(
                "F102",
                f"`{name.text}` is a list from a file, and a service too",
                name.span,
                "a list",
                secondary=(Label(services[name.text], "a service"),),
                help="give one of them another name: both are asked by `lookup`",
            )
    return tuple(found)


def list_lookup(site: Site, node: ast.ListLookup) -> ir.Lookup:
    """`lookup LIST for VALUE { … }`."""
    declared = find(site, "list", node.list)
    written = declared.node if declared else None
    where = site.inner("lookup", node.list.span)
    parts = Parts(where, (item for item in node.items if not needless(where, item)))
    handlers = Handlers(where, parts, EVENTS)
    fields = reads(where, parts.all(ast.ReadField))
    if isinstance(written, ast.List):
        if written.file is None:
            _no_rows(where, node)
        else:
            path = beside(written.span.path, written.file.text)
            file = site.context.list_files.get(path)
            table = file.table if file else None
            if _columns(where, node, path, table) and file and table:
                _check_rows(where, file.source, table, fields)
    return ir.Lookup(
        declared.name.text if declared else node.list.text,
        "list",
        (_number(where, node),),
        (),
        fields,
        must(where, handlers, "not-found", _MET),
        None,
        must(where, handlers, "failed", _MET),
        node.span,
    )


def _number(site: Site, node: ast.ListLookup) -> ir.Expr:
    found = value(site, node.value)
    if found.type is not ANY and found.type.kind not in NUMBERS:
        site.findings.error(
            "F103",
            f"a list holds numbers, and this is {a(show(found.type))}",
            node.value.span,
            help=f"write `lookup {node.list.text} for caller.number {{ … }}`",
        )
    return found


def _no_rows(site: Site, node: ast.ListLookup) -> None:
    name = node.list.text
    site.findings.error(
        "F105",
        f"the list `{name}` stands in the flow, and its numbers have no columns",
        node.list.span,
        help=f'ask `if caller.number in {name} -> …`, or keep it in a file: `list {name} from "…"`',
    )


# ---- what is read of a row ----------------------------------------------------------------------


def _columns(site: Site, node: ast.ListLookup, path: str, table: "Table | None") -> bool:
    """Whether each `read` names a column; F105, F126 for one that does not."""
    good = True
    for field in (item for item in node.items if isinstance(item, ast.ReadField)):
        name = field.path[0]
        if len(field.path) > 1 or not isinstance(name, str):
            good = False
            site.findings.error(
                "F105",
                "a row of a list has columns, and nothing within them",
                field.span,
                help=f"name a column: `read {field.var.text} = .{field.var.text}`",
            )
        elif table and name not in table.columns:
            good = False
            known = ", ".join(f"`{column}`" for column in table.columns)
            site.findings.error(
                "F126",
                f"`{path}` has no column `{name}`",
                field.span,
                "not a column",
                help=f"it has {known}" if known else "it has no column but that of the numbers",
            )
    return good


def _check_rows(site: Site, source: Source, table: "Table", fields: tuple[ir.Field, ...]) -> None:
    """F126 for each row that can't be read so, in the file."""
    from flowc.semantics.list_files import finding
    from flowc.semantics.number_files import misfits

    for fault in misfits(table, fields, site.context.languages):
        site.findings.add(finding("F126", source, fault))
