"""Conditions: what stands behind `if`, `when` and in the choice of prompts."""

from typing import Final, Literal, TypeAlias

from flowc.semantics import ir
from flowc.semantics.findings import a
from flowc.semantics.list_asks import is_in
from flowc.semantics.scope import ANY, Site, find
from flowc.semantics.type_names import (
    DATE,
    LANGUAGE,
    NUMBER,
    ORDERED,
    PHONE,
    TEXT,
    TIME,
    members,
    show,
)
from flowc.semantics.values import NOTHING, money, value
from flowc.syntax import ast

_Op: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]

NUMBERS: Final = frozenset({"phone-number", "digits", "text"})
"""Kinds of values that a list may hold."""

NEVER: Final = ir.Or(())
"""Stands for a condition that could not be made out; beside an error only."""


def condition(site: Site, node: "ast.Expr | ast.Need") -> ir.Cond:
    """What `node` asks."""
    match node:
        case ast.And(terms):
            cond: ir.Cond = ir.And(tuple(condition(site, t) for t in terms))
        case ast.Or(terms):
            cond = ir.Or(tuple(condition(site, t) for t in terms))
        case ast.Not(term):
            cond = ir.Not(condition(site, term))
        case ast.Compare(op, left, right):
            cond = _compare(site, op, left, right, node)
        case ast.Is():
            cond = _is(site, node)
        case ast.IsSet():
            cond = _is_set(site, node)
        case ast.In() | ast.InValues():
            cond = _negated(_in(site, node), negated=node.negated)
        case ast.StartsWith(left, right) | ast.Contains(left, right):
            cond = _part(site, node, left, right)
        case _:
            cond = _no_condition(site, node)
    return cond


def _negated(cond: ir.Cond, *, negated: bool) -> ir.Cond:
    return ir.Not(cond) if negated else cond


def _no_condition(site: Site, node: "ast.Expr | ast.Need") -> ir.Cond:
    match node:
        case ast.IsSignedIn():
            site.findings.unsupported("`is signed in`", node.span)
        case ast.HasNoAgents():
            site.findings.unsupported("`has no agents`", node.span)
        case ast.Ref(parts) if (found := site.scope.variables.get(parts[0].text)) and (
            found.var.type.kind == "yes-no"
        ):
            name = parts[0].text
            site.findings.error(
                "F105",
                f"`{name}` is a value, and a condition belongs here",
                node.span,
                help=f"write `{name} is yes`",
            )
        case ast.Ref((name,)) if state := _asked_by_is(site, name):
            kind, asked = state
            site.findings.error(
                "F105",
                f"`{name.text}` is {a(kind)}, and a condition belongs here",
                node.span,
                help=f"write `{asked}`",
            )
        case _:
            site.findings.error(
                "F105",
                "this is no condition",
                node.span,
                help="write one such as `tier is gold`, `office is open` or `caller.number in vip`",
            )
    return NEVER


def _asked_by_is(site: Site, name: ast.Name) -> tuple[str, str] | None:
    """For a schedule or switch that no variable hides: which of them, and how it is asked."""
    if name.text not in site.scope.variables:
        for kind, asked in (("schedule", "is open"), ("switch", "is on")):
            if _is_kind(site, kind, name):
                return kind, f"{name.text} {asked}"
    return None


def _is(site: Site, node: ast.Is) -> ir.Cond:
    left, right = _word(node.left), _word(node.right)
    if left is not None and right is not None and left.text not in site.scope.variables:
        kinds = [kind for kind in ("schedule", "switch") if _is_kind(site, kind, left)]
        if kinds == ["schedule"] or (right.text in {"open", "closed"} and "switch" not in kinds):
            return _schedule(site, node, left, right)
        if "switch" in kinds or right.text in {"on", "off"}:
            return _switch(site, node, left, right)
        if right.text in {"full", "free"}:
            site.findings.unsupported(f"`is {right.text}`", node.span)
            return NEVER
    if node.reason:
        site.findings.error("F105", "`for` stands behind `is closed` only", node.reason.span)
        return NEVER
    if right is not None and right.text == "withheld":
        return _withheld(site, node)
    return _compare(site, "!=" if node.negated else "=", node.left, node.right, node)


def _word(node: "ast.Expr") -> ast.Name | None:
    return node.parts[0] if isinstance(node, ast.Ref) and len(node.parts) == 1 else None


