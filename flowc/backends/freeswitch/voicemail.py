"""Voicemail: a greeting, a tone, a message into a mailbox of mod_voicemail.

The message is recorded by `record`, whose limits are the flow's own (the `voicemail` application
takes them from its profile and asks the caller questions afterwards), and delivered by the Lua file
with `voicemail_inject`, which tells the trace of it in the same breath: a caller may hang up
between any two applications. After a hang-up the hang-up hook delivers it.
"""

from flowc.backends.freeswitch.edges import leave, left
from flowc.backends.freeswitch.model import Condition, Test
from flowc.backends.freeswitch.part import Part
from flowc.backends.freeswitch.speech import begin as begin_play
from flowc.backends.freeswitch.text import FsData, code, name, setting
from flowc.semantics import ir

_TONE = FsData("tone_stream://%(500,0,640)")
_LOUDNESS = 200
"""The stock profile's record-silence-threshold: quieter than this is silence."""
_QUIET = 5
"""Seconds of silence that end a message."""


def voicemail(part: Part, block: ir.Voicemail) -> None:
    """A mailbox that is not there is found when the recording would begin, after the greeting."""
    settings = part.site.job.settings.freeswitch
    box = name(block.mailbox)
    part.answer()
    for play in block.plays:
        sound = begin_play(part, play)
        if sound is not None:
            part.act("playback", sound)
    part.act("set", code("flowc_mailbox={}", box))
    part.act("set", code("flowc_mailbox_domain={}", setting(settings.mailbox_domain)))
    part.act("lua", code("{} mailbox", part.site.script))
    there = Test(FsData("${flowc_mailbox_found}"), FsData("^yes$"))
    part.next_state()
    record = part.fresh_address()
    part.decide(Condition((there,), actions=(part.to(record),), on="on-true"))
    part.run(leave(part, block.failed, "failed"))
    part.state(record)
    part.act("playback", _TONE)
    part.act("flush_dtmf")
    part.act("set", code("playback_terminators=#"))
    file = FsData("${recordings_dir}/flowc-${uuid}.wav")
    part.act("set", code("flowc_message={}", file))
    if any(isinstance(b, ir.Voicemail) and b.notices for b in part.site.program.blocks):
        leaving = name(block.id) if block.notices else FsData("")
        part.act("set", code("flowc_noticing={}", leaving))
    part.act("record", code("{} {} {} {}", file, block.longest, _LOUDNESS, _QUIET))
    part.act("set", code("playback_terminators=none"))
    part.act("lua", code("{} deliver", part.site.script))
    if block.done:
        part.run(leave(part, block.done, "done"))
    else:
        part.run(left(part, "done", "hangup"))
        part.run(part.to_end("hangup"))
