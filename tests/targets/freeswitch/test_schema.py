"""The schema refuses what FreeSWITCH takes and then does something else with."""

import subprocess
from pathlib import Path

import pytest

from tests.targets.freeswitch.lab import HERE

SCHEMA = HERE.parents[2] / "targets" / "freeswitch" / "dialplan.rng"

LAST = """<condition>
        <action application="hangup" data="NORMAL_CLEARING"/>
      </condition>"""

GOOD = """<include>
  <context name="flowc">
    <extension name="main">
      <condition field="destination_number" expression="^main$"/>
      <condition field="${flowc_keys}" expression="^1$" break="on-true">
        <action application="set" data="flowc_x=1"/>
      </condition>
      <condition>
        <action application="lua" data="flowc-clock.lua office" inline="true"/>
      </condition>
      <condition field="${flowc_at_office}" expression="^open$" break="on-true">
        <action application="multiset" data="^^~flowc_x=~flowc_keys=${flowc_key}"/>
      </condition>
      %s
    </extension>
  </context>
</include>
""".replace("%s", LAST)

BAD = {
    "a misspelt attribute matches everything": ('expression="^1$"', 'expresion="^1$"'),
    "an empty expression matches everything": ('expression="^1$"', 'expression=""'),
    "an expression that is not anchored": ('expression="^main$"', 'expression="main.*"'),
    "the clock and a field are taken as either": (
        'expression="^open$"',
        'expression="^open$" wday="2-6"',
    ),
    "the machine's clock, which no call can be made at another date by": (
        'field="${flowc_at_office}" expression="^open$"',
        'wday="2-6"',
    ),
    "a value that may hold the sign that settings are split at": (
        "flowc_keys=${flowc_key}",
        "flowc_keys=${flow_account}",
    ),
    "a sign that quotes what settings are split at": ("~flowc_x=", "~flowc_x='"),
    "a condition in a condition": (
        '<action application="set" data="flowc_x=1"/>',
        '<condition><action application="set" data="flowc_x=1"/></condition>',
    ),
    "an escaped quote drops the action": ("flowc_x=1", "flowc_x=it\\'s"),
    "a preprocessor variable has no escape": ("flowc_x=1", "flowc_x=$${domain}"),
    "an API call in data": ("flowc_x=1", "flowc_x=${cond(1 ? 2 : 3)}"),
    "an order for the preprocessor": ("flowc_x=1", "flowc_x=X-PRE-PROCESS cmd=exec"),
    "an unknown application ends the call": ('application="hangup"', 'application="hang_up"'),
    "a shell": ('application="hangup"', 'application="system"'),
    "an unknown break": ('break="on-true"', 'break="true"'),
    "actions where a later condition may fail": (
        'expression="^main$"/>',
        'expression="^main$"><action application="answer"/></condition>',
    ),
    "nothing at the end": (LAST, ""),
    "a name with a space": ('extension name="main"', 'extension name="the main"'),
}


def check(text: str, folder: Path) -> int:
    file = folder / "dialplan.xml"
    file.write_text(text, encoding="utf-8")
    command = ["xmllint", "--noout", "--relaxng", SCHEMA, file]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_what_is_right_is_accepted(tmp_path: Path) -> None:
    assert check(GOOD, tmp_path) == 0


@pytest.mark.parametrize("why", BAD)
def test_what_goes_wrong_later_is_refused_now(why: str, tmp_path: Path) -> None:
    old, new = BAD[why]
    assert old in GOOD
    invalid = 3  # xmllint's exit code where a document does not fit a schema
    assert check(GOOD.replace(old, new, 1), tmp_path) == invalid
