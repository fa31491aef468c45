"""Which of several things that happen at one instant counts first."""

from flowc.runtime.protocol import (
    AgentAnswered,
    AgentHangUp,
    Chosen,
    Elapsed,
    Event,
    HangUp,
    Key,
    MailboxFull,
    NoAgents,
    Offered,
    PhoneAnswered,
    PhoneBusy,
    PhoneFailed,
    Queued,
    QueueFull,
    Queueing,
    Refused,
    Registered,
    Relaxed,
    Replied,
    Returned,
    Silence,
    Spoke,
    SwitchTurned,
    Wait,
)

_PRECEDENCE: tuple[type[Event], ...] = (
    HangUp,
    PhoneAnswered,
    AgentAnswered,
    Key,
    Spoke,
    PhoneBusy,
    PhoneFailed,
    AgentHangUp,
    SwitchTurned,
    MailboxFull,
    Chosen,
    Returned,
    Replied,
    Registered,
    Silence,
    Queued,
    QueueFull,
    NoAgents,
    Refused,
    Relaxed,
    Elapsed,
    Offered,
)


def precedence(event: Event, wait: Wait | None = None) -> int:
    """Which of several events at one instant counts first: the smallest. `wait`: what the call
    waits for that the event is meant for; where it is told, what a queue says comes last."""
    if isinstance(event, Elapsed) and isinstance(wait, Queueing) and wait.says:
        return len(_PRECEDENCE)
    return _PRECEDENCE.index(type(event))
