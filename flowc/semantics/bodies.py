"""Bodies of blocks: the top level, and modules laid out in place.

A module placed as `reg` becomes a step `reg` of kind "use" and the module's blocks as `reg.first`.
The step sets the parameters (with what surrounds the placement in sight), clears the module's own
variables and counters, and goes to the module's start.
"""

from flowc.semantics import ir
from flowc.semantics.arguments import fixed_and_values
from flowc.semantics.arrows import arrow, unhandled
from flowc.semantics.callbacks import callback
from flowc.semantics.declared import duplicate
from flowc.semantics.menus import menu
from flowc.semantics.parts import Handlers, Parts
from flowc.semantics.places import external, ring, split, transfer, voicemail
from flowc.semantics.queues import queue
from flowc.semantics.scope import NOWHERE, Context, Exit, Scope, Site, Variable, find
from flowc.semantics.steps import step
from flowc.semantics.type_names import FIXED, lower_type
from flowc.semantics.variables import declare_variables
from flowc.syntax import ast

MOST_PLACEMENTS, MOST_NESTED = 10_000, 32
"""Modules within modules multiply: a few lines could ask for more blocks than fit anywhere."""

Stack = tuple[str, ...]


def declare_targets(context: Context, scope: Scope, blocks: list[ast.Block | ast.Broken]) -> None:
    """Put the names of a body's blocks into its scope, with what placed modules give."""
    names: dict[str, ast.Name] = {}
    for block in blocks:
        name = block.name
        if name is None or name.text in names:
            if name and scope is not context.top:
                duplicate("block", name, names[name.text], context.findings)
            continue
        names[name.text] = name
        scope.targets[name.text] = ir.ToBlock(scope.prefix + name.text)
        if isinstance(block, ast.Use):
            scope.gives[name.text] = _gives(context, scope, block)
        elif isinstance(block, ast.Broken) and block.word == "use":
            scope.gives[name.text] = None


def _gives(context: Context, scope: Scope, use: ast.Use) -> dict[str, Variable] | None:
    declared = context.names.kinds["module"].get(use.module.text)
    if declared is None or not isinstance(declared.node, ast.Module):
        return None
    return {
        give.name.text: Variable(
            ir.Var(
                f"{scope.prefix}{use.name.text}.{give.name.text}",
                lower_type(give.type, context.findings),
            ),
            secret=False,
            name=give.name,
        )
        for give in declared.node.gives
    }


def lower_blocks(  # noqa: C901 - a kind each
    context: Context, scope: Scope, blocks: list[ast.Block | ast.Broken], stack: Stack
) -> None:
    """Lower a body's blocks into the program, in order."""
    for block in blocks:
        if isinstance(block, ast.Broken):
            continue
        word = type(block).__name__.lower()
        site = Site(context, scope, block.name.text, word, block.name.span)
        match block:
            case ast.Step():
                context.blocks.append(step(site, block))
            case ast.Menu():
                context.blocks.append(menu(site, block))
            case ast.Ring():
                context.blocks.append(ring(site, block))
            case ast.Transfer():
                context.blocks.append(transfer(site, block))
            case ast.Queue():
                context.blocks.append(queue(site, block))
            case ast.Callback():
                context.blocks += callback(site, block)
            case ast.Voicemail():
                context.blocks.append(voicemail(site, block))
            case ast.Split():
                context.blocks.append(split(site, block))
            case ast.External():
                context.blocks.append(external(site, block))
            case ast.Use():
                _use(site, block, stack)


