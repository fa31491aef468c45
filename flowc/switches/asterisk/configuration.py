"""The configuration of a private Asterisk: as much of it as calls need, and nothing that listens
but AMI, on this machine only."""

from pathlib import Path

from flowc.switches.asterisk.finding import Found

USER = "flowc"

MODULES = """
app_cdr app_channelredirect app_db app_dial app_exec app_if app_mixmonitor app_originate
app_playback app_queue app_read app_sayunixtime app_senddtmf app_softhangup app_stack
app_userevent app_verbose
app_voicemail app_waitforsilence app_while
bridge_builtin_features bridge_builtin_interval_features bridge_holding bridge_simple
bridge_softmix codec_alaw codec_gsm codec_resample codec_ulaw format_pcm format_sln format_wav
func_base64 func_callerid func_cdr func_channel func_curl func_cut func_db func_devstate
func_dialplan func_env func_evalexten func_global func_hangupcause func_logic func_math func_md5
func_rand func_sha1 func_strings func_timeout func_uri func_vmcount
pbx_config pbx_variables res_adsi res_curl res_features res_musiconhold res_smdi res_timing_timerfd
"""

_EVENTS = (
    "BridgeEnter|DialBegin|DialEnd|DTMFEnd|FullyBooted|Hangup|Newchannel|Newexten|"
    "OriginateResponse|UserEvent"
)

_EMPTY = """
acl ccss cdr cel cli cli_permissions codecs dnsmgr enum features geolocation hep http iax phoneprov
queuerules res_parking rtp sorcery stasis udptl
"""

MAILBOX_HOLDS = 2000
"""How many messages a mailbox takes: more than the tests of a program leave."""

VOICEMAIL = f"[general]\nformat = wav\nmaxsilence = 5\nmaxmsg = {MAILBOX_HOLDS}\n"

QUEUES = "[general]\nshared_lastcall = yes\nforce_longest_waiting_caller = prio\n"

_COUNTRY = """[general]
country = us
[us]
description = tones
ringcadence = 2000,4000
dial = 350+440
busy = 480+620/500,0/500
ring = 440+480/2000,0/4000
congestion = 480+620/250,0/250
"""


def write(folder: Path, found: Found, port: int, secret: str) -> Path:
    """Write everything below `folder`; the path of `asterisk.conf` is given back."""
    etc = folder / "etc"
    for name in ("etc", "lib", "db", "keys", "data/sounds", "agi", "spool", "run", "log"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    documentation = found.data / "documentation"
    link = folder / "data" / "documentation"
    if documentation.is_dir() and not link.exists():
        link.symlink_to(documentation)
    there = {module.stem for module in found.modules.glob("*.so")}
    texts = dict.fromkeys(_EMPTY.split(), "") | {
        "asterisk": _asterisk(folder, found.modules),
        "modules": "[modules]\nautoload = no\n"
        + "".join(f"load => {name}.so\n" for name in MODULES.split() if name in there),
        "logger": "[general]\n[logfiles]\ncomplaints => warning,error\n",
        "indications": _COUNTRY,
        "musiconhold": "".join(
            f"[{name}]\nmode = files\ndirectory = {folder}/data/moh\n"
            for name in ("silent", "default")
        ),
        "voicemail": VOICEMAIL,
        "queues": QUEUES,
        "extensions": "[general]\n",
    }
    (etc / "manager.conf").write_text(_ami(port, secret), encoding="utf-8")
    for name, text in texts.items():
        (etc / f"{name}.conf").write_text(text, encoding="utf-8")
    return etc / "asterisk.conf"


def _asterisk(folder: Path, modules: Path) -> str:
    """`run` is that of the folder it is started in: Asterisk cuts the name of its socket there
    after 108 characters, and would make one elsewhere."""
    return f"""[directories]
astetcdir => {folder}/etc
astmoddir => {modules}
astvarlibdir => {folder}/lib
astdbdir => {folder}/db
astkeydir => {folder}/keys
astdatadir => {folder}/data
astagidir => {folder}/agi
astspooldir => {folder}/spool
astrundir => run
astlogdir => {folder}/log
[options]
mindtmfduration = 20
documentation_language = en_US
live_dangerously = no
"""


def _ami(port: int, secret: str) -> str:
    return f"""[general]
enabled = yes
port = {port}
bindaddr = 127.0.0.1
timestampevents = yes
[{USER}]
secret = {secret}
deny = 0.0.0.0/0.0.0.0
permit = 127.0.0.1/255.255.255.255
read = system,call,dialplan,user,dtmf
write = system,call,originate,reporting,command,user
eventfilter = Event: ({_EVENTS})
"""
