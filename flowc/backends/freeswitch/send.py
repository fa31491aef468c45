"""What whoever answers is shown: a variable of the call, and a header of the legs to phones.

A value is percent-encoded by the Lua file where it is sent, so it may stand in a dial string.
"""

from flowc.backends import sending
from flowc.backends.freeswitch.expressions import lua_value
from flowc.backends.freeswitch.site import Site, read
from flowc.backends.freeswitch.text import FsData, code, lua_text, name
from flowc.semantics import ir


def send(op: ir.Send) -> list[str]:
    """What the Lua file does for it."""
    return [f"send({lua_text(each.name)}, {lua_value(each.value)})" for each in op.sends]


def kept(field: str) -> FsData:
    """The variable that has a field."""
    return code("flowc_send_{}", name(field))


def shown(at: Site) -> list[FsData]:
    """The variables of a leg to a phone."""
    return [
        code("sip_h_{}={}", name(sending.header(field)), read(kept(field))) for field in at.sent
    ]


def forgotten(at: Site) -> list[FsData]:
    """What a call begins with: nothing that an earlier visit has sent, and no header of the
    caller's own, which mod_sofia would hand on to the phones."""
    if not at.sent:
        return []
    none = [code("{}=", kept(field)) for field in at.sent]
    return [*none, FsData("sip_copy_custom_headers=false")]
