"""`flowc graph`: the arrows of a program, in words that a picture's language can't misread."""

from pathlib import Path

from tests.cli.running import GOOD, Flowc


def test_mermaid_shows_every_block_and_every_arrow(flowc: Flowc, good: Path) -> None:
    done = flowc("graph", good.name)
    assert (done.code, done.err) == (0, "")
    assert (
        done.out
        == """\
flowchart TD
  n0(["number #34;+37052000000#34;"])
  n1["welcome<br/>step"]
  n2{{"main<br/>menu"}}
  n3["order<br/>ring"]
  n4["away<br/>step"]
  n5(("hangup"))
  n0 --> n1
  n1 -->|"if 1"| n4
  n1 --> n2
  n2 -->|"key 1"| n3
  n2 -->|"gave-up"| n4
  n3 -->|"busy, no-answer, failed"| n4
  n3 --> n5
  n4 --> n5
"""
    )


QUEUE = """\
flow "Shop" { languages en  on failed -> sorry }
number "1" -> support
phone alice
agent alice { phone alice }
queue support {
  agents alice
  strategy longest-idle
  limit 5
  play "To leave a message, press 1."
  press 1 -> sorry
  after 5m -> sorry
  on full -> sorry
  on no-agents -> sorry
}
voicemail sorry { mailbox "100"  on failed -> hangup }
"""


def test_a_queue_is_drawn_with_every_way_out(flowc: Flowc, good: Path) -> None:
    good.write_text(QUEUE, encoding="utf-8")
    done = flowc("graph", good.name)
    assert (done.code, done.err) == (0, "")
    assert (
        done.out
        == """\
flowchart TD
  n0(["number #34;1#34;"])
  n1[/"support<br/>queue"/]
  n2[("sorry<br/>voicemail")]
  n3(("hangup"))
  n0 --> n1
  n1 -->|"full, no-agents, failed, key 1, after"| n2
  n1 --> n3
  n2 -->|"failed"| n3
  n2 --> n3
"""
    )
    dot = flowc("graph", good.name, "--format", "dot").out
    assert '  n1 [label="support\\nqueue", shape=parallelogram];\n' in dot


def test_an_arrow_without_an_outcome_is_seen_beside_others_to_the_same_place(
    flowc: Flowc, good: Path
) -> None:
    queue = QUEUE.replace("press 1 -> sorry", "press 1 -> hangup")
    good.write_text(queue.replace("on failed -> hangup", "on failed -> support"), encoding="utf-8")
    drawn = flowc("graph", good.name).out
    assert '  n1 -->|"key 1"| n3\n  n1 --> n3\n' in drawn
    assert '  n2 -->|"failed"| n1\n  n2 --> n3\n' in drawn


def test_dot_shows_the_same(flowc: Flowc, good: Path) -> None:
    done = flowc("graph", good.name, "--format", "dot")
    assert done.code == 0
    assert done.out.startswith('digraph "Bakery" {\n')
    assert '  n2 [label="main\\nmenu", shape=hexagon];\n' in done.out
    assert '  n3 -> n4 [label="busy, no-answer, failed"];\n' in done.out


def test_from_a_block_only_what_follows_is_drawn(flowc: Flowc, good: Path) -> None:
    done = flowc("graph", good.name, "--from", "order")
    assert done.code == 0
    assert "main" not in done.out
    assert "away" in done.out


def test_an_unknown_block_is_answered_with_the_nearest(flowc: Flowc, good: Path) -> None:
    done = flowc("graph", good.name, "--from", "ordre")
    assert (done.code, done.out) == (2, "")
    assert "did you mean order?" in done.err


def test_names_never_leave_their_quotes(flowc: Flowc, good: Path) -> None:
    name = 'a\\"]; x -> y; `</b>'
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    good.write_text(GOOD.replace('flow "Bakery"', f'flow "{quoted}"'), encoding="utf-8")
    dot = flowc("graph", good.name, "--format", "dot").out
    assert dot.startswith('digraph "a\\\\\\"]; x -> y; `</b>" {\n')
    assert flowc("graph", good.name).code == 0


def test_a_program_with_errors_is_not_drawn(flowc: Flowc, bad: Path) -> None:
    done = flowc("graph", bad.name)
    assert (done.code, done.out) == (1, "")
    assert "error[F101]" in done.err
