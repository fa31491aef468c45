"""The JSON Schemas in `flowc/schemas/`, made from the documents' models: `make schemas`."""

import json
from pathlib import Path

from pydantic import BaseModel

from flowc import serve_plan
from flowc.report import json_check, json_hours, json_missed, json_test
from flowc.serving import notice

FOLDER = Path(__file__).parent.parent / "schemas"

DOCUMENTS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("flowc.check-1.json", json_check.Check),
    ("flowc.hours-1.json", json_hours.HoursDocument),
    ("flowc.missed-1.json", json_missed.MissedDocument),
    ("flowc.notice-1.json", notice.Document),
    ("flowc.serve-1.json", serve_plan.Plan),
    ("flowc.test-1.json", json_test.Test),
)
"""File names and the models whose schemas they hold. A new document is a line here."""


def text(model: type[BaseModel]) -> str:
    """The schema of what `model` writes, as the committed file holds it."""
    schema = model.model_json_schema(by_alias=True, mode="serialization")
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    for name, document in DOCUMENTS:
        (FOLDER / name).write_text(text(document), encoding="utf-8")
