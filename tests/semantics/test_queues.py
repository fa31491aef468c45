"""What agents and queues mean: facts about the call graph, a few at a time."""

from flowc.semantics import ir
from flowc.semantics.needs import Seat, Variant, conditions, seats, variants
from tests.semantics.read import FLOW, block, program, read

PEOPLE = """
switch vip = off
var tier: one of (gold, tin) = tin
schedule office { open mon-fri 08:00-17:00 }
skill desk
skill tech 1..5
phone hall
agent alice { phone alice  phone hall  skill tech 5  speaks en, lt  skill desk }
agent bob   { speaks en  phone bob_desk  skill tech 2 }
agent carol { phone carol }
team both   { carol, alice }
number "1" -> q
step uses { if vip is on or tier is gold or office is open -> both_ways  -> both_ways }
queue both_ways {
  agents both
  after 30s need desk or tech
  strategy in-order
  after 1m -> hangup
  on no-agents -> hangup
}
"""
REST = "strategy longest-idle  after 5m -> hangup  on no-agents -> hangup"


def queue(lines: str, rest: str = REST) -> ir.Queue:
    found = block(program(f"{PEOPLE}\nqueue q {{ {lines} {rest} }}"), "q")
    assert isinstance(found, ir.Queue)
    return found


def need(text: str) -> ir.Need:
    return queue(f"need {text}").needs[0].need


def test_agents_have_phones_in_order_skills_with_levels_and_languages() -> None:
    made = program(f"{PEOPLE}\nqueue q {{ need desk or tech {REST} }}")
    assert [a[:-1] for a in made.agents] == [
        ("alice", ("alice", "hall"), (("tech", 5), ("desk", 1)), ("en", "lt")),
        ("bob", ("bob_desk",), (("tech", 2),), ("en",)),
        ("carol", ("carol",), (), ()),
    ]
    assert [s[:-1] for s in made.skills] == [("desk", None, None), ("tech", 1, 5)]
    assert [p.name for p in made.phones] == ["hall", "alice", "bob_desk", "carol"]
    assert made.codes is None


def test_codes_that_are_not_declared_are_none() -> None:
    text = f"{PEOPLE}\nqueue q {{ need desk or tech {REST} }}"
    codes = program(text + '\nagents { break "*47" }').codes
    assert codes
    assert codes[:-1] == (None, None, "*47")
    codes = program(text + '\nagents { sign-out "*46" sign-in "*45" }').codes
    assert codes
    assert codes[:-1] == ("*45", "*46", None)


def test_a_queue_has_the_defaults_of_the_language() -> None:
    found = queue("agents alice")
    assert (found.ring, found.wrap_up, found.limit, found.music) == (20, 0, None, None)
    assert (found.plays, found.every, found.keys, found.priorities) == ((), (), (), ())
    assert (found.full, found.done, found.accepted) == (None, None, ())
    assert found.failed.target == ir.ToDefault("failed")
    assert found.leave.seconds == 300
    assert found.needs[0][:2] == (0, ir.Among(("alice",)))


def test_a_queue_says_all_that_is_written() -> None:
    found = queue(
        """
        agents alice  strategy random  ring 15s  wrap-up 10s  limit 5  music "soft"
        play "Hold on."  every 30s say position  every 1m say wait  every 45s play "Please wait."
        press 1, * -> uses  press 2 -> uses if tier is gold  press 2 -> hangup unspoken
        after 2m -> uses
        on full -> uses  on no-agents -> hangup busy  on failed -> uses  on done -> uses
        without queue-position on freeswitch  without queue-turn on asterisk
        """,
        rest="",
    )
    assert found.strategy == "random"
    assert (found.ring, found.wrap_up, found.limit, found.music) == (15, 10, 5, "soft")
    assert [type(p) for p in found.plays] == [ir.Play]
    assert [(e.seconds, isinstance(e.what, ir.Play) or e.what) for e in found.every] == [
        (30, "position"),
        (60, "wait"),
        (45, True),
    ]
    assert [(k.pattern, len(k.arms), k.unspoken) for k in found.keys] == [
        ("1", 1, False),
        ("*", 1, False),
        ("2", 2, True),
    ]
    assert found.leave == ir.Leave(120, ir.Edge(ir.ToBlock("uses"), found.leave.edge.span))
    assert found.full
    assert found.done
    ends = [e.target for e in (found.full, found.no_agents, found.failed, found.done)]
    assert ends == [ir.ToBlock("uses"), ir.ToEnd("busy"), ir.ToBlock("uses"), ir.ToBlock("uses")]
    assert found.accepted == (("queue-position", "freeswitch"), ("queue-turn", "asterisk"))


