"""Prompts: sound files and spoken values.

Where nothing listens a prompt is `Playback`: keys are thrown away. Where a menu or a collect
listens it is `BackGround`: a key stops it and is the first of those that the context's extensions
are matched with. The say applications do the same while SAY_DTMF_INTERRUPT is set. A file that is
missing makes all of these go on at once, with a warning in Asterisk's log.
"""

from typing import Literal, NamedTuple, TypeAlias

from flowc.backends.asterisk import names
from flowc.backends.asterisk.abilities import FREE_TEXT
from flowc.backends.asterisk.conditions import judge, prepare
from flowc.backends.asterisk.lines import Writer
from flowc.backends.asterisk.telling import Told
from flowc.backends.asterisk.unit import Unit
from flowc.backends.asterisk.values import (
    LANGUAGE,
    language,
    needs_clock,
    read_clock,
    spoken_language,
    value,
)
from flowc.diagnostic import Diagnostic, error
from flowc.semantics import ir
from flowc.semantics.spoken import unit_prompts
from flowc.source import Span

Pieces: TypeAlias = tuple[str | ir.Spoken, ...]


class Sound(NamedTuple):
    """One file: the prompt, the language, its path below the language's folder (no ending), and
    what it says."""

    prompt: str
    language: str
    file: str
    text: str


Listens: TypeAlias = bool | Literal["own"]
"""Whether the context matches keys; "own": only those that are extensions of its own cut."""


def play(
    op: ir.Play, writer: Writer, unit: Unit, *, listening: Listens, answering: bool = False
) -> None:
    """The first choice that holds. `answering`: whatever plays answers the call first, and nothing
    that plays does not."""
    if answering and any(c.when is None for c in op.choices):
        if not answers(op, unit):
            writer.add("Answer()")
        answering = False
    app = "BackGround" if listening and op.barge_in else "Playback"
    only = ",m" if listening == "own" and op.barge_in else ""
    if len(op.choices) == 1 and op.choices[0].when is None:
        _use(_Voice(app, op.choices[0].use, op.span, only), writer, unit)
        return
    prepare([c.when for c in op.choices if c.when is not None], writer, unit)
    played = writer.label("played")
    for choice in op.choices:
        other = ""
        if choice.when is not None:
            other = writer.label("otherwise")
            test = judge(choice.when, writer, unit, op.span)
            writer.add(f"GotoIf($[{test}]?:{other})")
        if answering and not _opens(choice.use, unit):
            writer.add("Answer()")
        _use(_Voice(app, choice.use, op.span, only), writer, unit)
        writer.add(f"Goto({played})")
        if not other:
            break
        writer.mark(other)
    writer.mark(played)


class _Voice(NamedTuple):
    """How one prompt is played: the application, where the flow says so, and what else a file is
    played with."""

    app: str
    use: ir.PromptUse
    span: Span
    only: str


def _use(voice: _Voice, writer: Writer, unit: Unit) -> None:
    """`flowc_playing` is what a key or a hang-up would cut; telling that it stopped empties it."""
    if any(needs_clock(said) for _, said in voice.use.values):
        read_clock(writer, unit)
    prompt = unit.prompts[voice.use.prompt]
    shapes = {_shape(pieces) for _, pieces in prompt.texts}
    pieces = _heard(prompt.texts[0][1])
    if len(shapes) > 1:
        writer.add(f"Set(flowc_playing={prompt.id})")
        _by_language(voice, writer, unit)
    else:
        named = _begins_with(pieces, prompt.id)
        if not named:
            writer.add(f"Set(flowc_playing={prompt.id})")
        _pieces(prompt.texts[0][1], voice, writer, unit, named=named)
    writer.tell(played("0", unit))


def _begins_with(pieces: Pieces, prompt: str) -> bool:
    """Whether the first thing that is heard is a file of the prompt's own name: then playing it
    also says what plays."""
    return bool(pieces) and isinstance(pieces[0], str) and names.fit(names.dashed(prompt)) == prompt


def answers(op: ir.Play, unit: Unit) -> bool:
    """Whether something plays in any case, and the first of it is a file: playing that answers."""
    return any(c.when is None for c in op.choices) and all(
        _opens(choice.use, unit) for choice in op.choices
    )


