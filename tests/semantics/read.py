"""A text of the language to its call graph and findings, as the command line does it."""

import re

from flowc.diagnostic import Diagnostic
from flowc.semantics import ir
from flowc.semantics.lower import analyse
from flowc.source import Source
from flowc.syntax.parser import parse

FLOW = """
flow "Spec" {
  timezone  Europe/Vilnius
  languages en, lt
  on failed  -> hangup
  on gave-up -> hangup
}
"""


def read(*texts: str) -> tuple[ir.Program | None, tuple[Diagnostic, ...]]:
    """What `texts` mean, as files `0.flow`, `1.flow`, …; the flow is added where they have none."""
    if not any(re.search(r'^\s*flow "', text, re.MULTILINE) for text in texts):
        texts = (*texts, FLOW)
    parsed = [parse(Source(f"{n}.flow", text)) for n, text in enumerate(texts)]
    program, found = analyse(tuple(file for file, _ in parsed))
    return program, tuple(d for _, ds in parsed for d in ds) + found


def program(*texts: str) -> ir.Program:
    """The call graph of texts in which there is nothing to find."""
    made, found = read(*texts)
    assert not [(d.code, d.message) for d in found]
    assert made is not None
    return made


def block(made: ir.Program, name: str) -> ir.Block:
    return next(b for b in made.blocks if b.id == name)


def step(text: str, name: str = "a") -> ir.Step:
    found = block(program(text), name)
    assert isinstance(found, ir.Step)
    return found
