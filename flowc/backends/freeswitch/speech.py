"""Prompts: which sound file, and how a value within a text is spoken.

A prompt is one recording a language: `${sounds_dir}/flowc/en/greeting.wav`. One with values in it
is cut at them (`account_is--1.wav`, …); the flow's Lua file puts the pieces together. Everything is
played as `file_string://…`, which skips files that are missing, with a hundredth of a second of
silence at the end, so that a prompt without a single file is no error: `read` would not listen
after one.
"""

from typing import NamedTuple, TypeAlias

from flowc.backends.freeswitch.abilities import FREE_TEXT, NO_SAY_MODULE
from flowc.backends.freeswitch.conditions import find_out, judged
from flowc.backends.freeswitch.events import trace
from flowc.backends.freeswitch.expressions import lua_value
from flowc.backends.freeswitch.model import Action, Condition
from flowc.backends.freeswitch.part import Part, answer
from flowc.backends.freeswitch.site import Site, read
from flowc.backends.freeswitch.text import FsData, code, joined, lua_text, name
from flowc.diagnostic import error
from flowc.semantics import ir
from flowc.semantics.spoken import unit_prompts
from flowc.source import Span

SILENCE = "silence_stream://10"
SAY_MODULES = {"en": "en", "es": "es_ar", "he": "he", "pl": "pl", "ru": "ru", "sv": "sv"}
"""By language, the say module that can name the files of a number or a date (1.10.12): of the
others, none has a `say_string` function."""

MINUS = {"en": "minus", "es": "menos", "he": "מינוס", "pl": "minus", "ru": "минус", "sv": "minus"}
"""What is said before the digits of a number below 0, which no say module speaks; it is no
recording of FreeSWITCH's own."""

_SAY = {"number": "said_number", "date": "said_date", "time": "said_time"}
"""Functions of the Lua file."""


class Piece(NamedTuple):
    """A recording of a language: its file's name without ending, and the words on it."""

    language: str
    file: str
    words: str


def pieces(prompt: ir.Prompt) -> tuple[Piece, ...]:
    """The recordings that a prompt needs."""
    found: list[Piece] = []
    for language, text in prompt.texts:
        heard = _heard(text)
        for n, piece in enumerate(heard, 1):
            if isinstance(piece, str):
                found.append(Piece(language, _stem(prompt.id, heard, n), piece.strip()))
            elif piece.type.kind in {"yes-no", "language"}:
                kind, members = piece.type.kind, ("yes", "no")
                chosen = members if kind == "yes-no" else tuple(x for x, _ in prompt.texts)
                found += [Piece(language, f"{kind}--{m}", m) for m in chosen]
    return tuple(found)


_Text: TypeAlias = tuple[str | ir.Spoken, ...]


def _heard(text: _Text) -> _Text:
    """Without what has no word in it: punctuation between two values."""
    return tuple(t for t in text if isinstance(t, ir.Spoken) or any(map(str.isalnum, t)))


def _stem(prompt: str, heard: _Text, number: int) -> str:
    """A prompt of one recorded text is one file, else they are numbered: `balance--1`. The same
    names as for Asterisk: one set of recordings serves both."""
    stem = prompt.replace(".", "-")
    return stem if len(heard) == 1 else f"{stem}--{number}"


def _put_together(prompt: ir.Prompt) -> bool:
    """Whether it is more than one recording in each language: a value is filled in, or there is
    nothing to say in one of them."""
    values = any(isinstance(t, ir.Spoken) for _, text in prompt.texts for t in text)
    heard = {bool(_heard(text)) for _, text in prompt.texts}
    return values or len(heard) > 1


def begin(part: Part, play: ir.Play, *, answering: bool = False) -> FsData | None:
    """Makes the part ready to play: the sound, and None where it never plays anything.

    With conditions, the choice is made in a state of its own; where none holds, the sound is
    silence. `answering`: what is chosen answers the call, which nothing may have done before.
    """
    if not play.choices:
        return None
    if play.choices[0].when is None:
        use = play.choices[0].use
        part.run(_told(part, use, answering=answering))
        return _sound(part, use, play.span)
    return _chosen(part, play, answering=answering)


def _told(part: Part, use: ir.PromptUse, *, answering: bool) -> list[Action]:
    event = trace("play", ("prompt", name(use.prompt)))
    return [*(answer(part.site) if answering else []), event]


