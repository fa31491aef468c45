"""Hostile texts for FreeSWITCH: what its XML, variables, APIs, expressions and dial strings would
read as more than text; and the calls that bring them."""

from pathlib import Path

from flowc import pipeline
from flowc.runtime.protocol import Call, Returned
from flowc.switches.protocol import Loaded
from tests.agreement.payloads import payloads
from tests.agreement.test_injection import FLOW, KEYS, TYPED, at_place as asterisk_at_place, played

__all__ = [
    "PLACES",
    "TYPED",
    "at_place",
    "common_flow",
    "hostile_payloads",
    "own_payloads",
    "played",
]

PLACES = ("name", "number", "dialled", "outcome", "text", *TYPED)


def common_flow(folder: Path) -> Loaded:
    """The flow of the Asterisk suite without what FreeSWITCH refuses: who sent a call on."""
    text = FLOW.read_text(encoding="utf-8").replace("caller.redirected-from", "caller.dialled")
    path = folder / "hostile.flow"
    path.write_text(text, encoding="utf-8")
    (work,) = pipeline.check((str(path),)).works
    assert [d.message for d in work.diagnostics if d.severity == "error"] == []
    assert work.program
    return Loaded(work.program, work.sources)


def at_place(place: str, name: str, payload: str) -> tuple[Call, list[Returned], str]:
    """A call that brings the payload there and is ordinary otherwise, and the keys it presses."""
    call, returns = asterisk_at_place(place, payload)
    return call._replace(redirected_from=""), returns, KEYS[len(name) % len(KEYS)]


def hostile_payloads(canary: Path) -> dict[str, str]:
    """Those of the Asterisk suite, and FreeSWITCH's own."""
    return payloads(canary) | own_payloads(canary)


def own_payloads(canary: Path) -> dict[str, str]:
    """Those that are about FreeSWITCH."""
    file = canary / "written"
    system = f"${{system(touch {file})}}"
    action = f'<action application="system" data="touch {file}"/>'
    return {
        "system": system,
        "bgsystem": f"${{bgapi(system touch {file})}}",
        "lua": f"${{lua(~os.execute('touch {file}'))}}",
        "system in parts": f"${{${{x}}system(touch {file})}}${{sy${{x}}stem(touch {file})}}",
        "global": "$${domain}$${hold_music}$${${x}}",
        "escaped": "\\${uuid}\\$${domain}\\\\${uuid}",
        "expand": f"${{expand(system touch {file})}}",
        "set": "${uuid_setvar(${uuid} flowc_end_by flow)}",
        "database": "${db(insert/flowc/forged/on)}${hash(insert/flowc/forged/on)}",
        "regex": "${regex(x|y|%1)}|n|^.*$|$1",
        "cond": "${cond(1 == 1 ? yes : no)}",
        "url decode": "${url_decode(%24%7bsystem(x)%7d)}",
        "attribute": f'x"/>{action}<action application="log" data="x',
        "element": f"</condition></extension><extension name='x'><condition>{action}",
        "entity": "&lt;&amp;&#36;{uuid}&quot;&apos;&#x24;&x;",
        "cdata": f"<![CDATA[{action}]]>",
        "comment of xml": f"-- --> {action} <!--",
        "include": f'<X-PRE-PROCESS cmd="exec" data="touch {file}"/>',
        "include at a line's begin": f'\n<X-PRE-PROCESS cmd="exec" data="touch {file}"/>\n',
        "server side include": f'<!--#exec "touch {file}"--><!--#include "/etc/passwd"-->',
        "originate": "x}null/attacker",
        "originate with variables": "{origination_uuid=forged}null/attacker",
        "leg": "[leg_timeout=1]null/attacker,null/attacker|null/attacker:_:null/attacker",
        "leg with another delimiter": "^^:x=1:y=2}null/attacker",
        "enterprise": "<a=b>null/attacker",
        "transfer": "bye XML flowc",
        "multiset": "~flowc_end_by=flow~",
        "event": "x,Forged=yes,Event-Name=CUSTOM",
        "event with line ends": "x\nForged: yes\n\nEvent-Name: CUSTOM\n",
        "digits": "5 10 3 5000 # x",
        "set profile": "caller_id_number=666",
        "group": "$1$2${1}%1\\1",
        "expression of pcre": "(?{system('x')})(*UTF)(?#",
        "alternative": "|^$|",
        "api with a pipe": "a|b:system touch x|c",
    }
