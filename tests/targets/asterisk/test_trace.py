"""What the output tells of each call: the events, and nothing that a caller could add to them."""

import re
from collections.abc import Callable

from flowc.backends.asterisk.telling import Told, fits
from flowc.trace import FIELDS
from tests.targets.asterisk.lab import Made, dialplan
from tests.targets.asterisk.test_files import FLOWS, made as compiled

Flow = Callable[..., Made]

HEAD = """
flow "F" { timezone Europe/Vilnius languages en, pt-BR on failed -> bye on gave-up -> bye }
number "+1" -> a
prompt p { en "Yes." pt-BR "Sim." }
step bye { play p -> hangup }
"""


def lines(made: Made) -> list[dict[str, str]]:
    """What each line tells that tells something: its fields by name."""
    text = made["extensions_flowc.conf"]
    found: list[dict[str, str]] = []
    for told in re.findall(r"UserEvent\(flowc,(What: .*)\)", text):
        plain = told
        while (shorter := re.sub(r"\$(\{[^${}]*\}|\[[^$\[\]]*\])", "VALUE", plain)) != plain:
            plain = shorter
        plain = plain.partition(")")[0] if plain.count(")") > plain.count("(") else plain
        found.append(dict(field.split(": ", 1) for field in plain.split(",")))
    return found


UNSAID = {("leave enter", "Block"), ("ring bridge", "Outcome"), ("queue", "Position")}
"""What follows from two events at one instant: the block is the one that `To` names; answered. A
position has only who enters a queue."""

HEADERS = {("queue", "what"): "Act", ("callback", "what"): "Act"}  # `What` is the event
AGENTS = {"Of"}
"""What an agent's channel says besides: whose call it is."""
CALLED_BACK = {"Back"}
"""What a callback says when it begins: whose it is."""


def header(what: str, name: str) -> str:
    return HEADERS.get(
        (what, name), {"language": "Lang", "channel": "Means"}.get(name, name.capitalize())
    )


def test_each_event_has_the_fields_of_the_trace() -> None:
    seen: set[str] = set()
    together: set[str] = set()
    for path in FLOWS:
        for told in lines(compiled(path)):
            whats = told.pop("What").replace("VALUE ", "play ").split(" ")
            unsaid = {name for pair, name in UNSAID if pair in " ".join(whats)}
            names = {header(w, name) for w in whats for name in FIELDS[w]}
            assert told.keys() >= names - unsaid, whats
            back = "callback" in told.get("Kind", "")
            besides = AGENTS if whats == ["queue"] else CALLED_BACK if back else set[str]()
            assert told.keys() <= names | besides, whats
            seen |= set(whats)
            together.add(" ".join(whats))
    assert seen == set(FIELDS) - {"speech"}  # Asterisk hears no words
    assert {"call enter", "leave enter", "play keys leave enter", "ring bridge leave"} <= together


def test_a_value_of_any_length_cuts_off_no_other_event() -> None:
    """Asterisk cuts what is longer than it takes."""
    for path in FLOWS:
        for told in lines(compiled(path)):
            if {"set", "record"} & set(told["What"].split(" ")):
                assert told["What"] in {"set", "record"}
                assert list(told)[-1] == "Value"


def test_a_secret_is_masked_wherever_it_would_be_told(flow: Flow) -> None:
    asking = "play p digits 4 secret end # on gave-up -> bye on no-match play p"
    made = flow(HEAD + f"step a {{ collect pin {{ {asking} }} -> bye }}")
    told = [e for e in lines(made) if "pin" in {e.get("Var"), e.get("Into")}]
    assert {what for e in told for what in e["What"].split(" ")} >= {"keys", "set"}
    assert {e.get("Value", e.get("Digits")) for e in told} == {"***"}


def test_what_a_caller_can_write_is_encoded(flow: Flow) -> None:
    """And no heading of the event holds it: there the extension is flowc's own, and a number with
    line ends is emptied before the first event."""
    made = flow(HEAD + "step a { record caller.name as who record caller.number as number -> bye }")
    found = dialplan(made["extensions_flowc.conf"])
    told = [x.app for x in found if x.context == "flowc-a" and "record" in x.app]
    assert told == [
        "UserEvent(flowc,What: record,Name: who,Value: ${URIENCODE(${flowc_caller_name})})",
        "UserEvent(flowc,What: record,Name: number,Value: ${flowc_caller_number})",
    ]
    assert [x for x in found if x.context == "flowc--start" and "?Set(CALLERID(num)=))" in x.app]
    before = {"flowc", "flowc--start"}  # what a call comes through first
    assert not [x for x in found if x.context in before and "UserEvent" in x.app]


def test_languages_are_told_as_the_flow_names_them(flow: Flow) -> None:
    """Asterisk's own names have no dash."""
    made = flow(HEAD + "step a { play p record language as spoken -> bye }")
    told = [x.app for x in dialplan(made["extensions_flowc.conf"]) if x.context == "flowc-a"]
    named = '${IF($["${CHANNEL(language)}" = "pt_BR"]?pt-BR:${CHANNEL(language)})}'
    assert f"Lang: {named},Cut: 0)" in told[1]
    assert f"Set(CDR(spoken)={named})" in told
    assert f"UserEvent(flowc,What: record,Name: spoken,Value: {named})" in told


def test_keys_of_several_signs_are_gathered_where_the_gap_can_be_seen(flow: Flow) -> None:
    """Each longer beginning is known, and a rest only takes digits."""
    made = flow(HEAD + "menu a { play p press 1 -> bye press 12X -> bye press 3* -> bye }")
    found = dialplan(made["extensions_flowc.conf"])
    more = [x.extension for x in found if x.context == "flowc-a-more"]
    assert more == ["1", "12", "_3!"]
    gap = [x.app for x in found if (x.context, x.extension) == ("flowc-a", "_X")]
    assert gap[-1] == "WaitExten(3)"
    sign = [x.app for x in found if (x.context, x.extension) == ("flowc-a", "_[*#]")]
    assert sign[-1] == "Goto(flowc-a-keys,${flowc_keys},1)"


def test_a_split_can_be_told_how_to_fall(flow: Flow) -> None:
    made = flow(HEAD + "split a { 60% -> bye 40% -> hangup }")
    found = dialplan(made["extensions_flowc.conf"])
    told = [x.app for x in found if x.context == "flowc-a"]
    dice = '${IF($["${flowc_draw_a}" = ""]?${RAND(1,100)}:${flowc_draw_a})}'
    assert told[:2] == [f"Set(flowc_share={dice})", "GotoIf($[${flowc_share} <= 60]?:else)"]


def test_events_that_part_in_a_field_are_told_by_lines_of_their_own() -> None:
    left = Told("leave", (("Block", "a"), ("Outcome", "done"), ("To", "b")))
    rang = Told("ring", (("Phones", "anna"), ("Outcome", "busy")))
    assert not fits([rang], left)
    assert fits([rang._replace(fields=(("Phones", "anna"), ("Outcome", "done")))], left)
    assert not fits([left], Told("enter", (("Block", "c"), ("Kind", "menu"))))
    assert fits([left], Told("enter", (("Block", "b"), ("Kind", "menu"))))
