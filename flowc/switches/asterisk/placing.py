"""How a call comes in: the Originate action and the variables that the dialplan of ours reads."""

import re
from urllib.parse import quote

from flowc.backends.asterisk.names import fit
from flowc.switches.asterisk import dialplan
from flowc.switches.asterisk.lanes import Lane
from flowc.switches.asterisk.sounds import LONG, LONGEST, SHORT
from flowc.switches.course import Course
from flowc.switches.placing import BOXES, boxes, draws

_PLAIN = re.compile(r"[0-9A-Za-z*#+_.-]+")


def originate(
    course: Course, lane: Lane, name: str, *, patient: bool
) -> tuple[dict[str, str], dict[str, str]]:
    """The headers, and the channel variables. `patient`: what is done during prompts has much time.
    Raises nothing, whatever the test says."""
    records = any(moment.kind == "record" for moment in course.moments)
    headers = {
        "Channel": f"Local/in@{dialplan.CALLERS}/n",
        "Context": dialplan.CALLERS,
        "Exten": dialplan.SPEAKING if records else dialplan.LINE,
        "Priority": "1",
        "ChannelId": name,
        "OtherChannelId": f"{name}-2",
        "Timeout": "86400000",
        "Async": "true",
        "Codecs": _codec(course, patient=patient),
    }
    call = course.log.call
    context, extension = lane.context, way_in(call.to)
    if call.entry is not None:
        context, extension = fit(f"{lane.context}--entries"), fit(call.entry)
    plain = {
        "context": context,
        "exten": extension if _PLAIN.fullmatch(extension) else "",
        "at": "" if call.at is None else str(call.at),
    }
    outside = {
        "number": call.caller,
        "name": call.name,
        "to": call.to,
        "redirected": call.redirected_from,
    }
    for n, returned in enumerate(course.returns, 1):
        outside[f"out_{n}"] = returned.outcome
        outside |= {f"out_{n}_{name}": str(value) for name, value in returned.values}
    variables = {f"_flowc_test_{k}": v for k, v in plain.items()}
    variables |= {f"_flowc_test_{k}": quote(v, safe="") for k, v in outside.items()}
    variables[f"_{BOXES}"] = boxes(course)
    variables |= {f"_{k}": v for k, v in draws(course, lane.program).items()}
    return headers, variables


def _codec(course: Course, *, patient: bool) -> str:
    if all(act.at.kind != "play" for act in course.acts):
        return SHORT
    return LONGEST if patient else LONG


def way_in(to: str) -> str:
    """The extension that a call to this number comes to: `s` for what is no number at all."""
    found = re.sub(r"[\x00-\x1f\x7f]", "_", to)
    return found if re.match(r"[0-9+]", found) else "s"
