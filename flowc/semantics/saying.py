"""`say digits account`: a value alone, as a prompt that holds nothing else."""

from typing import Final

from flowc.semantics import ir
from flowc.semantics.clock import check_zone
from flowc.semantics.findings import a
from flowc.semantics.prompts import needs_prompts
from flowc.semantics.scope import ANY, Draft, Site
from flowc.semantics.type_names import DATE, DIGITS, NUMBER, TIME, show
from flowc.semantics.values import NOTHING, value
from flowc.syntax import ast

_TYPES: Final[dict[str, ir.Type]] = {
    "digits": DIGITS,
    "number": NUMBER,
    "date": DATE,
    "time": TIME,
}


def say(site: Site, node: ast.Say) -> ir.Play | None:
    """What `say …` does: it plays a prompt of that value alone, the same in every language of the
    flow. F103 where the value is of another type; None where no prompt can be made of it."""
    said = _money(site, node) if node.kind == "money" else _plain(site, node, _TYPES[node.kind])
    if said is None:
        return None
    use = _use(site, node, said, said.type)
    return ir.Play((ir.PromptChoice(None, use),), barge_in=True, span=node.span)


def _plain(site: Site, node: ast.Say, wanted: ir.Type) -> ir.Expr:
    said = value(site, node.value, wanted, lambda found: _instead(node, found))
    if isinstance(said, ir.Const) and said is NOTHING:
        said = ir.Const("", wanted)
    return _in_zone(site, node.zone, said) if node.zone else said


def _in_zone(site: Site, zone: ast.Name, said: ir.Expr) -> ir.Expr:
    """`now` on the clocks of another place; F131 for what is the same everywhere."""
    if isinstance(said, ir.Now):
        for fault in check_zone(zone.text, zone.span):
            site.findings.add(fault)
        return said._replace(zone=zone.text)
    site.findings.error(
        "F131",
        f"only `now` is another time in `{zone.text}`",
        zone.span,
        "what is said here is no moment",
        help=f"write `say {said.type.kind} now in {zone.text}`, or leave out `in {zone.text}`",
    )
    return said


def _money(site: Site, node: ast.Say) -> ir.Expr | None:
    """An amount, whatever its currency, with the prompts that it needs."""
    said = value(site, node.value)
    if node.zone:
        _in_zone(site, node.zone, said)
    if said.type.kind == "money":
        ref = node.value if isinstance(node.value, ast.Ref) else None
        name = ref or ast.Ref((ast.Name("money", node.span),), node.span)
        needs_prompts(site, name, said.type)
        return said
    if said.type is not ANY:
        site.findings.error(
            "F103",
            f"money belongs here, and this is {a(show(said.type))}",
            node.value.span,
            f"this is {a(show(said.type))}",
            help=_instead(node, said.type) or "declare it: `var due: money EUR`",
        )
    return None


def _instead(node: ast.Say, found: ir.Type) -> str | None:
    """What to write to speak a value of the type that is found there."""
    if found is ANY:
        return None
    if found.kind in _TYPES or found.kind == "money":
        return f"write `say {found.kind} {_written(node.value)}`"
    if isinstance(node.value, ast.Ref):
        return f'write `play "{{{_name(node.value)}}}"`'
    return f"`say` speaks {', '.join(_TYPES)} and money; a prompt speaks the others"


def _written(written: ast.Expr) -> str:
    match written:
        case ast.Ref():
            return _name(written)
        case ast.Int(number):
            return str(number)
        case _:
            return "…"


def _name(ref: ast.Ref) -> str:
    return ".".join(part.text for part in ref.parts)


def _use(site: Site, node: ast.Say, said: ir.Expr, type_: ir.Type) -> ir.PromptUse:
    """The prompt, in whose text the value has the name that it has in the flow, or its type's."""
    context, id_ = site.context, site.prompt_id()
    ref = node.value
    if not isinstance(ref, ast.Ref):
        ref = ast.Ref((ast.Name(type_.kind, ref.span),), ref.span)
    name = _name(ref)
    if id_ not in context.drafts:
        texts = dict.fromkeys(context.languages, ast.Text((ref,), node.span))
        context.drafts[id_] = Draft(
            id_,
            named=False,
            texts=texts,
            refs=(ref,),
            spoken={name: (type_, node.span)},
            span=node.span,
        )
    return ir.PromptUse(id_, ((name, said),))
