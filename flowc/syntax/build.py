"""How the rules of the grammar that need more than their children in order are built.

A builder takes the rule's children, their span and the list to report in. Children are nodes, the
text of kept tokens, and None for an optional part that is not there.
"""

# ruff: noqa: D103, FBT003 - a builder is named after its rule, and the grammar says what that means

from collections.abc import Callable
from typing import Any

from flowc.diagnostic import Label, error
from flowc.source import Span
from flowc.syntax import ast, literals
from flowc.syntax.literals import Found, whole

Builder = Callable[[list[Any], Span, Found], Any]

KINDS = frozenset(
    ("step", "menu", "queue", "ring", "voicemail", "callback", "split", "transfer", "external")
)
_MOST_TERMS = 200


def not_a_kind(name: ast.Name, found: Found) -> None:
    """Report a block that is called like a kind of block."""
    if name.text in KINDS:
        found.append(
            error(
                "F015",
                f"`{name.text}` is a kind of block, so no block can be called that",
                name.span,
                help=f"write a name of your own, such as `main_{name.text}`",
            )
        )


def region(c: list[Any], span: Span, _found: Found) -> ast.Name:
    return ast.Name("/".join(part for part in c if part), span)


def zone_text(c: list[Any], span: Span, found: Found) -> ast.Name:
    return ast.Name(literals.string(c, span, found).text, span)


def integer(c: list[Any], span: Span, found: Found) -> ast.Int:
    return ast.Int(whole(c[0], span, found), span)


def negative(c: list[Any], span: Span, found: Found) -> ast.Int:
    return ast.Int(-whole(c[0], span, found), span)


def negative_decimal(c: list[Any], span: Span, _found: Found) -> ast.Decimal:
    return ast.Decimal("-" + c[0], span)


def schedule_line(c: list[Any], span: Span, _found: Found) -> ast.ScheduleLine:
    return ast.ScheduleLine(c[0] == "open", c[1], c[2] or (), c[3], span)


def one_date(c: list[Any], span: Span, _found: Found) -> ast.DateDays:
    return ast.DateDays(c[0], c[0], span)


def date_range(c: list[Any], span: Span, found: Found) -> ast.DateDays:
    first, last = c
    if (first.year is None) != (last.year is None):
        found.append(
            error(
                "F016",
                "one end of this range has a year and the other has none",
                span,
                help="write both ends with a year, or both without for every year",
            )
        )
        last = first
    return ast.DateDays(first, last, span)


def switch(c: list[Any], span: Span, _found: Found) -> ast.Switch:
    name, initial, code, pin = c
    return ast.Switch(name, None if initial is None else initial == "on", code, pin, span)


def list_(c: list[Any], span: Span, _found: Found) -> ast.List:
    return ast.List(c[0], c[1] or (), None, span)


def list_file(c: list[Any], span: Span, _found: Found) -> ast.List:
    return ast.List(c[0], (), c[1], span)


def var(*, keep: bool) -> Builder:
    def build(c: list[Any], span: Span, _found: Found) -> ast.VarDecl:
        return ast.VarDecl(c[0], c[1], c[2], keep, span)

    return build


def type_(c: list[Any], span: Span, _found: Found) -> ast.TypeName:
    return c[0] if isinstance(c[0], ast.TypeName) else ast.TypeName(c[0], (), None, None, span)


def type_money(c: list[Any], span: Span, _found: Found) -> ast.TypeName:
    return ast.TypeName("money", (), c[0], None, span)


def type_one_of(c: list[Any], span: Span, _found: Found) -> ast.TypeName:
    return ast.TypeName("one of", tuple(c), None, None, span)


def type_list_of(c: list[Any], span: Span, _found: Found) -> ast.TypeName:
    return ast.TypeName("list of", (), None, c[0], span)


