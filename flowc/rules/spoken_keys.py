"""Which keys a text offers, read from its words.

Two readings. The strict one finds keys that a caller is told to press ("press 1", "spauskite 2",
"Pardavimai: 1."): such a key has to work. The lenient one finds every number that could be meant
as a key: a key that not even this finds is not offered. What is neither ("24 hours", "from 1 to
5", "dial 911") gives no finding.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

_PRESS = (
    r"press(?:ing)?|push|hit|touch|"  # English
    r"(?:pa)?spauskite|paspausk|rinkitės|"  # Lithuanian
    r"oprima|presione|pulse|marque|"  # Spanish
    r"drücken(?: sie)?|drücke|wählen sie|"  # German
    r"appuyez sur|tapez|pressez|"  # French
    r"naciśnij|wciśnij|wybierz|"  # Polish
    r"нажмите|натисніть|"  # Russian, Ukrainian
    r"spiediet|nospiediet|vajutage|"  # Latvian, Estonian
    r"prema|premere|digiti|"  # Italian
    r"pressione|prima|digite|tecle|carregue(?: em| no| na)?|"  # Portuguese
    r"druk op|toets|kies|tryck|trykk|tryk|paina|valitse|"  # Dutch, Nordic, Finnish
    r"stiskněte|zmáčkněte|stlačte"  # Czech, Slovak
)
_FILLER = r"(?:the |key |number |button |die |taste |la |le |el |touche |tecla |mygtuką |numer )*"

_WORDS = {
    "zero": "0",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
}
_SIGNS = {
    "*": ("star", "asterisk", "žvaigžd", "asterisco", "estrella", "stern", "étoile", "gwiazdk",
          "звезд", "звёзд", "зірочк", "zvaigznīt", "tärn", "asteris", "ster", "stjärn", "stjern",
          "tähti", "hvězd", "hviezd"),
    "#": ("pound", "hash", "grotel", "numeral", "almohadilla", "raute", "dièse", "krzyżyk", "hasz",
          "решетк", "решётк", "решітк", "restīt", "trell", "cancelletto", "cardinal", "hekje",
          "fyrkant", "ruutu", "křížek", "mriežk"),
}  # fmt: skip
"""How the two signs begin in the languages that people wrote menus in, looked for as beginnings."""

_SIGN_OF = tuple((word, sign) for sign, words in _SIGNS.items() for word in words)

# Texts are put in lower case and words are looked up: patterns that ignore case and know every
# word take longer to compile than most programs take to check.
_KEY = r"(?:\d+(?!\d)|[*#]|[^\W\d_]+)"
_UNITS = (
    r"(?!\s*(?:[-.,]\d|%|hours?|minutes?|seconds?|days?|times?|digits?|keys\b|or more|of\b|"
    r"characters?))"
)
_OR = r"(?:,| or| oder| o| ou| arba| lub| или),?"
_TOLD = re.compile(rf"\b(?:{_PRESS})\s+{_FILLER}(?P<keys>{_KEY}(?:{_OR} {_KEY})*)(?!\w){_UNITS}")
_LISTED = re.compile(r"(?<!\d):\s*(?P<keys>\d|[*#])\s*(?:[.;,!]|$)")
_LONGEST = 2
"""More digits than this are no key but a number to dial, such as 911."""

_ONE = re.compile(_KEY)
_LONE = re.compile(r"(?<![\w.,])(?:\d+|[*#])(?![\w%]|[.,]\d)|[^\W\d_]+")


@lru_cache(maxsize=65536)
def told(text: str) -> tuple[str, ...]:
    """Keys that the text tells its listener to press, in order."""
    lower = text.lower()
    matches = (*_TOLD.finditer(lower), *_LISTED.finditer(lower))
    keys = dict.fromkeys(key for match in matches for key in _keys(_ONE, match["keys"]))
    return tuple(key for key in keys if len(key) <= _LONGEST)


@lru_cache(maxsize=65536)
def mentioned(text: str) -> frozenset[str]:
    """Every key that the text may be offering."""
    return frozenset(_keys(_LONE, text.lower()))


def _keys(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for word in pattern.findall(text):
        if not word[0].isalpha():
            yield word
        elif word in _WORDS:
            yield _WORDS[word]
        else:
            yield from (sign for start, sign in _SIGN_OF if word.startswith(start))
