"""What the checks say of silent callers, against calls in which nobody presses anything."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings, strategies as st

from flowc import pipeline
from flowc.runtime.machine import compile_program
from flowc.runtime.protocol import Call, Elapsed as Until

LOOPS = {"F202", "F203", "F204"}
NAMES = ["a", "b", "c", "d"]
TARGETS = [*NAMES, "hangup"]


@st.composite
def edges(draw: st.DrawFn, *, bounds: bool) -> str:
    edge = f"-> {draw(st.sampled_from(TARGETS))}"
    if bounds and draw(st.integers(0, 4)) == 0:
        most = draw(st.integers(1, 2))
        edge += f" at most {most} times then -> {draw(st.sampled_from(TARGETS))}"
    return edge


@st.composite
def blocks(draw: st.DrawFn, name: str, moves: list[str], *, asks: bool) -> str:
    edge = edges(bounds=asks)
    if draw(st.booleans()):
        leaving = draw(st.sampled_from(["on gave-up {}", "on no-input {}  on gave-up -> hangup"]))
        return f'menu {name} {{ play "Press 1."  press 1 -> hangup  {leaving.format(draw(edge))} }}'
    actions = draw(st.lists(st.sampled_from(moves), max_size=1))
    if asks and draw(st.booleans()):
        word, number = draw(st.sampled_from("<>")), draw(st.integers(0, 3))
        place = draw(st.integers(0, len(actions)))
        actions.insert(place, f"if n {word} {number} {draw(edge)}")
    return f"step {name} {{ {'  '.join(actions)}  {draw(edge)} }}"


@st.composite
def flows(draw: st.DrawFn, *, asks: bool) -> str:
    up = draw(st.booleans())
    moves = ["set n = n + 1", "set n = 0"] if up else ["set n = n - 1", "set n = 3"]
    head = f'flow "T" {{ languages en }}\nnumber "1" -> a\nvar n: number = {0 if up else 3}\n'
    return head + "\n".join(draw(blocks(name, moves, asks=asks)) for name in NAMES) + "\n"


def judge(text: str) -> tuple[set[str], bool]:
    """The codes of the findings, and whether a silent call goes on without end."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.flow"
        path.write_text(text, encoding="utf-8")
        (work,) = pipeline.check((str(path),)).works
    assert work.program is not None, work.diagnostics
    machine = compile_program(work.program)
    state, (trace, wait) = machine.start(Call(to="1"))
    last = trace[-1]
    while wait.until is not None:
        state, (trace, wait) = machine.step(state, Until(wait.until))
        last = trace[-1] if trace else last
    assert last[0] == "end"
    return {d.code for d in work.diagnostics}, last[3] == "limit"


@settings(max_examples=60, deadline=None)
@given(flows(asks=True))
def test_a_call_without_end_is_always_found(text: str) -> None:
    codes, endless = judge(text)
    if endless:
        assert codes & LOOPS


@settings(max_examples=60, deadline=None)
@given(flows(asks=False))
def test_where_nothing_counts_a_loop_is_found_if_and_only_if_there_is_one(text: str) -> None:
    codes, endless = judge(text)
    assert bool(codes & LOOPS) is endless
