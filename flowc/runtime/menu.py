"""Menus: one choice by key, matched digit by digit, or by words."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from flowc.runtime.arrows import arrow
from flowc.runtime.expressions import condition
from flowc.runtime.listening import silence
from flowc.runtime.memory import KEYS, OUT, Memory, Node, OnKey, T
from flowc.runtime.plan import Plan
from flowc.runtime.prompts import Listener
from flowc.runtime.tries import tries
from flowc.semantics import ir
from flowc.semantics.matching import best, may_grow
from flowc.semantics.words import folded
from flowc.trace import MASK


class _Match(NamedTuple):
    """What the keys pressed so far are: a choice (or None), and whether more keys could change
    that."""

    act: Node | None
    may_grow: bool


def menu(block: ir.Menu, at: Plan) -> Node:
    """A menu's start. Which key is meant does not depend on conditions: where the arms of the one
    pressed all fail it is a no-match, even if a less exact key would fit too."""
    asking = block.asking

    def first_key(m: Memory, key: str) -> Node | None:
        m[KEYS] = key
        act, grows = find(key)
        return more if grows else act or mismatch

    def next_key(m: Memory, key: str) -> Node | None:
        return first_key(m, m[KEYS] + key)

    def no_more(m: Memory) -> Node | None:
        return find(m[KEYS]).act or mismatch

    def mismatch(m: Memory) -> Node | None:
        m[OUT].append(("keys", m[T], m[KEYS], block.id))
        return trying.no_match

    def no_input(_: Memory) -> Node | None:
        return trying.no_input

    def speech(m: Memory, words: str) -> Node | None:
        said, act = phrases.get(words, ("", trying.no_match))
        m[OUT].append(("speech", m[T], said, block.id))
        return act

    on_speech = speech if block.phrases else None
    listener = Listener(block.id, first_key, on_speech=on_speech)
    listen = silence(asking.wait, listener, no_input, at, begun=False)
    more = silence(asking.between, Listener(block.id, next_key), no_more, at, begun=True)
    trying = tries(asking, block.id, listener, listen, at)
    find = _finder(block, trying.no_match, at)
    phrases = {
        folded(phrase.text): (phrase.text, _said(phrase, block.id, trying.no_match, at))
        for phrase in block.phrases
    }
    return trying.begin


def _finder(block: ir.Menu, no_match: Node, at: Plan) -> Callable[[str], _Match]:
    patterns = [(key.pattern, key.rest) for key in block.keys]
    acts = [_act(key, block.id, no_match, at) for key in block.keys]
    choose = best(patterns)

    @lru_cache(maxsize=4096)
    def find(keys: str) -> _Match:
        chosen = choose(keys)
        grows = any(may_grow(pattern, keys, rest=rest) for pattern, rest in patterns)
        return _Match(None if chosen is None else acts[chosen], grows)

    return find


def _said(phrase: ir.Phrase, block: str, no_match: Node, at: Plan) -> Node:
    arms = [
        (
            arm.when and condition(arm.when, at.names),
            arrow(arm.edge, block, f"say {phrase.text}", at),
        )
        for arm in phrase.arms
    ]

    def act(m: Memory) -> Node | None:
        return next((leave for when, leave in arms if when is None or when(m)), no_match)

    return act


def _act(key: ir.Key, block: str, no_match: Node, at: Plan) -> Node:
    outcome = "key " + key.pattern + ("*" if key.rest else "")
    arms = [
        (arm.when and condition(arm.when, at.names), arrow(arm.edge, block, outcome, at))
        for arm in key.arms
    ]
    if len(arms) == 1 and arms[0][0] is None and key.into is None:
        return _act_at_once(block, arms[0][1])
    masked = key.into is not None and key.into.name in at.secret
    keep = _keeper(key.into, at) if key.into else None

    def act(m: Memory) -> Node | None:
        m[OUT].append(("keys", m[T], MASK if masked else m[KEYS], block))
        for when, leave in arms:
            if when is None or when(m):
                if keep:
                    keep(m, m[KEYS])
                return leave
        return no_match

    return act


def _act_at_once(block: str, leave: Node) -> Node:
    """Most keys: one arrow, no condition, nothing kept."""

    def act(m: Memory) -> Node | None:
        m[OUT].append(("keys", m[T], m[KEYS], block))
        return leave(m)

    return act


def _keeper(into: ir.Var, at: Plan) -> OnKey:
    place, name = at.layout.variables[into.name], into.name
    as_number, masked = into.type.kind == "number", into.name in at.secret

    def keep(m: Memory, keys: str) -> None:
        m[place] = kept = int(keys) if as_number else keys
        m[OUT].append(("set", m[T], name, MASK if masked else kept))

    return keep
