"""The settings file and `--set`: what they may hold, and what is said where they may not."""

import pytest

from flowc.diagnostic import Diagnostic
from flowc.settings import SET, Settings, load, missing
from flowc.source import Source, Span


def settings(text: str, *sets: str) -> tuple[Settings, tuple[Diagnostic, ...]]:
    return load(Source("branch.toml", text), sets)


def marked(finding: Diagnostic, text: str) -> str:
    span = finding.primary.span
    return text[span.start : span.end]


def test_every_key_has_a_default_but_the_trunk() -> None:
    found, problems = load(None)
    assert not problems
    assert found.asterisk.phone == "PJSIP/{name}"
    assert found.freeswitch.phone == "user/{name}"
    assert found.asterisk.outside is None
    assert found.freeswitch.outside is None


def test_an_option_wins_over_the_file() -> None:
    text = '[asterisk]\noutside = "PJSIP/{number}@one"\n[asterisk.phones]\ndesk = "PJSIP/1"\n'
    found, problems = settings(
        text, "asterisk.outside=PJSIP/{number}@two", "asterisk.phones.lobby=PJSIP/2", "crm=x=y"
    )
    assert not problems
    assert found.asterisk.outside == "PJSIP/{number}@two"
    assert found.asterisk.phones == {"desk": "PJSIP/1", "lobby": "PJSIP/2"}
    assert found.values == {"crm": "x=y"}


@pytest.mark.parametrize(
    ("text", "code", "at", "word"),
    [
        ("[asterisk]\nphone = \n", "F170", "\n", "TOML"),
        ('[asterisk]\n[freeswitch]\nphon = "user/{name}"\n', "F171", "phon", "phon"),
        ('[asterix]\nphone = "x"\n', "F171", "asterix", "asterix"),
        ('[asterisk]\nphone = "PJSIP/1"\n', "F172", "phone", "{name}"),
        ('[asterisk]\nphone = "{name}"\n', "F172", "phone", "{name}"),
        ("[asterisk]\nsounds = 3\n", "F172", "sounds", "text in quotes"),
        ("asterisk = 3\n", "F172", "asterisk", "section"),
        ('[asterisk.phones]\ndesk = "PJSIP/1\\nexten => _X.,1,System(x)"\n', "F172", "desk", "one"),
        ('[asterisk]\ncontext = "from internal"\n', "F172", "context", "letter"),
        ('[freeswitch]\nsounds = "a b"\n', "F172", "sounds", "folder"),
    ],
)
def test_what_a_file_may_not_hold(text: str, code: str, at: str, word: str) -> None:
    found, problems = settings(text)
    assert [d.code for d in problems] == [code]
    assert marked(problems[0], text) == at
    assert word in problems[0].message
    assert problems[0].help
    assert found == Settings()


@pytest.mark.parametrize(
    ("option", "code"),
    [
        ("asterisk.phone", "F172"),
        ("asterisk..phone=x", "F172"),
        ("asterisk.phon=x/{name}", "F171"),
        ("asterisk.phone=x", "F172"),
        ("asterisk.context.name=x", "F172"),
    ],
)
def test_what_an_option_may_not_hold(option: str, code: str) -> None:
    sets = ("first=1", option)
    text = '[asterisk]\ncontext = "calls"\n'
    _, problems = settings(text, *sets)
    assert [d.code for d in problems] == [code]
    assert problems[0].primary.span.path == SET
    assert marked(problems[0], "\n".join(sets)) == option


def test_the_nearest_key_is_offered() -> None:
    _, problems = settings('[asterisk]\nmailbox_kontext = "default"\n')
    assert problems[0].help == "write `mailbox_context`"


def test_a_missing_setting_points_at_the_flow() -> None:
    span = Span("a.flow", 3, 9)
    found = missing("asterisk.outside", "PJSIP/{number}@trunk", span, "this outside number")
    assert found.code == "F173"
    assert found.primary.span == span
    assert found.help
    assert "--set 'asterisk.outside=PJSIP/{number}@trunk'" in found.help
