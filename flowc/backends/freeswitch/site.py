"""What every part of this target looks up: the program, its deployment, and how things are named.

Channel variables: a variable `x` of the flow is `flow_x`; `flowc_…` are the target's own, so the
two never meet. Calls enter by the context `flowc`; each block has a context of its own,
`flowc-main`, because FreeSWITCH tries a context's extensions one by one: 15 µs for each.
"""

from collections.abc import Iterator
from typing import NamedTuple, TypeVar, cast

from flowc.backends import receivers, sending, served, target
from flowc.backends.freeswitch import text
from flowc.backends.freeswitch.model import LuaEntry
from flowc.backends.freeswitch.text import FsData, code, joined, name
from flowc.backends.target import Job
from flowc.diagnostic import Diagnostic
from flowc.semantics import ir
from flowc.source import Span

T = TypeVar("T")


class Site(NamedTuple):
    """Looked up once per compilation. `asked` are the variables of which the flow asks whether they
    are set; `hidden` are the names that secret ones would have as channel variables. `lua` and
    `findings` are filled while blocks are written."""

    job: Job
    entrance: FsData
    script: FsData
    clock: FsData
    sounds: FsData
    prompts: dict[str, ir.Prompt]
    lists: dict[str, ir.NumberList]
    kinds: dict[str, str]
    variables: dict[str, ir.Variable]
    secret: frozenset[str]
    hidden: frozenset[str]
    asked: frozenset[str]
    lookups: dict[ir.Lookup, int]
    notices: tuple[ir.Notify, ...]
    sent: tuple[str, ...]
    recordings: bool
    tells_outcome: bool
    tells_name: bool
    may_be_busy: bool
    lua: dict[str, LuaEntry]
    findings: list[Diagnostic]

    @property
    def program(self) -> ir.Program:
        """The flow."""
        return self.job.program


def site(job: Job) -> Site:
    """Everything a part may look up."""
    program = job.program
    context = name(job.settings.freeswitch.context)
    secret = frozenset(v.name for v in program.variables if v.secret)
    return Site(
        job=job,
        entrance=context,
        script=code("{}.lua", context),
        clock=code("{}-clock.lua", context),
        sounds=_sounds(job.settings.freeswitch.sounds),
        prompts={p.id: p for p in program.prompts},
        lists={x.name: x for x in program.lists},
        kinds={b.id: b.kind for b in program.blocks},
        variables={v.name: v for v in program.variables},
        secret=secret,
        hidden=frozenset(map(variable, secret)),
        asked=frozenset(
            v.value.name for v in _all(program, ir.IsSet) if isinstance(v.value, ir.Var)
        ),
        lookups=served.numbers(program),
        notices=tuple(receivers.notices(program)),
        sent=sending.fields(program),
        recordings=any(_all(program.blocks, ir.RecordCall)),
        tells_name=any(f.field == "name" for f in _all(program, ir.CallerField)),
        tells_outcome=any(f.field == "outcome" for f in _all(program, ir.CallField)),
        may_be_busy=any(e.cause == "busy" for e in _all(program, ir.ToEnd)),
        lua={},
        findings=[],
    )


def _sounds(folder: str) -> FsData:
    """The folder of the recordings: below FreeSWITCH's own, unless it begins with a slash."""
    parts = joined("/", [name(p) for p in folder.split("/") if p])
    if folder.startswith("/"):
        return code("/{}", parts)
    return code("{}/{}", FsData("${sounds_dir}"), parts)


def needs_hook(at: Site) -> bool:
    """Whether something is left to do when a call ends, however it ends."""
    mail = any(isinstance(b, ir.Voicemail) for b in at.program.blocks)
    return bool(at.program.on_hangup or at.secret or mail)


def _all(value: object, kind: type[T]) -> Iterator[T]:
    """Every value of a kind within a value of the call graph."""
    if isinstance(value, kind):
        yield value
    if isinstance(value, tuple):
        for part in cast("tuple[object, ...]", value):
            if isinstance(part, tuple):
                yield from _all(cast("object", part), kind)


def variable(var: str) -> FsData:
    """The channel variable of a flow's variable; "language" is the call's."""
    return FsData("flowc_language") if var == "language" else code("flow_{}", name(var))


def read(channel_variable: FsData) -> FsData:
    """What stands for the variable's value in data."""
    return FsData("${" + channel_variable + "}")


def counter(counter_name: str) -> FsData:
    """The variable that holds one `x` for every time an arrow was taken: so nothing adds up."""
    return code("flowc_n_{}", name(_safe(counter_name)))


def _safe(raw: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "_.-") else "-" for c in raw)


def block_address(block: str) -> FsData:
    """The extension that a call enters a block by."""
    return name(block)


def block_context(at: Site, block: str) -> FsData:
    """The context that a block has to itself."""
    return code("{}-{}", at.entrance, name(block))


def end_context(at: Site) -> FsData:
    """The context of the ways a call ends."""
    return code("{}--end", at.entrance)


def place(at: Site, span: Span) -> FsData:
    """`support.flow:34`, fit for a comment."""
    return text.comment(target.place(at.job, span))
