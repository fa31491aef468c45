"""Needs: whom a caller may be offered to, and from how long a wait on."""

from flowc.diagnostic import Label
from flowc.semantics import ir
from flowc.semantics.agents import check_level, known_language, levels, members
from flowc.semantics.conditions import condition
from flowc.semantics.findings import a
from flowc.semantics.parts import Parts, whole_seconds
from flowc.semantics.scope import ANY, Site, find
from flowc.semantics.type_names import show
from flowc.syntax import ast

_FINITE = frozenset({"one-of", "yes-no", "language"})


def needs(site: Site, parts: Parts) -> tuple[ir.NeedStep, ...]:
    """The steps of a queue's need, the first from 0 on."""
    written = parts.all(ast.QueueNeed)
    agents = parts.one(ast.QueueAgents, "`agents`")
    first = [n for n in written if n.after is None]
    for again in first[1:]:
        site.findings.twice("`need`", again.span, first[0].span)
    steps: list[ir.NeedStep] = []
    if agents:
        names = dict.fromkeys(n for name in agents.names for n in members(site, name))
        steps.append(ir.NeedStep(0, ir.Among(tuple(names)), agents.span))
    if first and agents:
        site.findings.error(
            "F111",
            f"who answers the callers of `{site.name}` is written twice, by name and by need",
            first[0].span,
            secondary=(Label(agents.span, "by name here"),),
            help="keep one of them, or let the need begin later: `after 30s need …`",
        )
    elif first:
        steps.append(ir.NeedStep(0, need(site, first[0].need), first[0].span))
    elif not agents and not parts.broken:
        site.findings.error(
            "F110",
            f"the queue `{site.name}` does not say who answers"
            + (" at first" if written else "")
            + ("" if parts.all(ast.Strategy) else ", and by which strategy"),
            site.span,
            caller="a caller would wait for nobody",
            help="write `agents alice, bob` in it, or `need …` with skills and languages"
            + ("" if parts.all(ast.Strategy) else ", and `strategy longest-idle`"),
        )
    for line in written:
        if line.after:
            steps.append(_later(site, line, line.after, steps))
    return tuple(steps)


def _later(
    site: Site, line: ast.QueueNeed, after: ast.Duration, before: list[ir.NeedStep]
) -> ir.NeedStep:
    seconds = whole_seconds(site, after)
    if before and seconds <= before[-1].after:
        site.findings.error(
            "F112",
            "this need begins no later than the one before it",
            after.span,
            secondary=(Label(before[-1].span, "the one before"),),
            help="write needs in the order in which they begin, each at a time of its own",
        )
    return ir.NeedStep(seconds, need(site, line.need), line.span)


def need(  # noqa: PLR0911 - one for each kind
    site: Site, node: "ast.Need | ast.Expr"
) -> ir.Need:
    """What `node` asks of an agent, or of the call."""
    match node:
        case ast.And(terms):
            return ir.NeedAll(tuple(need(site, t) for t in terms))
        case ast.Or(terms):
            return ir.NeedAny(tuple(need(site, t) for t in terms))
        case ast.Not(term):
            return ir.NeedNot(need(site, term))
        case ast.NeedSkill():
            return _has(site, node)
        case ast.NeedLanguage(ast.Name("language")):
            return ir.Speaks(None)
        case ast.NeedLanguage(name):
            known_language(site, name)
            return ir.Speaks(name.text)
        case _:
            return _holds(site, node)


def _has(site: Site, node: ast.NeedSkill) -> ir.Need:
    name = node.skill.text
    if name not in site.context.names.kinds["skill"] and _other_kind(site, node.skill):
        return ir.Has(name, ">=", 1)
    found = find(site, "skill", node.skill)
    skill = found.node if found else None
    if not isinstance(skill, ast.Skill):
        return ir.Has(name, ">=", 1)
    low = levels(skill)[0]
    if low is None:
        if node.op:
            site.findings.error(
                "F103",
                f"`{name}` has no levels: an agent has it or has it not",
                node.span,
                secondary=(Label(skill.name.span, "declared here without levels"),),
                help=f"write `{name}` alone, or declare it as `skill {name} 1..5`",
            )
        return ir.Has(name, ">=", 1)
    if node.op is None or node.level is None:
        return ir.Has(name, ">=", low)
    check_level(site, skill, node.level)
    return ir.Has(name, node.op, node.level.value)


def _other_kind(site: Site, name: ast.Name) -> bool:
    """F105 for a name that stands for something else and is asked for otherwise."""
    kinds = site.context.names.kinds
    variable = site.scope.variables.get(name.text)
    if variable:
        kind, write = "variable", f"{name.text} is …"
    elif name.text in kinds["switch"]:
        kind, write = "switch", f"{name.text} is on"
    elif name.text in kinds["agent"] or name.text in kinds["team"]:
        kind = "agent" if name.text in kinds["agent"] else "team"
        write = f"agents {name.text}"
    else:
        return False
    site.findings.error(
        "F105",
        f"`{name.text}` is {a(kind)}, and a skill belongs here",
        name.span,
        help=f"write `{write}`" + ("" if " is " in write else " instead of the need"),
    )
    return True


def _holds(site: Site, node: "ast.Expr | ast.Need") -> ir.Need:
    """A condition about the call. What is denied becomes a need that is denied, so that a
    condition and its opposite are one and not two."""
    cond = condition(site, node)
    denied = False
    match cond:
        case ir.Not(inner):
            cond, denied = inner, True
        case ir.Compare("!=", left, right):
            cond, denied = ir.Compare("=", left, right), True
        case ir.SwitchIs(name, False):
            cond, denied = ir.SwitchIs(name, on=True), True
        case ir.ScheduleIs(name, False, None):
            cond, denied = ir.ScheduleIs(name, open=True), True
        case _:
            pass
    endless = _endless(cond)
    if endless:
        site.findings.error(
            "F103",
            f"a need can't depend on a value of type {endless}",
            node.span,
            caller="for every kind of caller it is worked out beforehand who may answer, and of "
            "these there would be no end",
            help="ask for it in an `if` before, set a variable of type `one of (…)` there, and "
            "make the need of that",
        )
    return ir.NeedNot(ir.Holds(cond)) if denied else ir.Holds(cond)


def _endless(cond: ir.Cond) -> str | None:
    """The type of what `cond` asks that has no end of values; None if it asks nothing such."""
    if isinstance(cond, ir.IsSet):
        return show(cond.value.type)
    if isinstance(cond, ir.Compare):
        for side in (cond.left, cond.right):
            if side.type is not ANY and side.type.kind not in _FINITE:
                return show(side.type)
    return None
