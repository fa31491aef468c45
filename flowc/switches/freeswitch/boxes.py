"""Mailboxes, some of which are full.

FreeSWITCH takes a message for every mailbox that it knows, so one that is full is one that it does
not know. Each lane has its mailboxes in several domains, and a call finds them in one of these: to
read its configuration again keeps FreeSWITCH from everything else for a third of a second.
"""

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

VARIABLE = "flowc_test_domain"
"""The channel variable that says in which domain a call finds mailboxes."""


class Boxes:
    """The mailboxes of all lanes."""

    def __init__(self, configuration: Path) -> None:
        """There are none yet."""
        self._directory = configuration / "directory"
        self._domains: dict[tuple[str, frozenset[str]], str] = {}
        self._now: dict[str, str] = {}

    def lay(self, context: str) -> None:
        """Those of a lane, which its compiled directory has: domains with all of them, and with all
        but one."""
        for full in ((), *((box,) for box in self._users(context))):
            self._add(context, frozenset(full))
        self._now[context] = self._domains[context, frozenset()]

    def fill(self, context: str, full: frozenset[str]) -> bool:
        """Let these be full for the calls that come. Whether FreeSWITCH has to read its
        configuration again."""
        unknown = (context, full) not in self._domains
        if unknown:
            self._add(context, full)
        self._now[context] = self._domains[context, full]
        return unknown

    def domain(self, context: str) -> str:
        """Where a call finds them now."""
        return self._now[context]

    def _users(self, context: str) -> Mapping[str, ET.Element]:
        compiled = self._directory / "default" / f"{context}.xml"
        if not compiled.exists():
            return {}
        root = ET.fromstring(compiled.read_text(encoding="utf-8"))  # noqa: S314 - our own
        return {user.get("id", ""): user for user in root.iter("user")}

    def _add(self, context: str, full: frozenset[str]) -> None:
        name = f"{context}-{len(self._domains)}"
        self._domains[context, full] = name
        users = "".join(
            ET.tostring(user, encoding="unicode")
            for box, user in self._users(context).items()
            if box not in full
        )
        domain = f'<domain name="{name}"><groups><group name="default"><users>\n{users}'
        text = f"<include>\n{domain}\n</users></group></groups></domain>\n</include>\n"
        (self._directory / "lanes" / f"{name}.xml").write_text(text, encoding="utf-8")
