"""From the trees of all files to the call graph: names, types, and nothing left open."""

import gc
from typing import TYPE_CHECKING, Final

from flowc.diagnostic import Diagnostic, Label
from flowc.semantics import ir
from flowc.semantics.agents import agents, check_teams, skills
from flowc.semantics.arrows import arrow
from flowc.semantics.asking import quick_op
from flowc.semantics.bodies import check_unplaced, declare_targets, lower_blocks
from flowc.semantics.calendar import Schedule
from flowc.semantics.calendar_lower import lower_schedule
from flowc.semantics.callbacks import check_queues
from flowc.semantics.clock import check_zone
from flowc.semantics.codes import agent_codes, check_code, check_taken
from flowc.semantics.declared import BLOCK_TYPES, Declarations, gather
from flowc.semantics.findings import Findings
from flowc.semantics.list_lookups import file_lists
from flowc.semantics.menus import flow_keys
from flowc.semantics.parts import Handlers, Parts
from flowc.semantics.patterns import number_pattern
from flowc.semantics.prompts import finish
from flowc.semantics.recordings import consent
from flowc.semantics.scope import Context, Site
from flowc.semantics.services import services
from flowc.semantics.type_names import DIGITS
from flowc.semantics.unset import unset_values
from flowc.semantics.unused import unused_names
from flowc.semantics.variables import Implied, declare_variables
from flowc.syntax import ast

if TYPE_CHECKING:
    from flowc.semantics.list_files import ListFiles

_NOT_YET: Final[dict[type, str]] = {
    ast.HeaderDecl: "`header`",
    ast.Phones: "`phones`",
    ast.Require: "`require`",
    ast.Load: "`load`",
}


def analyse(
    files: tuple[ast.File, ...], list_files: "ListFiles | None" = None
) -> tuple[ir.Program | None, tuple[Diagnostic, ...]]:
    """The call graph of a program made of `files` (one and all that it imports), with findings.

    The program is None where an error leaves something without a meaning, or where the files hold
    no `flow` and nothing that a call could enter (a file of modules and prompts, to be imported):
    then they are checked, and that is all. A value that may be read before it is set (F108) is an
    error, and the program is there all the same. Names that nothing uses are warnings (F109), given
    only where there is no error, since a misspelt name leaves the right one unused. Tests are not
    looked at here: see `scenario_lower`. `list_files`: those of its lists; one that is not among
    them could not be read, and has no rows.

    The collector of cycles rests meanwhile: it would walk the trees again and again.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _analyse(files, list_files)
    finally:
        if collecting:
            gc.enable()


def _analyse(
    files: tuple[ast.File, ...], list_files: "ListFiles | None"
) -> tuple[ir.Program | None, tuple[Diagnostic, ...]]:
    findings = Findings()
    paths = tuple(f.path for f in files)
    items = [item for f in files for item in f.items]
    flow = _flow(items, findings)
    names = gather(files, findings)
    context = Context(names, findings, _languages(flow, items, findings), list_files)
    _body(context, items)
    program = _program(context, flow, items)
    check_unplaced(context)
    _rest(items, findings)
    context.broken = context.broken or _unreadable(items)
    if findings.errors or context.broken or program is None:
        return None, findings.all(paths)
    for finding in unset_values(program):
        findings.add(finding)
    if not findings.errors:
        for finding in unused_names(context, items):
            findings.add(finding)
    return program, findings.all(paths)


def _flow(items: list[ast.Item], findings: Findings) -> ast.Flow | None:
    flows = [item for item in items if isinstance(item, ast.Flow)]
    for again in flows[1:]:
        findings.error(
            "F102",
            "there are two flows in one program",
            again.title.span,
            "a second flow",
            secondary=(Label(flows[0].title.span, "the first"),),
            help="keep one `flow`, and import the other file's blocks without it",
        )
    unreadable = any(isinstance(i, ast.Broken) and i.word in {"flow", ""} for i in items)
    ways_in = [i for i in items if isinstance(i, ast.Number | ast.Entry)]
    if not flows and ways_in and not unreadable:
        findings.error(
            "F110",
            "the program has no `flow`",
            ways_in[0].span,
            "calls come in here",
            help='write `flow "Name" { timezone Europe/Vilnius languages en }`',
        )
    return flows[0] if flows else None


def _languages(flow: ast.Flow | None, items: list[ast.Item], findings: Findings) -> tuple[str, ...]:
    """The flow's languages. A flow that names none has the one of its prompts."""
    written = next((i for i in flow.items if isinstance(i, ast.Languages)), None) if flow else None
    if written:
        first: dict[str, ast.Name] = {}
        for name in written.names:
            if first.setdefault(name.text, name) is not name:
                findings.twice(f"the language `{name.text}`", name.span, first[name.text].span)
        return tuple(first)
    prompts = [i for i in items if isinstance(i, ast.Prompt)]
    texts = [t for p in prompts for t in p.items if isinstance(t, ast.LanguageText)]
    spoken = tuple(dict.fromkeys(t.language.text for t in texts))
    unreadable = flow is None or any(isinstance(i, ast.Broken) for i in flow.items)
    if flow and len(spoken) > 1 and not unreadable:
        findings.error(
            "F110",
            "the flow does not say which language a call starts in",
            flow.title.span,
            help=f"write `languages {', '.join(spoken)}`, the first for the start of a call",
        )
    return spoken or ("en",)