def module(c: list[Any], span: Span, found: Found) -> ast.Module:
    name, params, exits, gives, *items = c
    starts = [item for item in items if isinstance(item, ast.Edge)]
    rest = tuple(item for item in items if not isinstance(item, ast.Edge))
    if len(starts) != 1 and not any(isinstance(item, ast.Broken) for item in items):
        many = len(starts) > 1
        found.append(
            error(
                "F028",
                f"module `{name.text}` has {'several starts' if many else 'no start'}",
                starts[1].span if many else name.span,
                secondary=(Label(starts[0].span, "it starts here"),) if many else (),
                help="write one arrow to its first block, as in `-> first`",
            )
        )
    start = starts[0] if starts else None
    return ast.Module(name, params or (), exits or (), gives or (), start, rest, span)


def use(c: list[Any], span: Span, found: Found) -> ast.Use:
    not_a_kind(c[2], found)
    return ast.Use(c[0], c[1] or (), c[2], tuple(c[3:]), span)


def leave(items: list[Any], what: str, found: Found) -> tuple[tuple[Any, ...], Any]:
    """Actions and the arrow that ends them; whatever stands behind an arrow is reported."""
    edge: ast.Edge | None = None
    actions: list[Any] = []
    for item in items:
        if edge is not None and isinstance(item, ast.Broken):
            continue
        if edge is not None:
            found.append(
                error(
                    "F027",
                    f"nothing in {what} happens after its arrow",
                    item.span,
                    "never reached",
                    secondary=(Label(edge.span, "the call leaves here"),),
                    help="remove it, or write it before the arrow",
                )
            )
            break
        if isinstance(item, ast.Edge):
            edge = item
        else:
            actions.append(item)
    return tuple(actions), edge


def step(c: list[Any], span: Span, found: Found) -> ast.Step:
    name = c[0]
    not_a_kind(name, found)
    actions, final = leave(c[1:], f"step `{name.text}`", found)
    if final is None and not any(isinstance(action, ast.Broken) for action in actions):
        found.append(
            error(
                "F027",
                f"step `{name.text}` ends without an arrow",
                Span(span.path, span.end - 1, span.end),
                "where does the call go from here?",
                secondary=(Label(name.span),),
                caller="a caller who gets here would be dropped without a word",
                help="end the step with `-> block`, or with `-> hangup`",
            )
        )
    return ast.Step(name, actions, final, span)


def handler(c: list[Any], span: Span, found: Found) -> ast.Handler:
    event, nth, which, *body = c
    actions, edge = leave(body, f"`on {event.text}`", found)
    return ast.Handler(event, nth, which, actions, edge, span)


def press(c: list[Any], span: Span, _found: Found) -> ast.Press:
    return ast.Press(c[0], c[1], c[2], c[3], c[4] is not None, span)


def tries(c: list[Any], span: Span, _found: Found) -> ast.Tries:
    return ast.Tries(c[0], c[0], True, span)


def tries_apart(c: list[Any], span: Span, _found: Found) -> ast.Tries:
    return ast.Tries(c[0], c[1], False, span)


def tries_apart_turned(c: list[Any], span: Span, _found: Found) -> ast.Tries:
    return ast.Tries(c[1], c[0], False, span)


def to_hangup(c: list[Any], span: Span, _found: Found) -> ast.ToHangup:
    return ast.ToHangup(c[0] or "hangup", span)


def edge(c: list[Any], span: Span, _found: Found) -> ast.Edge:
    return ast.Edge(c[0], c[1] or (), c[2], span)


def plain_edge(c: list[Any], span: Span, _found: Found) -> ast.Edge:
    return ast.Edge(c[0], c[1] or (), None, span)


def play(c: list[Any], span: Span, _found: Found) -> ast.Play:
    choices = tuple(choice for choice in c[:-1] if choice is not None)
    return ast.Play(choices, c[-1] is None, span)


def no_barge_in(_c: list[Any], _span: Span, _found: Found) -> bool:
    return False


def choice(c: list[Any], span: Span, _found: Found) -> ast.PromptChoice:
    return ast.PromptChoice(c[0], c[1] if len(c) > 1 else None, span)


def record_call(c: list[Any], span: Span, _found: Found) -> ast.RecordCall:
    return ast.RecordCall(c[0], c[1], span)


def call_ref(c: list[Any], span: Span, _found: Found) -> ast.Ref:
    start = Span(span.path, span.start, span.start + len("call"))
    return ast.Ref((ast.Name("call", start), *c), span)


