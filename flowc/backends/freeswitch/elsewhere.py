"""Where somebody else decides: chance, and dialplan that is not flowc's."""

from flowc.backends.freeswitch.edges import leave, left
from flowc.backends.freeswitch.model import Action, Condition, Test
from flowc.backends.freeswitch.part import Actions, Part, trace
from flowc.backends.freeswitch.site import variable
from flowc.backends.freeswitch.text import FsData, code, joined, literal, name, setting
from flowc.semantics import ir


def split(part: Part, block: ir.Split) -> None:
    """The Lua file draws; each share is a condition."""
    weights = joined(" ", [code("{}", s.percent) for s in block.shares])
    part.act("lua", code("{} split {}", part.site.script, weights))
    part.next_state()
    for n, share in enumerate(block.shares, 1):
        drawn = Test(FsData("${flowc_share}"), code("^{}$", n))
        actions = tuple(leave(part, share.edge, f"{share.percent}%"))
        part.decide(Condition((drawn,), actions=actions, on="on-true"))
    part.go(code("end--congestion"))


def external(part: Part, block: ir.External) -> None:
    """Runs the deployment's extension and reads what it hands back in `return_…` variables. It may
    also send the call to `<block>-returned` itself, having transferred it in between."""
    where = part.site.job.settings.freeswitch.externals.get(block.id)
    if where is None:
        from flowc.settings import missing

        key, example = f"freeswitch.externals.{block.id}", f"{block.id} XML default"
        part.site.findings.append(missing(key, example, block.span, f"external `{block.id}`"))
        return
    if block.failed is None:
        part.run(left(part, "gone", "external"))
        part.run([trace("end", ("by", FsData("flow")), ("cause", FsData("external")))])
        part.act("transfer", setting(where))
        return
    part.act("set", code("return_outcome="))
    for value in block.reads:
        part.act("set", code("return_{}=", name(value.name)))
    part.act("execute_extension", setting(where))
    part.go(part.named(code("returned")))
    _returned(part, block, block.failed)


def _returned(part: Part, block: ir.External, failed: ir.Edge) -> None:
    part.state(part.named(code("returned")))
    checked = [part.lua(block.span, line) for r in block.reads if (line := _by_lua(r))]
    part.run(checked)
    part.next_state()
    fits = [_fits(part, r) for r in block.reads]
    values = [a for r in block.reads for a in _kept(part, r)]
    for outcome, edge in block.outcomes:
        test = Test(FsData("${return_outcome}"), code("^{}$", literal(outcome)))
        actions = (*values, *leave(part, edge, outcome))
        part.decide(Condition((test, *fits), actions=actions, on="on-true"))
    part.run(leave(part, failed, "failed"))


def _by_lua(value: ir.Read) -> str | None:
    """Dates are looked up in the calendar; numbers lose leading zeros. What does not fit goes."""
    if value.var.type.kind not in {"date", "number"}:
        return None
    return f'fit_{value.var.type.kind}("return_{name(value.name)}")'


_SHAPES = {
    "text": ".",
    "digits": "^[0-9]+$",
    "number": "^-?[0-9]{1,18}$",
    "phone-number": r"^\+?[0-9]{1,20}$",
    "date": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "time": "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$",
    "yes-no": "^(?:yes|no)$",
}


def _fits(part: Part, value: ir.Read) -> Test:
    field = FsData("${return_" + name(value.name) + "}")
    kind = value.var.type.kind
    if kind in {"one-of", "language"}:
        known = value.var.type.members if kind == "one-of" else part.site.program.languages
        return Test(field, code("^(?:{})$", joined("|", [literal(k) for k in known])))
    return Test(field, FsData(_SHAPES[kind]))


def _kept(part: Part, value: ir.Read) -> Actions:
    var = variable(value.var.name)
    kept = [Action("set", code("{}={}", var, FsData("${return_" + name(value.name) + "}")))]
    if value.var.name in part.site.asked:
        kept.append(Action("set", code("flowc_set_{}=yes", var)))
    return [*kept, trace("set", ("var", name(value.var.name)))]
