"""Where a real Asterisk did something else than the runtime: the lines that mend it."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from tests.targets.asterisk.lab import Made, compiled, dialplan

Flow = Callable[..., Made]

HEAD = """
flow "F" { timezone Europe/Vilnius languages en on failed -> bye on gave-up -> bye }
number "+1" -> a
prompt p { en "Yes." }
step bye { play p -> hangup }
"""


def extension(made: Made, context: str, name: str = "s") -> list[str]:
    """The lines of one extension, but for those that only tell what the call does."""
    lines = [
        x for x in dialplan(made["extensions_flowc.conf"]) if not x.app.startswith("UserEvent")
    ]
    found = [x.app for x in lines if (x.context, x.extension) == (context, name)]
    assert found
    return found


def test_a_prompt_that_may_not_play_answers_only_where_it_does(flow: Flow) -> None:
    """Else the call could not end busy any more, though nobody heard a thing."""
    made = flow(HEAD + "var n: number = 0\nstep a { play p when n > 5 -> hangup busy }")
    judged, *rest = extension(made, "flowc-a")
    assert judged.startswith("GotoIf($[${var_n} > 5]?:")
    assert rest[0] == "Playback(flowc/${SET(flowc_playing=p)})"  # which answers
    spoken = 'prompt q { en "{n} is the number." }\nvar n: number = 0\n'
    made = flow(HEAD + spoken + "step a { play q when n > 5 -> hangup busy }")
    judged, *rest = extension(made, "flowc-a")
    assert judged.startswith("GotoIf($[${var_n} > 5]?:")
    assert rest[0] == "Answer()"  # because SayNumber does not
    made = flow(HEAD + spoken + "step a { play p when n > 5, otherwise q -> bye }")
    assert extension(made, "flowc-a")[0] == "Answer()"


def test_now_is_looked_up_where_it_is_assigned(flow: Flow) -> None:
    """Not what the last condition saw, which may be minutes ago."""
    step = "var t: time = 00:00\nstep a { if t > 12:00 -> bye  wait 60s  set t = now -> bye }"
    lines = extension(flow(HEAD + step), "flowc-a")
    at = lines.index("Wait(60)")
    assert lines[at + 1] == "Gosub(flowc--clock,s,1)"
    assert lines[at + 2] == "Set(var_t=${flowc_now_time})"
    arrow = "var t: time = 00:00\nstep a { wait 1s -> b with t = now }"
    arrow += "\nstep b { if t > 12:00 -> bye -> bye }"
    made = flow(HEAD + arrow)
    assert extension(made, "flowc-a")[1] == "Gosub(flowc--clock,s,1)"


def test_a_text_that_is_empty_is_equal_to_nothing(flow: Flow) -> None:
    """MD5 of an empty text is no digest: Asterisk gives nothing for it."""
    made = flow(HEAD + 'step a { if caller.name = "" -> bye -> hangup }')
    assert extension(made, "flowc-a")[0].startswith("GotoIf($[${LEN(${flowc_caller_name})} = 0]?")


def test_a_callers_name_is_cleaned_before_a_function_is_handed_it(flow: Flow) -> None:
    """`LEN(a) b:2` is the length of `a`, from its character 2: `:` and `)` are asked for first."""
    made = flow(HEAD + "step a { if caller.name is set -> bye -> hangup }")
    lines = extension(made, "flowc--start", "_[0-9+s]!")
    at = lines.index(r"Set(flowc_caller_name=${REPLACE(CALLERID(name),\\r\\n,`)})")
    handed = [line for line in lines if "${flowc_caller_name}" in line]
    assert lines.index(handed[0]) > at + 2
    assert lines[at + 1 : at + 3] == [
        "Set(flowc_raw=${CUT(flowc_caller_name,),2-)})",
        "ExecIf($[${FIELDQTY(flowc_raw,:)} > 1]?Set(flowc_caller_name=))",
    ]
    assert "CALLERID(name)" not in flow(HEAD + "step a { -> bye }")["extensions_flowc.conf"]


def test_a_key_stands_once_beside_the_same_key_with_a_rest(flow: Flow) -> None:
    """Asterisk keeps the first of two extensions of one name, whichever it is."""
    keys = "press 3* -> bye press 3 -> a press 4X* -> bye press 4X -> a"
    made = flow(HEAD + f"menu a {{ play p {keys} }}")
    keys = [x for x in dialplan(made["extensions_flowc.conf"]) if x.context == "flowc-a-keys"]
    assert list(dict.fromkeys(x.extension for x in keys)) == ["_3!", "3", "_4X!", "_4X", "i"]
    assert "Goto(flowc-a,s,1)" in [x.app for x in keys if x.extension == "3"]


def test_an_empty_text_from_outside_is_absent(flow: Flow) -> None:
    """An empty channel variable is none at all."""
    ways = "on done -> b on failed -> bye"
    made = flow(
        HEAD + f"external a {{ read who: text {ways} }} step b {{ record who as who -> bye }}",
        "asterisk.externals.a=other,s,1",
    )
    assert "GotoIf($[${FIELDQTY(who,:)} > 0]?:failed,1)" in extension(made, "flowc-a")


def test_a_colon_after_a_bracket_cuts_nothing(flow: Flow) -> None:
    """`${MD5(a) b:2)}` would be the digest of `a`, from its character 2 on."""
    body = 'step a {{ set t = "{}" if t = "{}" or t starts with "x:" -> bye -> hangup }}'
    text = HEAD + 'var t: text = "x"\n'
    (_, _, asked, *_) = extension(flow(text + body.format("a) b: c", "a) b: c")), "flowc-a")
    digest = hashlib.md5(b"xa) b\x01 c", usedforsecurity=False).hexdigest()
    looked = r"${REPLACE(var_t,:,\x01)}"
    assert asked.startswith(f'GotoIf($[("${{MD5(x{looked})}}" = "{digest}"')
    assert f'${{REGEX("^x[[:cntrl:]]" {looked})}}' in asked
    (_, asked, *_) = extension(flow(text + body.format("a: c", "a: c")), "flowc-a")
    assert asked.startswith('GotoIf($[(${REGEX("^a: c$" ${var_t})} | ${REGEX("^x:" ${var_t})})]')


def test_a_figure_is_no_field_that_asterisk_fills_itself(tmp_path: Path) -> None:
    """Asterisk keeps its own value and only its log says so; it does not tell capitals apart."""
    path = tmp_path / "flow.flow"
    names = "record caller.number as Src record caller.number as src_1 record caller.number as end"
    path.write_text(HEAD + f"step a {{ {names} -> bye }}", encoding="utf-8")
    found = [d for d in compiled(path).diagnostics if d.code == "F714"]
    assert ["`Src`" in d.message for d in found] == [True, False]
    assert "`end`" in found[1].message