def notify(c: list[Any], span: Span, _found: Found) -> ast.Notify:
    return ast.Notify(c[0], c[1], c[2] or (), span)


def expect_notify(c: list[Any], span: Span, _found: Found) -> ast.ExpectNotify:
    return ast.ExpectNotify(c[1], c[2], c[0] is not None, span)


def read_field(c: list[Any], span: Span, _found: Found) -> ast.ReadField:
    path = tuple(part.text if isinstance(part, ast.Name) else part.value for part in c[1])
    return ast.ReadField(c[0], path, c[2], span)


def ref(c: list[Any], span: Span, _found: Found) -> ast.Ref:
    return ast.Ref(tuple(c), span)


def one_ref(c: list[Any], span: Span, _found: Found) -> ast.Ref:
    return ast.Ref((ast.Name(c[0], span),), span)


def comparing(c: list[Any], span: Span, _found: Found) -> ast.Compare:
    return ast.Compare(c[1], c[0], c[2], span)


def is_(c: list[Any], span: Span, _found: Found) -> ast.Is:
    return ast.Is(c[0], c[1] is not None, c[2], c[3], span)


def in_values(c: list[Any], span: Span, _found: Found) -> ast.InValues:
    return ast.InValues(c[0], c[1] is not None, tuple(c[2:]), span)


def arithmetic(c: list[Any], span: Span, found: Found) -> ast.Expr:
    if len(c) > _MOST_TERMS:
        found.append(error("F020", "this sum has too many terms", span, help="use a variable"))
        return c[0]
    value = c[0]
    for at in range(1, len(c), 2):
        whole_span = Span(span.path, value.span.start, c[at + 1].span.end)
        value = ast.Arithmetic(c[at], value, c[at + 1], whole_span)
    return value


def need_skill(c: list[Any], span: Span, _found: Found) -> ast.NeedSkill:
    return ast.NeedSkill(c[0], c[1], c[2], span)


def need_is(c: list[Any], span: Span, _found: Found) -> ast.Is:
    return ast.Is(c[0], c[1] is not None, c[2], None, span)


def call(c: list[Any], span: Span, _found: Found) -> ast.Call:
    to = c[0].name if isinstance(c[0], ast.Entry) else c[0]
    return ast.Call(to, c[1], c[2], tuple(c[3:]), span)


def other_reply(c: list[Any], span: Span, _found: Found) -> ast.OtherReply:
    what: Any = "garbage" if c[-1] == "garbage" else " ".join(c)
    return ast.OtherReply(what, span)


def given_silent(c: list[Any], span: Span, _found: Found) -> ast.GivenIs:
    return ast.GivenIs(c[0], ast.Name("silent", span), c[1], span)


def given_returns(c: list[Any], span: Span, _found: Found) -> ast.GivenReturns:
    return ast.GivenReturns(c[0], c[1], c[2] or (), span)


def json_field(c: list[Any], span: Span, _found: Found) -> ast.JsonField:
    return ast.JsonField(c[0].text, c[1], span)


def hear(c: list[Any], span: Span, _found: Found) -> ast.Hear:
    return ast.Hear(c[1], c[2], c[0] is not None, span)


def percent(text: str, span: Span, found: Found) -> int:
    return whole(text[:-1], span, found)


def share(c: list[Any], span: Span, found: Found) -> ast.Share:
    return ast.Share(percent(c[0], span, found), c[1], span)


def load_share(c: list[Any], span: Span, found: Found) -> tuple[Any, int]:
    return (c[0] if len(c) > 1 else None, percent(c[-1], span, found))


def load_choose(c: list[Any], span: Span, _found: Found) -> ast.LoadChoose:
    return ast.LoadChoose(c[0], tuple(c[1:]), span)


def load_goal(c: list[Any], span: Span, found: Found) -> ast.LoadGoal:
    return ast.LoadGoal(percent(c[0], span, found), c[1], span)


def require_targets(c: list[Any], _span: Span, _found: Found) -> tuple[Any, ...]:
    return tuple(target for target in c if target is not None)
