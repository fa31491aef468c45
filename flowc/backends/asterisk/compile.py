"""The whole output: which contexts, in which files."""

import csv
import io

from flowc.backends import receivers, served
from flowc.backends.asterisk import agents, start, stored
from flowc.backends.asterisk.abilities import NO_SPEECH
from flowc.backends.asterisk.callback import answered, callback
from flowc.backends.asterisk.extents import voices, waits
from flowc.backends.asterisk.limits import figures, lengths, lines, settings
from flowc.backends.asterisk.lines import Context
from flowc.backends.asterisk.menu import menu
from flowc.backends.asterisk.names import fit
from flowc.backends.asterisk.outside import external, split
from flowc.backends.asterisk.prompts import Sound, sounds
from flowc.backends.asterisk.queue import queue
from flowc.backends.asterisk.queue_files import queues
from flowc.backends.asterisk.queue_limits import queue_limits
from flowc.backends.asterisk.recordings import recording
from flowc.backends.asterisk.ring import ring
from flowc.backends.asterisk.scan import features
from flowc.backends.asterisk.schedule import clock, schedule
from flowc.backends.asterisk.send import showing
from flowc.backends.asterisk.step import step
from flowc.backends.asterisk.text import DOLLAR, comment
from flowc.backends.asterisk.transfer import transfer
from flowc.backends.asterisk.unit import Unit
from flowc.backends.asterisk.voicemail import boxes, voicemail
from flowc.backends.render import render
from flowc.backends.speech import unheard
from flowc.backends.target import Artefact, Compiled, Job
from flowc.diagnostic import has_errors
from flowc.semantics import ir


def compile_job(job: Job) -> Compiled:
    """Compiles for Asterisk; see `flowc.backends.target`."""
    unit = Unit(job)
    unit.found += settings(unit)
    unit.found += served.lacks(job)
    unit.found += figures(unit) + lengths(unit) + voices(unit) + waits(unit)
    unit.found += queue_limits(unit)
    unit.found += unheard(unit.program, "asterisk", "Asterisk", NO_SPEECH.code)
    contexts = _contexts(unit)
    unit.found += lines(contexts, unit)
    found = tuple(dict.fromkeys(unit.found))
    if has_errors(found):
        return Compiled((), found)
    return Compiled(_artefacts(contexts, unit), found)


def _contexts(unit: Unit) -> list[Context]:
    program = unit.program
    used = features(program)
    unit.uses |= used & {"outcome"}
    blocks = [context for block in program.blocks for context in _block(block, unit)]
    found = [*start.numbers(unit), *start.entries(unit), *blocks, *stored.codes(unit)]
    found += agents.contexts(unit) + answered(unit) + showing(unit)
    found += start.default(unit)
    begun, *ends = start.start(unit, used), start.end(unit), start.hangup(unit)
    if _writes(DOLLAR, [*found, begun, *ends]):
        unit.uses.add("dollar")
        begun = start.start(unit, used)
    found += [begun, *ends]
    for one in program.schedules:
        found += schedule(one, unit)
    if "clock" in unit.uses:
        found.append(clock(unit))
    found += [stored.number_list(one, unit) for one in program.lists]
    if unit.recordings:
        found.append(recording(unit))
    if "luhn" in unit.uses:
        found.append(stored.luhn(unit))
    return found


def _writes(text: str, contexts: list[Context]) -> bool:
    return any(
        text in line.app for one in contexts for part in one.extensions for line in part.lines
    )


def _block(block: ir.Block, unit: Unit) -> list[Context]:  # noqa: PLR0911 - one per kind
    match block:
        case ir.Step():
            return step(block, unit)
        case ir.Menu():
            return menu(block, unit)
        case ir.Ring():
            return ring(block, unit)
        case ir.Transfer():
            return transfer(block, unit)
        case ir.Queue():
            return queue(block, unit)
        case ir.Callback():
            return callback(block, unit)
        case ir.Voicemail():
            return voicemail(block, unit)
        case ir.Split():
            return split(block, unit)
        case ir.External():
            return external(block, unit)


