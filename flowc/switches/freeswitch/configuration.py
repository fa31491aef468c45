"""The configuration of a private FreeSWITCH: as much of it as calls need, and nothing that listens
but the event socket, on this machine only."""

import re
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import TZPATH, available_timezones

from flowc.switches.freeswitch import boxes, queues, surroundings

DIRECTORIES = (
    *("conf", "log", "db", "run", "temp", "scripts", "sounds", "recordings", "storage", "cache"),
    *("certs", "htdocs", "grammar"),
)
"""The folders that the command line names."""

MODULES: Sequence[str] = (
    *("commands", "dptools", "dialplan_xml", "event_socket", "loopback", "sndfile", "tone_stream"),
    *("hash", "db", "say_en", "voicemail", "lua", "callcenter", "curl"),
)

_KEYS = ("dtls-srtp.pem", "wss.pem")
"""Keys for connections that nobody makes: FreeSWITCH takes seconds to make what is missing."""

_INCLUDE = '<X-PRE-PROCESS cmd="include" data="{}"/>'


def write(folder: Path, port: int, secret: str) -> None:
    """Write everything below `folder`."""
    for name in DIRECTORIES:
        (folder / name).mkdir(exist_ok=True)
    for name in _KEYS:
        (folder / "certs" / name).touch()
    for place in (
        *("dialplan/public", "dialplan/default", "directory/lanes"),
        *queues.FOLDERS,
    ):
        (folder / "conf" / place).mkdir(parents=True, exist_ok=True)
    (folder / "conf" / "freeswitch.xml").write_text(_document(port, secret), encoding="utf-8")
    (folder / "conf" / "surroundings.xml").write_text(surroundings.DIALPLAN, encoding="utf-8")
    for name, text in (surroundings.SCRIPTS | boxes.SCRIPTS).items():
        (folder / "scripts" / name).write_text(text, encoding="utf-8")
    for place in (
        *("dialplan", "dialplan/public", "dialplan/default", "directory/lanes"),
        *queues.FOLDERS,
    ):
        # an include of nothing at all would be a warning
        (folder / "conf" / place / "none.xml").write_text("<include/>\n", encoding="utf-8")


def _document(port: int, secret: str) -> str:
    core = {
        "sessions-per-second": "10000",
        "max-sessions": "10000",
        "events-use-dispatch": "false",  # a call's events come in the order that they happened in
        "loglevel": "warning",
    }
    socket = {"listen-ip": "127.0.0.1", "listen-port": str(port), "password": secret}
    voicemail = '<settings/><profiles><profile name="default"/></profiles>'
    modules = "".join(f'<load module="mod_{name}"/>' for name in MODULES)
    english = '<language name="en" say-module="en"><phrases><macros/></phrases></language>'
    parts = "".join(
        f"<{part}>\n{_INCLUDE.format(f'{folder}/*.xml')}\n</{part}>"
        for part, folder in zip(queues.PARTS, queues.FOLDERS, strict=True)
    )
    return f"""<document type="freeswitch/xml">
<X-PRE-PROCESS cmd="set" data="hold_music={queues.MUSIC}"/>
<section name="configuration">
{_configuration("switch", _settings(core))}
{_configuration("modules", f"<modules>{modules}</modules>")}
{_configuration("event_socket", _settings(socket))}
{_configuration("voicemail", voicemail)}
{_configuration("lua", "<settings/>")}
{_configuration("callcenter", f"<settings/>{parts}")}
{_configuration("db", "<settings/>")}
{_configuration("curl", "<settings/>")}
{_configuration("timezones", f"<timezones>{_zones()}</timezones>")}
</section>
<section name="dialplan">
{_INCLUDE.format("surroundings.xml")}
{_INCLUDE.format("dialplan/*.xml")}
<context name="public">
{_INCLUDE.format("dialplan/public/*.xml")}
</context>
<context name="default">
{_INCLUDE.format("dialplan/default/*.xml")}
</context>
</section>
<section name="directory">
{_INCLUDE.format("directory/lanes/*.xml")}
</section>
<section name="languages">
{english}
</section>
</document>
"""


def _configuration(name: str, inside: str) -> str:
    return f'<configuration name="{name}.conf">{inside}</configuration>'


def _settings(params: dict[str, str]) -> str:
    found = "".join(f'<param name="{k}" value="{v}"/>' for k, v in params.items())
    return f"<settings>{found}</settings>"


def _zones() -> str:
    """Every time zone of this machine, as POSIX writes it: the last line of its file. Without this
    list FreeSWITCH knows no zone by its name."""
    found = ((name, _rule(name)) for name in sorted(available_timezones()))
    return "\n".join(f'<zone name="{name}" value="{rule}"/>' for name, rule in found if rule)


def _rule(name: str) -> str:
    """The rule, "" if there is none. FreeSWITCH knows no names in brackets, such as `<+0545>`."""
    for folder in TZPATH:
        try:
            last = (Path(folder) / name).read_bytes().rstrip(b"\n").rpartition(b"\n")[2]
        except OSError:
            continue
        rule = re.sub(r"<[^>]*>", "STD", last.decode("ascii", "replace"), count=1)
        rule = re.sub(r"<[^>]*>", "DST", rule)
        return rule if re.fullmatch(r"[A-Za-z0-9+,./:-]+", rule) else ""
    return ""
