"""`flowc check --format json`: the findings for other programs, as the document flowc.check/1.

The models are the document's definition; `flowc/schemas/` holds their JSON Schema for those who
read it elsewhere. Fields may be added to a version, never taken away or given another meaning.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from flowc.diagnostic import Diagnostic, Label
from flowc.source import Sources, Span


def _encodable(text: str | None) -> str | None:
    """Without lone surrogates, which file names may hold and UTF-8 may not."""
    return text and text.encode("utf-8", "replace").decode()


Words = Annotated[str, BeforeValidator(_encodable)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Point(_Part):
    """A place in a file, between two characters or before one."""

    line: int = Field(description="from 1; 0 when the file could not be read", ge=0)
    column: int = Field(description="in code points, from 1; 0 as above", ge=0)
    offset: int = Field(description="in code points from the start of the file", ge=0)


class Place(_Part):
    """A stretch of a file; `end` is the first place after it."""

    path: Words = Field(description="as given on the command line, or as an import leads to it")
    start: Point
    end: Point
    text: Words = Field(description="what there is to say about this place; may be empty")


class Replacement(_Part):
    """What would mend the finding: put `text` in place of what stands at `place`."""

    title: Words
    place: Place
    text: Words


class Finding(_Part):
    """One finding."""

    code: str = Field(pattern=r"^F\d{3}$")
    severity: Literal["error", "warning"]
    message: Words = Field(description="the fact")
    caller: Words | None = Field(description="how somebody on the phone would meet it")
    help: Words | None = Field(description="what to write instead")
    primary: Place
    secondary: tuple[Place, ...]
    fix: Replacement | None


class Check(_Part):
    """What `flowc check` found, ordered by file and place."""

    schema_: Literal["flowc.check/1"] = Field(alias="schema")
    files: tuple[Words, ...] = Field(description="every file that was read, imports included")
    findings: tuple[Finding, ...]


def document(diagnostics: tuple[Diagnostic, ...], sources: Sources) -> str:
    """The findings as JSON, ended by a newline."""
    check = Check(
        schema="flowc.check/1",
        files=tuple(sorted(sources)),
        findings=tuple(finding(d, sources) for d in diagnostics),
    )
    return check.model_dump_json(by_alias=True, indent=2, ensure_ascii=False) + "\n"


def finding(d: Diagnostic, sources: Sources) -> Finding:
    """One finding as every JSON document holds it."""
    return Finding(
        code=d.code,
        severity=d.severity,
        message=d.message,
        caller=d.caller,
        help=d.help,
        primary=_place(d.primary, sources),
        secondary=tuple(_place(label, sources) for label in d.secondary),
        fix=d.fix
        and Replacement(
            title=d.fix.title, place=_place(Label(d.fix.span), sources), text=d.fix.text
        ),
    )


def _place(label: Label, sources: Sources) -> Place:
    return Place(
        path=label.span.path,
        start=_point(label.span, label.span.start, sources),
        end=_point(label.span, label.span.end, sources),
        text=label.text,
    )


def _point(span: Span, offset: int, sources: Sources) -> Point:
    source = sources.get(span.path)
    if source is None:
        return Point(line=0, column=0, offset=0)
    line, column = source.position(offset)
    return Point(line=line, column=column, offset=offset)
