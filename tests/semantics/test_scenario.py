"""What tests say of agents, as the values that they are played from."""

from flowc.semantics import scenario
from flowc.semantics.lower import analyse
from flowc.semantics.scenario_lower import run
from flowc.source import Source
from flowc.syntax.parser import parse

DESK = """
flow "Desk" { languages en  on failed -> hangup }
number "100" -> support
phone hall
agent alice { phone alice  phone alice_mobile }
agent bob   { phone bob_desk }
agents { sign-in "*45"  sign-out "*46"  break "*47" }
queue support {
  agents alice, bob
  strategy in-order
  after 5m -> hangup
  on no-agents -> hangup
}
ring direct { call hall, "+3706" for 10s  on busy -> hangup  on no-answer -> hangup }
entry direct
"""


def written(text: str) -> tuple[scenario.Test, ...]:
    """The tests in `text`, which has nothing to be found in it."""
    file, unread = parse(Source("desk.flow", DESK + text))
    program, found = analyse((file,))
    assert program is not None
    made, faults = run((file,), program)
    assert [d.message for d in (*unread, *found, *faults) if d.severity == "error"] == []
    return made


def givens(text: str) -> list[tuple[object, ...]]:
    """What holds in a test, without its place in the file."""
    (made,) = written(f'test "one" {{ {text} call "100" end hangup }}')
    return [(type(g).__name__, *g[:-1]) for g in made.givens]


def statements(text: str) -> list[tuple[object, ...]]:
    """What happens in a test after the call has come in, without its place in the file."""
    (made,) = written(f'test "one" {{ call "100" {text} end hangup }}')
    return [(type(x.statement).__name__, *x.statement[:-1]) for x in made.lines[1:-1]]


def test_where_agents_are() -> None:
    assert givens(
        "given alice is signed out for 40s given alice is signed in given bob is on break"
    ) == [
        ("AgentGiven", "alice", "signed-out", 0, 40),
        ("AgentGiven", "alice", "signed-in", 0, None),
        ("AgentGiven", "bob", "on-break", 0, None),
    ]


def test_an_agent_is_meant_where_a_phone_has_the_same_name() -> None:
    assert givens(
        """
        given alice is busy for 5s        given alice does not answer
        given bob answers after 3s        given bob_desk is unreachable
        given alice_mobile answers after 0s for 9s
        given "+3706" is busy
        """
    ) == [
        ("AgentGiven", "alice", "busy", 0, 5),
        ("AgentGiven", "alice", "silent", 0, None),
        ("AgentGiven", "bob", "answers", 3, None),
        ("PhoneGiven", "bob_desk", "unreachable", 0, None),
        ("PhoneGiven", "alice_mobile", "answers", 0, 9),
        ("PhoneGiven", "+3706", "busy", 0, None),
    ]


def test_what_agents_do() -> None:
    assert statements(
        """
        refuse alice  refuse bob_desk  refuse "+3706"  answer alice  answer alice_mobile
        agent alice signs out  agent alice signs in  agent bob takes a break  agent bob is back
        """
    ) == [
        ("Refuse", "alice"),
        ("Refuse", "bob_desk"),
        ("Refuse", "+3706"),
        ("PickUp", "alice"),
        ("PickUp", "alice_mobile"),
        ("AgentDoes", "alice", "signs-out"),
        ("AgentDoes", "alice", "signs-in"),
        ("AgentDoes", "bob", "takes-a-break"),
        ("AgentDoes", "bob", "is-back"),
    ]


def test_what_a_file_says_of_an_agent_yields_to_what_a_test_says() -> None:
    made = written(
        """
        given alice is signed out
        given alice is busy
        test "here" { given alice is signed in  call "100"  end hangup }
        test "away" { call "100"  end hangup }
        """
    )
    states = [
        [given.state for given in test.givens if isinstance(given, scenario.AgentGiven)]
        for test in made
    ]
    assert states == [["signed-in", "busy"], ["signed-out", "busy"]]


def test_agents_act_while_no_call_is_up() -> None:
    (made,) = written(
        """
        test "two callers" {
          call "100"
          hang up
          agent alice takes a break
          caller b
          call "100"
          answer bob
          end agent
        }
        """
    )
    assert [line.caller for line in made.lines] == ["call", "call", "call", "b", "b", "b"]
