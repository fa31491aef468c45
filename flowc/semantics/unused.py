"""Names that no call can meet: declared, and used by nothing."""

from collections.abc import Iterator
from typing import Final

from flowc.diagnostic import Diagnostic, warning
from flowc.semantics.scope import Context
from flowc.syntax import ast

_KINDS: Final[dict[type, str]] = {
    ast.Prompt: "prompt",
    ast.Schedule: "schedule",
    ast.Switch: "switch",
    ast.List: "list",
    ast.VarDecl: "variable",
    ast.Service: "service",
    ast.Phone: "phone",
    ast.Skill: "skill",
    ast.Team: "team",
    ast.Module: "module",
}


def unused_names(context: Context, items: list[ast.Item]) -> Iterator[Diagnostic]:
    """F109 for each; what only a test names is not used."""
    for item in items:
        if isinstance(item, ast.Module):
            for inner in item.items:
                if isinstance(inner, ast.VarDecl):
                    yield from _unused(context, "variable", inner.name)
        kind = _KINDS.get(type(item))
        if kind and isinstance(
            item,
            ast.Prompt
            | ast.Schedule
            | ast.Switch
            | ast.List
            | ast.VarDecl
            | ast.Service
            | ast.Phone
            | ast.Skill
            | ast.Team
            | ast.Module,
        ):
            yield from _unused(context, kind, item.name)


def _unused(context: Context, kind: str, name: ast.Name) -> Iterator[Diagnostic]:
    if name.span not in context.used:
        yield warning(
            "F109",
            f"the {kind} `{name.text}` is not used",
            name.span,
            "used by nothing",
            help="remove it, or use it",
        )
