"""Which switches there are, by the names that `flowc test --on` takes."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowc.switches.protocol import Switch


def open_switch(name: str) -> "Switch":
    """The switch of that name, found on this machine; it runs from `with` on. Raises Missing,
    Broken, and KeyError for a name that there is no switch of."""
    from flowc.switches.asterisk.switch import AsteriskSwitch
    from flowc.switches.freeswitch.switch import FreeSwitchSwitch

    return {"asterisk": AsteriskSwitch, "freeswitch": FreeSwitchSwitch}[name]()
