"""Recordings of calls: MixMonitor on the caller's channel, into a file that is called after the
call's id.

What is recorded is a run of MixMonitor, which a pause ends; the one behind it appends to the file.
A disk that takes no file is a line of Asterisk's log, and nothing that the call notices.
"""

from flowc.backends.asterisk.lines import Context, Writer, setting
from flowc.backends.asterisk.telling import Told
from flowc.backends.asterisk.text import comment
from flowc.backends.asterisk.unit import Unit
from flowc.semantics import ir

MODE = "flowc_records"
"""The mode, as in the trace's `recording`; empty is off."""

_RESTED, _OF, _NUMBER, _RUN = (
    "flowc_records_rested",  # the mode before the pause for a secret
    "flowc_records_of",  # the mode of the file that the next one may go on with
    "flowc_records_number",  # of the file, from 1
    "flowc_records_run",  # of MixMonitor, so that one of somebody else's is left alone
)
FORGOTTEN = (MODE, _RESTED, _OF, _RUN)
"""What a call begins without. Files are counted on, so that none is written over."""

_ID = "${FILTER(A-Za-z0-9._\\-,${UNIQUEID})}"


def stopped() -> str:
    """The application that ends a run, if there is one."""
    return f'ExecIf($["${{{_RUN}}}" != ""]?StopMixMonitor(${{{_RUN}}}))'


def record_call(op: ir.RecordCall, writer: Writer, unit: Unit) -> None:
    """`record call …`."""
    mode = op.mode if op.who == "both" else f"{op.mode} for {op.who}"
    writer.add(f"Gosub({unit.service('recording')},turn,1({mode}))")


def rest(writer: Writer, unit: Unit) -> None:
    """Before a secret is asked for."""
    if unit.recordings:
        writer.add(f"Gosub({unit.service('recording')},rest,1)")


def resume(writer: Writer, unit: Unit) -> None:
    """Behind a secret."""
    if unit.recordings:
        writer.add(f"Gosub({unit.service('recording')},resume,1)")


def recording(unit: Unit) -> Context:
    """The subroutines: `turn` with the mode, `rest` and `resume` around a secret."""
    title = comment("recordings of calls, paused while a secret is asked for")
    extensions = (_turn(unit).done(), _rest().done(), _resume().done())
    return Context(unit.service("recording"), (title,), extensions)


def _turn(unit: Unit) -> Writer:
    writer = Writer("turn", 'on, "on for caller", "on for agent", paused or off')
    same = f'"${{{MODE}}}" = "${{ARG1}}"'
    nothing = f'"${{{MODE}}}" = "" & "${{ARG1:0:2}}" != "on"'
    writer.add(f"GotoIf($[({same}) | ({nothing})]?over)")
    writer.add(stopped())
    writer.add(setting(f"{_RUN}=", f'{MODE}=${{IF($["${{ARG1}}" != "off"]?${{ARG1}})}}'))
    writer.add(f'ExecIf($["${{ARG1}}" = "off"]?Set({_OF}=))')
    writer.add('GotoIf($["${ARG1:0:2}" != "on"]?told)')
    writer.add(f'Set(LOCAL(on)=${{IF($["${{{_OF}}}" = "${{ARG1}}"]?a)}})')
    writer.add(f'ExecIf($["${{on}}" = ""]?Set({_NUMBER}=$[0${{{_NUMBER}}} + 1]))')
    writer.add(f"Set({_OF}=${{ARG1}})")
    folder = unit.job.settings.recordings.folder
    file = f"{folder}/" if folder else ""
    writer.add(f"Set(LOCAL(file)={file}{_ID}-${{{_NUMBER}}}.wav)")
    side = '${IF($["${ARG1}" = "on for caller"]?r:t)}'
    writer.add('GotoIf($["${ARG1}" = "on"]?both)')
    writer.add(f"MixMonitor(,${{on}}i({_RUN}){side}(${{file}}))")
    writer.add("Goto(told)")
    writer.mark("both")
    writer.add(f"MixMonitor(${{file}},${{on}}i({_RUN}))")
    writer.mark("told")
    writer.tell(Told("recording", (("Mode", "${ARG1}"),)))
    writer.mark("over")
    writer.add("Return()")
    return writer


def _rest() -> Writer:
    writer = Writer("rest", "before a secret")
    writer.add(f'GotoIf($["${{{MODE}:0:2}}" != "on"]?over)')
    writer.add(f"Set({_RESTED}=${{{MODE}}})")
    writer.add("Gosub(turn,1(paused))")
    writer.mark("over")
    writer.add("Return()")
    return writer


def _resume() -> Writer:
    writer = Writer("resume", "behind it")
    writer.add(f'GotoIf($["${{{_RESTED}}}" = ""]?over)')
    writer.add(f"Set(LOCAL(mode)=${{{_RESTED}}})")
    writer.add(f"Set({_RESTED}=)")
    writer.add("Gosub(turn,1(${mode}))")
    writer.mark("over")
    writer.add("Return()")
    return writer