def _body(context: Context, items: list[ast.Item]) -> None:
    """Everything that can be named at the top level."""
    blocks = _blocks(items)
    declare_targets(context, context.top, blocks)
    written = [i for i in items if isinstance(i, ast.VarDecl | ast.HeaderDecl)]
    dialled: list[Implied] = []
    for item in items:
        if isinstance(item, ast.Number) and item.into:
            dialled.append(Implied(item.into, DIGITS, secret=False, says="number … as"))
            context.findings.unsupported("`as` on a number", item.into.span)
    seen: set[str] = set()
    unique = [w for w in written if not (w.name.text in seen or seen.add(w.name.text))]
    declare_variables(context, context.top, unique, blocks, dialled)


def _blocks(items: list[ast.Item]) -> list[ast.Block | ast.Broken]:
    return [i for i in items if isinstance(i, (*BLOCK_TYPES, ast.Broken))]


def _program(context: Context, flow: ast.Flow | None, items: list[ast.Item]) -> ir.Program | None:
    span = flow.title.span if flow else items[0].span if items else None
    if span is None:
        return None
    site = Site(context, context.top, "", "flow", span)
    parts = Parts(site, flow.items if flow else ())
    handlers = Handlers(site, parts, ("failed", "gave-up", "hangup"))
    context.incomplete_flow = parts.broken or flow is None
    context.defaults = frozenset(handlers.events())
    context.keys = flow_keys(site, parts.all(ast.Press))
    failed, gave_up = handlers.one("failed"), handlers.one("gave-up")
    numbers = tuple(_number(site, i) for i in items if isinstance(i, ast.Number))
    entries = tuple(_entry(site, i) for i in items if isinstance(i, ast.Entry))
    lower_blocks(context, context.top, _blocks(items), ())
    check_queues(context)
    schedules = _schedules(context, items)
    check_teams(context, items)
    check_taken(items, context.findings)
    zone, heard = parts.one(ast.Timezone), consent(site, parts.one(ast.Consent))
    _check_zone(context, zone, schedules, broken=parts.broken or flow is None)
    program = ir.Program(
        name=flow.title.text if flow else "",
        path=span.path,
        timezone=zone.zone.text if zone else None,
        languages=context.languages,
        numbers=numbers,
        entries=entries,
        blocks=tuple(context.blocks),
        prompts=finish(context),
        schedules=schedules,
        switches=tuple(_switch(site, i) for i in items if isinstance(i, ast.Switch)),
        lists=tuple(_list(site, i) for i in items if isinstance(i, ast.List) and not i.file),
        phones=_phones(context.names),
        variables=tuple(context.variables),
        counters=tuple(context.counters),
        default_failed=failed,
        default_gave_up=gave_up,
        on_hangup=_on_hangup(site, handlers.all("hangup")),
        skills=skills(context, items),
        agents=agents(context, items),
        codes=agent_codes(items, context.findings),
        services=services(context, items),
        file_lists=file_lists(context, items),
        consent=heard,
    )
    return program if flow else None


