"""What queues.conf and queuerules.conf get: a queue for each row."""

from typing import NamedTuple

from flowc.backends.asterisk import agents
from flowc.backends.asterisk.prompts import recorded
from flowc.backends.asterisk.text import DialplanText, comment, data
from flowc.backends.asterisk.unit import Unit
from flowc.backends.asterisk.waiting import ORDERED, STRATEGIES, Row, rows
from flowc.semantics import ir
from flowc.semantics.needs import Variant, conditions


class Written(NamedTuple):
    """A queue as it is written: `block` and `of` say in words whose it is."""

    name: str
    block: str
    of: DialplanText
    options: tuple[tuple[str, str], ...]
    members: tuple[str, ...]
    rules: tuple[str, ...]


def queues(unit: Unit) -> tuple[Written, ...]:
    """All queues of the program."""
    return tuple(
        _written(block, row, unit)
        for block in unit.program.blocks
        if isinstance(block, ir.Queue)
        for row in rows(block, unit)
    )


def _written(block: ir.Queue, row: Row, unit: Unit) -> Written:
    strategy = STRATEGIES.get(block.strategy, "")
    names, here = agents.members(unit), agents.context(unit)
    members = [
        f"Local/{names[agent]}@{here}/n,{penalty},{agent},hint:{agents.hint(agent)}@{here}"
        for agent, penalty in row.members
    ]
    if strategy not in ORDERED:
        members.reverse()
    rules = tuple(f"{after},{n},0,{n}" for n, after in enumerate(row.steps) if n)
    options = _options(block, strategy, unit)
    if rules:
        options.append(("defaultrule", row.name))
    of = comment(_of(block, row.kinds) if len(rows(block, unit)) > 1 else "")
    return Written(row.name, block.id, of, tuple(options), tuple(members), rules)


def _options(block: ir.Queue, strategy: str, unit: Unit) -> list[tuple[str, str]]:
    """A member's extension knows how long each phone rings, so Asterisk itself sets no limit."""
    found = [
        ("strategy", strategy),
        ("timeout", "0"),
        ("timeoutpriority", "app"),
        ("retry", "1"),
        ("wrapuptime", str(block.wrap_up)),
        ("ringinuse", "no"),
        ("autofill", "yes"),
        ("joinempty", "yes"),
        ("leavewhenempty", "no"),
        ("setinterfacevar", "yes"),
        ("setqueueentryvar", "yes"),
        ("maxlen", str(0 if block.id in unit.back else block.limit or 0)),
    ]
    if block.music is not None:
        found.append(("musicclass", data(block.music)))
    if block.keys:
        found.append(("context", unit.context(block.id)))
    return found + _said(block, unit)


def _said(block: ir.Queue, unit: Unit) -> list[tuple[str, str]]:
    """One recording, and one of the position and the wait."""
    found: list[tuple[str, str]] = []
    files = [
        (file, every.seconds)
        for every in block.every
        if isinstance(every.what, ir.Play) and (file := recorded(every.what, unit))
    ]
    for file, seconds in files[:1]:
        found += [("periodic-announce", file), ("periodic-announce-frequency", str(seconds))]
    for every in [line for line in block.every if not isinstance(line.what, ir.Play)][:1]:
        found += [
            ("announce-frequency", str(every.seconds)),
            ("min-announce-frequency", str(every.seconds)),
            ("announce-position", "yes" if every.what == "position" else "no"),
            ("announce-holdtime", "yes" if every.what == "wait" else "no"),
        ]
    if found:
        found.append(("announce-to-first-user", "yes"))
    return found


def _of(block: ir.Queue, kinds: tuple[Variant, ...]) -> str:
    """The callers of a row in words: what they hear, and which conditions of the need hold."""
    return "; ".join(_kind(kind, len(conditions(block))) for kind in kinds)


def _kind(kind: Variant, conds: int) -> str:
    said = [kind.language] if kind.language else []
    if conds:
        said.append("conditions " + "".join("+" if true else "-" for true in kind.truths))
    return " ".join(said)
