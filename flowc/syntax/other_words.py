"""The words of other systems, and what stands for them in this language."""

from collections.abc import Collection
from typing import Final

_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "timeout": ("wait", "ring"),
    "retries": ("tries",),
    "repeat": ("tries",),
    "dial": ("call",),
    "include": ("import",),
    "function": ("module",),
    "macro": ("module",),
    "node": ("step",),
    "hours": ("schedule",),
    "invalid": ("no-match",),
    "greeting": ("play",),
    "option": ("press",),
    "key": ("press",),
    "case": ("press",),
    "noinput": ("no-input",),
    "nomatch": ("no-match",),
    "variable": ("var",),
    "let": ("var",),
    "member": ("agents",),
    "members": ("agents",),
    "agent": ("agents",),
    "tier": ("agents",),
    "tiers": ("agents",),
    "skills": ("need", "skill"),
    "requires": ("need",),
    "ringtime": ("ring",),
    "ring-time": ("ring",),
    "wrapuptime": ("wrap-up",),
    "wrap-up-time": ("wrap-up",),
    "maxlen": ("limit",),
    "max-len": ("limit",),
    "musicclass": ("music",),
    "musiconhold": ("music",),
    "moh": ("music",),
    "moh-sound": ("music",),
    "announce": ("play",),
    "login": ("sign-in",),
    "log-in": ("sign-in",),
    "logout": ("sign-out",),
    "log-out": ("sign-out",),
    "logoff": ("sign-out",),
    "pause": ("break",),
    "forward": ("transfer",),
    "redirect": ("transfer",),
    "refer": ("transfer",),
    "deflect": ("transfer",),
    "blind-transfer": ("transfer",),
    "blindxfer": ("transfer",),
}
"""By a word of another system: the language's, the one that can stand there of several."""

_POSITION: Final = "callers are told where they stand by `every 30s say position`"
_NO_AGENTS: Final = "callers whom nobody can answer leave by `on no-agents -> …`"

_WAYS: Final = {
    "penalty": "agents who are to be asked later are let in by a later step: `after 30s need …`",
    "weight": "who goes first is said of callers: `priority 10`, or `priority 10 if …`",
    "announce-position": _POSITION,
    "announce-frequency": _POSITION,
    "announce-holdtime": "callers are told how long it may take by `every 1m say wait`",
    "periodic-announce": "what is said again and again is `every 30s play …`",
    "periodic-announce-frequency": "what is said again and again is `every 30s play …`",
    "joinempty": _NO_AGENTS,
    "leavewhenempty": _NO_AGENTS,
    "autopause": "agents who do not answer are passed over for 5 s by themselves",
    "max-wait-time": "the longest wait is `after 5m -> …`",
}
"""By a word that no single one stands for: what does."""

_TRANSFERS: Final = frozenset(
    ("transfer", "forward", "redirect", "refer", "deflect", "blind-transfer", "blindxfer")
)
_TRANSFER: Final = (
    'a transfer is a block of its own, `transfer away { to "+370…" … }`: go to it by `-> away`'
)


def meant(text: str, words: Collection[str]) -> str | None:
    """The word of the language for one of another system, of those that can stand there."""
    return next((word for word in _WORDS.get(text.lower(), ()) if word in words), None)


def way(text: str, words: Collection[str]) -> str | None:
    """What to write for a word of another system's queues, where those of a queue can stand, or
    for a transfer where actions can."""
    if text.lower() in _TRANSFERS and "collect" in words:
        return _TRANSFER
    return _WAYS.get(text.lower()) if "strategy" in words else None
