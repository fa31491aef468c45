"""How fast files are read: our loop over lark's tables against lark itself, on the same text.

lark runs as it does out of the box: LALR, contextual lexer, positions, the tree built while parsing
by the same builders, the collector of cycles on. Goal: at least 1.4 times as many lines a second.
"""

# ruff: noqa: ANN401 - what lark gives has no useful types

import statistics
import time
from collections.abc import Callable
from typing import Any

from lark import Token, Transformer

from flowc.resources import folder
from flowc.source import Source, Span
from flowc.syntax.build_tables import lark_of
from flowc.syntax.builders import BUILDERS
from flowc.syntax.parser import machine, parse

LINES = 100_000
ROUNDS = 3

BLOCKS = """\
menu main{0} {{
  play choices
  press 1 -> sales{0}
  press 2 -> step{0} with tier = gold   // the better half
  wait 5s
  tries 3
  on no-input play silent
  on no-match {{ play sorry  set n = n + 1 }}
}}
step step{0} {{
  if office is closed and caller.number in blocked -> closed
  play {{ en "One moment, {{caller.name}}." lt "Prašome palaukti." }}
  collect account {{
    play   account_no
    digits 4..8
    on gave-up -> main{0}
  }}
  -> sales{0}
}}
ring sales{0} {{
  call alice_desk, bob_desk for 20s
  on busy -> main{0}
  on no-answer -> step{0}
}}
"""


def text(lines: int) -> str:
    """A flow of so many lines."""
    count = lines // BLOCKS.count("\n")
    return "".join(BLOCKS.format(number) for number in range(count))


def lark_parse() -> Callable[[str], Any]:
    """Plain lark with the same builders, inline; it knows no places there, and is spared them."""
    found: list[Any] = []
    nowhere = Span("x", 0, 0)

    def method(build: Callable[..., Any]) -> Any:
        def call(_self: object, children: list[Any]) -> Any:
            return build(children, nowhere, found)

        return call

    methods = {name: method(build) for name, build in BUILDERS.items()}
    transformer: Transformer[Token, Any] = type("Building", (Transformer,), methods)()
    grammar = (folder("grammar") / "flow.lark").read_text(encoding="utf-8")
    return lark_of(grammar, transformer=transformer).parse


def main() -> None:
    """Print the medians and the ratio."""
    source = text(LINES)
    lines = source.count("\n")
    plain = lark_parse()
    machine()
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        plain(source)
        middle = time.perf_counter()
        _, found = parse(Source("x", source))
        ours.append(time.perf_counter() - middle)
        theirs.append(middle - start)
        assert not found
    ratio = statistics.median(theirs) / statistics.median(ours)
    for name, times in (("plain lark", theirs), ("flowc", ours)):
        print(f"{name:12} {lines / statistics.median(times):>10,.0f} lines/s")
    print(f"flowc reads {ratio:.1f} times as fast (goal: 1.4)")


if __name__ == "__main__":
    main()
