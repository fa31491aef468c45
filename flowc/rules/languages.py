"""F501: a text that is missing in a language in which a caller can get to it."""

from collections.abc import Generator, Iterator

from flowc.diagnostic import Diagnostic, Label, error
from flowc.rules.spoken_language import (
    LANGUAGE,
    Place,
    becomes,
    choices_in,
    in_language,
    lived,
    places,
    way,
)
from flowc.rules.view import View, asking_plays, heard_as, plays_of
from flowc.semantics import ir
from flowc.semantics.graph_arrows import Arrow
from flowc.semantics.spoken import prompts_of


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each prompt and language, with a shortest way to hear nothing."""
    languages = seen.program.languages
    lacking = {
        prompt.id: missing
        for prompt in seen.program.prompts
        if (missing := frozenset(languages) - {language for language, _ in prompt.texts})
        and prompt.texts
    }
    if not lacking:
        return
    told: set[tuple[str, str]] = set()
    came = places(seen.graph)
    for place in came:
        for play, language, id_ in _heard(seen, place):
            if language not in lacking.get(id_, ()) or (id_, language) in told:
                continue
            told.add((id_, language))
            yield _finding(seen.prompts[id_], language, play, way(came, place))


def _heard(  # noqa: C901, PLR0912 - a kind of op, an effect on the language
    seen: View, place: Place
) -> Iterator[tuple[ir.Play, str, str]]:
    """Each prompt that may be heard in a block entered in a language, with the language then."""
    block = seen.graph.blocks[place.block]
    if not isinstance(block, ir.Step):
        for play in plays_of(block):
            yield from _of_play(seen, play, place.language)
        return
    current = [place.language]
    for op in block.ops:
        match op:
            case ir.Play():
                for language in current:
                    yield from _of_play(seen, op, language)
            case ir.Set(var=var, value=value) if var == LANGUAGE:
                current = list(becomes(value, current, seen.program.languages))
            case ir.Branch(arms=arms):
                for arm in arms:
                    current = [c for c in current if in_language(arm.cond, c) is not True]
            case ir.Collect():
                for play in (*asking_plays(op.asking), *op.confirm):
                    for language in current:
                        yield from _of_play(seen, play, language)
            case ir.Lookup():
                current = yield from _of_lookup(seen, op, current)
            case _:
                pass


def _of_lookup(
    seen: View, op: ir.Lookup, before: list[str]
) -> Generator[tuple[ir.Play, str, str], None, list[str]]:
    """The languages that a call can be in behind it, whatever came of it."""
    after = list(before)
    for _, then in op.ways():
        current = before
        for act in then.ops:
            match act:
                case ir.Play():
                    for language in current:
                        yield from _of_play(seen, act, language)
                case ir.Set(var=var, value=value) if var == LANGUAGE:
                    current = list(becomes(value, current, seen.program.languages))
                case _:
                    pass
        after += [] if then.edge else current
    return list(dict.fromkeys(after))


def _of_play(seen: View, play: ir.Play, language: str) -> Iterator[tuple[ir.Play, str, str]]:
    for use in choices_in(play, language):
        yield play, language, use.prompt
        prompt = seen.prompts.get(use.prompt)
        pieces = dict(prompt.texts).get(language, ()) if prompt else ()
        for piece in pieces:
            if isinstance(piece, ir.Spoken):
                for name in prompts_of(piece.name, piece.type):
                    yield play, language, name


def _finding(
    prompt: ir.Prompt, language: str, play: ir.Play, arrows: tuple[Arrow, ...]
) -> Diagnostic:
    has = ", ".join(f"`{code}`" for code, _ in prompt.texts)
    switched = next((a for a in reversed(arrows) if any(m.var == LANGUAGE for m in a.moves)), None)
    labels = [Label(play.span, "played here")]
    if switched:
        labels.append(Label(switched.edge.span, f"from here on the call is in `{language}`"))
    return error(
        "F501",
        f"{heard_as(prompt)} has no text in `{language}`",
        prompt.span,
        f"has {has} only",
        secondary=tuple(labels),
        caller=f"a caller who {lived(arrows)} hears nothing here",
        help=f'add `{language} "…"` to it, or keep these callers away',
    )
