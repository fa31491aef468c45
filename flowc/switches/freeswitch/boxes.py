"""Mailboxes, some of which are full.

FreeSWITCH takes a message for every mailbox that it knows, so one that is full is one that it does
not know. Each lane has two domains, one with all of its mailboxes and one with none, and a call
asks a script each time in which of the two it finds the mailbox that it has come to.
"""

from pathlib import Path

from flowc.switches.placing import BOXES, FULL

_SCRIPT = "flowc-test-boxes.lua"

SCRIPTS = {
    _SCRIPT: f"""
-- takes the next one of what the call will meet, and tells the domain that it is met in
local api = freeswitch.API()
local call = argv[1] .. " {BOXES}"
local left = api:executeString("uuid_getvar " .. call):gsub("^_undef_$", "")
local fate, rest = left:match("^([^.]*)%.?(.*)$")
api:executeString("uuid_setvar " .. call .. " " .. rest)
stream:write(argv[2] .. fate)
"""
}


def domain(context: str) -> str:
    """The setting, which is read each time that a call comes to a mailbox."""
    return f"${{lua({_SCRIPT} ${{uuid}} {context})}}"


def lay(configuration: Path, context: str, directory: str) -> None:
    """Write the domains of a lane. `directory`: the file of mailboxes that was compiled."""
    users = directory[directory.index("<include>") + len("<include>") : directory.rindex("<")]
    for name, inside in ((context, users), (context + FULL, "")):
        group = f'<groups><group name="default"><users>{inside}</users></group></groups>'
        text = f'<include>\n<domain name="{name}">{group}</domain>\n</include>\n'
        (configuration / "directory" / "lanes" / f"{name}.xml").write_text(text, encoding="utf-8")
