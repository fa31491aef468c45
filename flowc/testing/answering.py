"""What the agents of a test and others who are rung do: pick up, decline, come and go."""

from flowc.runtime.acd_protocol import PhoneRefused
from flowc.runtime.protocol import PhoneAnswered, PhoneBusy, PhoneFailed, Ringing
from flowc.semantics.scenario import AgentDoes, PickUp, Refuse
from flowc.testing.staff import DOES
from flowc.testing.stage import Live, Stage, clock, engaged, send, tell, until
from flowc.testing.whereabouts import Watch
from flowc.testing.words import Unmet, how_it_stands


def pick_up(stage: Stage, live: Live, said: PickUp) -> Unmet | None:
    """The phone is picked up as soon as it rings for this call."""
    unmet = _rung(stage, live, said.phone)
    if unmet:
        return unmet
    live.position = len(live.trace)
    rang = stage.staff.ringing(live.caller, said.phone)
    if rang:
        tell(stage, PhoneAnswered(stage.now, rang.phone))
    else:
        send(stage, live, PhoneAnswered(clock(stage, live), said.phone))
    return None


def refuse(stage: Stage, live: Live, said: Refuse) -> Unmet | None:
    """The call is declined as soon as it rings there. To who rings phones it is a busy one."""
    unmet = _rung(stage, live, said.phone)
    if unmet:
        return unmet
    live.position = len(live.trace)
    rang = stage.staff.ringing(live.caller, said.phone)
    if rang:
        tell(stage, PhoneRefused(stage.now, rang.phone))
    else:
        send(stage, live, PhoneBusy(clock(stage, live), said.phone))
    return None


def agent_does(stage: Stage, live: Live, said: AgentDoes) -> Unmet | None:
    """The agent comes or goes, now. Nobody signs out twice."""
    gone = {
        "signs-in": (stage.staff.away, False, "is signed in"),
        "signs-out": (stage.staff.away, True, "is signed out"),
        "takes-a-break": (stage.staff.paused, True, "is on a break"),
        "is-back": (stage.staff.paused, False, "is on no break"),
    }
    who, absent, already = gone[said.does]
    if (said.agent in who) is absent:
        return Unmet(f"`{said.agent}` {already} already", "leave this line out, or move it")
    live.position = len(live.trace)
    tell(stage, DOES[said.does](stage.now, said.agent))
    return None


def _rung(stage: Stage, live: Live, who: str) -> Unmet | None:
    """Waits until it rings there for this call."""
    watch = Watch(stage, live, who)

    def rings() -> bool:
        watch.look()
        rang = stage.staff.ringing(live.caller, who)
        if rang:
            return not stage.staff.declines(rang.phone)
        return _rings_directly(live, who)

    if not until(stage, live, rings):
        return watch.unmet() or Unmet(f"`{who}` did not ring for this call", how_it_stands(live))
    if who in engaged(stage) and not stage.staff.ringing(live.caller, who):
        return Unmet(f"`{who}` talks in another call of this test", "let that call end first")
    return None


def _rings_directly(live: Live, phone: str) -> bool:
    """Whether a block of the call rings this phone, and it will not turn out to be busy."""
    declined = (
        event
        for event in live.coming
        if isinstance(event, PhoneBusy | PhoneFailed) and event.phone == phone
    )
    wait = live.wait
    return isinstance(wait, Ringing) and phone in wait.phones and not any(declined)
