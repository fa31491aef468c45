"""`say digits account`: a value alone, as a prompt that holds nothing else."""

from typing import Final

from flowc.semantics import ir
from flowc.semantics.scope import ANY, Draft, Site
from flowc.semantics.type_names import DATE, DIGITS, NUMBER, TIME
from flowc.semantics.values import value
from flowc.syntax import ast

_TYPES: Final[dict[str, ir.Type]] = {
    "digits": DIGITS,
    "number": NUMBER,
    "date": DATE,
    "time": TIME,
}


def say(site: Site, node: ast.Say) -> ir.Play | None:
    """What `say …` does: it plays a prompt of that value alone, the same in every language of the
    flow. F103 where the value is of another type; None for what has no meaning yet."""
    wanted = _TYPES.get(node.kind)
    if wanted is None:
        site.findings.unsupported(f"`say {node.kind}`", node.span)
        return None
    if node.zone:
        site.findings.unsupported(
            "`in` behind `say`",
            node.zone.span,
            instead="leave it out: dates and times are those of the flow's `timezone`",
        )
    said = value(site, node.value, wanted, lambda found: _instead(node, found))
    use = _use(site, node, said, wanted)
    return ir.Play((ir.PromptChoice(None, use),), barge_in=True, span=node.span)


def _instead(node: ast.Say, found: ir.Type) -> str | None:
    """What to write to speak a value of the type that is found there."""
    if found is ANY:
        return None
    if found.kind in _TYPES:
        return f"write `say {found.kind} {_written(node.value)}`"
    if isinstance(node.value, ast.Ref):
        return f'write `play "{{{_name(node.value)}}}"`'
    return f"`say` speaks {', '.join(_TYPES)}; a prompt speaks the others"


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