def _number(site: Site, node: ast.Number) -> ir.Number:
    pattern = number_pattern(site, node.pattern)
    return ir.Number(pattern.text, pattern.rest, arrow(site, node.edge), node.span)


def _entry(site: Site, node: ast.Entry) -> ir.Entry:
    edge = ast.Edge(ast.ToName(node.name, node.name.span), (), None, node.span)
    return ir.Entry(node.name.text, arrow(site, edge), node.span)


def _schedules(context: Context, items: list[ast.Item]) -> tuple[Schedule, ...]:
    out: list[Schedule] = []
    for item in items:
        if isinstance(item, ast.Schedule):
            schedule, found = lower_schedule(item)
            out.append(schedule)
            for finding in found:
                context.findings.add(finding)
    return tuple(out)


def _check_zone(
    context: Context, zone: ast.Timezone | None, schedules: tuple[Schedule, ...], *, broken: bool
) -> None:
    if zone:
        for finding in check_zone(zone.zone.text, zone.zone.span):
            context.findings.add(finding)
        return
    asked = schedules[0].span if schedules else context.clock
    if asked and not broken:
        context.findings.error(
            "F110",
            "the flow asks for the time and has no time zone",
            asked,
            "whose eight o'clock?",
            help="write `timezone Europe/Vilnius` in the flow",
        )


def _switch(site: Site, node: ast.Switch) -> ir.Switch:
    if node.code:
        check_code(node.code, site.findings)
    return ir.Switch(
        node.name.text,
        bool(node.initial),
        node.code.text if node.code else None,
        node.pin.text if node.pin else None,
        node.span,
    )


def _list(site: Site, node: ast.List) -> ir.NumberList:
    entries = tuple(ir.ListEntry(*number_pattern(site, e)) for e in node.entries)
    return ir.NumberList(node.name.text, entries, node.span)


def _phones(names: Declarations) -> tuple[ir.Phone, ...]:
    return tuple(
        ir.Phone(d.name.text, d.node.span) for d in names.kinds["phone"].values() if d.node
    )


def _on_hangup(site: Site, handlers: list[ast.Handler]) -> tuple[ir.LastOp, ...]:
    out: list[ir.LastOp] = []
    for handler in handlers:
        if handler.edge:
            site.findings.error(
                "F105",
                "`on hangup` has no arrow: the caller is gone",
                handler.edge.span,
                help="write `set`, `record` and `notify` only",
            )
        for action in handler.actions:
            op = quick_op(site, action) if not isinstance(action, ast.Play) else None
            if isinstance(op, ir.LastOp):
                out.append(op)
            elif op or isinstance(action, ast.Play):
                site.findings.error(
                    "F105",
                    "there is nothing to play or to record in `on hangup`: the caller is gone",
                    action.span,
                    help="write `set`, `record` and `notify` only",
                )
    return tuple(out)


def _unreadable(items: list[ast.Item]) -> bool:
    """Whether something that no block holds could not be read."""
    holders = (i for i in items if isinstance(i, ast.Prompt | ast.Schedule | ast.Module))
    return any(isinstance(i, ast.Broken) for i in (*items, *(i for h in holders for i in h.items)))


def _rest(items: list[ast.Item], findings: Findings) -> None:
    """F190 for the kinds of thing that have no meaning yet."""
    for item in items:
        word = _NOT_YET.get(type(item))
        if word:
            findings.unsupported(word, item.span, instead="leave it out")
