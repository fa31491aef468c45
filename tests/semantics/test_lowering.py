"""What programs mean: facts about the call graph, a few at a time."""

from flowc.semantics import ir
from flowc.semantics.lower import analyse
from flowc.source import Source
from flowc.syntax.parser import parse
from tests.semantics.read import FLOW, block, program, read

NUMBER = ir.Type("number")


def step(text: str, name: str = "a") -> ir.Step:
    found = block(program(text), name)
    assert isinstance(found, ir.Step)
    return found


def menu(text: str, name: str = "m") -> ir.Menu:
    found = block(program(text), name)
    assert isinstance(found, ir.Menu)
    return found


def alone(text: str) -> tuple[ir.Program | None, list[str]]:
    """What one file means without a flow beside it, and the codes of what was found."""
    file, _ = parse(Source("0.flow", text))
    made, found = analyse((file,))
    return made, [d.code for d in found]


def collect(text: str) -> ir.Collect:
    return next(op for op in step(text).ops if isinstance(op, ir.Collect))


def test_neighbouring_ifs_are_judged_together_and_counted_through_the_step() -> None:
    found = step(
        """
        step a {
          if caller.number is withheld -> hangup
          if now > 12:00 -> hangup busy
          wait 2s
          if language is lt -> hangup congestion
          -> a
        }
        """
    )
    first, wait, second = found.ops
    assert isinstance(first, ir.Branch)
    assert isinstance(wait, ir.Wait)
    assert isinstance(second, ir.Branch)
    assert [arm.outcome for arm in first.arms] == ["if 1", "if 2"]
    assert second.arms[0].outcome == "if 3"
    assert second.arms[0].edge.target == ir.ToEnd("congestion")
    assert wait.seconds == 2


def test_a_withheld_number_is_one_that_is_not_set() -> None:
    found = step("step a { if caller.number is not withheld -> a  -> hangup }").ops[0]
    assert isinstance(found, ir.Branch)
    assert isinstance(found.arms[0].cond, ir.IsSet)


def test_the_value_comes_before_the_variable() -> None:
    found = step(
        """
        var gold: one of (gold, tin) = tin
        step a { if gold is gold -> hangup  -> hangup }
        """
    ).ops[0]
    assert isinstance(found, ir.Branch)
    cond = found.arms[0].cond
    assert isinstance(cond, ir.Compare)
    assert isinstance(cond.left, ir.Var)
    assert isinstance(cond.right, ir.Const)
    assert cond.right.value == "gold"
    found = step(
        """
        var gold: number = 1
        var tier: one of (gold, tin) = tin
        step a { if gold is tier or gold = 2 -> hangup  -> hangup }
        """
    ).ops[0]
    assert isinstance(found, ir.Branch)
    cond = found.arms[0].cond
    assert isinstance(cond, ir.Or)
    first, second = cond.conds
    assert isinstance(first, ir.Compare)
    assert isinstance(second, ir.Compare)
    assert isinstance(first.left, ir.Const)
    assert isinstance(second.left, ir.Var)


def test_a_menu_has_the_defaults_of_the_language() -> None:
    asking = menu('menu m { play "x" press 1 -> hangup }').asking
    assert (asking.wait, asking.between) == (5, 3)
    assert asking.tries == ir.Tries(3, 3, shared=True)
    assert asking.again == asking.plays
    assert asking.gave_up_no_input == asking.gave_up_no_match
    assert asking.gave_up_no_input
    assert asking.gave_up_no_input.target == ir.ToDefault("gave-up")


def test_used_up_tries_need_no_edge_where_handlers_always_leave() -> None:
    asking = menu(
        "menu m { press 1 -> hangup  on no-input -> hangup  on no-match -> hangup }"
    ).asking
    assert asking.gave_up_no_input is None
    assert asking.gave_up_no_match is None


