"""`say`: a prompt of one value, and what is no value to say."""

import pytest

from flowc.semantics import ir
from tests.semantics.read import program, read

STEP = """
number "100" -> a
var n: number = 4
var d: digits = "1"
var f: phone-number = "+3706"
var due: money EUR = 0
step a {{ {} -> hangup }}
"""


def said(action: str) -> tuple[ir.Prompt, ir.Play]:
    """What an action plays: the prompt, and how."""
    made = program(
        f'var d: digits = "1"\nvar n: number = 4\nstep a {{ {action}  -> b }}'
        '\nstep b { play "{d}{n}" -> hangup }'
    )
    (step, _) = made.blocks
    assert isinstance(step, ir.Step)
    (play,) = step.ops
    assert isinstance(play, ir.Play)
    prompt = next(p for p in made.prompts if p.id == "a-1")
    return prompt, play


@pytest.mark.parametrize(
    ("action", "name", "kind", "value"),
    [
        ("say digits d", "d", "digits", ir.Var("d", ir.Type("digits"))),
        ("say number n", "n", "number", ir.Var("n", ir.Type("number"))),
        ("say date now", "now", "date", ir.Now(ir.Type("date"))),
        ("say time now", "now", "time", ir.Now(ir.Type("time"))),
        ("say time now in Asia/Tokyo", "now", "time", ir.Now(ir.Type("time"), "Asia/Tokyo")),
        ("say time 08:30", "time", "time", ir.Const("08:30", ir.Type("time"))),
        ('say digits "012"', "digits", "digits", ir.Const("012", ir.Type("digits"))),
    ],
)
def test_a_value_is_a_prompt_of_its_own_in_every_language(
    action: str, name: str, kind: ir.TypeKind, value: ir.Expr
) -> None:
    prompt, play = said(action)
    alone = (ir.Spoken(name, ir.Type(kind)),)
    assert prompt.texts == (("en", alone), ("lt", alone))
    assert not prompt.named
    assert play.choices == (ir.PromptChoice(None, ir.PromptUse("a-1", ((name, value),))),)


def test_it_is_the_same_as_a_text_that_holds_the_value_alone() -> None:
    assert said("say digits d")[0].texts == said('play "{d}"')[0].texts


def test_a_sum_is_said_as_well() -> None:
    _, play = said("say number n + 1")
    ((_, value),) = play.choices[0].use.values
    assert isinstance(value, ir.Arithmetic)


@pytest.mark.parametrize(
    ("action", "code", "advice"),
    [
        ("say digits n", "F103", "write `say number n`"),
        ("say number d", "F103", "write `say digits d`"),
        ("say digits 12", "F103", "write `say number 12`"),
        ("say digits f", "F103", 'write `play "{f}"`'),
        ("say date caller.name", "F103", 'write `play "{caller.name}"`'),
        ('say number "5"', "F103", "write it without quotes"),
        ("say number nn", "F101", "write `n`"),
        ("say money n", "F103", "write `say number n`"),
        ("say money 12.50", "F103", None),
        ("say money due", "F101", 'say how it is spoken: `prompt money.EUR { en "…" }`'),
        ("say time now in America/Detroyt", "F301", "write `America/Detroit`"),
        ("say time 08:30 in America/Detroit", "F131", None),
        ("say number n in America/Detroit", "F131", None),
    ],
)
def test_what_can_not_be_said_is_told_what_to_write(
    action: str, code: str, advice: str | None
) -> None:
    _, found = read(STEP.format(action))
    wrong = next(d for d in found if d.severity == "error")
    assert wrong.code == code
    assert advice is None or wrong.help == advice


def test_a_handler_says_too_and_a_module_says_its_own() -> None:
    made = program(
        """
        number "100" -> m
        menu m { press 1 -> one  on no-input say number tried }
        var tried: number = 0
        module tell(k: number) exits done { -> s  step s { say number k -> done } }
        use tell(k = 1) as one { on done -> two }
        use tell(k = 2) as two { on done -> hangup }
        """
    )
    steps = {b.id: b for b in made.blocks if isinstance(b, ir.Step)}
    for name in ("one", "two"):
        (play,) = steps[f"{name}.s"].ops
        assert isinstance(play, ir.Play)
        use = play.choices[0].use
        assert use == ir.PromptUse("tell.s-1", (("k", ir.Var(f"{name}.k", ir.Type("number"))),))
