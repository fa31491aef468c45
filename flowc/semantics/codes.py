"""Codes that people dial from inside: what agents dial, and what turns a switch."""

import re
from collections.abc import Iterable

from flowc.diagnostic import Label
from flowc.semantics import ir
from flowc.semantics.findings import Findings
from flowc.syntax import ast


def agent_codes(items: Iterable[ast.Item], findings: Findings) -> ir.Codes | None:
    """The codes of agents, None where none is declared; F110 where one of signing in and out is."""
    blocks = [item for item in items if isinstance(item, ast.AgentCodes)]
    if not blocks:
        return None
    found: dict[str, ast.AgentCode] = {}
    lines = [line for block in blocks for line in block.items]
    for line in lines:
        if isinstance(line, ast.AgentCode):
            first = found.setdefault(line.what.text, line)
            if first is not line:
                findings.twice(f"`{line.what.text}`", line.span, first.span)
            check_code(line.code, findings)
    texts = {what: line.code.text for what, line in found.items()}
    whole = not any(isinstance(line, ast.Broken) for line in lines)
    for one, other in (("sign-in", "sign-out"), ("sign-out", "sign-in")):
        if one in texts and other not in texts and whole:
            findings.error(
                "F110",
                f"agents have a code for `{one}` and none for `{other}`",
                found[one].span,
                caller="who has signed out never comes back, and callers wait for fewer and fewer"
                if one == "sign-out"
                else "callers are offered to agents who have gone home",
                help=f'write `{other} "*46"` beside it',
            )
    span = blocks[0].span
    return ir.Codes(texts.get("sign-in"), texts.get("sign-out"), texts.get("break"), span)


def check_code(code: ast.Str, findings: Findings) -> None:
    """F114 for a code that can't be dialled."""
    if not re.fullmatch("[0-9*#]+", code.text):
        findings.error(
            "F114",
            f'`"{code.text}"` is no code that can be dialled',
            code.span,
            help='write digits, `*` and `#`: `code "*28"`',
        )


def check_taken(items: Iterable[ast.Item], findings: Findings) -> None:
    """F116 for a code that does two things."""
    first: dict[str, ast.Str] = {}
    for item in items:
        codes: list[ast.Str] = []
        if isinstance(item, ast.Switch) and item.code:
            codes.append(item.code)
        elif isinstance(item, ast.AgentCodes):
            codes += [line.code for line in item.items if isinstance(line, ast.AgentCode)]
        for code in codes:
            known = first.setdefault(code.text, code)
            if known is not code:
                findings.error(
                    "F116",
                    f'the code `"{code.text}"` is taken already',
                    code.span,
                    "dialled for something else too",
                    secondary=(Label(known.span, "first here"),),
                    help="give each its own code",
                )