def test_keys_of_the_flow_do_not_take_callers_out_of_a_queue() -> None:
    flow = FLOW.replace("languages", "press * -> uses\n languages")
    found = block(program(f"{flow}{PEOPLE}\nqueue q {{ need desk or tech {REST} }}"), "q")
    assert isinstance(found, ir.Queue)
    assert found.keys == ()


def test_priorities_stand_as_written_and_may_be_negative() -> None:
    found = queue("agents bob  priority 10 if tier is gold  after 2m priority -5  priority 1")
    shown = [(p.after, p.value, p.when is not None) for p in found.priorities]
    assert shown == [(0, 10, True), (120, -5, False), (0, 1, False)]


def test_every_later_need_is_a_step_of_its_own() -> None:
    found = queue("agents bob, both  after 30s need tech >= 3  after 1m need tech")
    assert [step[:2] for step in found.needs] == [
        (0, ir.Among(("bob", "carol", "alice"))),
        (30, ir.Has("tech", ">=", 3)),
        (60, ir.Has("tech", ">=", 1)),
    ]


def test_a_skill_alone_is_any_level_of_it() -> None:
    assert need("desk") == ir.Has("desk", ">=", 1)
    assert need("tech") == ir.Has("tech", ">=", 1)
    assert need("tech < 3") == ir.Has("tech", "<", 3)


def test_and_binds_closer_than_or_and_not_closest() -> None:
    assert need("not desk or tech = 2 and speaks language or speaks lt") == ir.NeedAny(
        (
            ir.NeedNot(ir.Has("desk", ">=", 1)),
            ir.NeedAll((ir.Has("tech", "=", 2), ir.Speaks(None))),
            ir.Speaks("lt"),
        )
    )
    assert need("(desk or tech) and not (speaks en)") == ir.NeedAll(
        (
            ir.NeedAny((ir.Has("desk", ">=", 1), ir.Has("tech", ">=", 1))),
            ir.NeedNot(ir.Speaks("en")),
        )
    )


def test_a_need_may_ask_about_the_call() -> None:
    tier = ir.Var("tier", ir.Type("one-of", ("gold", "tin")))
    gold = ir.Holds(ir.Compare("=", tier, ir.Const("gold", tier.type)))
    assert need("tier is gold or tech") == ir.NeedAny((gold, ir.Has("tech", ">=", 1)))
    assert need("vip is on and tech") == ir.NeedAll(
        (ir.Holds(ir.SwitchIs("vip", on=True)), ir.Has("tech", ">=", 1))
    )
    found = need("language is lt or desk")
    assert isinstance(found, ir.NeedAny)
    assert isinstance(found.needs[0], ir.Holds)
    assert isinstance(found.needs[0].cond, ir.Compare)
    assert isinstance(found.needs[0].cond.left, ir.CurrentLanguage)


def test_a_condition_and_its_opposite_are_one() -> None:
    found = queue(
        """
        need tech and (tier is gold or tier is not gold) and (vip is off or vip is on or desk)
        after 9s need tech and (office is closed or office is open or not tier is gold)
        """
    )
    assert len(conditions(found)) == 3
    assert isinstance(need("vip is off or desk"), ir.NeedAny)
    assert need("desk or vip is not off") == ir.NeedAny(
        (ir.Has("desk", ">=", 1), ir.Holds(ir.SwitchIs("vip", on=True)))
    )


