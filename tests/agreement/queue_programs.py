"""Made-up queues: a seed gives a small program of one or two queues and two to four agents, the
same every time. Everybody who calls comes straight into a queue, or rings an agent's own phone."""

import random
from typing import NamedTuple

STRATEGIES = (
    "ring-all",
    "longest-idle",
    "round-robin",
    "fewest-calls",
    "least-talk-time",
    "in-order",
)
"""Those that a switch can do as the runtime does."""

_AGENTS = ("alice", "bob", "carol", "dave")
_LANGUAGES = ("en", "lt")
_KEYS = ("1", "5", "9", "0", "*", "#")


class Limits(NamedTuple):
    """What the queues may have; a switch that can not do one of them has its own."""

    strategies: tuple[str, ...] = STRATEGIES
    says: bool = True
    ages: bool = True


LIMITS = {
    # an agent who becomes free while a ring-all rings is rung with the next attempt there
    "asterisk": Limits(
        ("longest-idle", "round-robin", "fewest-calls", "in-order"), says=False, ages=False
    ),
    "freeswitch": Limits(says=False, ages=False),
}
"""What each switch does as the runtime does it; what it refuses is made up anew."""


class QueueProgram(NamedTuple):
    """A program as text, and what its callers have to know: the numbers that lead into queues, and
    those of agents' own phones."""

    text: str
    numbers: tuple[str, ...]
    own: tuple[str, ...]


def queue_program(seed: str, limits: Limits | None = None) -> QueueProgram:
    """The program that `seed` makes up."""
    rng = random.Random(f"queues {seed}")  # noqa: S311 - for tests
    limits = limits or Limits()
    agents = _AGENTS[: rng.randint(2, 4)]
    queues = ("support", "sales")[: rng.choice((1, 1, 2))]
    numbers: list[str] = []
    people = [_agent(n, name, rng) for n, name in enumerate(agents)]
    hers = "alice_desk" if "alice_desk" in people[0] else "alice"
    parts = [
        f'flow "Q{seed}" {{ languages en, lt }}',
        'prompt hold   { en "Hold on."  lt "Palaukite." }',
        'prompt tone   { en "Speak now."  lt "Kalbėkite." }',
        'prompt thanks { en "Thank you."  lt "Ačiū." }',
        "skill tech 1..5",
        "skill desk",
        'agents { sign-in "*45"  sign-out "*46"  break "*47" }',
        "var tier: one of (plain, gold) = plain",
        *people,
    ]
    for n, queue in enumerate(queues):
        parts += _ways_in(n, queue, numbers, rng)
        parts.append(_queue(queue, agents, rng, limits))
    own = '"+37052000390"' if rng.random() < 0.4 else ""
    parts += [
        f"number {own} -> herself" if own else "",
        _herself(hers) if own else "",
        "step rating { play thanks -> hangup }",
        'voicemail message { play tone mailbox "100" on failed -> hangup }',
    ]
    return QueueProgram(
        "\n".join(part for part in parts if part) + "\n",
        tuple(numbers),
        (own.strip('"'),) if own else (),
    )


def _agent(n: int, name: str, rng: random.Random) -> str:
    """The first one can do everything, so that every need is one that somebody meets."""
    phones = f"phone {name}_desk  phone {name}_mobile" if rng.random() < 0.3 else f"phone {name}"
    if n == 0:
        return f"agent {name} {{ {phones}  skill tech 5  skill desk  speaks en, lt }}"
    tech = f"skill tech {rng.randint(1, 5)}" if rng.random() < 0.7 else ""
    desk = "skill desk" if rng.random() < 0.5 else ""
    speaks = rng.choice(("en", "en, lt", "lt", "en, lt"))
    return f"agent {name} {{ {phones}  {tech}  {desk}  speaks {speaks} }}"


def _ways_in(n: int, queue: str, numbers: list[str], rng: random.Random) -> list[str]:
    """The numbers that lead into a queue: straight, in the other language, as gold."""
    found: list[str] = []
    changes = ("", " with language = lt", " with tier = gold")
    for k, change in enumerate(changes):
        if k == 0 or rng.random() < 0.6:
            numbers.append(f"+370520003{n}{k}")
            found.append(f'number "{numbers[-1]}" -> {queue}{change}')
    return found


def _herself(phone: str) -> str:
    return (
        f"ring herself {{ call {phone} for 12s  on busy -> message  on no-answer -> message"
        "  on failed -> message }\n"
    )


# ---- a queue ------------------------------------------------------------------------------------


def _queue(name: str, agents: tuple[str, ...], rng: random.Random, limits: Limits) -> str:
    ring = rng.choice((9, 11, 14))
    lines = [
        *_needs(agents, ring, rng),
        f"strategy {rng.choice(limits.strategies)}",
        *_priorities(ring, rng, limits),
        f"ring {ring}s",
        f"wrap-up {rng.choice((0, 4, 7, 12))}s",
        f"after {3 * ring + 22}s -> message",
        "on no-agents -> message",
        "on failed    -> message",
    ]
    if rng.random() < 0.5:
        lines += [f"limit {rng.choice((1, 1, 2))}", "on full -> message"]
    if rng.random() < 0.6:
        lines.append("on done -> rating")
    if rng.random() < 0.5:
        lines.append(f"press {rng.choice(_KEYS)} -> message unspoken")
    if rng.random() < 0.2:
        lines.append("play hold")
    if limits.says and rng.random() < 0.3:
        what = rng.choice(("say position", "play hold"))
        lines.append(f"every {rng.choice((19, 31))}s {what}")
    return f"queue {name} {{\n" + "".join(f"  {line}\n" for line in lines) + "}"


def _needs(agents: tuple[str, ...], ring: int, rng: random.Random) -> list[str]:
    """One to three steps, each of which admits whom the one before admits. They relax, and callers
    leave, where nothing else is due if one agent after the other rings out."""
    if rng.random() < 0.25:
        chosen = rng.sample(agents[1:], rng.randint(0, len(agents) - 1))
        return [f"agents {', '.join((agents[0], *chosen))}"]
    spoken = " and speaks language" if rng.random() < 0.5 else ""
    level = rng.choice((5, 4))
    steps = rng.choice(
        (
            [f"tech >= {level}", f"tech >= {level - rng.randint(1, 2)}", "tech >= 1"],
            ["desk and tech >= 3", "tech >= 2", "tech >= 1"],
            [f"tech >= {level}", f"(tech >= {level - 2} or desk)"],
            ["desk", "(desk or tech >= 1)"],
        )
    )
    if rng.random() < 0.3:
        steps[0] = f"(tier is gold or {steps[0]}) and tech >= {1 if 'tech' in steps[-1] else 5}"
        steps = steps[:1]
    kept = steps[: rng.choice((1, 2, 2, 3))]
    afters = (rng.choice((ring - 2, ring + 10)), 2 * ring + 15)
    return [f"need {kept[0]}{spoken}"] + [
        f"after {after}s need {need}{spoken}" for after, need in zip(afters, kept[1:], strict=False)
    ]


def _priorities(ring: int, rng: random.Random, limits: Limits) -> list[str]:
    lines: list[str] = []
    if rng.random() < 0.5:
        lines.append(f"priority {rng.choice((10, -5))} if tier is gold")
    if limits.ages and rng.random() < 0.25:
        lines.append(f"after {ring - 4}s priority 20")
    return lines
