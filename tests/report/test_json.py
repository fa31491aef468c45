"""The JSON documents, and the schemas that are committed for their readers."""

import json

import pytest
from pydantic import BaseModel

from flowc.diagnostic import Diagnostic, Fix, Label, error, warning
from flowc.report.json_check import Check, document
from flowc.report.schemas import DOCUMENTS, FOLDER, text
from flowc.source import Source, Sources, Span

FILES: Sources = {
    "b.flow": Source("b.flow", "prompt ą {}\n"),
    "a.flow": Source("a.flow", "menu x {\n  press 1 -> y\n}\n"),
}


@pytest.mark.parametrize(("name", "model"), DOCUMENTS)
def test_the_committed_schema_is_the_models(name: str, model: type[BaseModel]) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == text(model), "run `make schemas`"


def test_every_committed_schema_belongs_to_a_document() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {name for name, _ in DOCUMENTS}


def test_a_finding_with_everything() -> None:
    place = Span("a.flow", 22, 23)
    d = error(
        "F101",
        "there is no block `y`",
        place,
        "not declared",
        secondary=(Label(Span("b.flow", 7, 8), "similar"),),
        caller="a caller hears nothing",
        help="write `ą`",
        fix=Fix(place, "ą", "write `ą`"),
    )
    got = json.loads(document((d,), FILES))
    there = {
        "path": "a.flow",
        "start": {"line": 2, "column": 14, "offset": 22},
        "end": {"line": 2, "column": 15, "offset": 23},
    }
    assert got == {
        "schema": "flowc.check/1",
        "files": ["a.flow", "b.flow"],
        "findings": [
            {
                "code": "F101",
                "severity": "error",
                "message": "there is no block `y`",
                "caller": "a caller hears nothing",
                "help": "write `ą`",
                "primary": {**there, "text": "not declared"},
                "secondary": [
                    {
                        "path": "b.flow",
                        "start": {"line": 1, "column": 8, "offset": 7},
                        "end": {"line": 1, "column": 9, "offset": 8},
                        "text": "similar",
                    }
                ],
                "fix": {
                    "title": "write `ą`",
                    "place": {**there, "text": ""},
                    "text": "ą",
                },
            }
        ],
    }


@pytest.mark.parametrize(
    "found",
    [
        (),
        (warning("F103", "never used", Span("a.flow", 0, 4)),),
        (error("F010", "can not be read", Span("gone.flow", 0, 0)),),
        (error("F001", "strange \ud800 text", Span("a.flow", 0, 1)),),
    ],
    ids=["none", "no help", "no file", "no encoding can write it"],
)
def test_whatever_is_found_the_document_reads_back(found: tuple[Diagnostic, ...]) -> None:
    out = document(found, FILES)
    out.encode()
    assert len(Check.model_validate_json(out).findings) == len(found)
