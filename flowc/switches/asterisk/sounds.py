"""The sounds of Asterisk's own that calls may need: what its say applications and voicemail play.

Asterisk looks for a sound in the folder of the language and then in that of none, so that one set
does for all languages. The names are those in its program: every language has some of its own.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from flowc.switches.silence import lay

SHORT, LONG, LONGEST = "slin", "ulaw", "alaw"
"""Asterisk plays the file that needs no translation, so the codec of a call's channel says how long
its prompts are: short, or, if something is done during a prompt, long enough to do it; longest when
that came too late the time before."""

_ENDINGS = {SHORT: ".sln", LONG: ".ulaw", LONGEST: ".alaw"}
_PROMPT = 100
_ACTED_ON = {LONG: 3000, LONGEST: 8000}
_OWN = {SHORT: 20, LONG: 500, LONGEST: 2000}
"""Milliseconds. What Asterisk says itself are single words."""


def lay_prompts(folder: Path, names: Iterable[str]) -> None:
    """Silent prompts below `folder`; names without an ending."""
    some = list(names)
    for ending in _ENDINGS.values():
        lay(folder, some, _PROMPT, ending)


def lay_long(folder: Path, names: Iterable[str]) -> None:
    """Make prompts long, for calls that do something during one."""
    some = list(names)
    for codec, milliseconds in _ACTED_ON.items():
        lay(folder, some, milliseconds, _ENDINGS[codec])


def lay_own(folder: Path) -> None:
    """Asterisk's own sounds below `folder`."""
    some = list(names())
    for codec, ending in _ENDINGS.items():
        lay(folder, some, _OWN[codec], ending)


_WORDS = """
a-m afternoon and at byou day duan et fun h hour hours hundred hundreds hwra ji kai larn lop m mEi
milliard milliards million million-a millions minus morning muan nen nichi night nl-en nl-om nl-uur
oclock odd oh ore-1900 ore-2000 ore-mezzanotte ore-una p-m pan posor pound pt-a pt-ah pt-ao pt-as
pt-da pt-de pt-e pt-hora pt-meianoite pt-meiodia pt-sss roi saati_da san sawa second-a set sta star
tee thousand thousands thousands-i today tomorrow tsuti twomillion v wE1 wela year yesterday zara
0-hundred 0-hundred-odd 1000.2 1000000S 100E 10en 1_E 1sto 1z 20on 2ste 9_2 X XH aH cH dot hA hL hM
h-hundred h-last h-thousand h-million h-milliard h-30_2 lH mH mL pH uH vH wH xD yH
"""

_NUMBERS = (*range(101), *range(200, 1000, 100), 1000, 1_000_000)
_AFTER = ("", "-and", "A", "F", "H", "M", "N", "a", "hk", "k", "kvk", "m", "s")
_BEFORE = ("day", "f", "female", "h", "hundred", "m", "mon", "t")

_VOICEMAIL = "beep auth-thankyou vm-goodbye vm-intro vm-mailboxfull vm-msgsaved vm-theperson"
_CODES = "activated de-activated vm-incorrect vm-password agent-loginok agent-loggedoff pbx-invalid"
_QUEUES = (
    "queue-callswaiting queue-holdtime queue-minute queue-minutes queue-seconds queue-thankyou "
    "queue-thereare queue-youarenext"
)


def names() -> Iterator[str]:
    """Their paths below the folder of sounds, without an ending."""
    yield from f"{_VOICEMAIL} {_CODES} {_QUEUES}".split()
    yield from (f"letters/{word}" for word in ("dash", "dot", "plus", "slash", "space", "star"))
    for word in _WORDS.split():
        yield f"digits/{word}"
    for number in _NUMBERS:
        yield from (f"digits/{number}{after}" for after in _AFTER)
    for before in _BEFORE:
        yield from (f"digits/{before}-{number}" for number in range(100))
