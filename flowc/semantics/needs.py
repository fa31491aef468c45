"""Which agents meet a need: worked out when a flow is compiled, for every kind of caller.

A need is made of skills, languages and conditions about the call, all finite. So a queue has
finitely many variants (what the caller hears, and which of its conditions hold), and in each of
them every step of the need is a fixed row of agents.
"""

import operator
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import NamedTuple, assert_never

from flowc.semantics import ir

_OPS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Variant(NamedTuple):
    """A kind of caller of a queue: what is true of them when they enter. `language` is None where
    no need asks for it; `truths`: for each of `conditions(queue)` whether it holds."""

    language: str | None
    truths: tuple[bool, ...]


class Seat(NamedTuple):
    """From `after` seconds of waiting on these agents may be offered the caller, in the order that
    decides ties."""

    after: int
    agents: tuple[str, ...]


def conditions(queue: ir.Queue) -> tuple[ir.Cond, ...]:
    """The conditions about the call in its needs, each once, in written order."""
    return tuple(dict.fromkeys(n.cond for n in _leaves(queue) if isinstance(n, ir.Holds)))


def asks_language(queue: ir.Queue) -> bool:
    """Whether who may answer depends on the language that the caller hears."""
    return any(n == ir.Speaks(None) for n in _leaves(queue))


def variants(queue: ir.Queue, languages: tuple[str, ...]) -> tuple[Variant, ...]:
    """Every kind of caller, in order: languages as given, then true before false."""
    heard = languages if asks_language(queue) else (None,)
    truths = list(product((True, False), repeat=len(conditions(queue))))
    return tuple(Variant(language, t) for language in heard for t in truths)


def seats(queue: ir.Queue, agents: tuple[ir.Agent, ...], variant: Variant) -> tuple[Seat, ...]:
    """Who may answer such a caller, step by step."""
    return seating(queue, agents, (variant,))[variant]


def seating(
    queue: ir.Queue, agents: tuple[ir.Agent, ...], variants: Iterable[Variant]
) -> dict[Variant, tuple[Seat, ...]]:
    """Who may answer callers of each of these kinds, step by step."""
    staff = _Staff(queue, agents)
    asked = conditions(queue)
    found: dict[Variant, tuple[Seat, ...]] = {}
    for variant in variants:
        true = dict(zip(asked, variant.truths, strict=True))
        bits = (staff.able(step.need, variant.language, true) for step in queue.needs)
        found[variant] = tuple(
            Seat(step.after, staff.names(able))
            for step, able in zip(queue.needs, bits, strict=True)
        )
    return found


class _Staff:
    """A queue's agents as the bits of a number, the first the lowest. Who meets a term is worked
    out once for all kinds and steps, of which there may be thousands."""

    def __init__(self, queue: ir.Queue, agents: tuple[ir.Agent, ...]) -> None:
        rows = {a.name: a for a in agents}
        self.order = tuple(rows[name] for name in ranked(queue, agents))
        self.everybody = (1 << len(self.order)) - 1
        self.terms: dict[tuple[str | None, ir.Need], int] = {}
        self.named: dict[int, tuple[str, ...]] = {}

    def able(self, need: ir.Need, language: str | None, true: Mapping[ir.Cond, bool]) -> int:
        """Those who meet the need of a caller who hears `language`."""
        match need:
            case ir.NeedNot(inner):
                return self.everybody & ~self.able(inner, language, true)
            case ir.NeedAll(inner):
                bits = self.everybody
                for one in inner:
                    bits &= self.able(one, language, true)
                return bits
            case ir.NeedAny(inner):
                bits = 0
                for one in inner:
                    bits |= self.able(one, language, true)
                return bits
            case ir.Holds(cond):
                return self.everybody if true[cond] else 0
            case _:
                return self._term(need, language)

    def _term(self, need: ir.Need, language: str | None) -> int:
        known = self.terms.get((language, need))
        if known is None:
            met = (meets(need, agent, language, {}) for agent in self.order)
            known = self.terms[language, need] = sum(m << n for n, m in enumerate(met))
        return known

    def names(self, bits: int) -> tuple[str, ...]:
        """In the order that decides ties."""
        if bits not in self.named:
            rows = enumerate(self.order)
            self.named[bits] = tuple(a.name for n, a in rows if bits >> n & 1)
        return self.named[bits]


def ranked(queue: ir.Queue, agents: tuple[ir.Agent, ...]) -> tuple[str, ...]:
    """All agents in the order that decides this queue's ties: those that its needs name, as they
    name them, then the others as declared."""
    named = [n for m in _leaves(queue) if isinstance(m, ir.Among) for n in m.agents]
    return tuple(dict.fromkeys([*named, *(a.name for a in agents)]))


def meets(  # noqa: PLR0911 - one per kind
    need: ir.Need, agent: ir.Agent, language: str | None, true: Mapping[ir.Cond, bool]
) -> bool:
    """Whether the agent meets the need of a caller who hears `language`."""
    match need:
        case ir.Has(skill, op, level):
            own = dict(agent.skills).get(skill)
            return own is not None and bool(_OPS[op](own, level))
        case ir.Speaks(wanted):
            return (language if wanted is None else wanted) in agent.languages
        case ir.Among(names):
            return agent.name in names
        case ir.Holds(cond):
            return true[cond]
        case ir.NeedNot(inner):
            return not meets(inner, agent, language, true)
        case ir.NeedAll(inner):
            return all(meets(n, agent, language, true) for n in inner)
        case ir.NeedAny(inner):
            return any(meets(n, agent, language, true) for n in inner)
        case _:
            assert_never(need)


def _leaves(queue: ir.Queue) -> Iterator[ir.Need]:
    """The terms of all needs."""
    todo: list[ir.Need] = [step.need for step in reversed(queue.needs)]
    while todo:
        need = todo.pop()
        match need:
            case ir.NeedNot(inner):
                todo.append(inner)
            case ir.NeedAll(inner) | ir.NeedAny(inner):
                todo.extend(reversed(inner))
            case _:
                yield need
