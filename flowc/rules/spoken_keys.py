"""Which keys a text offers, read from its words.

Two readings. The strict one finds keys that a caller is told to press ("press 1", "spauskite 2",
"Pardavimai: 1."): such a key has to work. The lenient one finds every number that could be meant
as a key: a key that not even this finds is not offered. What is neither ("24 hours", "from 1 to
5", "dial 911") gives no finding.
"""

import re
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

_SIGN_WORD = "|".join(f"{word}\\w*" for words in _SIGNS.values() for word in words)
_KEY = rf"(?:\d+(?!\d)|[*#]|(?:{'|'.join(_WORDS)})\b|(?:{_SIGN_WORD}))"
_UNITS = (
    r"(?!\s*(?:[-.,]\d|%|hours?|minutes?|seconds?|days?|times?|digits?|keys?|or more|of\b|"
    r"characters?))"
)
_OR = r"(?:,| or| oder| o| ou| arba| lub| или),?"
_TOLD = re.compile(
    rf"\b(?:{_PRESS})\s+{_FILLER}(?P<keys>{_KEY}(?:{_OR} {_KEY})*){_UNITS}", re.IGNORECASE
)
_LISTED = re.compile(r"(?<!\d):\s*(?P<keys>\d|[*#])\s*(?:[.;,!]|$)")
_ONE = re.compile(_KEY, re.IGNORECASE)
_LONE = re.compile(
    rf"(?<![\w.,])(?:\d+|[*#])(?![\w%]|[.,]\d)|\b(?:{'|'.join(_WORDS)})\b|\b(?:{_SIGN_WORD})",
    re.IGNORECASE,
)


@lru_cache(maxsize=65536)
def told(text: str) -> tuple[str, ...]:
    """Keys that the text tells its listener to press, in order."""
    found: dict[str, None] = {}
    for match in (*_TOLD.finditer(text), *_LISTED.finditer(text)):
        for word in _ONE.findall(match["keys"]):
            found[_as_key(word)] = None
    return tuple(found)


@lru_cache(maxsize=65536)
def mentioned(text: str) -> frozenset[str]:
    """Every key that the text may be offering."""
    return frozenset(_as_key(word) for word in _LONE.findall(text))


def _as_key(word: str) -> str:
    lower = word.lower()
    if lower in _WORDS:
        return _WORDS[lower]
    for sign, words in _SIGNS.items():
        if any(lower.startswith(beginning) for beginning in words):
            return sign
    return lower
