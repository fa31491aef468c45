"""Why an agent was not offered a caller: who was, and where the agent was meanwhile."""

from collections.abc import Sequence

from flowc.runtime.protocol import Queueing, Talking
from flowc.semantics.scenario import ONLY
from flowc.testing.queue_words import REFUSALS
from flowc.testing.stage import Live, Stage
from flowc.testing.words import Unmet, clock_time, how_it_stands
from flowc.trace import Event

_SHOWN = 4
"""Offers and places that are told; of more, the last ones."""


class Watch:
    """Somebody waits for an offer to `who`, an agent or a phone of one. `look` is to be called
    whenever something has happened."""

    def __init__(self, stage: Stage, live: Live, who: str) -> None:
        """Nothing was seen yet."""
        self._stage, self._live = stage, live
        self._from = live.position
        self._who = who
        agents = stage.play.program.agents
        named = [a.name for a in agents if a.name == who]
        owners = [a.name for a in agents if who in a.phones]
        self._agent = next(iter((*named, *owners)), None)
        self._seen: dict[str, float] = {}

    def look(self) -> None:
        """Note where the agent is while the caller waits."""
        if self._agent and isinstance(self._live.wait, Queueing):
            self._seen.setdefault(_where(self._stage, self._live, self._agent), self._stage.now)

    def unmet(self) -> Unmet | None:
        """Why the offer never came; None for a caller who was in no queue meanwhile."""
        if not self._seen:
            return None
        live, agent = self._live, self._agent
        since = live.began / 1000
        lines = [*offered(live.trace[self._from :]), how_it_stands(live)]
        if any(e[0] == "queue" and e[3:5] == ("offer", agent) for e in live.trace[self._from :]):
            return Unmet(f"`{self._who}` never rang long enough to be answered", "\n".join(lines))
        places = list(self._seen.items())[-_SHOWN:]
        where = "; ".join(f"{place} (from {clock_time(t / 1000 - since)})" for place, t in places)
        lines.insert(0, f"where `{agent}` was: {where}")
        return Unmet(f"`{self._who}` was not offered this caller", "\n".join(lines))


def _where(stage: Stage, live: Live, agent: str) -> str:
    """Where the agent is, as a clause without its subject."""
    if agent in stage.staff.away:
        return "signed out"
    if agent in stage.staff.paused:
        return "on a break"
    return (
        _step(stage, live, agent)
        or _busy(stage, agent)
        or _resting(stage, live, agent)
        or _rung(stage, live, agent)
    )


def _busy(stage: Stage, agent: str) -> str:
    phones = next(a.phones for a in stage.play.program.agents if a.name == agent)
    for other in stage.calls.values():
        talk = stage.staff.talks.get(other.caller)
        if talk and talk.agent == agent:
            return f"busy with {_caller(other.caller)}"
        if not talk and isinstance(other.wait, Talking) and other.wait.partner in phones:
            return f"on the phone with {_caller(other.caller)}"
    return ""


def _resting(stage: Stage, live: Live, agent: str) -> str:
    staff = stage.staff
    for until, why in (
        (staff.wrap_up.get(agent, 0), "in wrap-up"),
        (staff.passed.get(agent, 0), "passed over"),
    ):
        if until > stage.now:
            return f"{why} until {clock_time((until - live.began) / 1000)}"
    return ""


def _rung(stage: Stage, live: Live, agent: str) -> str:
    call = stage.staff.rung_for(agent)
    if call is None:
        return "free"
    return "rung for " + ("this caller" if call == live.caller else _caller(call))


def _step(stage: Stage, live: Live, agent: str) -> str:
    """Why the agent does not meet the need that holds; "" for one who does."""
    joined, wait = stage.staff.joined[live.caller]
    waited = stage.now - joined + wait.waited
    held = max(n for n, (after, _) in enumerate(wait.seats) if after <= waited)
    meets = [n for n, (_, agents) in enumerate(wait.seats) if agent in agents]
    if held in meets:
        return ""
    if not meets:
        return f"meets no need of `{wait.queue}`"
    after = wait.seats[meets[0]][0] // 1000
    return f"does not meet need {held + 1}, only need {meets[0] + 1} after {after} s"


def offered(trace: Sequence[Event]) -> list[str]:
    """Who was offered the caller in this part of a trace, and why, and what they did: a line, or
    none for a caller who was in no queue there."""
    told = [event for event in trace if event[0] == "queue"]
    offers: list[str] = []
    for n, (_, t, _, what, agent, _, why) in enumerate(told):
        if what == "offer":
            after = (e for e in told[n + 1 :] if e[4] == agent and e[3] in ("refuse", "answer"))
            offers.append(f"`{agent}` at {clock_time(t)} ({why}){_outcome(next(after, None))}")
    if not offers:
        return ["nobody was offered this caller"] if told else []
    more = "… " if len(offers) > _SHOWN else ""
    return ["offered were " + more + "; ".join(offers[-_SHOWN:])]


def _outcome(event: Event | None) -> str:
    if event is None:
        return ""
    return ", who answered" if event[3] == "answer" else f", who {REFUSALS.get(event[6], '')}"


def _caller(call: str) -> str:
    return "this caller" if call == ONLY else f"caller {call}"
