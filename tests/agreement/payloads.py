r"""Texts that would do harm if a switch read them as anything but text.

What they try to do shows: a file in a canary folder, a key in the AstDB, a channel more than there
should be, a header `Forged` in an event, a variable that changes what the trace says.
"""

from pathlib import Path


def payloads(canary: Path) -> dict[str, str]:
    """Each by a word for what it is."""
    file = canary / "written"
    shell = f"${{SHELL(touch {file})}}"
    forged = "Event: UserEvent\r\nUserEvent: flowc\r\nWhat: end\r\nForged: yes"
    return {
        "shell": shell,
        "eval": f"${{EVAL({shell})}}",
        "eval of parts": f"${{EVAL($\\{{SHELL(touch {file})\\}})}}",
        "file": f"${{FILE({file},,,,x)}}",
        "write to the database": "${DB(flowc/forged)=on}${SET(DB(forged/key)=1)}",
        "delete from the database": "${DB_DELETE(flowc/night)}",
        "set a variable": "${SET(flowc_cause=busy)}${SET(GLOBAL(forged)=1)}",
        "set it here": "x,flowc_cause=busy",
        "variable": "${EPOCH}${CHANNEL}${flowc_dialled}",
        "half a variable": "${",
        "nested": "${${EXTEN}${CALLERID(num)}}",
        "expression": "$[1 + 1]",
        "half an expression": "$[",
        "true": '" | "1" = "1',
        "true without quotes": "0 | 1 = 1",
        "true in brackets": "] | 1 = 1 | $[1",
        "syntax of an expression": '")(*&^%$#@!~`+=\\|/',
        "end of a function": ")}:0:1",
        "cut short": "5):0:1",
        "outcome cut short": 'done):0:32" | "1" = "1',
        "time cut short": "12:00):0:1",
        "another place": "flowc--end,busy,1",
        "the other branch": "?flowc--end,busy,1:x",
        "an application": "x)\n same => n,System(touch x)",
        "a context": "x\n[flowc]\nexten => _X.,1,Hangup()",
        "comment": "a;b;--c--;d",
        "dial": f"x&Local/s@flowc-callers/n&PJSIP/evil,9,g&{shell}",
        "pipes": "a|b|c,d^e^f",
        "quotes": '\'a\' "b" `c` \\"d\\"',
        "backslashes": "\\\\ \\n \\, \\${EPOCH} \\",
        "percents": "%0d%0aForged: yes%00%25%s%n%x%",
        "event": f"x\r\n{forged}",
        "second event": f"x\r\n\r\n{forged}\r\n\r\n",
        "line feeds": f"x\n{forged}\n",
        "carriage returns": "x\rForged: yes\r",
        "controls": "a\x02\x07\x08\x0b\x1b[2J\x7fb",
        "regular expression": "^(.*)*$[a-z]{1,99}\\1",
        "spreadsheet": '=HYPERLINK("x","y")',
        "record of a table": 'x","y\n"z","=1+1',
        "language": "../../../../etc/passwd",
        "long": "A${EPOCH}" * 40,
        "longest name": "ž" * 80,
        "too long": "ž" * 81,
        "blanks": "  a \t b  ",
        "a blank": " ",
        "wide": "\u202eevil\u200b\u0301\ufeff\u00a0\u2028\u0085\U0001f4a9",
        "wide digits": "\uff11\uff12\u0663",
        "number": "+1\u2010(202)-555;ext=1",
        "leading dash": "-1",
        "nothing but colons": ":::):::",
    }
