"""Where a name is looked up: the top level, or one placement of a module, and one block of it."""

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from flowc.semantics import ir
from flowc.semantics.declared import Declarations, Declared
from flowc.semantics.findings import Findings, a
from flowc.source import Span
from flowc.syntax import ast

if TYPE_CHECKING:
    from flowc.semantics.list_files import ListFiles

ANY = ir.Type("text", ("",))
"""The type of what could not be made out: it agrees with every type, so that one mistake is
reported once. Compared by identity; a program that holds it also holds an error."""

NOWHERE = ir.ToEnd("hangup")
"""Where an arrow goes whose target could not be made out; beside an error only."""


class Variable(NamedTuple):
    """A variable of a scope under the name that the source uses."""

    var: ir.Var
    secret: bool
    name: ast.Name


class Exit(NamedTuple):
    """A way out of a module, or a `block` parameter: going there takes this arrow of the scope
    around it."""

    edge: ir.Edge


Target: TypeAlias = ir.ToBlock | Exit


class Scope:
    """A body of blocks: what its arrows and values may name. `prefix` is put before the ids of its
    blocks and variables, `origin` before those of its inline prompts (a module's own name)."""

    def __init__(self, prefix: str, origin: str) -> None:
        """A scope that names nothing yet."""
        self.prefix = prefix
        self.origin = origin
        self.targets: dict[str, Target] = {}
        self.variables: dict[str, Variable] = {}
        self.fixed: dict[tuple[str, str], Declared | None] = {}
        self.counters: list[str] = []
        self.spoken: dict[str, tuple[tuple[str, ir.Expr], ...]] = {}
        self.gives: dict[str, dict[str, Variable] | None] = {}


class FlowKey(NamedTuple):
    """A key valid everywhere, as a menu would hold it."""

    pattern: str
    rest: bool
    edge: ir.Edge
    span: Span


class Draft(NamedTuple):
    """A prompt on its way: `spoken` gathers the types that its values have where it is played."""

    id: str
    named: bool
    texts: dict[str, ast.Text]
    refs: tuple[ast.Ref, ...]
    spoken: dict[str, tuple[ir.Type, Span]]
    span: Span


class Context:
    """What the whole program shares while it is lowered."""

    def __init__(
        self,
        names: Declarations,
        findings: Findings,
        languages: tuple[str, ...],
        list_files: "ListFiles | None" = None,
    ) -> None:
        """A program of which nothing has been lowered; `list_files`: those of its lists."""
        self.list_files: ListFiles = list_files or {}
        self.names = names
        self.findings = findings
        self.languages = languages
        self.used: set[Span] = set()
        self.drafts: dict[str, Draft] = {}
        self.keys: tuple[FlowKey, ...] = ()
        self.defaults: frozenset[str] = frozenset()
        self.incomplete_flow = False
        self.broken = False
        self.top = Scope("", "")
        self.blocks: list[ir.Block] = []
        self.variables: list[ir.Variable] = []
        self.counters: list[str] = []
        self.placements = 0
        self.clock: Span | None = None

    def may_hide(self, kind: str) -> bool:
        """Whether an unknown name of this kind may be one that could not be read; if so, the
        program is known to be incomplete."""
        hidden = kind in self.names.missing or "" in self.names.missing
        self.broken = self.broken or hidden
        return hidden


class Site:
    """One block (or arrow of the flow) being lowered: numbers its counters and inline prompts."""

    def __init__(self, context: Context, scope: Scope, name: str, word: str, span: Span) -> None:
        """The block `name` of `scope`; `word` is its kind, `span` where its findings point."""
        self.context = context
        self.scope = scope
        self.name = name
        self.word = word
        self.span = span
        self.id = scope.prefix + name
        self.asks: list[ir.Lookup] | None = None
        """What has to be asked before the condition that is being lowered is judged; None where
        nothing can be asked."""
        self._numbers = {"counter": 0, "prompt": 0, "hidden": 0}

    @property
    def findings(self) -> Findings:
        """Where findings go."""
        return self.context.findings

    def inner(self, word: str, span: Span) -> "Site":
        """A part of this block whose findings point at `span`; it shares the block's numbering."""
        site = Site(self.context, self.scope, self.name, word, span)
        site._numbers = self._numbers
        return site

    def _number(self, of: str) -> int:
        self._numbers[of] += 1
        return self._numbers[of]

    def counter(self, *, whole_call: bool = False) -> str:
        """A counter of this block's own: `main.1`, which no variable can be called. In a module it
        starts anew at every entry, unless it is to count through the whole call."""
        number = self._number("counter")
        name = f"{self.id}.{number}" if self.id else str(len(self.context.counters) + 1)
        if not whole_call:
            self.scope.counters.append(name)
        self.context.counters.append(name)
        return name

    def hidden(self, type_: ir.Type, span: Span) -> ir.Var:
        """A variable of this block's own: `welcome.in1`, which no other can be called."""
        var = ir.Var(f"{self.id}.in{self._number('hidden')}", type_)
        self.context.variables.append(ir.Variable(var.name, type_, "no", secret=False, span=span))
        return var

    def prompt_id(self) -> str:
        """The id of this block's next inline prompt."""
        return f"{self.scope.origin}{self.name}-{self._number('prompt')}"


_HOW = {
    "prompt": '`prompt {} {{ en "…" }}`',
    "schedule": "`schedule {} {{ open mon-fri 08:00-18:00 }}`",
    "switch": "`switch {} = off`",
    "list": '`list {} {{ "+370…" }}`',
    "phone": "`phone {}`",
    "skill": "`skill {}`, or with levels `skill {} 1..5`",
    "agent": "`agent {} {{ phone {} }}`",
    "service": '`service {} {{ url "https://…"  timeout 3s }}`',
    "module": "`module {}(…) exits done {{ … }}`",
}


def _declare(context: Context, kind: str, name: str) -> str:
    """What to write where no name is near: the name may belong to another kind of thing."""
    other = next((k for k, table in context.names.kinds.items() if name in table), None)
    if other:
        return f"`{name}` is {a(other)}; declare {a(kind)} " + _HOW[kind].format(name, name)
    return "declare it: " + _HOW[kind].format(name, name)


def find(site: Site, kind: str, name: ast.Name) -> Declared | None:
    """The thing of that kind that `name` stands for; None if there is none (F101 was said) or if it
    can't be known (what declares it could not be read)."""
    key = (kind, name.text)
    if key in site.scope.fixed:
        return site.scope.fixed[key]
    table = site.context.names.kinds[kind]
    declared = table.get(name.text)
    if declared is None:
        if not site.context.may_hide(kind):
            known = [*table, *(n for k, n in site.scope.fixed if k == kind)]
            site.findings.unknown(
                kind, name.text, name.span, known, help=_declare(site.context, kind, name.text)
            )
        return None
    site.context.used.add(declared.name.span)
    return declared if declared.node is not None else None
