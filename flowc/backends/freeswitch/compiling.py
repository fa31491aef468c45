"""The whole program: every part written, then laid out by the templates."""

import csv
import io

from flowc.backends import receivers, sending, served
from flowc.backends.freeswitch import clock, entrance, queue_files, speech
from flowc.backends.freeswitch.blocks import block, ends
from flowc.backends.freeswitch.expressions import lua_value
from flowc.backends.freeswitch.limits import limits
from flowc.backends.freeswitch.lua import needed
from flowc.backends.freeswitch.notify import figures, notice, of_messages
from flowc.backends.freeswitch.running import Contexts, run_together
from flowc.backends.freeswitch.site import (
    Site,
    block_context,
    end_context,
    needs_hook,
    site,
    variable,
)
from flowc.backends.freeswitch.text import FsData, breaks_an_action, comment, lua_text, name
from flowc.backends.render import render
from flowc.backends.target import Artefact, Compiled, Job
from flowc.backends.walk import values as inside
from flowc.diagnostic import Diagnostic, error, has_errors
from flowc.semantics import ir
from flowc.serve_plan import PAD
from flowc.source import Span


def compile_program(job: Job) -> Compiled:
    """Every file for a stock FreeSWITCH 1.10 configuration."""
    at = site(job)
    at.findings.extend((*_refused(at), *limits(job.program), *served.lacks(job)))
    if at.findings:
        return Compiled((), tuple(at.findings))
    inside = [(block_context(at, b.id), [block(b, at)]) for b in job.program.blocks]
    last = [(end_context(at), [ends(at)])] if at.may_be_busy else []
    outside = [entrance.everybody(at), *entrance.ways_in(at)]
    if has_errors(at.findings):
        return Compiled((), tuple(at.findings))
    contexts = run_together((at.entrance, outside), inside, last, at)
    return Compiled(tuple(_files(at, contexts)), tuple(at.findings))


def _refused(at: Site) -> list[Diagnostic]:
    """Settings that FreeSWITCH would not take whole."""
    own = at.job.settings.freeswitch
    values = [own.phone, own.outside or "", own.mailbox_domain]
    values += [*own.phones.values(), *own.externals.values(), *own.music.values()]
    return [
        error(
            "F172",
            f"FreeSWITCH drops an action whose data holds `{held}`, and so it would drop `{value}`",
            Span(at.program.path, 0, 0),
            help="write this setting without a backslash before a quote"
            if held == "\\'"
            else "write this setting without this word of FreeSWITCH's preprocessor",
        )
        for value in values
        if (held := breaks_an_action(value))
    ]


def _files(at: Site, contexts: Contexts) -> list[Artefact]:
    context = at.entrance
    flow = comment(at.program.name)
    codes = [*entrance.codes(at), *queue_files.codes(at)]
    files = [
        _xml(f"dialplan/{context}.xml", "dialplan.xml.j2", flow=flow, contexts=contexts),
    ]
    numbers = entrance.claimed(at)
    if numbers:
        files.append(
            _xml(
                f"dialplan/public/{context}.xml",
                "public.xml.j2",
                flow=flow,
                context=context,
                numbers=numbers,
            )
        )
    if codes:
        files.append(
            _xml(f"dialplan/default/{context}.xml", "codes.xml.j2", flow=flow, codes=codes)
        )
    boxes = sorted({b.mailbox for b in at.program.blocks if isinstance(b, ir.Voicemail)})
    if boxes:
        files.append(
            _xml(f"directory/default/{context}.xml", "directory.xml.j2", flow=flow, boxes=boxes)
        )
    if needs_lua(at):
        files.append(_lua(at, flow))
    if at.program.schedules:
        files.append(_clock(at, flow))
    files += queue_files.files(at, flow)
    files += served.artefacts(at.job, context)
    files.append(Artefact("sounds.csv", _sounds(at)))
    files.append(_readme(at, flow, files, boxes))
    return files


def _xml(path: str, template: str, **values: object) -> Artefact:
    return Artefact(path, render("freeswitch", template, values, "xml"))


def needs_lua(at: Site) -> bool:
    """Whether anything of the flow goes through the Lua file."""
    kinds = (ir.Split, ir.Voicemail)
    blocks = any(isinstance(b, kinds) for b in at.program.blocks)
    return bool(at.lua or at.program.switches or blocks or needs_hook(at))


def _lua(at: Site, flow: FsData) -> Artefact:
    values: dict[str, object] = {
        "flow": flow,
        "context": lua_text(at.entrance),
        "zone": lua_text(at.program.timezone or "UTC"),
        "sounds": lua_text(at.sounds.removeprefix("${sounds_dir}")),
        "below": at.sounds.startswith("${sounds_dir}"),
        "entries": list(at.lua.values()),
        "switches": [(lua_text(s.name), "on" if s.initial else "off") for s in at.program.switches],
        "hangup": [line for op in at.program.on_hangup for line in _at_hangup(op, at)],
        "mail": any(isinstance(b, ir.Voicemail) for b in at.program.blocks),
        "hook": needs_hook(at),
        "splits": any(isinstance(b, ir.Split) for b in at.program.blocks),
        "title": lua_text(at.program.name),
        "spool": lua_text(at.job.settings.serve.spool),
        "messages": of_messages(at),
        "figures": figures(at),
        "notices": bool(at.notices),
        "longest": sending.LONGEST,
        "asks_in": any(op.into for op in at.lookups),
        "seals": any(served.sealed(op, at.program) for op in at.lookups),
        "serve": lua_text(at.job.settings.serve.address),
        "pad": PAD,
        "recordings": at.recordings,
        "folder": lua_text(at.job.settings.recordings.folder or ""),
        "secrets": [lua_text(v) for v in sorted(at.hidden)],
    }
    text = render("freeswitch", "flow.lua.j2", values, "text")
    return Artefact(f"scripts/{at.script}", needed(text))


