"""F502: a key that works and is never offered. F503: a key that is offered and does not work."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flowc.diagnostic import Diagnostic, Label, warning
from flowc.rules.keys import takes
from flowc.rules.spoken_keys import mentioned, told
from flowc.rules.spoken_language import choices_in, in_language
from flowc.rules.view import View, asking_plays, askings, heard_as, local_name, plain_text
from flowc.semantics import ir

if TYPE_CHECKING:
    from flowc.source import Span


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each key and place, whatever the number of languages."""
    done: set[tuple[Span, str]] = set()
    for block in seen.program.blocks:
        for _, op in askings(block):
            found = _of_menu(seen, op) if isinstance(op, ir.Menu) else _of_collect(seen, op)
            for finding in found:
                mark = (finding.primary.span, finding.message)
                if mark not in done:
                    done.add(mark)
                    yield finding


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


def _of_menu(seen: View, menu: ir.Menu) -> Iterator[Diagnostic]:
    missing: dict[int, list[str]] = {}
    judged = 0
    for language in seen.program.languages:
        heard = list(_texts(seen, tuple(asking_plays(menu.asking)), language))
        main = list(_texts(seen, menu.asking.plays, language))
        if not main:
            continue
        yield from _not_handled(menu, language, heard)
        offered = frozenset(key for _, text, _ in heard for key in mentioned(text))
        if not offered and language != "en":
            continue  # numbers may be spelt out in words that are not known here
        judged += 1
        for number, key in enumerate(menu.keys):
            if _offerable(menu, key) and _works(key, language) and key.pattern not in offered:
                missing.setdefault(number, []).append(language)
    for number, languages in missing.items():
        key = menu.keys[number]
        plays = menu.asking.plays
        where = "" if len(languages) == judged else f" in {', '.join(f'`{x}`' for x in languages)}"
        yield warning(
            "F502",
            f"no text of `{local_name(menu.id)}` offers key `{key.pattern}`{where}",
            key.span,
            "works, and nobody is told",
            secondary=(Label(plays[0].span, "what callers hear"),),
            caller="only a caller who knows of it presses it",
            help=f"say it in the prompt, or write `unspoken` behind `press {key.pattern} -> …`",
        )


def _offerable(menu: ir.Menu, key: ir.Key) -> bool:
    """A plain key, written in this menu: patterns are for people who know a number."""
    own = menu.span.start <= key.span.start < menu.span.end
    return own and not key.unspoken and not key.rest and "X" not in key.pattern


def _works(key: ir.Key, language: str) -> bool:
    return any(a.when is None or in_language(a.when, language) is not False for a in key.arms)


def _not_handled(
    menu: ir.Menu, language: str, heard: list[tuple[ir.Prompt, str, ir.Play]]
) -> Iterator[Diagnostic]:
    name = local_name(menu.id)
    working = [key for key in menu.keys if _works(key, language)]
    for prompt, text, play in heard:
        for pressed in told(text):
            if any(takes(key, pressed) for key in working):
                continue
            yield warning(
                "F503",
                f"{heard_as(prompt)} offers key `{pressed}`, which does nothing in `{name}`",
                menu.span,
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