def _use(site: Site, node: ast.Use, stack: Stack) -> None:
    declared = find(site, "module", node.module)
    module = declared.node if declared else None
    handlers = Handlers(
        site,
        Parts(site, node.items),
        tuple(e.text for e in module.exits) if isinstance(module, ast.Module) else None,
    )
    edges = {event: handlers.one(event) for event in handlers.events()}
    if not isinstance(module, ast.Module) or not _room(site, node, stack):
        return
    for exit_ in module.exits:
        if exit_.text not in edges and not handlers.broken:
            unhandled(
                site,
                exit_.text,
                f"`{module.name.text}` exits there",
                caller=f"a caller who leaves the module by `{exit_.text}` is left hanging",
            )
    inner = Scope(f"{site.id}.", f"{module.name.text}.")
    sets = fixed_and_values(site, inner, module, node)
    for exit_ in module.exits:
        edge = edges.get(exit_.text) or ir.Edge(NOWHERE, node.span)
        inner.targets[exit_.text] = Exit(edge)
    _lay_out(site, inner, module, sets, (*stack, module.name.text))


def _room(site: Site, node: ast.Use, stack: Stack) -> bool:
    """Whether the module may be laid out once more: F107 where it would lie within itself."""
    name = node.module.text
    context = site.context
    if name in stack:
        way = " -> ".join((*stack[stack.index(name) :], name))
        site.findings.error(
            "F107",
            f"the module `{name}` is placed within itself",
            node.module.span,
            way,
            help="go back to a block of the module by an arrow instead",
        )
        return False
    context.placements += 1
    if context.placements > MOST_PLACEMENTS or len(stack) >= MOST_NESTED:
        site.findings.error(
            "F120",
            f"modules within modules make more than {MOST_PLACEMENTS} placements, or lie more than "
            f"{MOST_NESTED} deep",
            node.module.span,
            help="place a module once, and go to it from several blocks",
        )
        return False
    return True


def _lay_out(
    site: Site, inner: Scope, module: ast.Module, sets: tuple[ir.Set, ...], stack: Stack
) -> None:
    context = site.context
    blocks = [b for b in module.items if not isinstance(b, ast.VarDecl)]
    exits = {e.text: e for e in module.exits}
    for block in blocks:
        if block.name and block.name.text in exits:
            duplicate("block or exit", block.name, exits[block.name.text], context.findings)
    declare_targets(context, inner, blocks)
    written = [v for v in module.items if isinstance(v, ast.VarDecl)]
    declare_variables(context, inner, (*module.params, *module.gives, *written), blocks)
    start = ir.Edge(NOWHERE, module.span)
    if module.start:
        at = Site(context, inner, module.name.text, "module", module.name.span)
        start = arrow(at, module.start)
    place = len(context.blocks)
    lower_blocks(context, inner, blocks, stack)
    values = {p.name.text for p in module.params if p.type.word not in FIXED}
    own = tuple(v.var.name for name, v in inner.variables.items() if name not in values)
    ops: tuple[ir.Op, ...] = sets
    if own or inner.counters:
        ops = (*sets, ir.Reset(own, tuple(inner.counters)))
    context.blocks.insert(place, ir.Step(site.id, ops, start, site.span, "use"))


def check_unplaced(context: Context) -> None:
    """Check the modules that nobody places, without leaving a trace of them in the program."""
    for declared in context.names.kinds["module"].values():
        module = declared.node
        if not isinstance(module, ast.Module) or module.name.span in context.used:
            continue
        kept = (len(context.blocks), len(context.variables), len(context.counters))
        drafts = dict(context.drafts)
        site = Site(context, context.top, module.name.text, "module", module.name.span)
        inner = Scope(f"{module.name.text}.", f"{module.name.text}.")
        for param in module.params:
            if param.type.word == "block":
                inner.targets[param.name.text] = Exit(ir.Edge(NOWHERE, param.span))
            elif param.type.word in FIXED:
                inner.fixed[(param.type.word, param.name.text)] = None
        for exit_ in module.exits:
            inner.targets[exit_.text] = Exit(ir.Edge(NOWHERE, exit_.span))
        _lay_out(site, inner, module, (), (module.name.text,))
        del context.blocks[kept[0] :]
        del context.variables[kept[1] :]
        del context.counters[kept[2] :]
        context.drafts = drafts