def _opens(use: ir.PromptUse, unit: Unit) -> bool:
    return all(
        bool(heard := _heard(pieces)) and isinstance(heard[0], str)
        for _, pieces in unit.prompts[use.prompt].texts
    )


PLAYING = '"${flowc_playing}" != ""'
"""Whether there is a prompt that a key or a hang-up cuts."""


def played(cut: str, unit: Unit, test: str = "") -> Told:
    """The trace of a prompt that stops."""
    fields = ("Prompt", "${SHIFT(flowc_playing)}"), ("Lang", spoken_language(unit)), ("Cut", cut)
    return Told("play", fields, test)


def _by_language(voice: _Voice, writer: Writer, unit: Unit) -> None:
    """Values stand elsewhere in another language."""
    spoken = writer.label("spoken")
    *others, (_, last) = unit.prompts[voice.use.prompt].texts
    for code, pieces in others:
        other = writer.label(f"not_{language(code)}")
        writer.add(f'GotoIf($["{LANGUAGE}" = "{language(code)}"]?:{other})')
        _pieces(pieces, voice, writer, unit)
        writer.add(f"Goto({spoken})")
        writer.mark(other)
    _pieces(last, voice, writer, unit)
    writer.mark(spoken)


def _shape(pieces: Pieces) -> tuple[str | None, ...]:
    return tuple(p.name if isinstance(p, ir.Spoken) else None for p in _heard(pieces))


def _heard(pieces: Pieces) -> Pieces:
    """Without the text that has no words: the full stop after a value."""
    return tuple(p for p in pieces if isinstance(p, ir.Spoken) or any(map(str.isalnum, p)))


def _pieces(
    pieces: Pieces, voice: _Voice, writer: Writer, unit: Unit, *, named: bool = False
) -> None:
    """`named`: the first file is also what `flowc_playing` is to be."""
    values = dict(voice.use.values)
    if any(isinstance(p, ir.Spoken) and p.type.kind in _SAID for p in pieces):
        cuts = "yes" if voice.app == "BackGround" and not voice.only else "no"
        writer.add(f"Set(SAY_DTMF_INTERRUPT={cuts})")
    number = 0
    for piece in _heard(pieces):
        if isinstance(piece, str):
            number += 1
            file = _file(voice.use.prompt, pieces, number)
            if named and number == 1:
                stem = voice.use.prompt
                file = f"${{SET(flowc_playing={stem})}}{file.removeprefix(stem)}"
            writer.add(f"{voice.app}({_path(file, unit)}{voice.only})")
        else:
            _say(piece, values[piece.name], voice, writer, unit)


LARGEST = 999_999_999
"""SayNumber says no larger number; the digits of one are said instead."""

_SAID = frozenset({"digits", "phone-number", "number", "money", "date", "time"})


def _say(piece: ir.Spoken, expr: ir.Expr, voice: _Voice, writer: Writer, unit: Unit) -> None:
    app, _, span, only = voice
    said = value(expr, unit)
    match piece.type.kind:
        case "digits":
            writer.add(f"SayDigits({said})")
        case "phone-number":
            writer.add(f"SayDigits(${{FILTER(0-9,{said})}})")
        case "number":
            big = f"{said} > {LARGEST} | {said} < -{LARGEST}"
            writer.add(f"ExecIf($[{big}]?SayDigits({said}):SayNumber({said}))")
        case "date":
            parsed = f"${{STRPTIME({said} 12:00,UTC,%Y-%m-%d %H:%M)}}"
            writer.add(_whole(f"SayUnixTime({parsed},UTC,dBY)", voice))
        case "time":
            parsed = f"${{STRPTIME(2001-01-01 {said},UTC,%Y-%m-%d %H:%M)}}"
            writer.add(_whole(f"SayUnixTime({parsed},UTC,R)", voice))
        case "one-of" | "yes-no" | "language":
            writer.add(f"{app}({_path(f'{_stem(piece)}-{said}', unit)}{only})")
        case "money":
            _amount(said, piece.type, voice, writer, unit)
        case "text":
            unit.found.append(_unspeakable(piece, span))