def _artefacts(contexts: list[Context], unit: Unit) -> tuple[Artefact, ...]:
    stem = unit.own.context
    played = sounds(unit)
    kept = boxes(unit.program)
    waiting = queues(unit)
    flow = comment(unit.program.name)
    served_ = served.artefacts(unit.job, unit.asking, unit.own.version)
    values: dict[str, object] = {
        "flow": flow,
        "context": stem,
        "contexts": contexts,
        "boxes": kept,
        "queues": waiting,
        "has_rules": any(queue.rules for queue in waiting),
        "agents_context": agents.context(unit),
        "agent_codes": bool(agents.codes(unit)),
        "music": sorted(
            {b.music for b in unit.program.blocks if isinstance(b, ir.Queue) and b.music}
        ),
        "mailbox_context": unit.own.mailbox_context,
        "sounds": unit.own.sounds,
        "format": unit.own.sounds_format,
        "languages": unit.program.languages,
        "has_sounds": bool(played),
        "has_codes": bool(stored.codes(unit)),
        "secrets": sorted({s.pin for s in unit.program.switches if s.pin is not None}),
        "entries": [fit(e.name) for e in unit.program.entries],
        "externals": [b for b in unit.program.blocks if isinstance(b, ir.External)],
        "records": bool(unit.program.on_hangup),
        "codes": unit.lasting("codes"),
        "entry_context": unit.lasting("entries"),
        "version": unit.own.version,
        "plan": served_[0].path if served_ else "",
        "lists": served.files(unit.job, unit.own.version),
        "address": unit.job.settings.serve.address,
        "needs": sorted(
            {secret.name for secret in served.secrets(unit.program)} | receivers.secrets(unit.job)
        ),
    }
    named = [("README.md.j2", f"README_{stem}.md")]
    if kept:
        named.insert(0, ("voicemail.conf.j2", f"voicemail_{stem}.conf"))
    version = f".{unit.own.version}" if unit.own.version else ""
    if any(queue.rules for queue in waiting):
        named.insert(0, ("queuerules.conf.j2", f"queuerules_{stem}{version}.conf"))
    if waiting:
        named.insert(0, ("queues.conf.j2", f"queues_{stem}{version}.conf"))
    files = _dialplan(contexts, unit, values)
    files += [Artefact(path, render("asterisk", template, values)) for template, path in named]
    if played:
        files.append(Artefact(f"sounds_{stem}.csv", _sound_list(played, unit)))
    files += served_
    return tuple(files)


def _dialplan(contexts: list[Context], unit: Unit, values: dict[str, object]) -> list[Artefact]:
    """One file; with a version two, of which the first has what other dialplan names and loads the
    others: a call goes on in the version in which it began, as long as that is there."""
    stem, version = unit.own.context, unit.own.version
    parts = [(f"extensions_{stem}.conf", contexts)]
    if version:
        lasting = {stem, unit.lasting("entries"), unit.lasting("codes")}
        lasting |= {agents.context(unit), agents.answered(unit), unit.lasting("send")}
        parts = [
            (f"extensions_{stem}.conf", [c for c in contexts if c.name in lasting]),
            (f"extensions_{stem}.{version}.conf", [c for c in contexts if c.name not in lasting]),
        ]
    return [
        Artefact(
            path,
            render(
                "asterisk",
                "extensions.conf.j2",
                values | {"contexts": some, "loads_versions": version and n == 0},
            ),
        )
        for n, (path, some) in enumerate(parts)
    ]


def _sound_list(played: tuple[Sound, ...], unit: Unit) -> str:
    """One row a file, to record or to have spoken."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("prompt", "language", "file", "text"))
    for sound in played:
        file = f"{sound.language}/{sound.file}.{unit.own.sounds_format}"
        writer.writerow((sound.prompt, sound.language, file, sound.text))
    return out.getvalue()
