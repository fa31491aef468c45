"""Resources, and the whole program."""

from typing import NamedTuple, TypeAlias

from flowc.semantics.calendar import Schedule
from flowc.semantics.ir.blocks import External, Menu, Ring, Split, Step, Transfer, Voicemail
from flowc.semantics.ir.callbacks import Callback
from flowc.semantics.ir.queues import Agent, Codes, Queue, Skill
from flowc.semantics.ir.services import FileList, Service
from flowc.semantics.ir.steps import LastOp, Prompt
from flowc.semantics.ir.values import Edge, Type, Value
from flowc.source import Span

Block: TypeAlias = Step | Menu | Ring | Transfer | Queue | Callback | Voicemail | Split | External

# ---- resources and the whole -------------------------------------------------------------------


class Number(NamedTuple):
    """A dialled number or a pattern of it (X any digit, `rest` a final `*`); "" matches all."""

    pattern: str
    rest: bool
    edge: Edge
    span: Span


class Entry(NamedTuple):
    """A block with a stable name that other dialplan may send calls to."""

    name: str
    edge: Edge
    span: Span


class Switch(NamedTuple):
    """Turned on and off by staff: `code` dialled from inside, `pin` the name of a secret."""

    name: str
    initial: bool
    code: str | None
    pin: str | None
    span: Span


class ListEntry(NamedTuple):
    """A number, a pattern with X, or with `rest` any that begins so."""

    pattern: str
    rest: bool


class NumberList(NamedTuple):
    name: str
    entries: tuple[ListEntry, ...]
    span: Span


class Phone(NamedTuple):
    name: str
    span: Span


class Variable(NamedTuple):
    """A call's variable; `secret` ones are masked in the trace and never spoken or recorded."""

    name: str
    type: Type
    initial: Value | None
    secret: bool
    span: Span


class Program(NamedTuple):
    """A whole flow. Blocks stand in source order, module placements after the block that names
    them. `counters` are the arrows' and visits' own, all 0 when a call starts. `on_hangup` runs
    once for every ending, just before the trace's `end`. `codes`: those of agents. `consent`: the
    prompt that has to have been played to its end before a call is recorded."""

    name: str
    path: str
    timezone: str | None
    languages: tuple[str, ...]
    numbers: tuple[Number, ...]
    entries: tuple[Entry, ...]
    blocks: tuple[Block, ...]
    prompts: tuple[Prompt, ...]
    schedules: tuple[Schedule, ...]
    switches: tuple[Switch, ...]
    lists: tuple[NumberList, ...]
    phones: tuple[Phone, ...]
    variables: tuple[Variable, ...]
    counters: tuple[str, ...]
    default_failed: Edge | None
    default_gave_up: Edge | None
    on_hangup: tuple[LastOp, ...]
    skills: tuple[Skill, ...] = ()
    agents: tuple[Agent, ...] = ()
    codes: Codes | None = None
    services: tuple[Service, ...] = ()
    file_lists: tuple[FileList, ...] = ()
    consent: str | None = None