def _chosen(part: Part, play: ir.Play, *, answering: bool) -> FsData:
    after = part.fresh_address()
    known = find_out([c.when for c in play.choices if c.when is not None], part, play.span)
    chosen = code("flowc_chosen")
    for choice in play.choices:
        told = _told(part, choice.use, answering=answering)
        kept = _kept(part, choice.use, play.span, chosen)
        prepared = (*told, *kept, part.to(after))
        if choice.when is None:
            part.run(prepared)
            break
        before: list[Condition] = []
        tests, match = judged(choice.when, known, part, before)
        part.decide(*before, Condition(tests, match, prepared, on="on-true"))
    else:
        part.act("set", code("{}={}", chosen, FsData(SILENCE)))
        part.go(after)
    part.state(after)
    return read(chosen)


def _kept(part: Part, use: ir.PromptUse, span: Span, into: FsData) -> tuple[Action, ...]:
    prompt = part.site.prompts[use.prompt]
    if not _put_together(prompt):
        return (Action("set", code("{}={}", into, _file(prompt, part.site))),)
    said = read(FsData("flowc_said"))
    return (_said(part, use, span), Action("set", code("{}={}", into, said)))


def _sound(part: Part, use: ir.PromptUse, span: Span) -> FsData:
    prompt = part.site.prompts[use.prompt]
    if not _put_together(prompt):
        return _file(prompt, part.site)
    part.run([_said(part, use, span)])
    return read(FsData("flowc_said"))


def _file(prompt: ir.Prompt, at: Site) -> FsData:
    if not any(_heard(text) for _, text in prompt.texts):
        return FsData(SILENCE)
    ending = name(at.job.settings.freeswitch.sounds_format)
    stem = name(prompt.id.replace(".", "-"))
    path = code("{}/{}.{}", joined("/", [at.sounds, FsData("${flowc_language}")]), stem, ending)
    return code("file_string://{}!{}", path, FsData(SILENCE))


# ---- values -------------------------------------------------------------------------------------


def _said(part: Part, use: ir.PromptUse, span: Span) -> Action:
    prompt, values = part.site.prompts[use.prompt], dict(use.values)
    ending = part.site.job.settings.freeswitch.sounds_format
    lines = ["say(", f"  {lua_text('.' + ending)},", "  {"]
    for language, text in prompt.texts:
        parts: list[str] = []
        heard = _heard(text)
        for number, piece in enumerate(heard, 1):
            if isinstance(piece, ir.Spoken):
                parts.append(_spoken(part, piece, values[piece.name], language, span))
            else:
                parts.append(lua_text(_stem(prompt.id, heard, number)))
        lines.append(f"    [{lua_text(language)}] = {{{', '.join(parts)}}},")
    return part.lua(span, *lines, "  }", ")")


def _spoken(part: Part, spoken: ir.Spoken, value: ir.Expr, language: str, span: Span) -> str:
    said = lua_value(value)
    match spoken.type.kind:
        case "digits" | "phone-number":
            return f"digits({said})"
        case "one-of":
            return f"{lua_text(spoken.name.rpartition('.')[2] + '-')} .. {said}"
        case "yes-no" | "language":
            return f"{lua_text(spoken.type.kind + '--')} .. {said}"
        case "number" | "date" | "time" if language in SAY_MODULES:
            module = SAY_MODULES[language]
            return f"{_SAY[spoken.type.kind]}({lua_text(module)}, {said})"
        case "money" if language in SAY_MODULES:
            module = lua_text(SAY_MODULES[language])
            files = ", ".join(lua_text(p.replace(".", "-")) for p in unit_prompts(spoken.type))
            return f"said_money({module}, {said}, {files})"
        case kind:
            _cannot_speak(part.site, spoken.name, kind, language, span)
            return "nil"


def _cannot_speak(at: Site, value: str, kind: str, language: str, span: Span) -> None:
    free_text = kind == "text"
    at.findings.append(
        error(
            (FREE_TEXT if free_text else NO_SAY_MODULE).code,
            f"FreeSWITCH has no recordings that speak `{value}`, a {kind}, in `{language}`",
            span,
            "spoken here",
            caller="a caller would hear the sentence with a hole in it",
            help="say it with `one of (…)` and a prompt for each value, or leave it out"
            if free_text
            else "speak it as `digits`, or say it with prompts of your own",
        )
    )
