"""What a placement hands to its module: values at entry, things when the flow is compiled."""

from flowc.diagnostic import Label
from flowc.semantics import ir
from flowc.semantics.arrows import arrow
from flowc.semantics.scope import Exit, Scope, Site, find
from flowc.semantics.type_names import FIXED, lower_type
from flowc.semantics.values import value
from flowc.syntax import ast


def fixed_and_values(
    site: Site, inner: Scope, module: ast.Module, use: ast.Use
) -> tuple[ir.Set, ...]:
    """Put the fixed arguments into `inner`; the sets of the others, in the order of parameters.
    F106 where arguments and parameters do not match."""
    given = _matched(site, module, use)
    sets: list[ir.Set] = []
    for param in module.params:
        argument = given.get(param.name.text)
        if param.type.word in FIXED:
            _fix(site, inner, param, argument)
        elif argument:
            type_ = lower_type(param.type, site.findings)
            var = inner.prefix + param.name.text
            sets.append(ir.Set(var, value(site, argument.value, type_), argument.span))
    return tuple(sets)


def _matched(site: Site, module: ast.Module, use: ast.Use) -> dict[str, ast.Argument]:
    params = {p.name.text: p for p in module.params}
    given: dict[str, ast.Argument] = {}
    for argument in use.arguments:
        name = argument.name
        if name.text not in params:
            site.findings.unknown(
                f"parameter of `{module.name.text}` called",
                name.text,
                name.span,
                params,
                help=f"`{module.name.text}` takes {', '.join(params) or 'no parameters'}",
            )
        elif given.setdefault(name.text, argument) is not argument:
            site.findings.twice(f"`{name.text}`", name.span, given[name.text].name.span)
    missing = [p for name, p in params.items() if name not in given]
    if missing:
        names = ", ".join(f"`{p.name.text}`" for p in missing)
        site.findings.error(
            "F106",
            f"`{module.name.text}` is placed without {names}",
            use.name.span,
            secondary=tuple(Label(p.span, "asked for here") for p in missing),
            help=f"write `use {module.name.text}("
            + ", ".join(f"{name} = …" for name in params)
            + f") as {use.name.text}`",
        )
    return given


def _fix(site: Site, inner: Scope, param: ast.Param, argument: ast.Argument | None) -> None:
    word, name = param.type.word, param.name.text
    if word == "block":
        inner.targets[name] = Exit(_block(site, argument))
        return
    key = ("block" if word == "queue" else word, name)
    inner.fixed[key] = None
    if word == "queue":
        site.findings.unsupported(f"a parameter of type `{word}`", param.type.span)
    elif argument and (found := _thing(site, word, argument)):
        inner.fixed[key] = find(site, word, found)


def _thing(site: Site, word: str, argument: ast.Argument) -> ast.Name | None:
    written = argument.value
    if isinstance(written, ast.Ref):
        return ast.Name(".".join(p.text for p in written.parts), written.span)
    site.findings.error(
        "F106",
        f"`{argument.name.text}` takes the name of a {word}",
        written.span,
        help=f"declare a {word}, and give its name",
    )
    return None


def _block(site: Site, argument: ast.Argument | None) -> ir.Edge:
    name = _thing(site, "block", argument) if argument else None
    if name is None or argument is None:
        return ir.Edge(ir.ToEnd("hangup"), site.span)
    return arrow(site, ast.Edge(ast.ToName(name, name.span), (), None, name.span))
