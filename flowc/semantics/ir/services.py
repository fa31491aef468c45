"""What a call asks of others: services, and lists that stand in files."""

from typing import Literal, NamedTuple, TypeAlias

from flowc.semantics.ir.steps import HandlerOp, Sent
from flowc.semantics.ir.values import Const, Edge, Expr, Var
from flowc.source import Span

# ---- what a deployment gives -------------------------------------------------------------------


class Setting(NamedTuple):
    """A value of the settings file's `[values]`; `span` is the line that needs it."""

    name: str
    span: Span


class Secret(NamedTuple):
    """A secret that `flowc serve` reads when it runs; no file of a target ever holds its value."""

    name: str
    span: Span


Given: TypeAlias = str | Setting | Secret

# ---- services ----------------------------------------------------------------------------------


class Service(NamedTuple):
    """A web service. `url` is what every path is put behind; `headers` go with each request;
    `timeout` is how long an answer may take, in whole seconds, connecting included."""

    name: str
    url: str | Setting
    headers: tuple[tuple[str, Given], ...]
    timeout: int
    span: Span


# ---- lists from files --------------------------------------------------------------------------


class Row(NamedTuple):
    """A row of a list's file: a number, or a pattern as of a `ListEntry`; `cells` are those behind
    it; `line` is where it stands, from 1."""

    pattern: str
    rest: bool
    cells: tuple[str, ...]
    line: int


class FileList(NamedTuple):
    """`list vip from "vip.csv"`: numbers with what their rows say, which change while the flow is
    in use. `path`: the file, as the program's sources have it. `columns`: the names behind the
    number's; `rows`: as they are now, which tests go by. On a switch `flowc serve` reads the file,
    again whenever it has changed. `timeout`: whole seconds for an answer."""

    name: str
    path: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    timeout: int
    span: Span


# ---- lookups -----------------------------------------------------------------------------------


class Field(NamedTuple):
    """`read tier = .customer.tiers[0] or bronze`: where a value is in the reply. `default` stands
    for a field that is not there or null; without it the reply then counts as failed."""

    var: Var
    path: tuple[str | int, ...]
    default: Const | None


class Way(NamedTuple):
    """What happens at an outcome of a lookup: actions, then the arrow; without one the step goes
    on behind the lookup. Nothing listens to its prompts."""

    ops: tuple[HandlerOp, ...]
    edge: Edge | None


class Lookup(NamedTuple):
    """Asks a service, and goes on when it was found; or, where `method` is "list", a `FileList`.

    The path is text and values in turn; each value is percent-encoded as one segment (as UTF-8,
    all but A-Z a-z 0-9 - . _ ~). A value that is empty or unset there (a withheld number), or that
    would make a whole segment `.` or `..`: outcome not-found, and nothing is asked. Request and
    reply are written and read by one function for the runtime and the targets
    (`semantics/requests.py`, `semantics/replies.py`):

    - 200 to 299 with every field there and of its type: all are assigned, outcome found; where
      nothing is read the body is not looked at;
    - 404: not-found; 401, 403: refused;
    - anything else is failed, and nothing is assigned: no answer within the time-out, a redirect, a
      reply over 1 MiB, one that is not JSON, a field that is absent or outside its type; values
      that make a line of more than 4,000 characters for the switch (`replies.line`).

    Where `refused` is None that is failed, in the trace too. Trace: `lookup` with the outcome, on
    found a `set` for each field in written order, else what the way does and, with an arrow, its
    `leave`, outcome as the lookup's. A caller who hangs up meanwhile ends the call, without a
    `lookup`. It does not answer the call.

    Of a list, the path is one value: the number. Found is the row that it fits most specifically
    (an exact number, then the longest beginning), and each field a column of it (an empty cell is
    not there); not-found, where it fits none or is empty; failed, where nobody can look.
    `into`: a variable of type yes-no that then says, without a trace, whether it was found; so
    `if x in vip` is asked, and a list that can't be asked holds nobody.
    """

    service: str
    method: Literal["get", "post", "put", "list"]
    path: tuple[str | Expr, ...]
    sends: tuple[Sent, ...]
    reads: tuple[Field, ...]
    not_found: Way
    refused: Way | None
    failed: Way
    span: Span
    into: Var | None = None

    def ways(self) -> tuple[tuple[str, Way], ...]:
        """What happens at each outcome but found that the lookup has, in the language's order."""
        refused = (("refused", self.refused),) if self.refused else ()
        return (("not-found", self.not_found), *refused, ("failed", self.failed))
