-- Written by flowc from the flow Conditions. Change the flow, not this file.
-- What conditions of the dialplan can't say. Values are read with getVariable, never expanded.

local api = freeswitch.API()

local function text(name)
  return session:getVariable(name) or ""
end

local function number(name)
  return tonumber(text(name)) or 0
end

local function assign(name, value)
  if type(value) == "number" then
    value = string.format("%d", value)
  end
  session:setVariable(name, value)
end

local function judge(key, holds)
  assign("flowc_is_" .. key, holds and "y" or "n")
end

-- an event of the trace, with the variables that hold its values
local function trace(what, field, value, ...)
  local event = freeswitch.Event("CUSTOM", "flowc::trace")
  event:addHeader("Unique-ID", text("uuid"))
  event:addHeader("flowc", what)
  event:addHeader(what .. "-" .. field, value)
  for _, name in ipairs({...}) do
    event:addHeader("variable_" .. name, session:getVariable(name) or "")
  end
  return event
end

-- expressions

local function contains(value, part)
  return value:find(part, 1, true) ~= nil
end

local function rank(value, members)
  for n, member in ipairs(members) do
    if value == member then
      return n
    end
  end
  return 0
end

-- what collect accepts: functions from keys to their value, "" where they are refused


-- what dialplan outside hands back: what does not fit is taken away

-- switches: kept by mod_db, so that they outlast a restart

local initially = {
  ["storm"] = "on",
}

local function switch_key(name)
  return "/flowc/" .. "flowc" .. "." .. name
end

local function switch_state(name)
  local kept = api:execute("db", "select" .. switch_key(name))
  return (kept == "on" or kept == "off") and kept or initially[name]
end

local function switch(name)
  assign("flowc_switch_" .. name, switch_state(name))
end

-- the PIN is a global variable (vars.xml) or of the environment, read when it is needed
local function may_turn(pin)
  if not pin then
    return true
  end
  local secret = freeswitch.getGlobalVariable(pin) or ""
  if secret == "" then
    secret = os.getenv(pin) or ""
  end
  for _ = 1, 3 do
    local typed = session:playAndGetDigits(
      1, 32, 1, 5000, "#", "tone_stream://%(200,0,800)", "silence_stream://10", "", "", 3000)
    if secret ~= "" and typed == secret then
      return true
    end
    if not session:ready() then
      return false
    end
  end
  return false
end

local function turn(name, pin)
  if not may_turn(pin) then
    session:execute("playback", "tone_stream://%(300,100,400);loops=3")
    return
  end
  local new = switch_state(name) == "on" and "off" or "on"
  api:execute("db", "insert" .. switch_key(name) .. "/" .. new)
  local on, off = "%(200,50,600);%(300,0,900)", "%(200,50,900);%(300,0,600)"
  session:execute("playback", "tone_stream://" .. (new == "on" and on or off))
end

-- messages

local function deliver()
  local file = text("flowc_message")
  if file == "" then
    return
  end
  local number = text("flowc_caller_number")
  local box = text("flowc_mailbox") .. "@" .. text("flowc_mailbox_domain")
  api:execute("voicemail_inject", box .. " " .. file .. " " .. (number == "" and "0" or number))
  os.remove(file)
  assign("flowc_message", "")
  trace("message", "mailbox", text("flowc_mailbox"), "record_seconds"):fire()
end

-- the end of a call, however it ends

local function hangup()
  deliver()
  assign("flowc_record_last_n", number("flow_n"))
  trace("record", "name", "last_n", "flowc_record_last_n"):fire()
  local by, cause = text("flowc_end_by"), text("flowc_end_cause")
  local ending = trace("end", "by", by ~= "" and by or "caller")
  ending:addHeader("end-cause", by ~= "" and cause or "hangup")
  ending:fire()
end

-- by the name that the dialplan gives

local entries = {
  -- conditions.flow:18
  ["first-1"] = function()
    judge("first-1", (number("flow_n") + 1) > 3)
  end,
  -- conditions.flow:21
  ["first-2"] = function()
    assign("flow_n", (number("flow_n") + 1))
  end,
  -- conditions.flow:26
  ["second-1"] = function()
    judge("second-1", rank(text("flow_tier"), {"bronze", "silver", "gold"}) > rank("silver", {"bronze", "silver", "gold"}))
  end,
  -- conditions.flow:26
  ["second-2"] = function()
    judge("second-2", contains(text("flow_name"), "here"))
  end,
  -- conditions.flow:15
  ["call--start-1"] = function()
    assign("flow_name", "it\039s \036\123x\125 \034here\034")
  end,
  hangup = hangup,
  switch = function() switch(argv[2]) end,
  turn = function() turn(argv[2], argv[3]) end,
}

entries[argv[1]]()
