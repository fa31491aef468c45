"""Programs built by hand, about as short as they are written."""

from typing import Any

from flowc.semantics import ir
from flowc.source import Span

SPAN = Span("call.flow", 0, 0)
DIGITS = ir.Type("digits")
NUMBER = ir.Type("number")
HANGUP = ir.Edge(ir.ToEnd("hangup"), SPAN)
BUSY = ir.Edge(ir.ToEnd("busy"), SPAN)
GAVE_UP = ir.Edge(ir.ToDefault("gave-up"), SPAN)
FAILED = ir.Edge(ir.ToDefault("failed"), SPAN)

TEXTS = {
    "two": "word word",  # 0.8 s
    "five": "one two three four five",  # 2 s
    "sorry": "that is not a choice",  # 2 s
    "silent": "I did not hear you",  # 2 s
    "short": "sales one",  # 0.8 s
    "empty": "",
}


def to(block: str, *changes: tuple[str, ir.Expr], bound: ir.Bound | None = None) -> ir.Edge:
    """`-> block with …`."""
    return ir.Edge(ir.ToBlock(block), SPAN, tuple(ir.Change(*c) for c in changes), bound)


def const(value: ir.Value, type_: ir.Type | None = None) -> ir.Const:
    """A number or a text, unless a type is given."""
    kind = NUMBER if isinstance(value, int) else ir.Type("text")
    return ir.Const(value, type_ or kind)


def var(name: str, type_: ir.Type = DIGITS) -> ir.Var:
    """A variable."""
    return ir.Var(name, type_)


def play(prompt: str, *, barge_in: bool = True, **values: ir.Expr) -> ir.Play:
    """`play prompt`."""
    use = ir.PromptUse(prompt, tuple(values.items()))
    return ir.Play((ir.PromptChoice(None, use),), barge_in, SPAN)


def assign(name: str, value: ir.Expr) -> ir.Set:
    """`set name = value`."""
    return ir.Set(name, value, SPAN)


def plus_one(name: str) -> ir.Set:
    """`set name = name + 1`."""
    return assign(name, ir.Arithmetic("+", var(name, NUMBER), const(1), NUMBER))


def record(name: str, value: ir.Expr) -> ir.Record:
    """`record value as name`."""
    return ir.Record(name, value, SPAN)


def branch(*arms: tuple[ir.Cond, ir.Edge]) -> ir.Branch:
    """Neighbouring ifs."""
    return ir.Branch(tuple(ir.Arm(f"if {n}", c, e) for n, (c, e) in enumerate(arms, 1)), SPAN)


def handler(*ops: ir.HandlerOp, nth: int | None = None, edge: ir.Edge | None = None) -> ir.Handler:
    """`on no-input nth { ops -> edge }`."""
    return ir.Handler(nth, ops, edge, SPAN)


def asking(*plays: ir.Play, **given: Any) -> ir.Asking:
    """A menu's or a collect's, with the language's defaults."""
    usual: dict[str, Any] = {
        "again": plays,
        "wait": 5,
        "between": 3,
        "tries": ir.Tries(3, 3, shared=True),
        "on_no_input": (),
        "on_no_match": (),
        "gave_up_no_input": HANGUP,
        "gave_up_no_match": HANGUP,
    }
    return ir.Asking(plays, **(usual | given))


def press(pattern: str, *arms: ir.Edge | ir.KeyArm, into: ir.Var | None = None) -> ir.Key:
    """`press pattern -> …`; a final `*` after something is the rest."""
    rest = len(pattern) > 1 and pattern.endswith("*")
    made = tuple(a if isinstance(a, ir.KeyArm) else ir.KeyArm(None, a) for a in arms)
    exact = pattern.removesuffix("*") if rest else pattern
    return ir.Key(exact, rest, made, into, unspoken=False, span=SPAN)


def menu(name: str, asked: ir.Asking, *keys: ir.Key) -> ir.Menu:
    """A menu."""
    return ir.Menu(name, asked, keys, SPAN)


def collect(name: str, asked: ir.Asking, digits: tuple[int, int], **given: Any) -> ir.Collect:
    """A collect of digits that ends with `#`."""
    usual: dict[str, Any] = {
        "type": DIGITS,
        "secret": False,
        "end": "#",
        "accept": None,
        "confirm": (),
        "visits": None,
        "escapes": (),
    }
    low, high = digits
    return ir.Collect(
        var=name, asking=asked, minimum=low, maximum=high, span=SPAN, **(usual | given)
    )


def step(name: str, *ops: ir.Op, final: ir.Edge = HANGUP) -> ir.Step:
    """A step."""
    return ir.Step(name, ops, final, SPAN)


def line(seconds: int, *targets: str) -> ir.RingLine:
    """`call a, "+370…" for 20s`."""
    made = tuple(ir.OutsideNumber(t) if t[0] == "+" else ir.PhoneRef(t) for t in targets)
    return ir.RingLine(made, seconds, SPAN)


def ring(name: str, *lines: ir.RingLine, done: ir.Edge | None = None) -> ir.Ring:
    """A ring whose outcomes lead to the blocks of their names."""
    return ir.Ring(name, lines, to("busy"), to("no_answer"), to("failed"), done, SPAN)


def variable(name: str, initial: ir.Value | None = None, *, secret: bool = False) -> ir.Variable:
    """A variable: a number if it starts as one, else digits."""
    kind = NUMBER if isinstance(initial, int) else DIGITS
    return ir.Variable(name, kind, initial, secret, SPAN)


def flow(*blocks: ir.Block, **given: Any) -> ir.Program:
    """A program whose number leads to its first block, with the prompts of `TEXTS`."""
    prompts = tuple(prompt(n, text) for n, text in TEXTS.items())
    usual: dict[str, Any] = {
        "name": "Test",
        "path": "call.flow",
        "timezone": "Europe/Vilnius",
        "languages": ("en", "lt"),
        "numbers": (ir.Number("", rest=True, edge=to(blocks[0].id), span=SPAN),),
        "entries": (),
        "schedules": (),
        "switches": (),
        "lists": (),
        "phones": (),
        "variables": (),
        "counters": (),
        "default_failed": None,
        "default_gave_up": None,
        "on_hangup": (),
    }
    extra = given.pop("prompts", ())
    return ir.Program(blocks=blocks, prompts=prompts + extra, **(usual | given))


def prompt(name: str, *pieces: str | ir.Spoken, **others: str) -> ir.Prompt:
    """A prompt in English and, by keyword, other languages."""
    texts = (("en", pieces), *((language, (text,)) for language, text in others.items()))
    return ir.Prompt(name, named=True, texts=texts, span=SPAN)
