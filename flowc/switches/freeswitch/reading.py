"""How the output reads keys and runs its Lua file, as its applications show it."""

import re

UNFELT = frozenset({"call", "wait", "ring", "lookup"})
"""Moments at which FreeSWITCH takes a key and never says that it was felt."""

READ = re.compile(r"1 (\d+) (\S+) ")
"""How the output reads keys: `read 1 <most> <sound> …`."""

HEAR = re.compile(r"\S+ (?:hear \d+ (\S+)|(\S+))")
"""How it runs its Lua file: to hear a secret key after a sound, or an entry of its own."""

LOOKUP = re.compile(r"lookup\.\d+")
"""The entries that ask a service."""

MAILBOX, SILENT = "mailbox", "silence"
"""The entry of its Lua file that looks whether a message can be taken; the sound of no prompt."""
