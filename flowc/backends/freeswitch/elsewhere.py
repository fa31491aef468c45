"""Where somebody else decides: chance, and dialplan that is not flowc's."""

from flowc.backends.freeswitch.edges import leave, left
from flowc.backends.freeswitch.model import Action, Condition, Test
from flowc.backends.freeswitch.part import Actions, Part, end
from flowc.backends.freeswitch.phones import forgotten, unobserved
from flowc.backends.freeswitch.site import needs_hook, variable
from flowc.backends.freeswitch.text import FsData, code, joined, literal, lua_text, name, setting
from flowc.semantics import ir
from flowc.source import Span

SETTINGS = (
    "playback_terminators",
    "continue_on_fail",
    "hangup_after_bridge",
    "ignore_early_media",
    "ringback",
    "transfer_ringback",
    "call_timeout",
)
"""How FreeSWITCH's own applications are told to behave, which is no matter of a call that is gone.
`max_session_transfers` stays: its transfers so far are counted against it."""


def split(part: Part, block: ir.Split) -> None:
    """The Lua file draws; each share is a condition."""
    weights = joined(" ", [code("{}", s.percent) for s in block.shares])
    draw = code("{} split {} {}", part.site.script, name(block.id), weights)
    part.find_out([Action("lua", draw)])
    for n, share in enumerate(block.shares, 1):
        drawn = Test(FsData("${flowc_share}"), code("^{}$", n))
        actions = tuple(leave(part, share.edge, f"{share.percent}%"))
        part.decide(Condition((drawn,), actions=actions, on="on-true"))
    part.run(part.to_end("congestion"))


def external(part: Part, block: ir.External) -> None:
    """Runs the deployment's extension and reads what it hands back in `return_…` variables. It may
    also send the call to `<block>-returned` itself, having transferred it in between."""
    where = part.site.job.settings.freeswitch.externals.get(block.id)
    if where is None:
        from flowc.settings import missing

        key, example = f"freeswitch.externals.{block.id}", f"{block.id} XML default"
        part.site.findings.append(missing(key, example, block.span, f"external `{block.id}`"))
        return
    alone = (*unobserved(part.site), *forgotten(part.site))  # its rings are not the flow's
    part.run([Action("set", own) for own in alone])
    if block.failed is None:
        part.run(left(part, "gone", "external"))
        _gone(part)
        part.act("transfer", setting(where))
        return
    part.act("set", code("return_outcome="))
    for value in block.reads:
        part.act("set", code("return_{}=", name(value.name)))
    part.act("execute_extension", setting(where))
    part.go(part.named(code("returned")))
    _returned(part, block, block.failed)


def _gone(part: Part) -> None:
    """The end of the call as the flow sees it: what a hang-up would do is done now."""
    at = part.site
    part.run(end(at, "flow", "external"))
    if needs_hook(at):
        part.act("lua", code("{} hangup", at.script))
        part.act("set", code("api_hangup_hook="))
    for own in SETTINGS:
        part.act("set", code("{}=", FsData(own)))


def _returned(part: Part, block: ir.External, failed: ir.Edge) -> None:
    part.state(part.named(code("returned")))
    outcomes = ", ".join(lua_text(outcome) for outcome, _ in block.outcomes)
    checks = [f'fit_one_of("return_outcome", {{{outcomes}}})']
    part.run([part.lua(block.span, *checks, *(_check(part, r) for r in block.reads))])
    part.next_state()
    fits = [_fits(r) for r in block.reads]
    values = [a for r in block.reads for a in _kept(part, r, block.span)]
    for outcome, edge in block.outcomes:
        test = Test(FsData("${return_outcome}"), code("^{}$", literal(outcome)))
        actions = (*values, *leave(part, edge, outcome))
        part.decide(Condition((test, *fits), actions=actions, on="on-true"))
    part.run(leave(part, failed, "failed"))


def _check(part: Part, value: ir.Read) -> str:
    """The line of Lua that takes away what does not fit. Before it no condition looks at a value:
    looking expands it, `${…}` that it holds included."""
    returned, kind = lua_text("return_" + name(value.name)), value.var.type.kind
    members = {
        "one-of": value.var.type.members,
        "language": part.site.program.languages,
        "yes-no": ("yes", "no"),
    }.get(kind)
    if members is not None:
        return f"fit_one_of({returned}, {{{', '.join(map(lua_text, members))}}})"
    return f"fit_{kind.replace('-', '_')}({returned})"


def _fits(value: ir.Read) -> Test:
    """A text itself is never looked at."""
    there = "flowc_fits_" if value.var.type.kind == "text" else "return_"
    return Test(FsData("${" + there + name(value.name) + "}"), FsData("^."))


def _kept(part: Part, value: ir.Read, span: Span) -> Actions:
    var = variable(value.var.name)
    kept = [Action("set", code("{}={}", var, FsData("${return_" + name(value.name) + "}")))]
    if value.var.type.kind == "text" or value.var.name in part.site.secret:
        # `set` would expand what a text holds, and log what a secret is
        read = f"text({lua_text('return_' + value.name)})"
        kept = [part.lua(span, f"assign({lua_text(var)}, {read})")]
    if value.var.name in part.site.asked:
        kept.append(Action("set", code("flowc_set_{}=yes", var)))
    return [*kept, part.tell_set(value.var.name)]