def test_tries_counted_apart_leave_apart() -> None:
    asking = menu(
        """
        menu m {
          press 1 -> hangup
          tries no-input 2 no-match 4
          on gave-up no-input -> hangup busy
          on gave-up no-match -> hangup congestion
        }
        """
    ).asking
    assert asking.tries == ir.Tries(2, 4, shared=False)
    assert asking.gave_up_no_input
    assert asking.gave_up_no_match
    assert asking.gave_up_no_input.target == ir.ToEnd("busy")
    assert asking.gave_up_no_match.target == ir.ToEnd("congestion")


def test_keys_are_patterns_and_lines_of_one_key_are_its_arms() -> None:
    found = menu(
        """
        menu m {
          press 11XX as ext -> hangup
          press * -> m
          press 0*, 9 -> hangup unspoken
          press 1 -> hangup if language is lt
          press 1 -> m
        }
        """
    )
    shown = [(k.pattern, k.rest, len(k.arms), k.unspoken) for k in found.keys]
    assert shown == [
        ("11XX", False, 1, False),
        ("*", False, 1, False),
        ("0", True, 1, True),
        ("9", False, 1, True),
        ("1", False, 2, False),
    ]
    assert found.keys[0].into == ir.Var("ext", ir.Type("digits"))
    assert found.keys[4].arms[0].when is not None


KEYS = """
flow "Keys" { languages en  on gave-up -> hangup  press *, # -> m  press 0 -> hangup }
menu m { press 1, X -> hangup }
"""


def test_keys_of_the_flow_are_in_every_menu_unless_it_has_them() -> None:
    found = menu(KEYS)
    assert [k.pattern for k in found.keys] == ["1", "X", "*", "#"]
    assert found.keys[2].unspoken


def test_keys_of_the_flow_leave_a_collect_unless_they_end_it_or_it_is_secret() -> None:
    plain = collect(KEYS + "step a { collect x { digits 4 } -> hangup }")
    assert [key for key, _ in plain.escapes] == ["*"]
    other = collect(KEYS + "step a { collect x { digits 4  end * } -> hangup }")
    assert [key for key, _ in other.escapes] == ["#"]
    secret = collect(KEYS + "step a { collect x { digits 4  secret } -> hangup }")
    assert secret.escapes == ()
    assert secret.secret


def test_a_secret_makes_its_variable_one() -> None:
    made = program('var pin: digits = ""\nstep a { collect pin { digits 4 secret } -> hangup }')
    assert [(v.name, v.secret) for v in made.variables] == [("pin", True)]


def test_accept_decides_type_and_length() -> None:
    found = collect("step a { collect x { accept 1..120 } -> hangup }")
    assert (found.type, found.minimum, found.maximum) == (NUMBER, 1, 3)
    assert found.accept == ir.AcceptRange(1, 120)
    date = collect("step a { collect x { accept date } -> hangup }")
    assert (date.type.kind, date.minimum, date.maximum) == ("date", 8, 8)
    phone = collect("step a { collect x { accept phone-number LT } -> hangup }")
    assert isinstance(phone.accept, ir.AcceptPhone)
    assert (phone.accept.country, phone.accept.trunk) == ("370", "0")
    assert "\\" not in phone.accept.national


def test_visits_and_bounds_count_on_their_own() -> None:
    made = program(
        """
        step a { collect x { digits 4  visits 3 -> b } -> b at most 2 times then -> hangup }
        step b { -> a at most 5 times then -> a at most 1 times then -> hangup }
        """
    )
    assert made.counters == ("a.1", "a.2", "b.1", "b.2")
    second = block(made, "b")
    assert isinstance(second, ir.Step)
    assert second.final.bound
    then = second.final.bound.otherwise
    assert then.target == ir.ToBlock("a")
    assert then.bound
    assert (then.bound.counter, then.bound.most) == ("b.2", 1)
    assert then.bound.otherwise.target == ir.ToEnd("hangup")


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