def _clock(at: Site, flow: FsData) -> Artefact:
    values: dict[str, object] = {
        "flow": flow,
        "zone": lua_text(at.program.timezone or "UTC"),
        "schedules": [clock.table(s, at) for s in at.program.schedules],
    }
    text = render("freeswitch", "clock.lua.j2", values, "text")
    return Artefact(f"scripts/{at.clock}", text)


def _at_hangup(op: ir.LastOp, at: Site) -> list[str]:
    """Sets it and tells: the event has the new value, unless that is secret."""
    if isinstance(op, ir.Notify):
        return notice(op)
    value = lua_value(op.value)
    if isinstance(op, ir.Record):
        figure = lua_text("flowc_record_" + name(op.name))
        told = f'trace("record", "name", {lua_text(op.name)}, {figure}):fire()'
        kept = lua_text("flowc_figure_" + name(op.name))
        keeps = [f"assign({kept}, {lua_text(op.value.type.kind)})"] if at.notices else []
        return [f"assign({figure}, {value})", *keeps, told]
    var, said = lua_text(variable(op.var)), f'trace("set", "var", {lua_text(op.var)}'
    if op.var in at.secret:
        masked = [f"local masked = {said})", 'masked:addHeader("set-secret", "yes")']
        return [f"assign({var}, {value})", "do", *masked, "masked:fire()", "end"]
    return [f"assign({var}, {value})", f"{said}, {var}):fire()"]


def _sounds(at: Site) -> str:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("file", "language", "prompt", "text"))
    ending = at.job.settings.freeswitch.sounds_format
    written: set[str] = set()
    for prompt in at.program.prompts:
        for piece in speech.pieces(prompt):
            file = f"{piece.language}/{piece.file}.{ending}"
            if file not in written:
                written.add(file)
                rows.writerow((file, piece.language, prompt.id, piece.words))
    for language in _speaks(at, {"digits", "phone-number"}):
        for digit in "0123456789":
            rows.writerow((f"{language}/digits/{digit}.{ending}", language, "", digit))
    for language in _speaks(at, {"number", "money"}):
        minus = speech.MINUS.get(language)
        if minus:
            rows.writerow((f"{language}/digits/minus.{ending}", language, "", minus))
    return out.getvalue()


def _zones(program: ir.Program) -> list[str]:
    """The places whose clocks the flow looks at."""
    clocks = [value.zone for value in inside(program) if isinstance(value, ir.Now)]
    own = [program.timezone] if program.schedules or None in clocks else []
    return list(dict.fromkeys(zone for zone in (*own, *clocks) if zone))


def _speaks(at: Site, kinds: set[str]) -> list[str]:
    """The languages in which a value of these kinds is spoken."""
    found: dict[str, None] = {}
    for prompt in at.program.prompts:
        for language, text in prompt.texts:
            if any(isinstance(t, ir.Spoken) and t.type.kind in kinds for t in text):
                found[language] = None
    return list(found)


def _readme(at: Site, flow: FsData, files: list[Artefact], boxes: list[str]) -> Artefact:
    settings = at.job.settings.freeswitch
    values: dict[str, object] = {
        "flow": flow,
        "version": at.job.version,
        "context": at.entrance,
        "files": [f.path for f in files],
        "entries": [e.name for e in at.program.entries],
        "numbers": [
            n.pattern + ("*" if n.rest else "") or "any number" for n in at.program.numbers
        ],
        "lookups": sorted({op.service for op in at.lookups}),
        "lists": served.files(at.job),
        "serve": at.job.settings.serve.address,
        "notices": bool(at.notices),
        "spool": at.job.settings.serve.spool,
        "tokens": list(
            dict.fromkeys(
                (*(s.name for s in served.secrets(at.program)), *sorted(receivers.secrets(at.job)))
            )
        ),
        "externals": [b for b in at.program.blocks if isinstance(b, ir.External) and b.failed],
        "boxes": boxes,
        "domain": settings.mailbox_domain,
        "codes": [s for s in at.program.switches if s.code],
        **queue_files.told(at),
        "pins": sorted({s.pin for s in at.program.switches if s.pin}),
        "zones": _zones(at.program),
        "sounds": settings.sounds,
        "lua": needs_lua(at),
        "said": [
            (x, f"mod_say_{speech.SAY_MODULES[x]}")
            for x in _speaks(at, {"number", "money", "date", "time"})
        ],
        "secrets": bool(at.secret),
    }
    return Artefact("README.md", render("freeswitch", "readme.md.j2", values, "text"))
