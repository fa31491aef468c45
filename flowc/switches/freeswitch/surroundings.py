"""What is around the programs: where a test's caller comes from, its phones, the dialplan outside
flowc. What a test says of numbers, names and values comes in percent-encoded channel variables.
"""

from flowc.semantics.ir import External, Program

CALLERS = "flowc-callers"
"""The context, and the extension, that a test's caller comes in by."""

OUTSIDE = "flowc-outside"

PHONE = "[null_enable_auto_answer=false]null/{name}"
OUTSIDE_NUMBER = "[null_enable_auto_answer=false]null/{number}"
"""A line that rings until something is done to it."""

DIALPLAN = f"""<include>
  <context name="{CALLERS}">
    <extension name="{CALLERS}">
      <condition>
        <action application="lua" data="flowc-test-caller.lua"/>
      </condition>
    </extension>
  </context>
  <context name="{OUTSIDE}">
    <extension name="{OUTSIDE}">
      <condition>
        <action application="lua" data="flowc-test-outside.lua"/>
      </condition>
    </extension>
  </context>
</include>
"""

_SAID = """
local function said(name)
  local text = session:getVariable("flowc_test_" .. name) or ""
  return (text:gsub("%%(%x%x)", function(code) return string.char(tonumber(code, 16)) end))
end
"""

_CALLER = (
    _SAID
    + """
-- set_profile_var expands what it is told: a backslash takes the meaning from a sign, and the last
-- variable, which is empty, makes FreeSWITCH look for backslashes at all
local function comes_with(field, name)
  local value = said(name):gsub("[\\\\$]", "\\\\%0")
  session:execute("set_profile_var", field .. "=" .. value .. "${flowc_test_nothing}")
end

comes_with("caller_id_number", "number")
comes_with("caller_id_name", "name")
local at = said("at")
if at ~= "" then
  session:setVariable("flowc_clock_shift", "@" .. at)
end
local sounds = freeswitch.getGlobalVariable("sounds_dir")
session:setVariable("sounds_dir", sounds .. "/" .. said("sounds"))
session:transfer(said("to"), "XML", said("context"))
"""
)

_OUTSIDE = (
    _SAID
    + """
-- the next thing to hand back; without one, the call stays here
local nth = tonumber(session:getVariable("flowc_test_outs") or "0") + 1
session:setVariable("flowc_test_outs", string.format("%d", nth))
local out = "out_" .. string.format("%d", nth)
if session:getVariable("flowc_test_" .. out) then
  session:setVariable("return_outcome", said(out))
  for name in said(out .. "_names"):gmatch("%S+") do
    session:setVariable("return_" .. name, said(out .. "_is_" .. name))
  end
else
  session:hangup()
end
"""
)

SCRIPTS = {"flowc-test-caller.lua": _CALLER, "flowc-test-outside.lua": _OUTSIDE}


def places(program: Program) -> dict[str, str]:
    """Where the program's externals are, for the settings."""
    blocks = (block for block in program.blocks if isinstance(block, External))
    return {block.id: f"{OUTSIDE} XML {OUTSIDE}" for block in blocks}