def test_handlers_say_what_is_done_at_which_try() -> None:
    asking = menu(
        """
        var wrong: number = 0
        menu m {
          play "Press 1."
          again play "1, please."
          press 1 -> hangup
          on no-input play "Silence."
          on no-input 2 -> hangup
          on no-match { play "No."  set wrong = wrong + 1  record wrong as wrong }
        }
        """
    ).asking
    assert [(h.nth, len(h.ops), h.edge is None) for h in asking.on_no_input] == [
        (None, 1, True),
        (2, 0, False),
    ]
    (wrong,) = asking.on_no_match
    assert [type(op) for op in wrong.ops] == [ir.Play, ir.Set, ir.Record]
    assert asking.again != asking.plays


def test_what_happens_at_the_end_of_every_call() -> None:
    made = program(
        """
        flow "F" { languages en  on hangup { set ended = yes  record language as heard_in } }
        var ended: yes-no = no
        """
    )
    assert [type(op) for op in made.on_hangup] == [ir.Set, ir.Record]


def test_a_gap_in_a_value_is_shown_with_a_way_that_leads_to_it() -> None:
    _, found = read(
        """
        number "+3701X" -> main
        menu main { press 1X as ext -> told  press 2 -> other }
        step other { -> told }
        step told { play "Extension {ext}."  -> hangup }
        """
    )
    (finding,) = found
    assert finding.caller == (
        "a call that goes `number +3701X` -> `main` (key 2) -> `other` (done) -> `told` "
        "comes here without it"
    )


def test_the_nearest_name_is_offered() -> None:
    _, found = read('prompt greeting { en "Hello." }\nstep a { play greting  -> hangup }')
    assert [d.help for d in found] == ["write `greeting`"]


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


def test_an_external_without_outcomes_is_the_end() -> None:
    made = program("external away {}\nexternal back { read n: number  on done -> away }")
    away, back = block(made, "away"), block(made, "back")
    assert isinstance(away, ir.External)
    assert isinstance(back, ir.External)
    assert away.failed is None
    assert back.failed
    assert back.failed.target == ir.ToDefault("failed")
    assert back.reads == (ir.Read("n", ir.Var("n", NUMBER)),)


def test_numbers_and_lists_are_patterns() -> None:
    made = program(
        'number "+3701X" -> a\nnumber "*" -> a\nlist vip { "+882*" }\n'
        "step a { if caller.number in vip -> hangup  -> hangup }"
    )
    assert [(n.pattern, n.rest) for n in made.numbers] == [("+3701X", False), ("", True)]
    assert made.lists[0].entries == (ir.ListEntry("+882", rest=True),)


def test_rings_and_boxes_have_the_defaults_of_the_language() -> None:
    made = program(
        'phone desk\nring r { call desk, "+3706" on busy -> v on no-answer -> v }\n'
        'voicemail v { mailbox "100" }'
    )
    ring, box = block(made, "r"), block(made, "v")
    assert isinstance(ring, ir.Ring)
    assert isinstance(box, ir.Voicemail)
    assert ring.lines[0].seconds == 20
    assert ring.lines[0].targets == (ir.PhoneRef("desk"), ir.OutsideNumber("+3706"))
    assert ring.done is None
    assert (box.longest, box.done) == (180, None)


def test_a_flow_without_languages_speaks_the_one_of_its_prompts() -> None:
    made, found = read('flow "F" {}\nprompt p { lt "Labas." }\nstep a { play p -> hangup }')
    assert not found
    assert made
    assert made.languages == ("lt",)


def test_a_file_of_modules_is_checked_and_is_no_program() -> None:
    text = 'module m() exits done { -> s  step s { -> %s } }\nprompt p { en "x" }'
    assert alone(text % "done") == (None, [])
    assert alone(text % "nowhere") == (None, ["F101"])


def test_numbers_need_a_flow() -> None:
    assert alone('number "1" -> a\nstep a { -> hangup }') == (None, ["F110"])


def test_what_was_not_found_may_be_in_a_file_that_is_not_there() -> None:
    made, found = read('import "gone.flow"\nnumber "1" -> a\nstep a { play hello -> later }')
    assert made is None
    assert not found


def test_nothing_at_all_is_no_program() -> None:
    assert analyse(()) == (None, ())
