-- Written by flowc from the flow Lists. Change the flow, not this file.
-- What conditions of the dialplan can't say. Values are read with getVariable, never expanded.

local api = freeswitch.API()

local function text(name)
  return session:getVariable(name) or ""
end

local function assign(name, value)
  if type(value) == "number" then
    value = string.format("%d", value)
  end
  session:setVariable(name, value)
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

local function one_of(value, values)
  for _, known in ipairs(values) do
    if value == known then
      return true
    end
  end
  return false
end

-- what collect accepts: functions from keys to their value, "" where they are refused


-- what dialplan outside hands back: what does not fit is taken away

-- services: `flowc serve` asks them. What it answers is in no variable, event or line of the log; what is
-- sent is, percent-encoded

local function encoded(value)
  value = type(value) == "number" and string.format("%d", value) or value
  return (value:gsub("[^A-Za-z0-9._~-]", function(sign)
    return string.format("%%%02X", sign:byte())
  end))
end

local function decoded(value)
  return (value:gsub("%%(%x%x)", function(byte)
    return string.char(tonumber(byte, 16))
  end))
end

-- mod_curl decodes once what it posts; no proxy, whatever FreeSWITCH's environment says
local function post(url, form, seconds)
  local limits = string.format("connect-timeout %d timeout %d", math.min(seconds, 3), seconds)
  local posted = form:gsub("%%", "%%25")
  return api:execute("curl", url .. " " .. limits .. " proxy '' post " .. posted)
end

-- the words of an answer; none of them if it is not whole
local function words(answer)
  local found, line = {}, answer:match("^([A-Za-z0-9._~%% -]+)\n$")
  for word in ((line or "") .. " "):gmatch("([^ ]*) ") do
    found[#found + 1] = word
  end
  return found
end

-- the values of an answer, in order; nil if they are not those that are read. The dialplan looks at
-- what is no text, so nothing in it may mean anything to FreeSWITCH
local function values_of(found, reads)
  local values = {}
  for n, read in ipairs(reads) do
    values[n] = decoded(found[n + 1] or "")
    if not read.text and not values[n]:match("^[A-Za-z0-9_:+.-]+$") then
      return nil
    end
  end
  return #found == #reads + 1 and values or nil
end

-- a caller who has hung up meanwhile was not looked up
local function lookup(of)
  assign("flowc_lookup", "failed")
  if of.into then
    assign(of.into, "no")
  end
  local form = {"call=" .. encoded(text("uuid"))}
  for n, value in ipairs(of.values) do
    form[n + 1] = "v" .. n .. "=" .. encoded(value)
  end
  local found = words(post(of.url, table.concat(form, "&"), of.seconds))
  local outcome = found[1]
  local values = values_of(found, outcome == "found" and of.reads or {})
  local known = values and one_of(outcome, {"found", "not-found", "refused"})
  if not known or not session:ready() then
    return
  end
  assign("flowc_lookup", outcome)
  if outcome == "found" then
    local told = trace("lookup", "service", of.service)
    told:addHeader("lookup-outcome", "found")
    told:fire()
    if of.into then
      assign(of.into, "yes")
    end
  end
  for n, value in ipairs(values) do
    local read = of.reads[n]
    assign(read.kept, value)
    trace("set", "var", read.var, read.kept):fire()
  end
end

-- by the name that the dialplan gives

local entries = {
  -- list.flow:10
  ["lookup.1"] = function()
    lookup({
      service = "vip",
      into = "flow_start.in1",
      url = "http://127.0.0.1:4817/lookup/flowc/1",
      seconds = 4,
      values = {text("flowc_caller_number")},
      reads = {
      },
    })
  end,
  -- list.flow:11
  ["lookup.2"] = function()
    lookup({
      service = "vip",
      url = "http://127.0.0.1:4817/lookup/flowc/2",
      seconds = 4,
      values = {text("flowc_caller_number")},
      reads = {
        {var = "tier", kept = "flow_tier", text = false},
      },
    })
  end,
}

entries[argv[1]]()
