"""Which keys a text offers, read from its words.

Two readings. The strict one finds keys that a caller is told to press ("press 1", "spauskite 2",
"Pardavimai: 1."): such a key has to work. The lenient one finds every number that could be meant
as a key: a key that not even this finds is not offered. What is neither ("24 hours", "from 1 to
5", "dial 911") gives no finding.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from flowc.rules.number_words import DIGIT_OF, MAYBE_DIGIT_OF

_PRESS = (
    r"press(?:ing)?|push|hit|touch|"  # English
    r"(?:pa)?spauskite|paspausk|rinkitės|"  # Lithuanian
    r"oprima|presione|pulse|marque|"  # Spanish
    r"drücken(?: sie)?|drücke|wählen sie|"  # German
    r"appuyez sur|tapez|pressez|faites|"  # French
    r"naciśnij|wciśnij|wybierz|"  # Polish
    r"нажмите|натисніть|"  # Russian, Ukrainian
    r"spiediet|nospiediet|vajutage|"  # Latvian, Estonian
    r"prema|premere|digiti|"  # Italian
    r"pressione|prima|digite|tecle|carregue(?: em| no| na)?|"  # Portuguese
    r"druk op|toets|kies|tryck|trykk|tryk|paina|valitse|"  # Dutch, Nordic, Finnish
    r"stiskněte|zmáčkněte|stlačte"  # Czech, Slovak
)
_FILLER = (
    r"(?:the |key |number |button |die |taste |la |le |el número |el |touche |tecla |mygtuką |"
    r"numer )*"
)

_SIGNS = {
    "*": ("star ", "asterisk", "žvaigžd", "asterisco", "estrella", "stern", "étoile", "gwiazdk",
          "звезд", "звёзд", "зірочк", "zvaigznīt", "tärn", "asteris", "ster", "stjärn", "stjern",
          "tähti", "hvězd", "hviezd"),
    "#": ("pound ", "hash", "grotel", "numeral", "almohadilla", "raute", "dièse", "krzyżyk", "hasz",
          "решетк", "решётк", "решітк", "restīt", "trell", "cancelletto", "cardinal", "hekje",
          "fyrkant", "ruutu", "křížek", "mriežk"),
}  # fmt: skip
"""How the two signs begin in the languages that people wrote menus in, looked for as beginnings.
A blank ends a word: `start` is no star, and `pounds` are money."""

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
_ENDS = r"(?=\s*(?:(?:for|if|now)\b|to\b(?!\s*\d)|[.;!]|,(?! then| followed)|$))"
_CHOSEN = re.compile(
    rf"\b(?:dial|select|choose|enter)\s+{_FILLER}(?P<keys>{_KEY}(?:{_OR} {_KEY})*){_ENDS}"
)
"""Verbs that ask for other things too: for a key only if the sentence goes on like that."""
_FOR = (
    r"(?:for|to|if|für|wenn|para|pour|pro|per|dla|aby|jeśli|для|если|чтобы|щоб|jei|dėl|voor|om|för|"
    r"til|lai)\b(?!\s*\d)"
)
_MORE = re.compile(r"(?<!between \d)"
                   rf"(?:[,;]| or| and| oder| und| o| y| ou| et| arba| ir| lub| i| или| и)\s+"
                   rf"{_FILLER}(?P<keys>{_KEY})\s+{_FOR}")  # fmt: skip
"""`Press 1 for sales, 10 for support, or 3 for parts`: what goes on in the sentence."""
_LISTED = re.compile(
    r"(?<!\d):\s*(?P<keys>\d|[*#])\s*(?:[.;,!]|$)|"
    r"\bfür [^.,;:\d]+ die (?P<die>\d)(?=[.,;!]| oder|$)"
)
_DASHED = re.compile(r"(?:^|[.;,!]\s*)(?P<keys>\d|[*#])\s*[-\u2013\u2014]\s+(?=[^\W\d])")
_SENTENCE = re.compile(r"[^.!?]+")
_LONGEST = 2
"""More digits than this are no key but a number to dial, such as 911."""

_ONE = re.compile(_KEY)
# Where words have no blanks between them, a digit among them stands alone all the same.
_LETTER = r"[^\W\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_LONE = re.compile(rf"(?<!{_LETTER})(?<![.,])(?:\d+|[*#])(?!{_LETTER}|%|[.,]\d)|[^\W\d_]+")


@lru_cache(maxsize=65536)
def told(text: str) -> tuple[str, ...]:
    """Keys that the text tells its listener to press, in order."""
    lower = _lower(text)
    found = [(m.start(), m["keys"] or m["die"]) for m in _LISTED.finditer(lower)]
    dashed = [(m.start(), m["keys"]) for m in _DASHED.finditer(lower)]
    found += dashed if len(dashed) > 1 else []
    for sentence in _SENTENCE.finditer(lower):
        said = list(_offers(sentence[0]))
        found += [(sentence.start() + at, keys) for at, keys in said]
    keys = dict.fromkeys(key for _, part in sorted(found) for key in _keys(_ONE, part, DIGIT_OF))
    return tuple(key for key in keys if len(key) <= _LONGEST)


def _offers(sentence: str) -> Iterator[tuple[int, str]]:
    """Where a sentence names keys to press, and what it names there."""
    first = len(sentence)
    for pattern in (_TOLD, _CHOSEN):
        for match in pattern.finditer(sentence):
            first = min(first, match.end())
            yield match.start(), match["keys"]
    for match in _MORE.finditer(sentence, first):
        yield match.start(), match["keys"]


@lru_cache(maxsize=65536)
def mentioned(text: str) -> frozenset[str]:
    """Every key that the text may be offering."""
    return frozenset(_keys(_LONE, _lower(text), MAYBE_DIGIT_OF))


def _lower(text: str) -> str:
    """The text in lower case, with the digits of every script as 0 to 9."""
    lower = text.lower()
    if lower.isascii():
        return lower
    return "".join(str(int(c)) if c.isdecimal() else c for c in lower)


def _keys(pattern: re.Pattern[str], text: str, digits: dict[str, str]) -> Iterator[str]:
    for word in pattern.findall(text):
        if not word[0].isalpha():
            yield word
        elif word in digits:
            yield digits[word]
        else:
            yield from (sign for start, sign in _SIGN_OF if f"{word} ".startswith(start))