def _is_kind(site: Site, kind: str, name: ast.Name) -> bool:
    return name.text in site.context.names.kinds[kind] or (kind, name.text) in site.scope.fixed


def _withheld(site: Site, node: ast.Is) -> ir.Cond:
    left = value(site, node.left)
    if isinstance(left, ir.CallerField) and left.field == "number":
        return _negated(ir.IsSet(left), negated=not node.negated)
    if left.type is not ANY:
        site.findings.error(
            "F103",
            "only `caller.number` can be withheld",
            node.left.span,
            help="ask `is not set` of anything else",
        )
    return NEVER


def _switch(site: Site, node: ast.Is, left: ast.Name, right: ast.Name) -> ir.Cond:
    find(site, "switch", left)
    if right.text not in {"on", "off"}:
        site.findings.error(
            "F103",
            f"a switch is on or off, not `{right.text}`",
            right.span,
            help=f"write `{left.text} is on`",
        )
    return ir.SwitchIs(left.text, (right.text == "on") is not node.negated)


def _schedule(site: Site, node: ast.Is, left: ast.Name, right: ast.Name) -> ir.Cond:
    declared = find(site, "schedule", left)
    if right.text not in {"open", "closed"}:
        site.findings.error(
            "F103",
            f"a schedule is open or closed, not `{right.text}`",
            right.span,
            help=f"write `{left.text} is open`",
        )
    name = declared.name.text if declared else left.text
    if node.reason is None:
        return ir.ScheduleIs(name, (right.text == "open") is not node.negated)
    if right.text == "open":
        site.findings.error(
            "F105",
            "a schedule is closed for something, never open for it",
            node.reason.span,
            help=f"write `{left.text} is closed for …`",
        )
    if isinstance(node.reason, ast.Str):
        reason = f"label:{node.reason.text}"
    else:
        reason = "holiday"
        if node.reason.text != reason:
            site.findings.unknown(
                "reason to be closed called",
                node.reason.text,
                node.reason.span,
                [reason],
                help='write `for holiday`, or a line\'s label in quotes: `for "Christmas"`',
            )
    return _negated(ir.ScheduleIs(name, open=False, reason=reason), negated=node.negated)


def _is_set(site: Site, node: ast.IsSet) -> ir.Cond:
    left = value(site, node.left)
    if isinstance(left, ir.Var | ir.CallerField):
        return _negated(ir.IsSet(left), negated=node.negated)
    if left.type is not ANY:
        site.findings.error(
            "F103", "only a variable or a caller's field can be set", node.left.span
        )
    return NEVER


def _in(site: Site, node: ast.In | ast.InValues) -> ir.Cond:
    left = value(site, node.left)
    if isinstance(node, ast.InValues):
        wanted = left.type
        values = tuple(value(site, v, wanted) for v in node.values)
        for v, written in zip(values, node.values, strict=True):
            if not isinstance(v, ir.Const):
                site.findings.error("F105", "only fixed values stand in `( )`", written.span)
        return ir.OneOf(left, tuple(v for v in values if isinstance(v, ir.Const)))
    declared = find(site, "list", node.list)
    if left.type is not ANY and left.type.kind not in NUMBERS:
        site.findings.error(
            "F103",
            f"a list holds numbers, and this is {a(show(left.type))}",
            node.left.span,
            help="write a list in place: `in (a, b)`",
        )
    if declared and isinstance(declared.node, ast.List) and declared.node.file:
        return is_in(site, declared.name.text, left, node.span)
    return ir.InList(left, declared.name.text if declared else node.list.text)


def _part(
    site: Site, node: ast.StartsWith | ast.Contains, left: "ast.Expr", right: "ast.Expr"
) -> ir.Cond:
    whole = value(site, left)
    if whole.type is not ANY and whole.type.kind not in {"text", "digits", "phone-number"}:
        site.findings.error(
            "F103",
            f"only a text has a beginning and parts, and this is {a(show(whole.type))}",
            left.span,
        )
        return NEVER
    if isinstance(right, ast.Str) and right.text and right.text.strip("+") == "":
        part: ir.Expr = ir.Const(right.text, TEXT)
    else:
        part = value(site, right, whole.type if whole.type.kind != "text" else None)
    kind = ir.StartsWith if isinstance(node, ast.StartsWith) else ir.Contains
    return kind(whole, part)


