"""Prompts, named and inline, and the values that their texts hold.

A text is lowered once; what `{name}` stands for is looked up at each place that plays it. A value
of a `one of (…)` is spoken by prompts called after the variable and the value: `{tier}` asks for
`prompt tier.gold` and its kin, `{reg.tier}` for the same ones; an amount asks for the words of its
currency, `prompt money.EUR` and `prompt money.EUR.cents`.
"""

from flowc.diagnostic import Label
from flowc.semantics import ir
from flowc.semantics.conditions import condition
from flowc.semantics.scope import ANY, Context, Draft, Site, find
from flowc.semantics.spoken import prompts_of
from flowc.semantics.type_names import TEXT, show
from flowc.semantics.values import value
from flowc.source import Span
from flowc.syntax import ast


def play(site: Site, node: ast.Play) -> ir.Play:
    """What `play …` does."""
    choices = tuple(
        ir.PromptChoice(condition(site, c.when) if c.when else None, _use(site, c.prompt, node))
        for c in node.choices
    )
    return ir.Play(choices, node.barge_in, node.span)


def plays(site: Site, nodes: list[ast.Play]) -> tuple[ir.Play, ...]:
    """Several in a row."""
    return tuple(play(site, n) for n in nodes)


def _use(site: Site, ref: ast.PromptRef, at: ast.Play) -> ir.PromptUse:
    context = site.context
    if isinstance(ref, ast.PromptName):
        declared = find(site, "prompt", ref.name)
        if declared is None or not isinstance(declared.node, ast.Prompt):
            return ir.PromptUse(ref.name.text)
        draft = declared_draft(context, declared.node)
    else:
        id_ = site.prompt_id()
        draft = context.drafts.get(id_) or _draft(context, id_, ref)
        context.drafts[id_] = draft
    values = site.scope.spoken.get(draft.id)
    if values is None:
        values = tuple((_name(r), _spoken(site, draft, r, at)) for r in draft.refs)
        site.scope.spoken[draft.id] = values
    return ir.PromptUse(draft.id, values)


def declared_draft(context: Context, node: ast.Prompt) -> Draft:
    """The draft of a declared prompt, made when it is first asked for."""
    draft = context.drafts.get(node.name.text)
    if draft is None:
        texts = [t for t in node.items if isinstance(t, ast.LanguageText)]
        if not node.items:
            context.findings.error(
                "F110",
                f"the prompt `{node.name.text}` holds no text",
                node.name.span,
                help=f'write `prompt {node.name.text} {{ {context.languages[0]} "…" }}`',
            )
        draft = _texts(context, node.name.text, texts, node.name.span, named=True)
        context.drafts[node.name.text] = draft
    return draft


def _draft(context: Context, id_: str, ref: ast.Text | ast.PromptTexts) -> Draft:
    if isinstance(ref, ast.PromptTexts):
        return _texts(context, id_, list(ref.texts), ref.span, named=False)
    texts = dict.fromkeys(context.languages, ref)
    return Draft(id_, named=False, texts=texts, refs=_refs([ref]), spoken={}, span=ref.span)


def _texts(
    context: Context, id_: str, written: list[ast.LanguageText], span: Span, *, named: bool
) -> Draft:
    texts: dict[str, ast.LanguageText] = {}
    for text in written:
        language = text.language
        if language.text not in context.languages:
            if context.incomplete_flow:
                continue
            context.findings.unknown(
                "language",
                language.text,
                language.span,
                context.languages,
                help=f"add it to the flow: `languages {', '.join(context.languages)}, "
                f"{language.text}`",
            )
        elif texts.setdefault(language.text, text) is not text:
            first = texts[language.text].language
            context.findings.twice(f"the text in `{language.text}`", language.span, first.span)
    ordered = {n: texts[n].text for n in context.languages if n in texts}
    return Draft(id_, named, ordered, _refs(list(ordered.values())), {}, span)


def _refs(texts: list[ast.Text]) -> tuple[ast.Ref, ...]:
    refs: dict[str, ast.Ref] = {}
    for text in texts:
        for piece in text.pieces:
            if isinstance(piece, ast.Ref):
                refs.setdefault(_name(piece), piece)
    return tuple(refs.values())


def _name(ref: ast.Ref) -> str:
    return ".".join(part.text for part in ref.parts)


def _spoken(site: Site, draft: Draft, ref: ast.Ref, at: ast.Play) -> ir.Expr:
    found = value(site, ref)
    name = _name(ref)
    known, where = draft.spoken.setdefault(name, (found.type, at.span))
    if known != found.type and known is not ANY and found.type is not ANY:
        site.findings.error(
            "F103",
            f"`{{{name}}}` is spoken as {show(known)} in one place and as {show(found.type)} here",
            at.span,
            secondary=(Label(where, f"{show(known)} here"), Label(ref.span, "in this text")),
            help="play a prompt of its own for each type",
        )
    needs_prompts(site, ref, found.type)
    return found


def needs_prompts(site: Site, ref: ast.Ref, type_: ir.Type) -> None:
    """F101 for a prompt that speaks the value, or a part of it, and is not declared."""
    for name in prompts_of(_name(ref), type_):
        if _unspoken(site, name, ref):
            continue
        declared = find(site, "prompt", ast.Name(name, ref.span))
        if declared and isinstance(declared.node, ast.Prompt):
            for inner in declared_draft(site.context, declared.node).refs:
                site.findings.error(
                    "F105",
                    f"`{name}` speaks a value, and can't hold another",
                    inner.span,
                    help="write its text without `{ }`",
                )


def _unspoken(site: Site, name: str, ref: ast.Ref) -> bool:
    """F101 for a value that no prompt speaks: another value's prompt is no slip of the fingers."""
    table = site.context.names.kinds["prompt"]
    if name in table or site.context.may_hide("prompt"):
        return name not in table
    site.findings.unknown(
        "prompt",
        name,
        ref.span,
        [known for known in table if known.partition(".")[0] != name.partition(".")[0]],
        help=f'say how it is spoken: `prompt {name} {{ en "…" }}`',
    )
    return True


def finish(context: Context) -> tuple[ir.Prompt, ...]:
    """All prompts: the declared ones in source order, then the inline ones."""
    for declared in context.names.kinds["prompt"].values():
        if isinstance(declared.node, ast.Prompt):
            declared_draft(context, declared.node)
    order = {name: n for n, name in enumerate(context.names.kinds["prompt"])}
    drafts = sorted(context.drafts.values(), key=lambda d: order.get(d.id, len(order)))
    return tuple(_finished(d) for d in drafts)


def _finished(draft: Draft) -> ir.Prompt:
    texts = tuple((lang, _pieces(draft, text)) for lang, text in draft.texts.items())
    return ir.Prompt(draft.id, draft.named, texts, draft.span)


def _pieces(draft: Draft, text: ast.Text) -> tuple[str | ir.Spoken, ...]:
    return tuple(
        piece
        if isinstance(piece, str)
        else ir.Spoken(_name(piece), draft.spoken.get(_name(piece), (TEXT,))[0])
        for piece in text.pieces
    )
