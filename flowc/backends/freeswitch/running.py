"""Blocks run together: where one arrow alone leads to a block, no transfer is needed.

A transfer costs FreeSWITCH about as much as three applications. So what a block begins with is
written behind the only arrow that leads there, too; its own extension stays for dialplan outside
and for those who read.
"""

import re
from collections import Counter
from typing import TypeAlias

from flowc.backends.freeswitch.events import put_together
from flowc.backends.freeswitch.model import Action, Condition, Extension, Group
from flowc.backends.freeswitch.site import Site, block_address, block_context
from flowc.backends.freeswitch.text import FsData, code

Contexts: TypeAlias = list[tuple[FsData, list[Group]]]

_LONGEST = 60
"""How many actions and conditions may come to stand in one extension."""

_FLUSH = Action("flush_dtmf")
_CLOCK = re.compile(r"\$\{flowc_(?:at|why|switch|if)_[^}]*\}")
"""What schedules and switches say, and what is judged from that alone."""

_QUIET = {"answer", "event", "lua", "multiset", "set", "transfer"}
"""Applications that take no time in which a key could be pressed."""

_Entries: TypeAlias = dict[FsData, tuple[Condition, ...]]
"""What blocks begin with, by the data of the transfer that leads to each of them."""


def run_together(
    entrance: tuple[FsData, list[Group]], blocks: Contexts, last: Contexts, at: Site
) -> Contexts:
    """All contexts, in this order, for the same calls with fewer transfers."""
    contexts = [entrance, *blocks, *last]
    begins = {group.extensions[0] for _, (group,) in blocks}
    entries: _Entries = {}
    many = Counter(a.data for e in _extensions(contexts) for c in e.conditions for a in c.actions)
    for block, (_, (group,)) in zip(at.program.blocks, blocks, strict=True):
        where = code("{} XML {}", block_address(block.id), block_context(at, block.id))
        if many[where] == 1:
            entries[where] = group.extensions[0].conditions
    kept = {e for e in begins if e.conditions in entries.values()}
    return [
        (context, [g._replace(extensions=_all(g, entries, kept)) for g in groups])
        for context, groups in contexts
    ]


def _extensions(contexts: Contexts) -> list[Extension]:
    return [e for _, groups in contexts for g in groups for e in g.extensions]


def _all(group: Group, entries: _Entries, kept: set[Extension]) -> tuple[Extension, ...]:
    found = (
        e if e in kept else e._replace(conditions=_together(e.conditions, entries))
        for e in group.extensions
    )
    return tuple(e._replace(conditions=tuple(map(_unflushed, e.conditions))) for e in found)


def _unflushed(condition: Condition) -> Condition:
    """Every extension is entered by `transfer`, which throws away keys that wait: as long as
    nothing has listened or taken time since, there are none to flush."""
    actions: list[Action] = []
    for action in condition.actions:
        if action != _FLUSH or not _QUIET.issuperset(a.application for a in actions):
            actions.append(action)
    return condition._replace(actions=tuple(actions))


def _together(conditions: tuple[Condition, ...], entries: _Entries) -> tuple[Condition, ...]:
    """In every condition but the last, what has no conditions itself; in the last, all of it."""
    row = [_plain(c, entries) for c in conditions]
    while len(row) < _LONGEST:
        last, found = row[-1], _entered(row[-1].actions, entries)
        if found is None or not _asks_the_clock(found):
            break
        if not _QUIET.issuperset(a.application for a in last.actions):
            break
        row[-1:] = _behind(last.actions[:-1], tuple(_plain(c, entries) for c in found))
        entries = {k: v for k, v in entries.items() if v is not found}
    return tuple(row)


def _behind(before: tuple[Action, ...], then: tuple[Condition, ...]) -> list[Condition]:
    """Actions before all that comes of some conditions: in each of these, where one event can tell
    both, if one and only one of them will hold."""
    *some, last = then
    acts = [c for c in some if not all(a.inline for a in (*c.actions, *c.otherwise))]
    if last.tests or last.otherwise or any(c.otherwise or c.on != "on-true" for c in acts):
        return [Condition(actions=before), *then]
    return [
        c._replace(actions=put_together((*before, *c.actions))) if c in (*acts, last) else c
        for c in then
    ]


def _asks_the_clock(conditions: tuple[Condition, ...]) -> bool:
    """Conditions are judged before any action of the extension runs, and where calls come in before
    variables have their first values: these ask about nothing that actions set."""
    return all(_CLOCK.fullmatch(test.field) for c in conditions for test in c.tests)


def _plain(condition: Condition, entries: _Entries) -> Condition:
    actions, gone = condition.actions, dict(entries)
    while len(actions) < _LONGEST:
        found = _entered(actions, gone)
        if found is None or len(found) != 1:
            break
        del gone[actions[-1].data]
        (only,) = found
        actions = put_together((*actions[:-1], *only.actions))
    return condition._replace(actions=actions)


def _entered(actions: tuple[Action, ...], entries: _Entries) -> tuple[Condition, ...] | None:
    last = actions[-1] if actions else None
    return entries.get(last.data) if last and last.application == "transfer" else None
