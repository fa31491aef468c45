"""What programs mean: facts about the call graph, a few at a time."""

from flowc.semantics import ir
from flowc.semantics.lower import analyse
from flowc.source import Source
from flowc.syntax.parser import parse
from tests.semantics.read import block, program, read, step

NUMBER = ir.Type("number")


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


def test_a_file_of_modules_is_checked_and_is_no_program() -> None:
    text = 'module m() exits done { -> s  step s { -> %s } }\nprompt p { en "x" }'
    assert alone(text % "done") == (None, [])
    assert alone(text % "nowhere") == (None, ["F101"])
    spoken = 'step a { play { en "Yes." es "Si." }  -> hangup with language = es }'
    assert alone(spoken) == (None, [])


def test_numbers_need_a_flow() -> None:
    assert alone('number "1" -> a\nstep a { -> hangup }') == (None, ["F110"])


def test_what_was_not_found_may_be_in_a_file_that_is_not_there() -> None:
    made, found = read('import "gone.flow"\nnumber "1" -> a\nstep a { play hello -> later }')
    assert made is None
    assert not found


def test_nothing_at_all_is_no_program() -> None:
    assert analyse(()) == (None, ())
