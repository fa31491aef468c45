r"""Whatever an author, an admin or a caller writes comes out as data.

What a real Asterisk 22.10.1 makes of these lines was tried: the values arrive as they were written.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.targets.asterisk.lab import Made, compiled, dialplan

Flow = Callable[..., Made]

HEAD = 'flow "Shop" { languages en }\nnumber "100" -> start\n'


def lines(made: Made, context: str) -> list[str]:
    return [x.app for x in dialplan(made["extensions_flowc.conf"]) if x.context == context]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a;b", r"a\;b"),
        (";-- not a comment", r"\;-- not a comment"),
        ("${CHANNEL(name)}", "${flowc_dollar}{CHANNEL(name)}"),
        ("$[1 + 1]", "${flowc_dollar}[1 + 1]"),
        ("$ alone", "$ alone"),
        (r"\"q\", (x", '"q", (x'),
        (r"back\\slash", "back\\slash"),
        (r"two\nlines", "two lines"),
        ("Žąsis", "Žąsis"),
    ],
)
def test_a_text_in_a_variable(flow: Flow, written: str, read: str) -> None:
    made = flow(f'{HEAD}var x: text = "{written}"\nstep start {{ -> hangup }}\n')
    (given,) = (line for line in lines(made, "flowc--start") if "var_x=" in line)
    assert f"var_x={read})" in given


def test_a_text_that_is_compared_never_stands_in_an_expression(flow: Flow) -> None:
    hostile = r"\" | 1 = 1 | \"${EVIL} $[1] ) }"
    made = flow(
        f'{HEAD}step start {{ if caller.name = "{hostile}" -> hangup  -> hangup congestion }}\n'
    )
    assert "EVIL" not in made["extensions_flowc.conf"]
    (asked, *_) = lines(made, "flowc-start")
    digest = hashlib.md5(b'x" | 1 = 1 | "${EVIL} $[1] ) }', usedforsecurity=False).hexdigest()
    test = f'"${{MD5(x${{flowc_caller_name}})}}" = "{digest}"'
    assert asked == f"GotoIf($[{test}]?:else)"


def test_a_callers_text_is_handed_to_functions_only(flow: Flow) -> None:
    """`$["${flowc_caller_name}" = "vip"]` would be true for a caller called `x" | "1" = "1`."""
    made = flow(
        HEAD + "step start {\n"
        '  if caller.name = "vip" -> hangup\n'
        '  if caller.name starts with "v.i" -> hangup\n'
        '  if caller.name contains "p" -> hangup\n'
        "  -> hangup\n}\n"
    )
    asked = [line for line in lines(made, "flowc-start") if "caller_name" in line]
    assert asked == [
        'GotoIf($[${REGEX("^vip$" ${flowc_caller_name})}]?:else)',
        'GotoIf($[${REGEX("^v[.]i" ${flowc_caller_name})}]?:else_2)',
        'GotoIf($[${REGEX("p" ${flowc_caller_name})}]?:else_3)',
    ]


def test_numbers_from_outside_are_cleaned_before_anything_reads_them(flow: Flow) -> None:
    made = flow(
        HEAD + 'list l { "1*" }\nstep start { if caller.number in l -> hangup -> hangup }\n'
    )
    text = made["extensions_flowc.conf"]
    # REGEX would be handed no more than the 5 of `5):0:1`
    assert text.count("CALLERID(num)") == text.count("REPLACE(CALLERID(num),:,_)") + 1
    assert text.count("Set(CALLERID(num)=)") == 1
    sent = [x.app for x in dialplan(text) if (x.context, x.extension) == ("flowc", "_[0-9+]!")]
    assert sum(app.count("EXTEN") - app.count("REPLACE(EXTEN,:,_)") for app in sent) == 0
    shape = '${REGEX("^[+]?[0-9]+$" ${REPLACE(SENT,:,_)})}'
    short = "${LEN(${FILTER(0-9,${REPLACE(SENT,:,_)})})} <= 20"
    number = f"MSet(flowc_caller_number=${{IF($[{shape} & {short} & "
    assert number.replace("SENT", "CALLERID(num)") in text
    test = f"{shape} & {short}".replace("SENT", "EXTEN")
    assert sent == [f"Goto(flowc--start,${{IF($[!({test})]?s:${{REPLACE(EXTEN,:,_)}})}},1)"]


def test_a_dial_string_of_the_settings(flow: Flow) -> None:
    made = flow(
        'flow "Shop" { languages en on failed -> hangup }\nnumber "100" -> start\nphone front\n'
        "ring start { call front for 20s on busy -> hangup on no-answer -> hangup }\n",
        'asterisk.phone=Local/{name}@a;b,c(d"e\\f${EVIL}',
    )
    dial = next(line for line in lines(made, "flowc-start") if line.startswith("Dial("))
    said = r"Local/front@a\;b\,c\(d\"e\\f${flowc_dollar}{EVIL}"
    assert dial == f"Dial({said},20,g)"


def test_texts_and_names_in_comments_and_lists_end_no_line(flow: Flow) -> None:
    made = flow(
        r'flow "-- Shop; [evil]\nexten => _X!,1,System(x)" { languages en }'
        '\nnumber "100" -> start\n'
        r'step start { play "=1+1\n[evil], \"x\"" -> hangup }' + "\n"
    )
    assert "\nexten => _X!,1,System(x)" not in made["extensions_flowc.conf"]
    dialplan(made["extensions_flowc.conf"])
    assert made["sounds_flowc.csv"].endswith('"=1+1\n[evil], ""x"""\n')


def test_long_names_do_not_become_one(flow: Flow) -> None:
    long = "a" * 100
    made = flow(
        f'flow "Shop" {{ languages en }}\nnumber "100" -> {long}1\n'
        f"step {long}1 {{ -> {long}2 }}\nstep {long}2 {{ -> hangup }}\n"
    )
    contexts = {x.context for x in dialplan(made["extensions_flowc.conf"]) if "aaa" in x.context}
    assert len(contexts) == 2
    assert all(len(name) == 79 for name in contexts)


def test_no_secret_and_no_shell_in_the_output(flow: Flow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_PIN", "4711")
    made = flow(
        HEAD + 'switch emergency = off code "*28" pin SHOP_PIN\n'
        "step start { if emergency is on -> hangup -> hangup }\n"
    )
    text = "".join(made.values())
    assert "4711" not in text
    assert "${ENV(SHOP_PIN)}" in text
    assert not [word for word in ("System(", "SHELL(", "EVAL(") if word in text]


def test_a_line_that_would_be_skipped_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "flow.flow"
    path.write_text(
        f'{HEAD}var x: text = "{"long " * 1700}"\nstep start {{ -> hangup }}\n', encoding="utf-8"
    )
    made = compiled(path)
    (found,) = (d for d in made.diagnostics if d.severity == "error")
    assert found.code == "F713"
    assert found.message.startswith("a line of the dialplan would have ")
    assert not made.artefacts


def test_a_dollar_sign_that_only_a_variable_begins_with_is_there(flow: Flow) -> None:
    made = flow(HEAD + 'var t: text = "$[1]"\nstep start { record t as rt -> hangup }\n')
    begun = [x.app for x in dialplan(made["extensions_flowc.conf"]) if x.context == "flowc--start"]
    (given,) = (n for n, app in enumerate(begun) if "flowc_dollar=$" in app)
    assert begun.index("Set(var_t=${flowc_dollar}[1])") > given
