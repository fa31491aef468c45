"""What compiling one program needs at hand, and what it gathers on the way."""

from typing import TYPE_CHECKING

from flowc.backends import receivers, sending, served
from flowc.backends.asterisk import names
from flowc.backends.asterisk.scan import cutting, marked, records
from flowc.backends.asterisk.text import DialplanText, comment
from flowc.backends.target import Job, place
from flowc.semantics import ir
from flowc.semantics.recordings import record_calls
from flowc.source import Span

if TYPE_CHECKING:
    from flowc.backends.asterisk.waiting import Row
    from flowc.diagnostic import Diagnostic


class Unit:
    """One compilation."""

    def __init__(self, job: Job) -> None:
        """Look up what is asked for by name."""
        self.job = job
        self.program = job.program
        self.own = job.settings.asterisk
        version = f".{self.own.version}" if self.own.version else ""
        self._inner = f"{self.own.context}{version}"
        self.prompts = {p.id: p for p in job.program.prompts}
        self.queues = {b.id: b for b in job.program.blocks if isinstance(b, ir.Queue)}
        self.back = {b.queue for b in job.program.blocks if isinstance(b, ir.Callback)}
        self.kinds = {b.id: b.kind for b in job.program.blocks}
        self.schedules = {s.name: s for s in job.program.schedules}
        self.switches = {s.name: s for s in job.program.switches}
        self.variables = {v.name: v for v in job.program.variables}
        self.marked = marked(job.program)
        self.cutting = cutting(job.program)
        self.numbers = served.numbers(job.program)
        self.recordings = any(op for b in job.program.blocks for op in record_calls(b))
        self.notices = receivers.notices(job.program)
        self.sent = sending.fields(job.program)
        self.figures = tuple(dict.fromkeys(r.name for r in records(job.program) if self.notices))
        self.asking = f"{self.own.context}--{self.own.version}".removesuffix("--")
        self.found: list[Diagnostic] = []
        self.uses: set[str] = set()
        self.confirmed: dict[str, None] = {}
        self.rows: dict[str, tuple[Row, ...]] = {}

    def context(self, name: str) -> str:
        """The context of a block or of a part of one."""
        return names.fit(f"{self._inner}-{names.dashed(name)}")

    def service(self, name: str) -> str:
        """A context of flowc's own."""
        return names.fit(f"{self._inner}--{name}")

    def lasting(self, name: str) -> str:
        """A context of flowc's own that other dialplan names: the same in every version."""
        return names.fit(f"{self.own.context}--{name}")

    def title(self, words: str, span: Span) -> DialplanText:
        """`menu main  (support.flow:34)`."""
        return comment(f"{words}  ({place(self.job, span)})")

    def is_secret(self, var: str) -> bool:
        """Whether the variable's value must not be told."""
        declared = self.variables.get(var)
        return declared is not None and declared.secret
