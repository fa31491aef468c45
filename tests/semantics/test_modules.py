"""What modules and prompts mean: facts about the call graph, a few at a time."""

from flowc.semantics import ir
from tests.semantics.read import FLOW, block, program, read, step

NUMBER = ir.Type("number")


def test_a_text_without_language_is_heard_in_every_language() -> None:
    made = program('step a { play "Hello {n}." -> hangup }\nvar n: number = 1')
    (prompt,) = made.prompts
    assert (prompt.id, prompt.named) == ("a-1", False)
    assert [language for language, _ in prompt.texts] == ["en", "lt"]
    assert prompt.texts[0][1] == ("Hello ", ir.Spoken("n", NUMBER), ".")


def test_a_prompt_may_miss_a_language() -> None:
    made = program('prompt p { lt "Labas." }\nstep a { play p -> hangup }')
    assert made.prompts[0].texts == (("lt", ("Labas.",)),)


def test_the_place_that_plays_decides_whose_value_is_spoken() -> None:
    made = program(
        """
        prompt said { en "You said {x}." }
        module m() exits done { -> s  var x: number = 1  step s { play said  -> done } }
        use m() as one { on done -> two }
        use m() as two { on done -> hangup }
        """
    )
    uses = [
        op.choices[0].use
        for b in made.blocks
        if isinstance(b, ir.Step)
        for op in b.ops
        if isinstance(op, ir.Play)
    ]
    assert uses == [
        ir.PromptUse("said", (("x", ir.Var("one.x", NUMBER)),)),
        ir.PromptUse("said", (("x", ir.Var("two.x", NUMBER)),)),
    ]
    assert len(made.prompts) == 1


def test_a_choice_of_prompts_is_made_in_order() -> None:
    play = step(
        """
        prompt hello { en "Hello." }
        step a {
          play hello when language is lt, "Night." when now >= 18:00, otherwise "Day." no barge-in
          -> hangup
        }
        """
    ).ops[0]
    assert isinstance(play, ir.Play)
    assert [choice.use.prompt for choice in play.choices] == ["hello", "a-1", "a-2"]
    assert [choice.when is None for choice in play.choices] == [False, False, True]
    assert not play.barge_in


MODULE = """
module ask(most: number, text: prompt, help: block) exits done, lost gives total: number {
  -> first
  var rounds: number = 0
  step first { play text  set total = most  -> help at most 2 times then -> out }
  step out   { play "In the module."  -> done with rounds = 1 }
}
prompt hello { en "Hello." lt "Labas." }
var sum: number = 0
step after { -> hangup }
use ask(most = 3, text = hello, help = after) as reg {
  on done -> after with sum = reg.total
  on lost -> hangup
}
number "1" -> reg
"""


def test_a_module_is_laid_out_in_place() -> None:
    made = program(MODULE)
    assert [b.id for b in made.blocks] == ["after", "reg", "reg.first", "reg.out"]
    use = block(made, "reg")
    assert isinstance(use, ir.Step)
    assert use.kind == "use"
    assert use.final.target == ir.ToBlock("reg.first")
    first, second = use.ops
    assert isinstance(first, ir.Set)
    assert (first.var, first.value) == ("reg.most", ir.Const(3, NUMBER))
    assert second == ir.Reset(("reg.total", "reg.rounds"), ("reg.first.1",))


def test_the_arrow_of_an_exit_goes_on_with_the_changes_of_both() -> None:
    out = block(program(MODULE), "reg.out")
    assert isinstance(out, ir.Step)
    assert out.final.target == ir.ToBlock("after")
    assert [change.var for change in out.final.changes] == ["reg.rounds", "sum"]
    assert out.final.changes[1].value == ir.Var("reg.total", NUMBER)


def test_a_block_handed_to_a_module_is_reached_from_it() -> None:
    first = block(program(MODULE), "reg.first")
    assert isinstance(first, ir.Step)
    assert first.final.target == ir.ToBlock("after")
    assert isinstance(first.ops[0], ir.Play)
    assert first.ops[0].choices[0].use.prompt == "hello"


def test_an_inline_prompt_of_a_module_is_called_after_the_module() -> None:
    made = program(MODULE, FLOW)
    assert [p.id for p in made.prompts] == ["hello", "ask.out-1"]


def test_a_module_that_nobody_places_is_checked_and_leaves_nothing() -> None:
    text = "module m(p: prompt) exits done { -> s  var n: number = 1  step s { play p  -> %s } }"
    made, found = read(text % "done" + '\nnumber "1" -> a\nstep a { -> hangup }')
    assert made
    assert [b.id for b in made.blocks] == ["a"]
    assert not made.variables
    assert {d.code for d in found} == {"F109"}
    made, found = read(text % "gone" + '\nnumber "1" -> a\nstep a { -> hangup }')
    assert made is None
    assert [d.code for d in found] == ["F101"]


def test_visits_are_counted_through_the_call_and_bounds_through_the_visit() -> None:
    made = program(
        """
        module m() exits done {
          -> s
          step s {
            collect pin { digits 4  secret  visits 3 -> done }
            -> s at most 2 times then -> done
          }
        }
        use m() as x { on done -> hangup }
        """
    )
    use = block(made, "x")
    assert isinstance(use, ir.Step)
    assert made.counters == ("x.s.1", "x.s.2")
    assert use.ops == (ir.Reset(("x.pin",), ("x.s.2",)),)


def test_modules_nest() -> None:
    made = program(
        """
        module inner() exits done { -> s  step s { -> done } }
        module outer() exits done { -> i  use inner() as i { on done -> done } }
        use outer() as top { on done -> hangup }
        """
    )
    assert [b.id for b in made.blocks] == ["top", "top.i", "top.i.s"]
    last = block(made, "top.i.s")
    assert isinstance(last, ir.Step)
    assert last.final.target == ir.ToEnd("hangup")


def test_a_bound_of_an_exit_keeps_the_changes_of_the_module_on_both_ways() -> None:
    made = program(
        """
        module m() exits done { -> s  var n: number = 0  step s { -> done with n = 1 } }
        use m() as x { on done -> a at most 2 times then -> hangup }
        step a { -> hangup }
        """
    )
    last = block(made, "x.s")
    assert isinstance(last, ir.Step)
    assert last.final.bound
    assert last.final.bound.counter == "x.1"
    assert last.final.changes == last.final.bound.otherwise.changes
    assert last.final.bound.otherwise.target == ir.ToEnd("hangup")


def test_a_flow_without_languages_speaks_the_one_of_its_prompts() -> None:
    made, found = read('flow "F" {}\nprompt p { lt "Labas." }\nstep a { play p -> hangup }')
    assert not found
    assert made
    assert made.languages == ("lt",)
