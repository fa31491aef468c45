"""What lark itself makes of a file, with the same builders: the second reading."""

from functools import cache
from typing import Any

from lark import Token, Transformer, Tree, UnexpectedInput

from flowc.resources import folder
from flowc.source import Span
from flowc.syntax import ast
from flowc.syntax.build_tables import lark_of
from flowc.syntax.builders import BUILDERS


@cache
def plain_lark() -> Any:
    return lark_of((folder("grammar") / "flow.lark").read_text(encoding="utf-8"))


def accepts(text: str) -> bool:
    """Whether lark finds no mistake in a text."""
    try:
        plain_lark().parse(text)
    except UnexpectedInput:
        return False
    return True


class Building(Transformer[Token, Any]):
    """A tree of lark's, node by node through our builders."""

    def __init__(self, path: str) -> None:
        super().__init__(visit_tokens=True)
        self.path = path
        self.found: list[Any] = []

    def _call_userfunc(self, tree: Tree[Token], new_children: Any = None) -> Any:
        children = tree.children if new_children is None else new_children
        meta = tree.meta
        span = Span(self.path, getattr(meta, "start_pos", 0), getattr(meta, "end_pos", 0))
        plain = [str(child) if isinstance(child, Token) else child for child in children]
        return BUILDERS[tree.data](plain, span, self.found)


def items(path: str, text: str) -> tuple[ast.Item, ...]:
    """The items of a file as lark reads it."""
    return Building(path).transform(plain_lark().parse(text))