def test_who_may_answer_follows_from_the_kind_of_caller() -> None:
    text = f"""{PEOPLE}
    queue q {{
      need tech >= 4 and speaks language and tier is gold or desk and speaks lt
      after 30s need tech
      {REST}
    }}
    """
    made = program(text)
    found = block(made, "q")
    assert isinstance(found, ir.Queue)
    assert variants(found, made.languages) == (
        Variant("en", (True,)),
        Variant("en", (False,)),
        Variant("lt", (True,)),
        Variant("lt", (False,)),
    )
    alice, everybody = Seat(0, ("alice",)), Seat(30, ("alice", "bob"))
    assert seats(found, made.agents, Variant("en", (True,))) == (alice, everybody)
    assert seats(found, made.agents, Variant("lt", (False,))) == (alice, everybody)


def test_a_queue_in_a_module_reads_the_modules_variables() -> None:
    made = program(
        f"""{PEOPLE}
        module desk_of(kind: one of (new, old)) exits out {{
          -> wait_here
          queue wait_here {{
            need kind is new and tech or desk
            strategy fewest-calls
            after 1m -> out
            on no-agents -> out
          }}
        }}
        use desk_of(kind = new) as inner {{ on out -> hangup }}
        queue q {{ agents alice {REST} }}
        """
    )
    found = block(made, "inner.wait_here")
    assert isinstance(found, ir.Queue)
    (asked,) = conditions(found)
    assert isinstance(asked, ir.Compare)
    assert asked.left == ir.Var("inner.kind", ir.Type("one-of", ("new", "old")))


def test_what_a_caller_meets_is_told_for_what_is_not_handled() -> None:
    _, found = read(
        'flow "F" { languages en }\nagent a { phone a }\n'
        "queue q { agents a  strategy random  limit 3 }"
    )
    (finding,) = found
    assert finding.code == "F104"
    assert finding.message == "`q` has no way on for `after`, `full`, `no-agents` and `failed`"
    assert finding.caller
    assert "a caller whom nobody answers waits without end" in finding.caller
    assert finding.help
    assert finding.help.startswith(
        "write `after 5m -> …`, `on full -> …`, `on no-agents -> …` and `on failed -> …` in `q`"
    )


def test_what_a_switch_may_do_otherwise_is_one_of_a_few_names() -> None:
    lines = (
        "without music on asterisk  without queue-tun on asterisk  without queue-turn on freeswitch"
    )
    _, found = read(f"{PEOPLE}\nqueue q {{ agents alice  {REST}  on failed -> hangup  {lines} }}")
    assert [(f.code, f.help) for f in found] == [
        (
            "F101",
            (
                "queues differ on asterisk in `queue-turn`, `queue-order`, `queue-wrap-up`, "
                "`queue-position`, `queue-wait`, `queue-prompts`, `queue-priority`"
            ),
        ),
        ("F101", "write `queue-turn`"),
        ("F105", "remove this line, or name another target"),
    ]


def test_words_of_other_systems_queues_are_told_what_to_write() -> None:
    lines = "on timeout -> hangup  on joinempty -> hangup"
    _, found = read(f"{PEOPLE}\nqueue q {{ agents alice  {REST}  on failed -> hangup  {lines} }}")
    assert [(f.code, f.help) for f in found] == [
        ("F101", "write `after 5m -> …`: the longest wait is no handler"),
        ("F101", "write `no-agents`"),
    ]


def test_the_nearest_word_is_offered() -> None:
    _, found = read(
        "skill tech 1..5\nagent alice { phone alice  skill tech 1 }\nteam crew { alice }\n"
        "queue q { agents crw  strategy longest_idel  after 1m -> q  on no-agents -> hangup }\n"
        "queue r { need thec > 1  strategy ring_all  after 1m -> q  on no-agents -> hangup }"
    )
    assert [d.help for d in found if d.code == "F101"] == [
        "write `crew`",
        "write `longest-idle`",
        "write `tech`",
        "write `ring-all`",
    ]


def test_what_could_not_be_read_is_not_called_missing() -> None:
    _, found = read(
        "agent a { phon a }\n"
        "queue q { strategy random  after 5m -> hangup  need  on no-agents -> hangup }"
    )
    assert {d.code for d in found} <= {"F001", "F002"}