def _compare(
    site: Site, op: _Op, left: "ast.Expr", right: "ast.Expr", node: ast.Compare | ast.Is
) -> ir.Cond:
    if (seconds := _seconds(site, left, right)) is not None:
        return ir.Compare(op, seconds[0], seconds[1])
    if _compares_state(site, op, left, right, node):
        return NEVER
    known_left, known_right = _own_type(site, left), _own_type(site, right)
    if known_left is None and known_right is None and _word(left) and _word(right):
        value(site, left)
        return NEVER
    swap = (
        known_left is None
        or (_is_value(site, left, known_right) and not _is_value(site, right, known_left))
        or (known_right is not None and money(left, known_right) is not None)
    )
    first, second = (right, left) if swap else (left, right)
    one = value(site, first)
    if op not in {"=", "!="} and one.type is not ANY and one.type.kind not in ORDERED:
        site.findings.error(
            "F103",
            f"`{op}` compares numbers, money, dates, times and `one of` values, not "
            f"{show(one.type)}",
            node.span,
            help="use `=` or `!=`, or make it a number: `accept 0..9999` in its `collect`"
            if one.type.kind == "digits"
            else "use `=` or `!=`",
        )
        return NEVER
    other = value(site, second, ANY if one is NOTHING else one.type)
    pair = (other, one) if swap else (one, other)
    return ir.Compare(op, pair[0], pair[1])


_TRUE, _FALSE = {"open", "on", "yes", "true"}, {"closed", "off", "no", "false"}


def _compares_state(
    site: Site, op: _Op, left: "ast.Expr", right: "ast.Expr", node: ast.Compare | ast.Is
) -> bool:
    """F103 for `office = open`: what is open or on is asked by `is`."""
    name, other = _word(left), _word(right)
    if name is None or other is None or isinstance(node, ast.Is):
        return False
    known = _asked_by_is(site, name)
    if known is None or other.text not in _TRUE | _FALSE:
        return False
    kind, asked = known
    if (other.text in _FALSE) is not (op == "!="):
        asked = asked.replace("is open", "is closed").replace("is on", "is off")
    site.findings.error(
        "F103",
        f"`{name.text}` is {a(kind)}, and `{op}` compares values",
        node.span,
        help=f"write `{asked}`",
    )
    return True


def _is_value(site: Site, node: "ast.Expr", type_: ir.Type | None) -> bool:
    """Whether a bare name is a value of the other side's type, which wins over a variable."""
    word = _word(node)
    return bool(word and type_ and word.text in members(type_, site.context.languages))


def _seconds(site: Site, left: "ast.Expr", right: "ast.Expr") -> tuple[ir.Expr, ir.Expr] | None:
    """`call.duration > 60s`: the one place where a duration is a value."""
    pair = (left, right)
    if not any(_is_duration(e) for e in pair):
        return None
    out: list[ir.Expr] = []
    for e in pair:
        if isinstance(e, ast.Duration):
            out.append(ir.Const(e.seconds, NUMBER))
        elif isinstance(e, ast.Int):
            site.findings.error(
                "F103",
                f"`{e.value}` has no unit, and `call.duration` is a duration",
                e.span,
                help=f"write `{e.value}s`",
            )
            out.append(NOTHING)
        else:
            out.append(value(site, e, NUMBER))
    return out[0], out[1]


def _is_duration(node: "ast.Expr") -> bool:
    return isinstance(node, ast.Ref) and [p.text for p in node.parts] == ["call", "duration"]


def _own_type(site: Site, node: "ast.Expr") -> ir.Type | None:
    """The type that `node` has whatever the other side is; None for what takes the other's."""
    match node:
        case ast.Ref(parts) if len(parts) > 1:
            own = _dotted_type(site, [p.text for p in parts])
        case ast.Ref((ast.Name("language"),)):
            own = LANGUAGE
        case ast.Ref(parts):
            found = site.scope.variables.get(parts[0].text) if parts else None
            own = found.var.type if found else None
        case ast.Int() | ast.Arithmetic():
            own = NUMBER
        case ast.Date():
            own = DATE
        case ast.Time():
            own = TIME
        case ast.Str() | ast.Decimal():
            own = None
        case _:
            own = ANY
    return own


def _dotted_type(site: Site, parts: list[str]) -> ir.Type:
    given = site.scope.gives.get(parts[0])
    if given and parts[1] in given:
        return given[parts[1]].var.type
    return PHONE if parts[0] == "caller" and parts[1] != "name" else TEXT