def _amount(said: str, type_: ir.Type, voice: _Voice, writer: Writer, unit: Unit) -> None:
    """A minus, the whole units, and the hundredths where there are any. An amount is small enough
    for SayNumber."""
    units, parts = (
        f"{voice.app}({_path(names.fit(names.dashed(prompt)), unit)}{voice.only})"
        for prompt in unit_prompts(type_)
    )
    whole = writer.label("whole")
    writer.add(f"Set(flowc_amount={said})")
    minus = f"{voice.app}(digits/minus{voice.only})"
    writer.add(f'ExecIf($["${{flowc_amount:0:1}}" = "-"]?{minus})')
    writer.add("Set(flowc_amount=${FILTER(0-9.,${flowc_amount})})")
    writer.add("SayNumber(${CUT(flowc_amount,.,1)})")
    writer.add(units)
    writer.add(f'GotoIf($["${{CUT(flowc_amount,.,2)}}" = "00"]?{whole})')
    writer.add("SayNumber($[${CUT(flowc_amount,.,2)} + 0])")
    writer.add(parts)
    writer.mark(whole)


def _whole(said: str, voice: _Voice) -> str:
    """SayUnixTime ends the call where one of Asterisk's own sounds is missing; within TryExec it
    does not, but then a key that interrupts it would be lost."""
    cut = voice.app == "BackGround" and not voice.only
    return said if cut else f"TryExec({said})"


def _unspeakable(piece: ir.Spoken, span: Span) -> Diagnostic:
    return error(
        FREE_TEXT.code,
        f"Asterisk has no voice for the free text `{piece.name}`",
        span,
        "played here",
        caller="a caller hears the recorded words around it and a gap where it stands",
        help="give it a type that can be spoken from recordings, such as `digits`, `number` or "
        "`one of (…)`",
    )


# ---- files --------------------------------------------------------------------------------------


def _stem(piece: ir.Spoken) -> str:
    """Members of `one of` are spoken by prompts named after them: `tier.gold`."""
    kind = piece.type.kind
    return piece.name.rpartition(".")[2] if kind == "one-of" else f"{kind}-"


def _path(file: str, unit: Unit) -> str:
    return f"{unit.own.sounds}/{file}"


def _file(prompt: str, pieces: Pieces, number: int) -> str:
    """A prompt of one recorded text is one file, `greeting`; else `balance--1` and so on."""
    stem = names.fit(names.dashed(prompt))
    return stem if len(_heard(pieces)) == 1 else f"{stem}--{number}"


def recorded(op: ir.Play, unit: Unit) -> str:
    """The file that is played, whatever is true, if it is one alone; else ""."""
    choice = op.choices[0]
    if len(op.choices) > 1 or choice.when is not None:
        return ""
    heard = [_heard(pieces) for _, pieces in unit.prompts[choice.use.prompt].texts]
    if any(len(pieces) != 1 or isinstance(pieces[0], ir.Spoken) for pieces in heard):
        return ""
    return _path(names.fit(names.dashed(choice.use.prompt)), unit)


def sounds(unit: Unit) -> tuple[Sound, ...]:
    """Every file that the program can play, in the order of the prompts."""
    found: dict[tuple[str, str], Sound] = {}
    for prompt in unit.program.prompts:
        for code, pieces in prompt.texts:
            for sound in _recorded(prompt.id, code, pieces, unit):
                found.setdefault((sound.language, sound.file), sound)
    return tuple(found.values())


def _recorded(prompt: str, code: str, pieces: Pieces, unit: Unit) -> list[Sound]:
    found: list[Sound] = []
    number = 0
    for piece in _heard(pieces):
        if isinstance(piece, str):
            number += 1
            file = _file(prompt, pieces, number)
            found.append(Sound(prompt, language(code), _path(file, unit), piece.strip()))
        elif piece.type.kind in {"one-of", "yes-no", "language"}:
            found += _members(piece, code, unit)
    return found


def _members(piece: ir.Spoken, code: str, unit: Unit) -> list[Sound]:
    kind = piece.type.kind
    members = {"yes-no": ("yes", "no"), "language": unit.program.languages}.get(
        kind, piece.type.members
    )
    named = [f"{_stem(piece)}.{m}" if kind == "one-of" else f"{kind} {m}" for m in members]
    return [
        Sound(name, language(code), _path(f"{_stem(piece)}-{language(member)}", unit), member)
        for name, member in zip(named, members, strict=True)
        if name not in unit.prompts
    ]
