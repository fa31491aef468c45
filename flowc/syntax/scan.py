"""The tokens of a text that holds a mistake: slips of the keyboard are mended on the way.

Signs that word processors put in (curly quotes, long dashes), `'…'`, `# …` and strings without an
end are each reported once and read as what was meant, so that what follows is judged as usual.
"""

import re
from typing import NamedTuple

from flowc.diagnostic import Diagnostic, Fix, error
from flowc.source import Span
from flowc.syntax import ast
from flowc.syntax.tables import Tables

STRAY = 99
_QUOTES = "“”„‟«»‘’"  # noqa: RUF001 - the very signs that are mistaken for plain ones
_DASHES = "–—−‐‑‒"  # noqa: RUF001 - the very signs that are mistaken for a minus
_BLANKS = "\u00a0\u2007\u202f\u200b\ufeff"
_SAMELINE = re.compile(r"[^\n]*")
_TAIL = re.compile(r"\s+->|\s*[{}]\s*$|\s*$|\s*\r?$")


class Token(NamedTuple):
    """A token: `kind` as in `Tables.kinds` (negative: a word, 0: a mark), or no text at the end."""

    kind: int
    text: str
    start: int
    end: int


class Scan:
    """Turns text into tokens; what it had to mend is in `found`."""

    def __init__(self, tables: Tables, path: str, text: str) -> None:
        """Get ready to scan `text`."""
        self.path = path
        self.text = text
        self.found: list[Diagnostic] = []
        self.comments: list[ast.Comment] = []
        self.tokens: list[Token] = []
        self._kinds = tables.kinds
        self._comment = tables.names.index("COMMENT")
        self._string = tables.names.index("STRING")
        self._hours = tables.names.index("HOURS")
        self._pattern = re.compile(tables.pattern)
        self._signs: dict[str, tuple[int, int]] = {}

    def run(self, at: int) -> list[Token]:
        """The tokens from `at` on; the last is the end of the file."""
        while (match := self._pattern.match(self.text, at)) is not None:
            group = match.lastindex or 0
            kind = self._kinds[group]
            start, at = match.span(group)
            found = self.text[start:at]
            if kind == self._comment:
                self._take_comment(start, at)
            elif kind == STRAY:
                at = self._stray(found, start)
            elif found == '""' and self.text[at : at + 1] == '"':
                at = self._unended_long(start)
            elif found == "#" and self._is_comment(at):
                at = self._hash_comment(start)
            elif found == "=" and self.text[at : at + 1] == ">":
                at = self._fat_arrow(start)
            else:
                self.tokens.append(Token(kind, found, start, at))
        end = len(self.text.rstrip())
        self.tokens.append(Token(0, "", end, end))
        self._report_signs()
        return self.tokens

    def _span(self, start: int, end: int) -> Span:
        return Span(self.path, start, end)

    def _take_comment(self, start: int, end: int) -> None:
        text = self.text[start:end].rstrip("\r")
        self.comments.append(ast.Comment(text, self._span(start, start + len(text))))

    def _line_end(self, at: int) -> int:
        match = _SAMELINE.match(self.text, at)
        return match.end() if match else at

    def _stray(self, char: str, start: int) -> int:  # noqa: PLR0911 - one for each sign
        """What to do about a character that begins no token; returns where to go on."""
        if char == '"':
            return self._unended(start)
        if char in _QUOTES or char == "'":
            return self._other_quotes(char, start)
        if char in _DASHES:
            self._sign(char, start)
            return self._replace(start, "-")
        if char in _BLANKS:
            self._sign(char, start)
            return self._replace(start, " ")
        if char in "→⇒➔":
            self._sign(char, start)
            self.tokens.append(Token(0, "->", start, start + 1))
            return start + 1
        end = start + 1
        if char == ";":
            self._sign(char, start)
            return end
        self.tokens.append(Token(STRAY, char, start, end))
        return end

    def _replace(self, start: int, sign: str) -> int:
        """Put the plain sign in the text, and scan again from where it may belong to a token."""
        self.text = self.text[:start] + sign + self.text[start + 1 :]
        last = self.tokens[-1] if self.tokens else None
        if last is not None and last.end == start and sign == "-" and last.kind != self._string:
            self.tokens.pop()
            return last.start
        return start

    def _sign(self, char: str, start: int) -> None:
        first, count = self._signs.get(char, (start, 0))
        self._signs[char] = (first, count + 1)

    def _report_signs(self) -> None:
        """One finding for each sign, however often it stands in the file."""
        for char, (start, count) in self._signs.items():
            span = self._span(start, start + 1)
            more = f"; this file holds {count} of them" if count > 1 else ""
            if char == ";":
                what = "statements need no `;` between them"
                self.found.append(error("F001", what + more, span, help="remove it"))
                continue
            if char in _BLANKS:
                plain, what = " ", "a blank that looks like one and is another character"
            elif char in _QUOTES:
                plain, what = '"', f"`{char}` is a typographic quotation mark"
            elif char in _DASHES:
                plain, what = "-", f"`{char}` is a typographic dash"
            else:
                plain, what = "->", f"`{char}` is no arrow of this language"
            help_ = f"write `{plain}`" if plain != " " else "write a plain blank"
            fix = Fix(span, plain, help_)
            self.found.append(error("F007", what + more, span, help=help_, fix=fix))

    def _other_quotes(self, char: str, start: int) -> int:
        """A string in other quotes than `"`: read it as one."""
        line_end = self._line_end(start)
        closers = "'" if char == "'" else _QUOTES + '"'
        ends = [i for i in range(start + 1, line_end) if self.text[i] in closers]
        end = ends[0] + 1 if ends else start + 1 + self._cut(start + 1, line_end)
        inside = self.text[start + 1 : end - 1] if ends else self.text[start + 1 : end]
        self.tokens.append(Token(self._string, f'"{inside.replace(chr(92), "")}"', start, end))
        if char == "'":
            self.found.append(
                error(
                    "F010",
                    "strings stand in double quotes",
                    self._span(start, end),
                    help=f'write `"{inside}"`',
                )
            )
        else:
            self._sign(char, start)
        return end

    def _cut(self, start: int, line_end: int) -> int:
        """How much of a line belongs to a string that has no end: up to an arrow or last brace."""
        match = _TAIL.search(self.text[start:line_end])
        return match.start() if match else line_end - start

    def _unended(self, start: int) -> int:
        if self.text[start - 2 : start] == '""' and not self.tokens:
            return self._unended_long(start - 2)
        end = start + 1 + self._cut(start + 1, self._line_end(start))
        inside = self.text[start + 1 : end].replace("\\", "").replace('"', "")
        self.tokens.append(Token(self._string, f'"{inside}"', start, end))
        self.found.append(
            error(
                "F009",
                "this string has no end",
                self._span(start, end),
                help='write `"` where it ends; a text over several lines stands between `"""`',
            )
        )
        return end

    def _unended_long(self, start: int) -> int:
        if self.tokens:
            self.tokens.append(Token(self._string, '""', start, start + 3))
        self.found.append(
            error(
                "F009",
                'this `"""` has no partner',
                self._span(start, start + 3),
                "everything from here to the end of the file is text",
                help='write `"""` where the text ends',
            )
        )
        return len(self.text)

    def _is_comment(self, after: int) -> bool:
        """Whether `#` starts a remark in another language's way, rather than being a key."""
        last = self.tokens[-1].text if self.tokens else ""
        starts_line = not self.text[self.text.rfind("\n", 0, after) + 1 : after - 1].strip()
        if starts_line:
            return True
        words = re.match(r"[ \t]+[^\W\d]", self.text[after : after + 80])
        return last not in {"press", "end", ",", "accept"} and words is not None

    def _hash_comment(self, start: int) -> int:
        end = self._line_end(start)
        self.found.append(
            error(
                "F008",
                "`#` is the key, and starts no comment",
                self._span(start, end),
                help="write `//` before a comment",
                fix=Fix(self._span(start, start + 1), "//", "write `//`"),
            )
        )
        return end

    def _fat_arrow(self, start: int) -> int:
        span = self._span(start, start + 2)
        self.tokens.append(Token(0, "->", start, start + 2))
        self.found.append(
            error(
                "F012", "an arrow is written `->`", span, help="write `->`", fix=Fix(span, "->", "")
            )
        )
        return start + 2
