"""A record stands for a real FreeSWITCH only as long as nothing it was made from has changed."""

from pathlib import Path

import pytest

from flowc.backends.target import Artefact
from tests.agreement import records
from tests.agreement.cases import Case, Group, essence, files
from tests.agreement.test_recorded import differences

CLINIC, FIRM = "clinic", "firm"


@pytest.fixture
def group(tmp_path: Path) -> Group:
    (made,) = files()[CLINIC](tmp_path)
    return made


def kept(text: str, folder: Path) -> records.KeptGroup:
    """The clinic's records with another text."""
    file = folder / "tampered.txt"
    file.write_text(text, encoding="ascii")
    return records.read(file)[CLINIC]


def recorded() -> str:
    return (records.FOLDER / f"{CLINIC}.txt").read_text(encoding="ascii")


def test_what_is_kept_agrees(group: Group, tmp_path: Path) -> None:
    assert differences(group, kept(recorded(), tmp_path)) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "play greeting en 0\n",
            "play greeting en 1\n",
            "FreeSWITCH played `greeting` in en until",
        ),
        ("play greeting en 0\n", "", "FreeSWITCH left `welcome`"),
        ("end caller hangup\n", "end flow hangup\n", "FreeSWITCH hung up"),
        ("end caller hangup\n", "", "FreeSWITCH did nothing more"),
        ('caller "call"\n', 'caller "b"\n', "has other callers"),
        ('test "', 'test "x', ""),
    ],
)
def test_a_record_that_was_changed_is_found(
    before: str, after: str, said: str, group: Group, tmp_path: Path
) -> None:
    text = recorded()
    if not said:
        title = group.cases[0].title
        before, after, said = f'"{title}"', '"another title"', "is not recorded"
    assert before in text
    wrong = differences(group, kept(text.replace(before, after, 1), tmp_path))
    assert any(said in line for line in wrong), wrong
    assert len(wrong) in {1, 2}


def test_what_is_no_event_is_no_record(tmp_path: Path) -> None:
    for line in ("enter welcome", "shout welcome step", "enter welcome step 3"):
        text = recorded().replace("enter welcome step", line, 1)
        with pytest.raises(ValueError, match="no event"):
            kept(text, tmp_path)


def test_other_output_is_found(
    group: Group, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.agreement import cases

    compiled = cases.compiled

    def changed(*args: object) -> tuple[Artefact, ...]:
        made = compiled(*args)  # pyright: ignore[reportArgumentType]
        return tuple(a._replace(text=a.text.replace("6000 none", "7000 none")) for a in made)

    monkeypatch.setattr(cases, "compiled", changed)
    wrong = differences(group, kept(recorded(), tmp_path))
    assert wrong == ["clinic is recorded from other output: make record-freeswitch"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "queue sales answer bob None",
            "queue sales answer alice None",
            "alice",
        ),
        ('queue sales enter "" 1 ', 'queue sales enter "" 2 ', "no. 2"),
        ('"need 1, longest-idle"', '"need 2, longest-idle"', "need 2"),
        ("bob None no-answer", "bob None busy", "busy"),
    ],
)
def test_what_agents_did_is_compared(before: str, after: str, said: str, tmp_path: Path) -> None:
    text = (records.FOLDER / f"{FIRM}.txt").read_text(encoding="ascii")
    assert before in text
    (firm,) = files()[FIRM](tmp_path)
    file = tmp_path / "tampered.txt"
    file.write_text(text.replace(before, after, 1), encoding="ascii")
    (wrong,) = differences(firm, records.read(file)[FIRM])
    assert said in wrong


def test_queues_and_agents_are_output_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.agreement import cases

    compiled = cases.compiled

    def changed(*args: object) -> tuple[Artefact, ...]:
        made = compiled(*args)  # pyright: ignore[reportArgumentType]
        files = [a for a in made if "callcenter" in a.path and "longest-idle" in a.text]
        assert files
        return tuple(
            a._replace(text=a.text.replace("longest-idle", "random")) if a in files else a
            for a in made
        )

    monkeypatch.setattr(cases, "compiled", changed)
    (firm,) = files()[FIRM](tmp_path)
    wrong = differences(firm, records.read(records.FOLDER / f"{FIRM}.txt")[FIRM])
    assert wrong == ["firm is recorded from other output: make record-freeswitch"]


def test_comments_and_white_space_are_no_output() -> None:
    plain = (Artefact("a.xml", "<a>\n  <b/>\n</a>"), Artefact("b.lua", "x = 1\ny = 2\n"))
    other = (
        Artefact("a.xml", "<!-- why\nnot -->\n<a> <b/> </a>\n"),
        Artefact("b.lua", "-- one\nx = 1\n  -- two\n\ny = 2\n"),
        Artefact("README.md", "read me"),
    )
    assert essence(plain) == essence(other)
    assert essence(plain) != essence((plain[0], Artefact("b.lua", "x = 1\ny = 3\n")))
    assert essence(plain) != essence((plain[0], Artefact("c.lua", plain[1].text)))


def test_a_runtime_that_does_something_else_is_found(group: Group, tmp_path: Path) -> None:
    first = group.cases[0]
    (log,) = first.result.calls
    trace = tuple(
        ("play", e[1], "goodbye", *e[3:]) if e[:1] + e[2:3] == ("play", "greeting") else e
        for e in log.trace
    )
    result = first.result._replace(calls=(log._replace(trace=trace),))
    other = group._replace(cases=(first._replace(result=result), *group.cases[1:]))
    (wrong,) = differences(other, kept(recorded(), tmp_path))
    assert "the runtime played `goodbye` in en, FreeSWITCH played `greeting` in en" in wrong


def test_other_tests_and_programs_are_said_to_be_other_ones(group: Group, tmp_path: Path) -> None:
    of_clinic = kept(recorded(), tmp_path)
    first = group.cases[0]
    other = group._replace(cases=(first._replace(text="press 9"), *group.cases[1:]))
    assert differences(other, of_clinic) == [
        f"clinic, {first.title} is another test than was recorded: make record-freeswitch"
    ]
    new = Case("new", "", first.result)
    assert differences(group._replace(cases=(*group.cases, new)), of_clinic) == [
        "clinic, new is not recorded: make record-freeswitch"
    ]
    assert differences(group._replace(cases=group.cases[1:]), of_clinic) == [
        f"{first.title} is recorded and no test of today: make record-freeswitch"
    ]
    assert differences(group._replace(text="flow"), of_clinic) == [
        "clinic is another program than was recorded: make record-freeswitch"
    ]
    assert differences(group, None) == ["clinic is not recorded: make record-freeswitch"]
