"""F313 depends on a date that the user gives."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from flowc import pipeline

FLOW = """\
flow "T" { timezone Europe/Vilnius languages en }
number "1" -> start
phone front
schedule office {
  open   mon-fri 08:00-18:00
  closed holidays LT 2026..2028
  closed holidays LV 2027..2027
  closed holidays LV 2026..2026
}
step start { if office is open -> desk -> hangup }
ring desk { call front on busy -> hangup on no-answer -> hangup on failed -> hangup }
"""


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (None, []),
        (date(2026, 12, 31), []),
        (date(2027, 1, 1), ["the holidays of `LV` in `office` end in 364 days"]),
        (date(2027, 12, 31), ["the holidays of `LV` in `office` end in 0 days"]),
        (date(2028, 1, 2), ["`LT` in `office` end in 364", "`LV` in `office` ended 2 days ago"]),
    ],
)
def test_holidays_run_out(tmp_path: Path, today: date | None, words: list[str]) -> None:
    path = tmp_path / "t.flow"
    path.write_text(FLOW, encoding="utf-8")
    found = [d for d in pipeline.check((str(path),), today).diagnostics if d.code == "F313"]
    assert len(found) == len(words)
    assert all(word in d.message for word, d in zip(words, found, strict=True))


def test_one_more_line_of_years_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "t.flow"
    more = FLOW.replace("2026..2026", "2028..2030").replace("LT 2026..2028", "LT 2026..2030")
    path.write_text(more, encoding="utf-8")
    today = date(2027, 6, 1) + timedelta(365)
    assert pipeline.check((str(path),), today).diagnostics == ()
