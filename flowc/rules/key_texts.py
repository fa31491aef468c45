"""F502: a key that works and is never offered. F503: a key that is offered and does not work."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from flowc.diagnostic import Diagnostic, Label, warning
from flowc.rules.keys import takes
from flowc.rules.spoken_keys import mentioned, told
from flowc.rules.spoken_language import choices_in, in_language
from flowc.rules.view import (
    View,
    asking_plays,
    askings,
    heard_as,
    local_name,
    plain_text,
    queue_plays,
)
from flowc.semantics import ir

if TYPE_CHECKING:
    from flowc.source import Span


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each key and place, whatever the number of languages."""
    done: set[tuple[Span, str]] = set()
    for block in seen.program.blocks:
        for finding in _found(seen, block):
            mark = (finding.primary.span, finding.message)
            if mark not in done:
                done.add(mark)
                yield finding


def _found(seen: View, block: ir.Block) -> Iterator[Diagnostic]:
    if isinstance(block, ir.Queue):
        yield from _of(seen, _queue(seen, block))
    for _, op in askings(block):
        yield from _of(seen, _menu(op)) if isinstance(op, ir.Menu) else _of_collect(seen, op)


def _texts(
    seen: View, plays: tuple[ir.Play, ...], language: str
) -> Iterator[tuple[ir.Prompt, str, ir.Play]]:
    """What may be heard in `language`."""
    for play in plays:
        for use in choices_in(play, language):
            prompt = seen.prompts.get(use.prompt)
            pieces = dict(prompt.texts).get(language) if prompt else None
            if prompt and pieces is not None:
                yield prompt, plain_text(pieces), play


class _Offers(NamedTuple):
    """A menu or a queue: what is played in it, and what is heard just before it. `told`: whoever
    hears nothing here is not told of its keys; a menu without a prompt is a piece of another."""

    name: str
    span: "Span"
    keys: tuple[ir.Key, ...]
    main: tuple[ir.Play, ...]
    plays: tuple[ir.Play, ...]
    before: tuple[ir.Play, ...] = ()
    told: bool = False


def _menu(menu: ir.Menu) -> _Offers:
    asking = menu.asking
    plays = tuple(asking_plays(asking))
    return _Offers(local_name(menu.id), menu.span, menu.keys, asking.plays, plays)


def _queue(seen: View, queue: ir.Queue) -> _Offers:
    """Whoever waits is often told beforehand how to stop waiting: in the step before."""
    before = tuple(
        play
        for arrows in seen.graph.arrows.values()
        for arrow in arrows
        if arrow.target == queue.id and isinstance(seen.graph.blocks[arrow.source], ir.Step)
        for play in arrow.plays
    )
    plays = tuple(queue_plays(queue))
    return _Offers(local_name(queue.id), queue.span, queue.keys, plays, plays, before, told=True)


def _of(seen: View, here: _Offers) -> Iterator[Diagnostic]:
    missing: dict[int, list[str]] = {}
    judged = 0
    for language in seen.program.languages:
        heard = list(_texts(seen, here.plays, language))
        yield from _not_handled(here, language, heard)
        main = list(_texts(seen, here.main + here.before, language))
        if not main and (here.main or here.before or not here.told):
            continue
        offered = frozenset(k for _, text, _ in (*heard, *main) for k in mentioned(text))
        if main and not offered and language != "en":
            continue  # numbers may be spelt out in words that are not known here
        judged += 1
        for number, key in enumerate(here.keys):
            if _offerable(here, key) and _works(key, language) and key.pattern not in offered:
                missing.setdefault(number, []).append(language)
    plays = here.main + here.before
    for number, languages in missing.items():
        key = here.keys[number]
        where = "" if len(languages) == judged else f" in {', '.join(f'`{x}`' for x in languages)}"
        yield warning(
            "F502",
            f"no text of `{here.name}` offers key `{key.pattern}`{where}",
            key.span,
            "works, and nobody is told",
            secondary=tuple(Label(play.span, "what callers hear") for play in plays[:1]),
            caller="only a caller who knows of it presses it",
            help=f"say it in the prompt, or write `unspoken` behind `press {key.pattern} -> …`",
        )


def _offerable(here: _Offers, key: ir.Key) -> bool:
    """A plain key, written in this place: patterns are for people who know a number."""
    own = here.span.start <= key.span.start < here.span.end
    return own and not key.unspoken and not key.rest and "X" not in key.pattern


def _works(key: ir.Key, language: str) -> bool:
    return any(a.when is None or in_language(a.when, language) is not False for a in key.arms)


def _not_handled(
    here: _Offers, language: str, heard: list[tuple[ir.Prompt, str, ir.Play]]
) -> Iterator[Diagnostic]:
    working = [key for key in here.keys if _works(key, language)]
    for prompt, text, play in heard:
        for pressed in told(text):
            if any(takes(key, pressed) for key in working):
                continue
            yield warning(
                "F503",
                f"{heard_as(prompt)} offers key `{pressed}`, which does nothing in `{here.name}`",
                here.span,
                f"has no key {pressed}",
                secondary=(
                    Label(prompt.span, f"offered here, in `{language}`"),
                    Label(play.span, "played here"),
                ),
                caller=f"a caller who does as told and presses {pressed} made a wrong choice",
                help=f"write `press {pressed} -> …`, or take it out of the text",
            )


def _of_collect(seen: View, op: ir.Collect) -> Iterator[Diagnostic]:
    """Signs offered while digits are asked for, and keys offered by the question after them."""
    escapes = {key for key, _ in op.escapes}
    signs = {"*", "#"} - escapes - {op.end or ""}
    for language in seen.program.languages:
        asked = list(_texts(seen, tuple(asking_plays(op.asking)), language))
        confirm = list(_texts(seen, op.confirm, language))
        wrong = [(x, key) for x in asked for key in told(x[1]) if key in signs]
        wrong += [(x, k) for x in confirm for k in told(x[1]) if k not in {"1", "2"} | escapes]
        for (prompt, _, play), key in wrong:
            yield warning(
                "F503",
                f"{heard_as(prompt)} offers key `{key}`, which does nothing here",
                play.span,
                f"key {key} has no meaning while `{op.var}` is asked for",
                secondary=(Label(prompt.span, f"offered here, in `{language}`"),),
                caller=f"a caller who does as told and presses {key} made a wrong choice",
                help="take it out of the text, or make it the `end` key",
            )
